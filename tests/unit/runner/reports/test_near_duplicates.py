"""Near duplicates against the plain comparison of all pairs."""

from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages import simhash
from parser.pages.simhash import LONG_BITS
from runner.reports.near_duplicates import (
    MOST_BITS,
    Interrupted,
    expected_distance,
    near_duplicates,
    similarity,
)
from storage.report_work import REST, Fingerprints, NearDuplicate

#: a page by its address, the 256 bits of its SimHash, and its main text
Page = tuple[int, int, int]


def pages(prints: list[int], contents: list[int]) -> list[Page]:
    """A page for each fingerprint, with one of a few main texts."""
    return [(place, whole, contents[place]) for place, whole in enumerate(prints)]


def columns(found: list[Page]) -> Fingerprints:
    """As the query gives them: equal numbers together, equal texts within, by their first pages."""
    numbers = [number_of(whole) for _, whole, _ in found]
    texts = [(number_of(whole), content) for _, whole, content in found]
    grouped = Fingerprints()
    for address_id, whole, content in sorted(
        found,
        key=lambda page: (
            numbers.index(number_of(page[1])),
            texts.index((number_of(page[1]), page[2])),
            page[0],
        ),
    ):
        rest = (whole & ((1 << 8 * REST) - 1)).to_bytes(REST)
        grouped.add(address_id, number_of(whole) - (1 << 63), content, rest)
    return grouped


def number_of(whole: int) -> int:
    """The bits that candidates are found by."""
    return whole >> 8 * REST


def is_candidate(one: int, other: int) -> bool:
    """Whether two numbers are near enough to be compared as a whole."""
    difference = number_of(one) ^ number_of(other)
    agreeing = sum(not difference >> 8 * place & 255 for place in range(8))
    return difference.bit_count() <= 10 and agreeing >= 2


def by_all_pairs(found: list[Page], *, candidates: bool) -> dict[int, tuple[int, int]]:
    """For each page that has any: how many near duplicates, and the distance of the closest."""
    told = {}
    for address_id, whole, content in found:
        distances = [
            (whole ^ other).bit_count()
            for _, other, text in found
            if text != content and (not candidates or is_candidate(whole, other))
        ]
        near = [distance for distance in distances if distance <= MOST_BITS]
        if near:
            told[address_id] = (len(near), min(near))
    return told


@st.composite
def clouds(draw: st.DrawFn) -> list[Page]:
    """Fingerprints scattered around a few centres, some of them equal; a text has one of them."""
    centres = draw(st.lists(st.integers(0, 2**LONG_BITS - 1), min_size=1, max_size=3))
    flips = st.lists(st.integers(0, LONG_BITS - 1), max_size=30)
    texts = []
    for _ in range(draw(st.integers(1, 12))):
        whole = draw(st.sampled_from(centres))
        for bit in draw(flips):
            whole ^= 1 << bit
        texts.append(whole)
    contents = draw(st.lists(st.integers(0, len(texts) - 1), min_size=1, max_size=20))
    return pages([texts[content] for content in contents], contents)


@given(clouds(), st.booleans())
def test_no_pair_is_missed(found: list[Page], many: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    """Counts and closest distances are those of comparing everything with everything, buckets or not."""
    told = list(near_duplicates(columns(found), Event(), **{"few": 0} if many else {}))
    expected = by_all_pairs(found, candidates=many)
    assert {one.address_id: (one.pages, one.distance) for one in told} == expected
    assert all(one.closest != one.address_id for one in told)


def test_of_a_shop_with_one_text_every_page_is_every_others_near_duplicate() -> None:
    """Four hundred pages that differ in a number: more than are compared with their neighbours alone."""
    found = Fingerprints()
    for page in range(400):
        told = simhash.of_tokens([*(f"shared{word}" for word in range(100)), f"number{page}"])
        assert told.value is not None
        assert told.rest is not None
        found.add(page, told.value, page, bytes.fromhex(told.rest))
    pages_around = {one.pages for one in near_duplicates(found, Event())}
    assert min(pages_around) >= 390


def test_copies_of_one_text_are_no_near_duplicates() -> None:
    """They are exact ones; a third page that nearly says the same counts both."""
    found = near_duplicates(columns(pages([8, 8, 9], [1, 1, 2])), Event())
    assert list(found) == [
        NearDuplicate(address_id=0, pages=1, distance=1, closest=2),
        NearDuplicate(address_id=1, pages=1, distance=1, closest=2),
        NearDuplicate(address_id=2, pages=2, distance=1, closest=0),
    ]


def template(number: int, *, whole: bool = True, copies: int = 0) -> Fingerprints:
    """Sixty pages with three quarters of their words in common, the first with a copy that differs in five.

    Without the `whole` of their bits they are pages as they were once read.
    """
    shared = [f"shared{number}-{word}" for word in range(300)]
    found = Fingerprints()
    for page in range(60):
        words = [*shared, *(f"own{number}-{page}-{word}" for word in range(50))]
        for copy in range(2 if page < copies else 1):
            changed = [*words[5 * copy :], *(f"new{number}-{page}-{n}" for n in range(5 * copy))]
            told = simhash.of_tokens(changed)
            assert told.value is not None
            assert told.rest is not None
            rest = bytes.fromhex(told.rest) if whole else None
            found.add(2 * page + copy, told.value, 2 * page + copy, rest)
    return found


def test_pages_of_one_template_are_hardly_ever_near_duplicates() -> None:
    """Which of them are told is chance; by 64 bits two pages of three were, by all bits one in twenty."""
    told = {
        whole: sum(
            len(list(near_duplicates(template(number, whole=whole), Event())))
            for number in range(12)
        )
        for whole in (False, True)
    }
    assert told[True] <= 12 * 60 // 10
    assert 5 * told[True] <= told[False]


def test_copies_among_pages_of_one_template_are_told() -> None:
    """Each is the other's closest, with 97 of a hundred words in common."""
    near = {one.address_id: one.closest for one in near_duplicates(template(1, copies=10), Event())}
    assert sum(other == one ^ 1 for one, other in near.items()) >= 18


def test_pages_read_before_there_was_more_are_judged_by_their_number() -> None:
    """Six bits of 64 are as good as 24 of 256."""
    found = Fingerprints()
    for address_id, number in enumerate([0, 0b111111, 0b1111111 << 20]):
        found.add(address_id, number, address_id, None)
    told = near_duplicates(found, Event())
    assert [(one.address_id, one.distance) for one in told] == [(0, 24), (1, 24)]


def test_it_ends_when_nobody_waits_any_more() -> None:
    """A thread cannot be cancelled; this one looks at the event."""
    stop = Event()
    stop.set()
    with pytest.raises(Interrupted):
        near_duplicates(columns(pages([1, 2], [1, 2])), stop)


def test_the_threshold_is_ninety_percent() -> None:
    """26 bits are about 90 % of common words, and the two directions of the estimate agree."""
    assert 90 <= similarity(MOST_BITS, LONG_BITS) < 91
    assert similarity(0) == 100
    assert similarity(35) == similarity(64) == 0
    assert abs(expected_distance(similarity(MOST_BITS, LONG_BITS) / 100) - MOST_BITS) < 1e-6

"""Near duplicates against the plain comparison of all pairs."""

from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.reports.near_duplicates import (
    MOST_BITS,
    Interrupted,
    expected_distance,
    near_duplicates,
    similarity,
)
from storage.report_work import Fingerprints, NearDuplicate

#: a page by its address, its SimHash as PostgreSQL has it, and its main text
Page = tuple[int, int, int]


def pages(numbers: list[int], contents: list[int]) -> list[Page]:
    """A page for each number, with one of a few main texts."""
    return [(place, number - (1 << 63), contents[place]) for place, number in enumerate(numbers)]


def columns(found: list[Page]) -> Fingerprints:
    """As the query gives them: equal numbers together, equal texts within, by their first pages."""
    numbers = [number for _, number, _ in found]
    texts = [(number, content) for _, number, content in found]
    grouped = Fingerprints()
    for page in sorted(
        found, key=lambda page: (numbers.index(page[1]), texts.index(page[1:]), page[0])
    ):
        grouped.add(*page)
    return grouped


def by_all_pairs(found: list[Page]) -> dict[int, tuple[int, int]]:
    """For each page that has any: how many near duplicates, and the distance of the closest."""
    told = {}
    for address_id, number, content in found:
        distances = [
            ((number ^ other) & ((1 << 64) - 1)).bit_count()
            for _, other, text in found
            if text != content or other != number
        ]
        near = [distance for distance in distances if distance <= MOST_BITS]
        if near:
            told[address_id] = (len(near), min(near))
    return told


@st.composite
def clouds(draw: st.DrawFn) -> list[Page]:
    """Numbers scattered around a few centres, some of them equal."""
    centres = draw(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=3))
    flips = st.lists(st.integers(0, 63), max_size=9)
    numbers = []
    for _ in range(draw(st.integers(1, 20))):
        number = draw(st.sampled_from(centres))
        for bit in draw(flips):
            number ^= 1 << bit
        numbers.append(number)
    return pages(numbers, draw(st.lists(st.integers(0, 4), min_size=20, max_size=20)))


@given(clouds())
def test_the_buckets_miss_no_pair(found: list[Page]) -> None:
    """Counts and closest distances are those of comparing everything with everything."""
    told = list(near_duplicates(columns(found), Event()))
    assert {one.address_id: (one.pages, one.distance) for one in told} == by_all_pairs(found)
    assert all(one.closest != one.address_id for one in told)


def test_copies_of_one_text_are_no_near_duplicates() -> None:
    """They are exact ones; a third page that nearly says the same counts both."""
    found = near_duplicates(columns(pages([8, 8, 9], [1, 1, 2])), Event())
    assert list(found) == [
        NearDuplicate(address_id=0, pages=1, distance=1, closest=2),
        NearDuplicate(address_id=1, pages=1, distance=1, closest=2),
        NearDuplicate(address_id=2, pages=2, distance=1, closest=0),
    ]


def test_it_ends_when_nobody_waits_any_more() -> None:
    """A thread cannot be cancelled; this one looks at the event."""
    stop = Event()
    stop.set()
    with pytest.raises(Interrupted):
        near_duplicates(columns(pages([1, 2], [1, 2])), stop)


def test_the_threshold_is_ninety_percent() -> None:
    """Six bits are about 90 % of common words, and the two directions of the estimate agree."""
    assert 90 <= similarity(MOST_BITS) < 92
    assert similarity(0) == 100
    assert abs(expected_distance(similarity(MOST_BITS) / 100) - MOST_BITS) < 1e-6

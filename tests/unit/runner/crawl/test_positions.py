"""Positions: one order for the whole ledger."""

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from runner.crawl.positions import (
    FIRST_LEVEL,
    SEED,
    alternate_position,
    level_start,
    link_position,
    link_positions,
    redirect_position,
    sitemap_position,
)

LARGEST = 2**63 - 1


@given(st.integers(0, 50_000), st.integers(0, 10**8))
def test_sitemaps_lie_between_the_seed_and_the_links(sitemap: int, number: int) -> None:
    """Whatever the number of files and addresses."""
    assert SEED < sitemap_position(sitemap, number) < FIRST_LEVEL


@given(st.integers(0, 10**7), st.integers(0, 50_000))
def test_languages_lie_between_what_is_listed_and_the_links(number: int, sitemap: int) -> None:
    """What such pages link to comes after what listed ones do."""
    listed = sitemap_position(sitemap, 10**8)
    assert listed < alternate_position(number) < alternate_position(number + 1) < FIRST_LEVEL
    assert link_position(sitemap_position(sitemap % 60, 5), 1, 0) < link_position(
        alternate_position(number), 1, 0
    )


@given(st.integers(0, 2**29), st.integers(1, 100), st.integers(0, 10**6))
def test_links_stay_within_their_level(place: int, depth: int, number: int) -> None:
    """A page's links lie in the level below it, however many there are."""
    parent = level_start(depth - 1) + place
    position = link_position(parent, depth, number)
    assert level_start(depth) <= position < level_start(depth + 1) <= LARGEST


@given(st.integers(0, 2**29 - 1), st.integers(0, 2**14 - 2))
def test_links_come_in_the_order_of_pages_and_then_of_the_page(place: int, number: int) -> None:
    """The next link of a page comes after this one and before those of the next page."""
    parent = level_start(3) + place
    here = link_position(parent, 4, number)
    assert here < link_position(parent, 4, number + 1) < link_position(parent + 1, 4, 0)


def test_all_links_of_a_page_have_their_positions_in_turn() -> None:
    """One by one or all at once, and beyond the last number that fits too."""
    parent = level_start(3) + 5
    every = list(islice(link_positions(parent, 4), 2**14 + 9))
    assert every == [link_position(parent, 4, number) for number in range(2**14 + 9)]


@given(st.integers(0, FIRST_LEVEL))
def test_targets_of_redirects_come_last(parent: int) -> None:
    """After everything that was named openly."""
    assert level_start(1000) < redirect_position(parent) <= LARGEST

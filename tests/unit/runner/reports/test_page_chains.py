"""Chains of rel="next"."""

from hypothesis import given
from hypothesis import strategies as st

from runner.reports.page_chains import loops


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 12)))
def test_a_page_is_in_a_loop_if_following_it_never_ends(following: dict[int, int]) -> None:
    """As many steps as there are pages, and one more, reach an end or nothing does."""
    endless = set()
    for start in following:
        page: int | None = start
        for _ in range(len(following) + 1):
            page = following.get(page) if page is not None else None
        if page is not None:
            endless.add(start)
    assert loops(following) == endless

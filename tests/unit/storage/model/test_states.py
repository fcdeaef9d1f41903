"""States and moves: the first end wins, and SQL knows the same table."""

import re

from hypothesis import given
from hypothesis import strategies as st

from storage.model.states import RUN_MOVES, SITE_MOVES, RunStatus, SiteStatus, run_end
from storage.queries import load


def test_every_state_has_its_moves() -> None:
    """The tables are complete, and only a retry leaves an end."""
    assert set(RUN_MOVES) == set(RunStatus)
    assert set(SITE_MOVES) == set(SiteStatus)
    for run in RunStatus:
        if run.terminal:
            assert RUN_MOVES[run] == {RunStatus.RUNNING}
    for site in SiteStatus:
        if site.terminal:
            assert SITE_MOVES[site] == {SiteStatus.QUEUED}


def test_a_cancelled_run_ends_cancelled() -> None:
    """From cancelling there is one way only."""
    assert RUN_MOVES[RunStatus.CANCELLING] == {RunStatus.CANCELLED}
    assert RunStatus.CANCELLED not in RUN_MOVES[RunStatus.RUNNING]


@given(st.lists(st.sampled_from([s for s in SiteStatus if s.terminal]), min_size=1))
def test_how_a_run_ends(sites: list[SiteStatus]) -> None:
    """Completed means all, failed means none, partial is in between; cancel wins over all."""
    end = run_end(sites, cancelled=False)
    good = [site for site in sites if site is SiteStatus.COMPLETED]
    if len(good) == len(sites):
        assert end is RunStatus.COMPLETED
    else:
        assert end is (RunStatus.PARTIAL if good else RunStatus.FAILED)
    assert run_end(sites, cancelled=True) is RunStatus.CANCELLED


def test_sql_moves_only_as_the_table_allows() -> None:
    """Each UPDATE that sets a literal status starts from states the table allows."""
    for noun, moves in (("runs", RUN_MOVES), ("site_jobs", SITE_MOVES)):
        for name, text in load(noun).items():
            target = re.search(r"\bset status = '(\w+)'", text)
            if target is None:
                continue
            origins = re.search(
                r"status = any\('\{([a-z,]+)\}'\)|(?:s\.)?status = '(\w+)'(?! *,)",
                text[target.end() :],
            )
            if origins is None:
                continue  # the caller gives the states: checked by the tests of its module
            names = (origins[1] or origins[2]).split(",")
            kind = next(iter(moves)).__class__
            for origin in names:
                allowed = moves[kind(origin)]  # type: ignore[index]
                assert kind(target[1]) in allowed or origin == target[1], f"{noun}.{name}"

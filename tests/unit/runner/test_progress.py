"""Progress and the estimate of time: arithmetic on made-up runs."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.progress import expected_total, makespan, progress_of, rate, seconds_left
from storage.model.run import SiteHistory, SiteJob
from storage.model.states import Phase, SiteStatus

BLANK = SiteJob(
    id=1,
    run_id=1,
    site="shop",
    title="Shop",
    url="https://shop.example/",
    status=SiteStatus.RUNNING,
    phase=Phase.CRAWL,
    attempt=1,
    total_urls=0,
    sitemap_total_urls=None,
    discovered=True,
    processed=0,
    fetched=0,
    failed=0,
    products=0,
    active_seconds=0.0,
    waiting_reason=None,
    resume_at=None,
    failure=None,
    failure_detail=None,
    started_at=None,
    heartbeat_at=None,
    finished_at=None,
    complete=False,
)


def job(**facts: Any) -> SiteJob:
    """A site job that differs from a blank one by these facts."""
    return replace(BLANK, **facts)


def test_nothing_is_said_too_early() -> None:
    """Without history there is no estimate before thirty pages, and half a minute or a twentieth."""
    assert seconds_left(job(total_urls=1000, processed=29, active_seconds=60), None) is None
    assert seconds_left(job(total_urls=1000, processed=40, active_seconds=3), None) is None
    assert seconds_left(job(total_urls=1000, processed=50, active_seconds=3), None) is not None
    assert seconds_left(job(total_urls=9000, processed=40, active_seconds=31), None) is not None


def test_a_steady_crawl_is_estimated_exactly() -> None:
    """At two pages a second, 400 pages to come take 200 seconds."""
    left = seconds_left(job(total_urls=1000, processed=600, active_seconds=300), None)
    assert left == pytest.approx(200)


def test_history_speaks_before_the_first_page() -> None:
    """A site that took 100 s for 1,000 pages is expected to do so again."""
    history = SiteHistory(total_urls=1000, active_seconds=100)
    waiting = job(status=SiteStatus.QUEUED, discovered=False)
    assert seconds_left(waiting, history) == pytest.approx(100)


def test_wrong_history_is_soon_forgotten() -> None:
    """When we see a tenth of the old speed the estimate follows what we see."""
    history = SiteHistory(total_urls=1000, active_seconds=100)
    speed = rate(60, 60, history)
    assert speed is not None
    assert speed == pytest.approx(1.0, rel=0.2)


def test_late_sitemaps_are_expected_as_last_time() -> None:
    """While sitemaps are being read the total is at least that of the last run."""
    history = SiteHistory(total_urls=1000, active_seconds=100)
    assert expected_total(job(total_urls=10, discovered=False), history) == 1000
    assert expected_total(job(total_urls=10, discovered=True), history) == 10
    late = job(total_urls=10, discovered=False, active_seconds=50)
    assert expected_total(late, history) == 10


def test_the_last_site_decides() -> None:
    """Two slots, three sites: the time is that of the fuller slot, not the sum."""
    assert makespan([10, 10, 30], 2) == 30
    assert makespan([10, 10, 30], 1) == 50
    assert makespan([], 3) == 0


def test_a_hundred_percent_means_the_end() -> None:
    """99 is the most before every site job has ended, and an ended run shows 100."""
    almost = job(total_urls=10, processed=10, phase=Phase.REPORT)
    assert progress_of([almost], {}, slots=1).percent == 99
    done = job(total_urls=10, processed=10, status=SiteStatus.COMPLETED)
    assert progress_of([done], {}, slots=1).percent == 100
    assert progress_of([], {}, slots=1).percent == 0


def test_what_other_hosts_take_is_not_estimated() -> None:
    """All pages are read, and links and pictures are asked: the percent stays, the time is not told."""
    crawled = job(total_urls=100, processed=100, active_seconds=50)
    checking = job(total_urls=100, processed=100, active_seconds=60, phase=Phase.CHECK)
    before, now = (progress_of([one], {}, slots=1) for one in (crawled, checking))
    assert now.percent >= before.percent
    assert now.estimate is None


jobs = st.lists(
    st.builds(
        job,
        status=st.sampled_from(SiteStatus),
        phase=st.sampled_from(Phase),
        total_urls=st.integers(0, 10_000),
        processed=st.integers(0, 10_000),
        active_seconds=st.floats(0, 1e5),
        discovered=st.booleans(),
    ),
    max_size=12,
)
histories = st.dictionaries(
    st.just("shop"),
    st.builds(SiteHistory, total_urls=st.integers(0, 10_000), active_seconds=st.floats(0, 1e5)),
)


@given(jobs, histories, st.integers(1, 8))
def test_progress_is_always_sane(
    site_jobs: list[SiteJob], history: dict[str, SiteHistory], slots: int
) -> None:
    """Percent lies between 0 and 100, and no time is negative, whatever the numbers."""
    progress = progress_of(site_jobs, history, slots=slots)
    assert 0 <= progress.percent <= 100
    if progress.estimate is not None:
        assert 0 <= progress.estimate.likely <= progress.estimate.upper

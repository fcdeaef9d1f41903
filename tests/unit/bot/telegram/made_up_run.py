"""A run with site jobs, for whoever shows it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.model.run import ALL_REPORTS, Place, Run, RunView, SiteJob
from storage.model.states import Phase, RunStatus, SiteStatus

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
RUN = Run(
    id=14,
    status=RunStatus.RUNNING,
    place=Place(chat_id=1),
    user_id=1,
    language="ru",
    said="прогони",
    reports=ALL_REPORTS,
    page_limit=None,
    concurrency=None,
    skip_existing=False,
    dry_run=False,
    attempt=1,
    created_at=NOW - timedelta(minutes=5),
    started_at=NOW - timedelta(minutes=5),
    settled_at=None,
    finished_at=None,
    cancelled_by=None,
)
JOB = SiteJob(
    id=1,
    run_id=14,
    site="shop",
    title="Shop",
    url="https://shop.example/",
    status=SiteStatus.RUNNING,
    phase=Phase.CRAWL,
    attempt=1,
    total_urls=400,
    sitemap_total_urls=400,
    discovered=True,
    processed=100,
    fetched=90,
    failed=10,
    products=50,
    active_seconds=50.0,
    waiting_reason=None,
    resume_at=None,
    failure=None,
    failure_detail=None,
    started_at=NOW,
    heartbeat_at=NOW,
    finished_at=None,
    complete=False,
)


def view(*jobs: SiteJob, **facts: Any) -> RunView:
    """A run with these site jobs."""
    named = [replace(job, id=n, site=f"shop{n}") for n, job in enumerate(jobs, start=1)]
    return RunView(run=replace(RUN, **facts), sites=tuple(named))

"""The table `bulk_job_sites`: site jobs, their leases and their progress.

Every write of a worker names the epoch of its claim; if the statement finds no row, the lease is lost
and `LeaseLost` is raised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

import asyncpg

from storage.database import Connection, Executor, LeaseLost
from storage.model.ledger import COUNTED
from storage.model.run import Claim, ReportKind, SiteJob
from storage.model.states import Phase, SiteStatus
from storage.queries import sql


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """What a heartbeat returns."""

    cancelled: bool
    paused: bool
    processed: int
    total_urls: int
    fetched: int
    active_seconds: float
    discovered: bool


@dataclass(frozen=True, kw_only=True)
class Gain:
    """What a batch of writes adds to the counters of its site job."""

    processed: int = 0
    fetched: int = 0
    failed: int = 0
    products: int = 0
    total_urls: int = 0


@dataclass(frozen=True, kw_only=True)
class Queue:
    """The state of the queue, for /status."""

    running: int
    queued: int
    oldest_seconds: float | None
    lost: int


async def get(db: Executor, site_job_id: int) -> SiteJob | None:
    """One site job."""
    row = await db.fetchrow(sql("site_jobs.get"), site_job_id)
    return _site_job(row) if row else None


async def of_run(db: Executor, run_id: int) -> tuple[SiteJob, ...]:
    """The site jobs of a run in the order of the plan."""
    return tuple(_site_job(row) for row in await db.fetch(sql("runs.site_jobs"), run_id))


async def lock_run_of(db: Connection, site_job_id: int) -> None:
    """Locks the run of a site job: everyone locks the run's row before those of its site jobs."""
    await db.execute(sql("site_jobs.lock_run_of"), site_job_id)


async def claim(
    db: Connection, site_job_id: int, *, worker: str, lease_seconds: float, limit: int
) -> Claim | None:
    """Claims the site job if it is ready and no limit forbids it. Call it in a transaction."""
    await db.execute(sql("site_jobs.lock_claims"))
    row = await db.fetchrow(
        sql("site_jobs.claim"), site_job_id, worker, timedelta(seconds=lease_seconds), limit
    )
    return _claim(row) if row else None


async def choose_base(db: Connection, claim: Claim) -> int | None:
    """Chooses the site job that diff.csv compares with, and keeps the choice. Call it in a transaction."""
    await db.execute(sql("site_jobs.lock_choice"))
    row = await db.fetchrow(sql("site_jobs.choose_base"), claim.site_job_id, claim.epoch)
    if row is None:
        raise LeaseLost
    base_id: int | None = row["base_id"]
    return base_id


async def base_holds(db: Executor, site_job_id: int) -> bool:
    """Whether the site job has a base that is still usable: not retried since, nor pruned."""
    holds: bool | None = await db.fetchval(sql("site_jobs.base_holds"), site_job_id)
    return bool(holds)


async def heartbeat(
    db: Executor,
    claim: Claim,
    *,
    lease_seconds: float,
    waiting_reason: str | None,
    resume_in: float | None,
) -> Pulse:
    """Renews the lease, and adds the time since the last heartbeat to the working time."""
    row = await db.fetchrow(
        sql("site_jobs.heartbeat"),
        claim.site_job_id,
        claim.epoch,
        timedelta(seconds=lease_seconds),
        waiting_reason,
        None if resume_in is None else timedelta(seconds=resume_in),
    )
    if row is None:
        raise LeaseLost
    return Pulse(
        cancelled=row["cancelled"],
        paused=row["paused"],
        processed=row["processed_count"],
        total_urls=row["total_urls"],
        fetched=row["fetched_count"],
        active_seconds=row["active_seconds"],
        discovered=row["discovered"],
    )


async def prove(db: Connection, claim: Claim, gain: Gain) -> None:
    """Proves the epoch for the whole transaction, and adds to the counters. Raises LeaseLost."""
    row = await db.fetchrow(
        sql("site_jobs.prove"),
        claim.site_job_id,
        claim.epoch,
        gain.processed,
        gain.fetched,
        gain.failed,
        gain.products,
        gain.total_urls,
    )
    if row is None:
        raise LeaseLost


async def save_robots(db: Executor, claim: Claim, robots: Mapping[str, Any]) -> None:
    """Saves what each host's /robots.txt answered, for later slices."""
    await _fenced(db, sql("site_jobs.save_robots"), claim, dict(robots))


async def save_sitemaps(
    db: Executor,
    claim: Claim,
    sitemaps: Mapping[str, Any],
    *,
    discovered: bool,
    named_by_sitemaps: int | None,
) -> None:
    """Saves which sitemaps were read; with `discovered` the crawl of pages begins."""
    await _fenced(
        db, sql("site_jobs.save_sitemaps"), claim, dict(sitemaps), discovered, named_by_sitemaps
    )


async def sitemaps_of(db: Executor, site_job_id: int) -> Mapping[str, Any]:
    """What was saved about a site job's sitemaps; empty if nothing was."""
    kept: Mapping[str, Any] | None = await db.fetchval(sql("site_jobs.sitemaps_of"), site_job_id)
    return kept or {}


async def sitemaps_before(db: Executor, site_job_id: int) -> Mapping[str, Any]:
    """Likewise of the last completed site job of this site and scope that began before this one."""
    kept: Mapping[str, Any] | None = await db.fetchval(
        sql("site_jobs.sitemaps_before"), site_job_id
    )
    return kept or {}


async def enter_phase(db: Executor, claim: Claim, phase: Phase) -> None:
    """Moves the site job to a phase."""
    await _fenced(db, sql("site_jobs.enter_phase"), claim, phase)


async def count_products(db: Connection, claim: Claim, products: int) -> None:
    """Sets the product count to distinct products, as in full.csv; until then it counts product pages."""
    await _fenced(db, sql("site_jobs.count_products"), claim, products)


async def release(
    db: Executor, claim: Claim, *, pause_seconds: float = 0, reason: str | None = None
) -> None:
    """Puts the site job back in the queue, ready again after the pause."""
    pause = timedelta(seconds=pause_seconds)
    await _fenced(db, sql("site_jobs.release"), claim, pause, reason)


async def forget_crashes(db: Executor, claim: Claim) -> None:
    """Resets the count of crashes, after a completed slice."""
    await _fenced(db, sql("site_jobs.forget_crashes"), claim)


async def stumble(
    db: Executor, claim: Claim, *, pause_seconds: float, most_crashes: int, why: str
) -> None:
    """Puts the site job back in the queue after an error of ours; fails it after too many."""
    pause = timedelta(seconds=pause_seconds)
    await _fenced(db, sql("site_jobs.stumble"), claim, pause, most_crashes, why)


async def settle(
    db: Connection,
    claim: Claim,
    status: SiteStatus,
    *,
    failure: str | None = None,
    detail: str | None = None,
    complete: bool = False,
) -> None:
    """Ends the site job."""
    await _fenced(db, sql("site_jobs.settle"), claim, status, failure, detail, complete)


async def reclaim(db: Connection, *, most_crashes: int) -> list[tuple[int, int, SiteStatus]]:
    """Takes back expired leases: (site job, run, new status)."""
    rows = await db.fetch(sql("site_jobs.reclaim"), most_crashes)
    return [(row["id"], row["bulk_job_id"], SiteStatus(row["status"])) for row in rows]


async def given_up(db: Connection) -> list[int]:
    """Site jobs that failed because of our errors and still have waiting addresses."""
    return [row["id"] for row in await db.fetch(sql("site_jobs.given_up"))]


async def lock_dispatch(db: Connection) -> bool:
    """Whether this transaction now holds the dispatcher's lock."""
    locked: bool = await db.fetchval(sql("site_jobs.lock_dispatch"))
    return locked


async def ring(db: Connection, *, limit: int, repeat_seconds: float) -> list[tuple[int, str]]:
    """Chooses what may start now: each site job with the id of the arq job to ring with."""
    rows = await db.fetch(sql("site_jobs.ring"), limit, timedelta(seconds=repeat_seconds))
    return [(row["id"], row["job_id"]) for row in rows]


async def cancel_queued(db: Connection, run_id: int, sites: Sequence[str] | None = None) -> int:
    """Cancels queued site jobs that were never begun; returns how many."""
    rows = await db.fetch(sql("site_jobs.cancel_queued"), run_id, _list(sites))
    return len(rows)


async def cancel_sites(db: Connection, run_id: int, sites: Sequence[str]) -> list[str]:
    """Sets the cancel flag of single sites; returns those that were still open."""
    rows = await db.fetch(sql("site_jobs.cancel_sites"), run_id, list(sites))
    return [row["site"] for row in rows]


async def wake(db: Connection, run_id: int) -> None:
    """Ends the pauses of queued site jobs."""
    await db.execute(sql("site_jobs.wake"), run_id)


class Again(NamedTuple):
    """A site job that gets another attempt, with the configuration frozen into it."""

    site_job_id: int
    site: str
    config: Mapping[str, Any]


async def retry(
    db: Connection,
    run_id: int,
    *,
    statuses: Sequence[SiteStatus],
    sites: Sequence[str] | None,
    from_scratch: bool,
) -> list[Again]:
    """Queues ended site jobs again."""
    rows = await db.fetch(
        sql("site_jobs.retry"), run_id, list(statuses), _list(sites), from_scratch
    )
    return [Again(row["id"], row["site"], row["config"]) for row in rows]


async def recount(db: Connection, site_job_id: int) -> None:
    """Recomputes the counters from the ledger."""
    await db.execute(sql("site_jobs.recount"), site_job_id, list(COUNTED))


async def sample(
    db: Executor,
    claim: Claim,
    *,
    speed: float | None,
    eta_seconds: float | None,
    whole: float | None,
) -> None:
    """Stores a point of the progress curve and, if known, the estimated total time (seconds)."""
    await db.execute(sql("site_jobs.sample"), claim.site_job_id, claim.epoch, speed, eta_seconds)
    if whole is not None:
        await db.execute(
            sql("site_jobs.estimate"), claim.site_job_id, claim.epoch, timedelta(seconds=whole)
        )


async def queue(db: Executor) -> Queue:
    """Counts what runs and waits, the longest wait, and expired leases."""
    row = await db.fetchrow(sql("site_jobs.queue"))
    assert row is not None  # noqa: S101 - an aggregate has a row
    return Queue(**row)


async def _fenced(db: Executor, query: str, claim: Claim, *values: object) -> None:
    if await db.fetchval(query, claim.site_job_id, claim.epoch, *values) is None:
        raise LeaseLost


def _list(sites: Sequence[str] | None) -> list[str] | None:
    return None if sites is None else list(sites)


def _claim(row: asyncpg.Record) -> Claim:
    return Claim(
        site_job_id=row["id"],
        run_id=row["bulk_job_id"],
        epoch=row["epoch"],
        site=row["site"],
        host=row["host"],
        config=row["config"],
        phase=Phase(row["phase"]),
        attempt=row["attempt"],
        crashes=row["crashes"],
        page_limit=row["page_limit"],
        reports=tuple(ReportKind(kind) for kind in row["reports"]),
        skip_existing=row["skip_existing"],
        dry_run=row["dry_run"],
        cancelled=row["cancelled"],
        base_id=row["base_id"],
        robots=row["robots"],
        sitemaps=row["sitemaps"],
        discovered=row["discovered"],
        has_gathered_outside=row["outside_total"] is not None,
    )


def _site_job(row: asyncpg.Record) -> SiteJob:
    site = row["config"]["site"]
    return SiteJob(
        id=row["id"],
        run_id=row["bulk_job_id"],
        site=row["site"],
        title=site["name"] or row["site"],
        url=site["url"],
        status=SiteStatus(row["status"]),
        phase=Phase(row["phase"]),
        attempt=row["attempt"],
        total_urls=row["total_urls"],
        sitemap_total_urls=row["sitemap_total_urls"],
        discovered=row["discovered"],
        processed=row["processed_count"],
        fetched=row["fetched_count"],
        failed=row["failed_count"],
        products=row["product_count"],
        active_seconds=row["active_seconds"],
        waiting_reason=row["waiting_reason"],
        resume_at=row["resume_at"],
        failure=row["failure"],
        failure_detail=row["failure_detail"],
        started_at=row["started_at"],
        heartbeat_at=row["heartbeat_at"],
        finished_at=row["finished_at"],
        complete=row["complete"],
        outside_total=row["outside_total"] or 0,
        outside_done=row["outside_done"],
    )

"""Decides which work may start now: the one idempotent function that keeps everything moving.

It runs after every commit that makes work ready, after every settle, and every few seconds in each
worker. It reclaims expired leases, marks runs whose last site job has ended, and rings for whatever
is ready, up to the limits; the run with the least in flight comes first. An unanswered ring is
repeated, and a superfluous one finds nothing to claim. So a crash between a commit and its ring costs
seconds, but no work.
"""

from dataclasses import dataclass

import asyncpg
import structlog

from runner.deps import Deps
from runner.doorbell import CRAWL, FINISH, ring
from storage import addresses, runs, site_jobs
from storage.database import TRANSIENT
from storage.model.ledger import Outcome

#: seconds after which an unanswered ring is repeated
REPEAT_SECONDS = 10.0
#: crashes in a row that a site is forgiven; the next one fails it
MOST_CRASHES = 5

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Dispatched:
    """What one round did."""

    reclaimed: int = 0
    settled: int = 0
    rung: int = 0


async def dispatch(deps: Deps) -> Dispatched:
    """One round; does nothing while another dispatcher is at work."""
    reclaimed = await _reclaim(deps)
    async with deps.db.acquire() as connection, connection.transaction():
        if not await site_jobs.lock_dispatch(connection):
            return Dispatched(reclaimed=reclaimed)
        settled = await runs.settle(connection)
        crawls = await site_jobs.ring(
            connection, limit=deps.settings.bulk_max_concurrency, repeat_seconds=REPEAT_SECONDS
        )
        finishes = await runs.ring_finishes(connection, repeat_seconds=REPEAT_SECONDS)
    bells = [(CRAWL, *bell) for bell in crawls] + [(FINISH, *bell) for bell in finishes]
    for function, number, bell_id in bells:
        if not await ring(deps.redis, function, number, bell_id):
            break  # Redis is away: the rings left are repeated by a later round
    return Dispatched(reclaimed=reclaimed, settled=len(settled), rung=len(bells))


async def try_dispatch(deps: Deps) -> None:
    """Like `dispatch`, but only logs errors of PostgreSQL: a later round catches up."""
    try:
        await dispatch(deps)
    except (*TRANSIENT, asyncpg.PostgresError) as error:
        log.warning("dispatch.missed", why=repr(error))


async def _reclaim(deps: Deps) -> int:
    """Reclaims expired leases, in a transaction of its own: settling locks the run's row before its site jobs."""
    async with deps.db.acquire() as connection, connection.transaction():
        if not await site_jobs.lock_dispatch(connection):
            return 0
        reclaimed = await site_jobs.reclaim(connection, most_crashes=MOST_CRASHES)
        for site_job_id in await site_jobs.given_up(connection):
            await addresses.close_rest(connection, site_job_id, Outcome.FAILED, "crashes")
            await site_jobs.recount(connection, site_job_id)
    for site_job_id, run_id, status in reclaimed:
        log.warning("lease.expired", site_job=site_job_id, run=run_id, now=status.value)
    return len(reclaimed)

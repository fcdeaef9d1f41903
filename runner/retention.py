"""Prunes ledgers whose time is over, in the background of every worker and never in a hurry.

One worker at a time does it. A tick marks what nobody needs any more and deletes the rows in short
statements with pauses between them, so that a crawl on the same PostgreSQL hardly notices; what is left
over is the next tick's. It can be interrupted at any point: nothing reads a marked ledger.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import asyncpg
import structlog

from runner.deps import Deps
from storage import retention
from storage.database import TRANSIENT, Connection

_TICK_SECONDS = 600.0
#: most ledgers that one tick marks, and that it sweeps
_MOST_LEDGERS = 200
#: most statements of one tick
_MOST_STRETCHES = 3000
#: rows a statement looks at
_STRETCH = 500
#: seconds between two statements, and how much of a statement's own time is added to it
_PAUSE, _REST = 0.02, 1.0

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """What one tick did."""

    marked: int = 0
    swept: int = 0
    rows: int = 0  #: deleted


async def keep_pruning(deps: Deps) -> None:
    """Prunes every ten minutes until cancelled. KEEP_LEDGERS_DAYS=0: keeps everything for ever."""
    while deps.settings.keep_ledgers_days:
        await asyncio.sleep(_TICK_SECONDS * (0.8 + 0.4 * deps.random()))
        try:
            await prune(deps)
        except (*TRANSIENT, asyncpg.PostgresError) as error:
            log.warning("retention.missed", why=repr(error))


async def prune(deps: Deps, *, most: int = _MOST_STRETCHES) -> Pruned:
    """One tick of at most `most` statements; does nothing while another worker prunes."""
    days = deps.settings.keep_ledgers_days
    if not days:
        return Pruned()
    async with retention.alone(deps.db) as db:
        if db is None:
            return Pruned()
        marked = await retention.mark(db, days=days, most=_MOST_LEDGERS)
        swept = rows = 0
        left = iter(range(most))
        for site_job_id in await retention.to_sweep(db, most=_MOST_LEDGERS):
            gone, is_whole = await _sweep(deps, db, site_job_id, left)
            rows += gone
            swept += is_whole
            if not is_whole:
                break
    if marked or rows:
        log.info("retention", marked=len(marked), swept=swept, rows=rows)
    return Pruned(marked=len(marked), swept=swept, rows=rows)


async def _sweep(
    deps: Deps, db: Connection, site_job_id: int, left: Iterator[int]
) -> tuple[int, bool]:
    """Deletes the rows of one ledger; each statement takes one of `left`. Returns how many, and whether all."""
    rows = 0
    for table in retention.TABLES:
        after: retention.Key | None = None
        while True:
            if next(left, None) is None:
                return rows, False
            began = deps.monotonic()
            stretch = await retention.delete(db, table, site_job_id, after, most=_STRETCH)
            rows += stretch.gone
            if stretch.last is None:
                break
            after = stretch.last
            await asyncio.sleep(_PAUSE + _REST * (deps.monotonic() - began))
    await retention.swept(db, site_job_id)
    return rows, True

"""How long ledgers are kept: which are no longer needed, and deleting their rows a stretch at a time.

A ledger is marked first (`bulk_job_sites.pruned_at`); from then on no query chooses it, so it does not
matter at which row the deletion is interrupted. Which ledgers are needed: decision 0074. The rows of a
pruned ledger belong to nobody else, so they are deleted here, whatever module writes their table.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

from storage.database import Connection, Executor, Pool
from storage.queries import sql

Table = Literal[
    "pages",
    "addresses",
    "sitemap_alternates",
    "page_issues",
    "stand_ins",
    "outside_checks",
    "progress",
]
#: everything of a site job that is pruned, the largest first
TABLES: tuple[Table, ...] = get_args(Table)
#: how long after the last moment for a retry ledgers go: one that just got through finds all that it needs
_GRACE = timedelta(hours=1)
#: what a row of each table is found by
Key = int | UUID
_QUERIES = {
    "pages": sql("retention.pages"),
    "addresses": sql("retention.addresses"),
    "sitemap_alternates": sql("retention.sitemap_alternates"),
    "page_issues": sql("retention.page_issues"),
    "stand_ins": sql("retention.stand_ins"),
    "outside_checks": sql("retention.outside_checks"),
    "progress": sql("retention.progress"),
}


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """One deletion: where it ended, None if nothing came after; and how many rows went."""

    last: Key | None
    gone: int


@dataclass(frozen=True, kw_only=True)
class Ledgers:
    """How much is kept, for people."""

    kept: int
    since: datetime | None  #: the earliest end of a run whose ledgers are kept
    to_prune: int  #: marked, and not gone yet
    remnants: int  #: rows of pruned ledgers that stand-ins still need


@asynccontextmanager
async def alone(pool: Pool) -> AsyncIterator[Connection | None]:
    """A connection on which to prune; None if somebody else is at it. A broken connection ends the right."""
    async with pool.acquire() as connection:
        if not await connection.fetchval(sql("retention.lock_prunes")):
            yield None
            return
        yield connection
        await connection.execute(sql("retention.unlock_prunes"))


async def mark(db: Connection, *, days: int, most: int) -> list[int]:
    """Marks ledgers as pruned, the oldest first, whose runs ended more than `days` ago and which nobody needs."""
    async with db.transaction():
        await db.execute(sql("retention.lock_marks"))
        rows = await db.fetch(sql("retention.mark"), timedelta(days=days) + _GRACE, most)
    return sorted(row["id"] for row in rows)


async def to_sweep(db: Executor, *, most: int) -> Sequence[int]:
    """Pruned site jobs of which rows may have to be deleted."""
    return [row["id"] for row in await db.fetch(sql("retention.to_sweep"), most)]


async def delete(
    db: Executor, table: Table, site_job_id: int, after: Key | None, *, most: int
) -> Stretch:
    """Deletes the next rows of a pruned site job from one of its tables, except what stand-ins need."""
    start = _first(table) if after is None else after
    row = await db.fetchrow(_QUERIES[table], site_job_id, start, most)
    assert row is not None  # noqa: S101 - a select without a condition has a row
    return Stretch(last=row["last"], gone=row["gone"])


async def swept(db: Executor, site_job_id: int) -> int:
    """Records that all rows of a pruned site job were gone through; returns how many addresses are left."""
    remnants: int = await db.fetchval(sql("retention.swept"), site_job_id)
    return remnants


async def is_over(db: Executor, run_id: int, *, days: int) -> bool:
    """Whether the ledgers of a run are past their time (0 days: they never are), or were pruned already."""
    age = timedelta(days=days) if days else None
    return bool(await db.fetchval(sql("retention.is_over"), run_id, age))


async def census(db: Executor) -> Ledgers:
    """Counts what is kept."""
    row = await db.fetchrow(sql("retention.census"))
    assert row is not None  # noqa: S101 - an aggregate has a row
    return Ledgers(**row)


def _first(table: Table) -> Key:
    """Before all rows."""
    return UUID(int=0) if table == "outside_checks" else -(1 << 63)

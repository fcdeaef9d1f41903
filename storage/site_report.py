"""What a report loads first: the site job, its base, and a snapshot of the database.

A report sees one state of the database from its first row to its last: one REPEATABLE READ transaction
on one connection, which also holds the report's temporary tables. What the report keeps for later is
written in another transaction, which proves the lease (`storage/report_marks.py`).
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

import asyncpg

from storage import addresses, outside_checks, pages
from storage.database import Connection, Executor, Pool
from storage.outside_checks import Strangers
from storage.queries import sql

#: seconds that one statement over all pages of a large site may take
PATIENCE = 1800.0


@dataclass(frozen=True, kw_only=True)
class Base:
    """The site job that this one is compared with."""

    site_job_id: int
    run_id: int
    finished_at: datetime | None
    older_id: int | None  #: its own base
    older_sitemaps: Mapping[str, Any] | None  #: of that one
    extractor: int | None  #: its extractor version; None if that was not kept
    config: Mapping[str, Any]
    sitemaps: Mapping[str, Any] | None
    answers: Mapping[str, int]  #: `addresses.answers`
    bot_walls: int = 0  #: fetched pages that a protection answered


@dataclass(frozen=True, kw_only=True)
class Look:
    """A site job before the base, some of whose looks stand in for those that the base missed."""

    run_id: int
    extractor: int | None
    config: Mapping[str, Any]
    sitemaps: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class OutsideCensus:
    """The outside checks of a site job."""

    named: int  #: addresses that pages name
    total: int  #: of them those within the policy's bound
    verdicts: Mapping[str, int]  #: how many ended how, "waiting" among them
    strangers: Strangers
    links: bool  #: what the policy asks for
    pictures: bool


@dataclass(frozen=True, kw_only=True)
class ReportSite:
    """A site job whose reports are about to be made."""

    site_job_id: int
    run_id: int
    site: str
    config: Mapping[str, Any]
    scope: str
    created_at: datetime  #: of the run
    started_at: datetime | None
    robots: Mapping[str, Any] | None
    sitemaps: Mapping[str, Any] | None
    census: Mapping[str, int]  #: addresses by outcome
    answers: Mapping[str, int]  #: the same for judging how much was seen: `addresses.answers`
    base: Base | None
    issue_base_id: int | None  #: the last complete look that kept its issues
    last_look_id: int | None  #: the look before this one, if it is not `issue_base_id`
    usual_products: float | None  #: the median of the last complete runs
    bot_walls: int = 0  #: fetched pages that a protection answered
    failed_in_base: int = 0  #: addresses that failed, and did so in the base
    outside: OutsideCensus | None = None  #: None without outside checks

    @property
    def title(self) -> str:
        """The name people read."""
        return str(self.config["site"]["name"] or self.site)

    @property
    def url(self) -> str:
        """The address of its home page."""
        return str(self.config["site"]["url"])


@dataclass(frozen=True, kw_only=True)
class ProductCounts:
    """How many products the runs of a scope found."""

    now: int
    usual: float | None  #: the median of the last complete ones
    before: int | None  #: the one before, whatever it saw
    before_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class SiteFacts:
    """What the manifest of an archive says of a site job."""

    id: int
    site: str
    status: str
    config: Mapping[str, Any]
    scope: str
    attempt: int
    robots: Mapping[str, Any] | None
    sitemaps: Mapping[str, Any] | None
    complete: bool
    started_at: datetime | None
    finished_at: datetime | None
    failure: str | None
    base_run: int | None
    outcomes: Mapping[str, int]


@asynccontextmanager
async def snapshot(pool: Pool) -> AsyncIterator[Connection]:
    """A connection that sees one state of the database, with empty work tables."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        await connection.execute(sql("report_work.settings"))
        await connection.execute(sql("report_work.make"))
        yield connection


@asynccontextmanager
async def whole_site_joins(db: Connection) -> AsyncIterator[None]:
    """Disables nested loops, for statements that join all pages of a site job. Use it in a transaction.

    Right after a crawl PostgreSQL's statistics are older than the rows. It then expects one row of a
    site job of 50,000 pages, and a loop that suits one row takes hours.
    """
    await db.execute(sql("report_work.nested_loops"), "off")
    yield
    await db.execute(sql("report_work.nested_loops"), "on")


@asynccontextmanager
async def lookups(db: Connection) -> AsyncIterator[None]:
    """Makes every join a lookup by key, for the queries of single stretches. Use it in a transaction.

    The opposite of `whole_site_joins`: a join suited to all pages at once would be repeated for each
    stretch, which takes hours for a site of 200,000 pages.
    """
    await db.execute(sql("report_work.lookups"), "off")
    yield
    await db.execute(sql("report_work.lookups"), "on")


async def load(db: Connection, site_job_id: int, base_id: int | None) -> ReportSite:
    """Loads the site job; `base_id` None means the base on record."""
    row = await db.fetchrow(sql("report_site.site"), site_job_id)
    assert row is not None  # noqa: S101 - its claim holds it
    base_id = base_id if base_id is not None else row["base_id"]
    counts = await db.fetch(
        sql("report_site.recent_products"), row["site"], row["scope"], site_job_id
    )
    issue_base_id = await db.fetchval(
        sql("report_site.issue_base"), row["site"], row["scope"], site_job_id
    )
    last_look_id = await db.fetchval(
        sql("report_site.last_look"), row["site"], row["scope"], site_job_id
    )
    return ReportSite(
        site_job_id=site_job_id,
        run_id=row["run_id"],
        site=row["site"],
        config=row["config"],
        scope=row["scope"],
        created_at=row["created_at"],
        started_at=row["started_at"],
        robots=row["robots"],
        sitemaps=row["sitemaps"],
        census=await addresses.census(db, site_job_id),
        answers=await addresses.answers(db, site_job_id),
        base=None if base_id is None else await _base(db, base_id),
        issue_base_id=issue_base_id,
        last_look_id=None if last_look_id == issue_base_id else last_look_id,
        usual_products=median(one["product_count"] for one in counts) if counts else None,
        bot_walls=await pages.bot_walls(db, site_job_id),
        failed_in_base=0
        if base_id is None
        else await addresses.failed_in_both(db, site_job_id, base_id),
        outside=await _outside(db, site_job_id, row) if row["outside_total"] is not None else None,
    )


async def _outside(db: Connection, site_job_id: int, row: asyncpg.Record) -> OutsideCensus:
    asked = row["config"]["policy"].get("also_check", ())
    return OutsideCensus(
        named=row["outside_named"],
        total=row["outside_total"],
        verdicts=await outside_checks.census(db, site_job_id),
        strangers=await outside_checks.of_strangers(db, site_job_id),
        links="external_links" in asked,
        pictures="images" in asked,
    )


async def reading_of(db: Executor, site_job_id: int) -> tuple[Mapping[str, Any], int | None]:
    """The configuration and extractor version with which a site job's pages were read."""
    row = await db.fetchrow(sql("report_site.base"), site_job_id)
    return (row["config"], row["extractor"]) if row else ({}, None)


async def look(db: Connection, site_job_id: int) -> Look:
    """Loads a site job whose looks stand in for the base's."""
    row = await db.fetchrow(sql("report_site.base"), site_job_id)
    assert row is not None  # noqa: S101 - its looks are kept no longer than itself
    return Look(
        run_id=row["run_id"],
        extractor=row["extractor"],
        config=row["config"],
        sitemaps=row["sitemaps"],
    )


async def product_counts(db: Executor, site_job_id: int) -> ProductCounts:
    """The products of a site job beside those of other runs."""
    row = await db.fetchrow(sql("report_site.product_counts"), site_job_id)
    assert row is not None  # noqa: S101 - its claim holds it
    return ProductCounts(**row)


async def of_run(db: Executor, run_id: int) -> list[SiteFacts]:
    """All site jobs of a run, in the order of its plan."""
    outcomes: dict[int, dict[str, int]] = {}
    for row in await db.fetch(sql("report_site.outcomes_of_run"), run_id, timeout=PATIENCE):
        outcomes.setdefault(row["site_job_id"], {})[row["outcome"]] = row["addresses"]
    return [
        SiteFacts(**row, outcomes=outcomes.get(row["id"], {}))
        for row in await db.fetch(sql("report_site.of_run"), run_id)
    ]


async def _base(db: Connection, base_id: int) -> Base | None:
    row = await db.fetchrow(sql("report_site.base"), base_id)
    if row is None:
        return None
    return Base(
        site_job_id=row["id"],
        run_id=row["run_id"],
        finished_at=row["finished_at"],
        older_id=row["base_id"],
        older_sitemaps=row["older_sitemaps"],
        extractor=row["extractor"],
        config=row["config"],
        sitemaps=row["sitemaps"],
        answers=await addresses.answers(db, base_id),
        bot_walls=await pages.bot_walls(db, base_id),
    )

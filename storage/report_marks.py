"""What a report keeps for later reports: when things were seen, issues found, and stand-ins.

Written in the transaction that records the files and proves the lease; repeating it changes nothing.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from storage.database import Connection
from storage.queries import sql
from storage.site_report import PATIENCE, whole_site_joins


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The issues of one address, and for each the run that first found it.

    `url` is the address itself if it seems to have left the site: no ledger has it then.
    """

    address_id: int
    codes: Sequence[str]
    since: Sequence[int]
    url: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StandIn:
    """An address without an answer in this run, and whose look the next run compares with instead."""

    address_id: int
    seen_by: int  #: the last site job that had an answer
    misses: int  #: runs in a row that had no ledger line of it, and could not say why
    missing_since: int | None  #: the first of these site jobs


async def see(db: Connection, site_job_id: int, site: str, run_id: int) -> None:
    """Records that this run saw its products and pages."""
    async with whole_site_joins(db):
        await db.execute(sql("report_marks.see"), site_job_id, site, run_id, timeout=PATIENCE)


async def keep_issues(db: Connection, site_job_id: int, found: AsyncIterator[Found]) -> None:
    """Stores the issues of a site job, replacing earlier ones."""
    await db.execute(sql("report_marks.forget_issues"), site_job_id, timeout=PATIENCE)
    await db.copy_records_to_table(
        "page_issues",
        columns=["site_job_id", "address_id", "codes", "since", "url"],
        records=(
            (site_job_id, one.address_id, one.codes, one.since, one.url) async for one in found
        ),
        timeout=PATIENCE,
    )


async def keep_stand_ins(db: Connection, site_job_id: int, missed: AsyncIterator[StandIn]) -> None:
    """Stores the stand-ins of a site job, replacing earlier ones."""
    await db.execute(sql("report_marks.forget_stand_ins"), site_job_id, timeout=PATIENCE)
    await db.copy_records_to_table(
        "stand_ins",
        columns=["site_job_id", "address_id", "seen_by", "misses", "missing_since"],
        records=(
            (site_job_id, one.address_id, one.seen_by, one.misses, one.missing_since)
            async for one in missed
        ),
        timeout=PATIENCE,
    )

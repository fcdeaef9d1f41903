"""What a report leaves for the reports to come: when things were seen, which issues were found.

Written in the transaction that records the files and proves the lease; repeating it changes nothing.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from storage.database import Connection
from storage.queries import sql
from storage.site_report import PATIENCE, whole_site_joins


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The issues of one address, and for each the run that first found it."""

    address_id: int
    codes: Sequence[str]
    since: Sequence[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class StandIn:
    """An address of which a run has no answer, and whose look the next run compares with instead."""

    address_id: int
    seen_by: int  #: the site job that had an answer last
    misses: int  #: runs in a row that neither had a line of it nor said so
    missing_since: int | None  #: the site job that was the first of them


async def see(db: Connection, site_job_id: int, site: str, run_id: int) -> None:
    """Notes that this run saw its products and pages."""
    async with whole_site_joins(db):
        await db.execute(sql("report_marks.see"), site_job_id, site, run_id, timeout=PATIENCE)


async def keep_issues(db: Connection, site_job_id: int, found: AsyncIterator[Found]) -> None:
    """Takes the issues of a site job in place of those that were kept before."""
    await db.execute(sql("report_marks.forget_issues"), site_job_id, timeout=PATIENCE)
    await db.copy_records_to_table(
        "page_issues",
        columns=["site_job_id", "address_id", "codes", "since"],
        records=((site_job_id, one.address_id, one.codes, one.since) async for one in found),
        timeout=PATIENCE,
    )


async def keep_stand_ins(db: Connection, site_job_id: int, missed: AsyncIterator[StandIn]) -> None:
    """Takes what a site job has no answer of in place of what was kept before."""
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

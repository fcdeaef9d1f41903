"""The table `outside_checks`: links to other hosts and pictures of a site job, and what they answered.

They are no lines of the ledger: that one is of the site's own pages, and its sums are theirs.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from storage.database import Connection, Executor, LeaseLost
from storage.model.outside import OutsideAnswer
from storage.model.run import Claim
from storage.queries import sql

FIRST = UUID(int=0)
#: seconds that a look at all pages of a large site may take
_PATIENCE = 1800.0


class OutsideAddress(NamedTuple):
    """One address to ask."""

    key: UUID
    url: str


async def gather(
    db: Connection, claim: Claim, *, links: bool, pictures: bool, most: int, large: int
) -> None:
    """Takes the addresses that the pages of the site job name, `most` of them. In a transaction.

    `large`: bytes beyond which a picture is heavy; one that was is asked again before others.

    Raises:
        LeaseLost: somebody else owns the site job.
    """
    named = await db.fetchval(
        sql("outside_checks.gather"),
        claim.site_job_id,
        links,
        pictures,
        most,
        large,
        timeout=_PATIENCE,
    )
    await _prove(db, sql("outside_checks.count_all"), claim, named)


async def hosts(db: Executor, site_job_id: int) -> list[str]:
    """Those that have addresses to ask, the most first."""
    return [row["host"] for row in await db.fetch(sql("outside_checks.hosts"), site_job_id)]


async def waiting(
    db: Executor, site_job_id: int, host: str, *, after: UUID, limit: int
) -> list[OutsideAddress]:
    """The next addresses of one host, in the order of their keys."""
    rows = await db.fetch(sql("outside_checks.waiting"), site_job_id, host, after, limit)
    return [OutsideAddress(row["key"], row["url"]) for row in rows]


async def answer(
    db: Connection, claim: Claim, found: Sequence[tuple[OutsideAddress, OutsideAnswer]]
) -> None:
    """Writes answers and counts them. In a transaction.

    Raises:
        LeaseLost: somebody else owns the site job.
    """
    answers = [one for _, one in found]
    status = await db.execute(
        sql("outside_checks.answer"),
        claim.site_job_id,
        [address.key for address, _ in found],
        [one.verdict for one in answers],
        [one.cause for one in answers],
        [one.status for one in answers],
        [one.final_status for one in answers],
        [one.final_url for one in answers],
        [one.size_bytes for one in answers],
        [one.content_type for one in answers],
    )
    await _prove(db, sql("outside_checks.count_done"), claim, _count(status))


async def give_up(db: Connection, claim: Claim, host: str, ending: OutsideAnswer) -> None:
    """Ends all that waits of a host like `ending`; as refused if the host answered before. In a transaction.

    Raises:
        LeaseLost: somebody else owns the site job.
    """
    status = await db.execute(
        sql("outside_checks.give_up"), claim.site_job_id, host, ending.verdict, ending.cause
    )
    await _prove(db, sql("outside_checks.count_done"), claim, _count(status))


async def census(db: Executor, site_job_id: int) -> Mapping[str, int]:
    """How many addresses ended with which verdict; "waiting" for those that have none."""
    rows = await db.fetch(sql("outside_checks.census"), site_job_id)
    return {row["verdict"]: row["addresses"] for row in rows}


class Strangers(NamedTuple):
    """The hosts that are not the site's own."""

    answered: bool  #: one of them at least
    silent: int  #: how many did not


async def of_strangers(db: Executor, site_job_id: int) -> Strangers:
    """Whether anybody outside is heard at all."""
    [row] = await db.fetch(sql("outside_checks.of_strangers"), site_job_id)
    return Strangers(row["answered"], row["silent"])


async def reopen(db: Connection, site_job_id: int) -> None:
    """What could not be told is asked again."""
    await db.execute(sql("outside_checks.reopen"), site_job_id)


async def forget(db: Connection, site_job_id: int) -> None:
    """Drops all of them."""
    await db.execute(sql("outside_checks.forget"), site_job_id)


async def _prove(db: Connection, query: str, claim: Claim, value: int) -> None:
    if await db.fetchval(query, claim.site_job_id, claim.epoch, value) is None:
        raise LeaseLost


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])

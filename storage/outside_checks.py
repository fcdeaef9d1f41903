"""The table `outside_checks`: links to other hosts and pictures of a site job, and what they answered.

They are not in the ledger, which lists the site's own addresses and whose sums must match those.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from storage.database import Connection, Executor, LeaseLost
from storage.model.outside import OutsideAnswer
from storage.model.run import Claim
from storage.queries import sql

FIRST = UUID(int=0)
#: seconds that a query over all pages of a large site may take
_PATIENCE = 1800.0


class OutsideAddress(NamedTuple):
    """One address to ask."""

    key: UUID
    url: str


async def gather(
    db: Connection, claim: Claim, *, links: bool, pictures: bool, most: int, large: int
) -> None:
    """Collects addresses that the site job's pages name, at most `most`. Call it in a transaction.

    `large`: bytes above which a picture is heavy; those that were heavy before take precedence.

    Raises:
        LeaseLost: another worker owns the site job.
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
    """The hosts with addresses to ask; those with the most come first."""
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
    """Writes answers and counts them. Call it in a transaction.

    Raises:
        LeaseLost: another worker owns the site job.
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
    """Closes a host's waiting addresses like `ending`; as refused if the host has answered before.

    Call it in a transaction.

    Raises:
        LeaseLost: another worker owns the site job.
    """
    status = await db.execute(
        sql("outside_checks.give_up"), claim.site_job_id, host, ending.verdict, ending.cause
    )
    await _prove(db, sql("outside_checks.count_done"), claim, _count(status))


async def census(db: Executor, site_job_id: int) -> Mapping[str, int]:
    """The number of addresses by verdict; "waiting" for those without one."""
    rows = await db.fetch(sql("outside_checks.census"), site_job_id)
    return {row["verdict"]: row["addresses"] for row in rows}


class Strangers(NamedTuple):
    """What is known of the hosts that are not the site's own."""

    answered: bool  #: at least one of them answered
    silent: int  #: how many gave no response


async def of_strangers(db: Executor, site_job_id: int) -> Strangers:
    """Whether any other host answered, and how many were silent."""
    [row] = await db.fetch(sql("outside_checks.of_strangers"), site_job_id)
    return Strangers(row["answered"], row["silent"])


async def reopen(db: Connection, site_job_id: int) -> None:
    """Reopens checks without a clear verdict, so that they are asked again."""
    await db.execute(sql("outside_checks.reopen"), site_job_id)


async def forget(db: Connection, site_job_id: int) -> None:
    """Drops all of them."""
    await db.execute(sql("outside_checks.forget"), site_job_id)


async def _prove(db: Connection, query: str, claim: Claim, value: int) -> None:
    if await db.fetchval(query, claim.site_job_id, claim.epoch, value) is None:
        raise LeaseLost


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])

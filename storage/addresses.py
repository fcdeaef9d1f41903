"""The table `addresses`: the ledger of a site job, which is also its frontier.

Positions are the same in every attempt, so that a crawl that was killed and resumed fetches the same
addresses in the same order.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from storage.database import Connection, Executor
from storage.model.ledger import Address, Entry, Origin, Outcome
from storage.queries import sql


async def add(db: Connection, site_job_id: int, addresses: Sequence[Address]) -> tuple[int, int]:
    """Adds addresses. Returns how many were new, and how many more have an outcome than before.

    A known address that a sitemap names for the first time (the home page, or one found by links when
    the sitemap could not be read) gets that sitemap. If it was not asked for, it gets its place there,
    too; so those that a bound of links had closed are fewer then.
    """
    rows = await db.fetch(
        sql("addresses.add"),
        site_job_id,
        [address.address_id for address in addresses],
        [address.url for address in addresses],
        [address.position for address in addresses],
        [address.depth for address in addresses],
        [address.origin for address in addresses],
        [address.sitemap for address in addresses],
        [address.lastmod for address in addresses],
        [address.outcome for address in addresses],
        [address.detail for address in addresses],
    )
    settled = sum(row["outcome"] is not None for row in rows)
    listed = [address for address in addresses if address.sitemap is not None]
    if listed and len(rows) < len(addresses):
        settled -= await _list(db, site_job_id, listed)
    return len(rows), settled


async def _list(db: Connection, site_job_id: int, listed: Sequence[Address]) -> int:
    """Gives known addresses their sitemap; returns how many were beyond a bound and wait again."""
    await db.execute(
        sql("addresses.list_in_sitemap"),
        site_job_id,
        [address.address_id for address in listed],
        [address.sitemap for address in listed],
        [address.lastmod for address in listed],
    )
    open_ones = [address for address in listed if address.outcome is None]
    placed = await db.fetch(
        sql("addresses.place_in_sitemap"),
        site_job_id,
        [address.address_id for address in open_ones],
        [address.position for address in open_ones],
    )
    return sum(row["was_closed"] for row in placed)


async def promote(db: Connection, site_job_id: int, addresses: Sequence[Address]) -> None:
    """Moves waiting links to the position they have in `addresses`, if that is nearer."""
    await db.execute(
        sql("addresses.promote"),
        site_job_id,
        [address.address_id for address in addresses],
        [address.position for address in addresses],
        [address.depth for address in addresses],
    )


async def reopen_nearer(
    db: Connection, site_job_id: int, addresses: Sequence[Address], *, max_depth: int
) -> int:
    """Reopens links that were written off as more than `max_depth` clicks away; returns how many.

    `addresses` are lines that may be fetched.
    """
    status = await db.execute(
        sql("addresses.reopen_nearer"),
        site_job_id,
        [address.address_id for address in addresses],
        [address.position for address in addresses],
        [address.depth for address in addresses],
        max_depth,
    )
    return _count(status)


async def waiting(
    db: Executor, site_job_id: int, *, after: int, before: int, limit: int
) -> list[Address]:
    """The next addresses that are due, between two positions (both exclusive)."""
    rows = await db.fetch(sql("addresses.waiting"), site_job_id, after, limit, before)
    return [Address(**{**row, "origin": Origin(row["origin"])}) for row in rows]


async def next_retry(db: Executor, site_job_id: int, *, before: int) -> float | None:
    """Seconds until the next address before this position is due, else any; None if none waits."""
    seconds: float | None = await db.fetchval(sql("addresses.next_retry"), site_job_id, before)
    return seconds


async def close(db: Connection, site_job_id: int, entries: Sequence[Entry]) -> list[Outcome]:
    """Writes outcomes; an address that already has one keeps it. Returns those written."""
    rows = await db.fetch(
        sql("addresses.close"),
        site_job_id,
        [entry.address_id for entry in entries],
        [entry.outcome for entry in entries],
        [entry.detail for entry in entries],
        [_interval(entry.retry_after) for entry in entries],
        [int(entry.asked) for entry in entries],
    )
    return [Outcome(row["outcome"]) for row in rows if row["outcome"] is not None]


async def close_rest(db: Connection, site_job_id: int, outcome: Outcome, detail: str | None) -> int:
    """Gives every waiting address this outcome; returns how many there were."""
    return _count(await db.execute(sql("addresses.close_rest"), site_job_id, outcome, detail))


async def close_untried(
    db: Connection,
    site_job_id: int,
    outcome: Outcome,
    detail: str | None,
    *,
    origins: Iterable[Origin] | None = None,
) -> int:
    """Gives every untried waiting address (of these origins) this outcome; returns how many there were."""
    return _count(
        await db.execute(
            sql("addresses.close_untried"),
            site_job_id,
            outcome,
            detail,
            None if origins is None else list(origins),
        )
    )


class Asked(NamedTuple):
    """How many addresses of a site job were asked for, and how many of these only links name."""

    pages: int
    links: int


async def asked(db: Executor, site_job_id: int) -> Asked:
    """How many addresses were asked for so far; in a dry run, would have been."""
    [row] = await db.fetch(sql("addresses.asked"), site_job_id)
    return Asked(row["pages"], row["links"])


async def home(db: Executor, site_job_id: int) -> tuple[str | None, str | None]:
    """How the home page ended: its outcome and the reason."""
    row = await db.fetchrow(sql("addresses.home"), site_job_id)
    return (row["outcome"], row["detail"]) if row else (None, None)


async def reopen(db: Connection, site_job_id: int, outcomes: Sequence[Outcome]) -> int:
    """Reopens addresses with these outcomes, so that they are fetched again; returns how many."""
    return _count(await db.execute(sql("addresses.reopen"), site_job_id, list(outcomes)))


async def forget(db: Connection, site_job_id: int) -> None:
    """Empties the ledger."""
    await db.execute(sql("addresses.forget"), site_job_id)


async def census(db: Executor, site_job_id: int) -> Mapping[str, int]:
    """The number of addresses by outcome; "waiting" for those without one."""
    rows = await db.fetch(sql("addresses.census"), site_job_id)
    return {row["outcome"]: row["addresses"] for row in rows}


async def answers(db: Executor, site_job_id: int) -> Mapping[str, int]:
    """The census without references that gave no usable answer: how much of the site was seen."""
    rows = await db.fetch(sql("addresses.answers"), site_job_id)
    return {row["outcome"]: row["addresses"] for row in rows}


async def failed_in_both(db: Executor, site_job_id: int, other_id: int) -> int:
    """The number of addresses, without references, that failed in this site job and in another one."""
    count: int = await db.fetchval(sql("addresses.failed_in_both"), site_job_id, other_id)
    return count


async def compact(db: Connection, site_job_id: int, *, depth: int, start: int) -> None:
    """Numbers the pages of a level from `start` without gaps."""
    await db.execute(sql("addresses.compact"), site_job_id, depth, start)


async def next_level(db: Executor, site_job_id: int) -> int | None:
    """The smallest depth at which an address waits; None if none does."""
    depth: int | None = await db.fetchval(sql("addresses.next_level"), site_job_id)
    return depth


def _interval(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])

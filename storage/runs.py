"""The table `bulk_jobs`: runs. The order of writes over several tables is decided in `runner`."""

from collections.abc import Sequence
from datetime import timedelta

import asyncpg

from storage.database import Connection, Executor
from storage.model.run import NewRun, Place, ReportKind, Run, SiteHistory
from storage.model.states import RUN_MOVES, RunStatus
from storage.queries import sql


async def create(db: Connection, new: NewRun) -> int | None:
    """Writes the run; None if its request already started one."""
    run_id: int | None = await db.fetchval(
        sql("runs.create"),
        new.place.chat_id,
        new.place.thread_id,
        new.user_id,
        new.language,
        new.said,
        dict(new.command),
        new.request_key,
        list(new.reports),
        new.page_limit,
        new.concurrency,
        new.skip_existing,
        new.dry_run,
    )
    return run_id


async def add_sites(db: Connection, run_id: int, new: NewRun) -> None:
    """Writes its site jobs in the order of the plan."""
    await db.execute(
        sql("runs.add_sites"),
        run_id,
        [site.site for site in new.sites],
        [site.host for site in new.sites],
        [dict(site.config) for site in new.sites],
        "all" if new.page_limit is None else f"limit={new.page_limit}",
    )


async def by_request(db: Executor, request_key: str) -> int | None:
    """The run that this request started."""
    run_id: int | None = await db.fetchval(sql("runs.by_request"), request_key)
    return run_id


async def get(db: Executor, run_id: int) -> Run | None:
    """One run."""
    row = await db.fetchrow(sql("runs.get"), run_id)
    return _run(row) if row else None


async def of_chat(db: Executor, chat_id: int, limit: int) -> list[Run]:
    """The latest runs of a chat, newest first."""
    return [_run(row) for row in await db.fetch(sql("runs.of_chat"), chat_id, limit)]


async def active_of_chat(db: Executor, chat_id: int) -> list[Run]:
    """The runs of a chat that have not finished, newest first."""
    return [_run(row) for row in await db.fetch(sql("runs.active_of_chat"), chat_id)]


async def latest_of_chat(db: Executor, chat_id: int) -> Run | None:
    """The newest run of a chat that was no dry run."""
    row = await db.fetchrow(sql("runs.latest"), chat_id)
    return _run(row) if row else None


async def latest_finished(db: Executor, chat_id: int) -> Run | None:
    """The newest run of a chat that left an archive."""
    row = await db.fetchrow(sql("runs.latest_finished"), chat_id)
    return _run(row) if row else None


async def history(db: Executor, sites: Sequence[str], run_id: int) -> dict[str, SiteHistory]:
    """Size and time of the last completed crawl of each site, other than in this run."""
    rows = await db.fetch(sql("runs.history_of_sites"), list(sites), run_id)
    return {
        row["site"]: SiteHistory(total_urls=row["total_urls"], active_seconds=row["active_seconds"])
        for row in rows
    }


async def lock(db: Connection, run_id: int) -> RunStatus | None:
    """Locks the run's row until the transaction ends, so that settling, cancelling and retrying take turns."""
    row = await db.fetchrow(sql("runs.lock"), run_id)
    return RunStatus(row["status"]) if row else None


async def start(db: Executor, run_id: int) -> None:
    """Marks a queued run as running."""
    await db.execute(sql("runs.start"), run_id)


async def cancel(db: Connection, run_id: int, user_id: int | None, *, taken_back: bool) -> bool:
    """Sets the cancel flag; False if the run can no longer be cancelled."""
    return await db.fetchval(sql("runs.cancel"), run_id, user_id, taken_back) is not None


async def pause(db: Connection, run_id: int, user_id: int | None) -> bool:
    """Pauses the run; False if it cannot be paused."""
    return await db.fetchval(sql("runs.pause"), run_id, user_id) is not None


async def resume(db: Connection, run_id: int) -> bool:
    """Resumes the run; False if it was not paused."""
    return await db.fetchval(sql("runs.resume"), run_id) is not None


async def reopen(db: Connection, run_id: int) -> int | None:
    """Starts a new attempt and returns its number; None while the run is queued or cancelling."""
    attempt: int | None = await db.fetchval(sql("runs.reopen"), run_id)
    return attempt


async def settle(db: Executor, run_id: int | None = None) -> list[int]:
    """Marks runs whose last site job has ended; returns those marked now."""
    return [row["id"] for row in await db.fetch(sql("runs.settle"), run_id)]


async def ring_finishes(db: Connection, *, repeat_seconds: float) -> list[tuple[int, str]]:
    """Runs whose archive is due, each with the id of the arq job to ring with."""
    rows = await db.fetch(sql("runs.ring_finishes"), timedelta(seconds=repeat_seconds))
    return [(row["id"], f"finish:{row['id']}:{row['rings']}") for row in rows]


async def claim_finish(
    db: Executor, run_id: int, *, worker: str, lease_seconds: float
) -> tuple[Run, int, int] | None:
    """Claims the making of the archive: run, epoch, failed attempts; None if it is not available."""
    row = await db.fetchrow(
        sql("runs.claim_finish"), run_id, worker, timedelta(seconds=lease_seconds)
    )
    return (_run(row), row["epoch"], row["crashes"]) if row else None


async def renew_finish(db: Executor, run_id: int, epoch: int, *, lease_seconds: float) -> bool:
    """Renews the claim; False if it is lost."""
    lease = timedelta(seconds=lease_seconds)
    return await db.fetchval(sql("runs.renew_finish"), run_id, epoch, lease) is not None


async def postpone_finish(
    db: Executor, run_id: int, epoch: int, *, seconds: float, why: str
) -> None:
    """Makes the archive due again in `seconds`, and counts the failed attempt."""
    await db.execute(sql("runs.postpone_finish"), run_id, epoch, timedelta(seconds=seconds), why)


async def release_finish(db: Executor, run_id: int, epoch: int) -> None:
    """Gives the claim back; does nothing if it is lost."""
    await db.execute(sql("runs.release_finish"), run_id, epoch)


async def finish(
    db: Connection, run_id: int, epoch: int, status: RunStatus, *, failure: str | None = None
) -> bool:
    """Ends the run; False if the claim is lost or the run has ended."""
    allowed = [origin for origin, ends in RUN_MOVES.items() if status in ends]
    found = await db.fetchval(sql("runs.finish"), run_id, epoch, status, failure, allowed)
    return found is not None


async def unfinished(db: Executor) -> list[int]:
    """The numbers of all unfinished runs."""
    return [row["id"] for row in await db.fetch(sql("runs.unfinished"))]


async def finished_count(db: Executor) -> tuple[int, int]:
    """How many runs have ended (dry runs aside), and how many have not."""
    row = await db.fetchrow(sql("runs.finished_count"))
    assert row is not None  # noqa: S101 - an aggregate has a row
    return row["finished"], row["moving"]


def _run(row: asyncpg.Record) -> Run:
    return Run(
        id=row["id"],
        status=RunStatus(row["status"]),
        place=Place(chat_id=row["chat_id"], thread_id=row["thread_id"]),
        user_id=row["user_id"],
        language=row["language"],
        said=row["said"],
        reports=tuple(ReportKind(kind) for kind in row["reports"]),
        page_limit=row["page_limit"],
        concurrency=row["concurrency"],
        skip_existing=row["skip_existing"],
        dry_run=row["dry_run"],
        attempt=row["attempt"],
        created_at=row["created_at"],
        started_at=row["started_at"],
        settled_at=row["settled_at"],
        finished_at=row["finished_at"],
        cancelled_by=row["cancelled_by"],
        paused=row["paused_at"] is not None,
        taken_back=row["taken_back"],
        command=row["command"],
        failure=row["failure"],
    )

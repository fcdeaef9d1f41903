"""The table `schedules`: future runs, once or recurring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from storage.database import Connection, Executor
from storage.model.run import Place
from storage.queries import sql


@dataclass(frozen=True, kw_only=True)
class NewSchedule:
    """A schedule about to be written. Without `cron` it runs once, at `next_at`."""

    place: Place
    user_id: int
    language: str
    said: str
    command: Mapping[str, Any]
    cron: str | None
    zone: str
    next_at: datetime
    request_key: str


@dataclass(frozen=True, kw_only=True)
class Schedule(NewSchedule):
    """A schedule as it stands."""

    id: int
    last_run_id: int | None
    ended: bool


async def add(db: Connection, new: NewSchedule) -> int | None:
    """Writes the schedule; None if its request already did."""
    number: int | None = await db.fetchval(
        sql("schedules.add"),
        new.place.chat_id,
        new.place.thread_id,
        new.user_id,
        new.language,
        new.said,
        dict(new.command),
        new.cron,
        new.zone,
        new.next_at,
        new.request_key,
    )
    return number


async def of_chat(db: Executor, chat_id: int) -> list[Schedule]:
    """The schedules of a chat, the next one first."""
    return [_schedule(row) for row in await db.fetch(sql("schedules.of_chat"), chat_id)]


async def get(db: Executor, schedule_id: int) -> Schedule | None:
    """One schedule, ended or not."""
    row = await db.fetchrow(sql("schedules.get"), schedule_id)
    return _schedule(row) if row else None


async def due(db: Connection) -> Schedule | None:
    """The schedule that has been due longest, locked until the transaction ends."""
    row = await db.fetchrow(sql("schedules.due"))
    return _schedule(row) if row else None


async def advance(
    db: Connection, schedule_id: int, *, next_at: datetime | None, run_id: int | None, why: str
) -> None:
    """Records a turn: the next is at `next_at`, or the schedule ends for the reason `why`."""
    await db.execute(sql("schedules.advance"), schedule_id, next_at, run_id, why)


async def end(db: Connection, schedule_id: int, why: str) -> bool:
    """Ends the schedule; False if it had already ended."""
    return await db.fetchval(sql("schedules.end"), schedule_id, why) is not None


async def move_chat(db: Executor, old: int, new: int) -> None:
    """Moves schedules to the new chat id: a group became a supergroup."""
    await db.execute(sql("schedules.move_chat"), old, new)


async def leave_topic(db: Executor, place: Place) -> None:
    """Moves the schedules of a deleted topic to the chat itself."""
    await db.execute(sql("schedules.leave_topic"), place.chat_id, place.thread_id)


def _schedule(row: asyncpg.Record) -> Schedule:
    return Schedule(
        id=row["id"],
        place=Place(chat_id=row["chat_id"], thread_id=row["thread_id"]),
        user_id=row["user_id"],
        language=row["language"],
        said=row["said"],
        command=row["command"],
        cron=row["cron"],
        zone=row["zone"],
        next_at=row["next_at"],
        request_key=row["request_key"],
        last_run_id=row["last_run_id"],
        ended=row["ended_at"] is not None,
    )

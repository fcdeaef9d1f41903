"""The table `deliveries`: the outbox. Written with the finish of a run, sent by the bot."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from storage.database import Connection, Executor
from storage.model.delivery import Delivery, DeliveryKind
from storage.model.run import Place
from storage.queries import sql


async def add(
    db: Connection,
    *,
    key: str,
    run_id: int,
    place: Place,
    kind: DeliveryKind,
    payload: Mapping[str, Any],
) -> None:
    """Writes a delivery in the caller's transaction; does nothing if its key exists."""
    await db.execute(
        sql("deliveries.add"), key, run_id, place.chat_id, place.thread_id, kind, dict(payload)
    )


async def claim(db: Executor, *, lease_seconds: float) -> Delivery | None:
    """The next due delivery, if any; unless marked as done, it is due again after the lease."""
    row = await db.fetchrow(sql("deliveries.claim"), timedelta(seconds=lease_seconds))
    if row is None:
        return None
    fields = dict(row)
    place = Place(chat_id=fields.pop("chat_id"), thread_id=fields.pop("thread_id"))
    return Delivery(**{**fields, "kind": DeliveryKind(fields["kind"])}, place=place)


async def done(db: Executor, delivery_id: int, message_id: int | None) -> None:
    """Marks it as delivered, in this message."""
    await db.execute(sql("deliveries.done"), delivery_id, message_id)


async def postpone(db: Executor, delivery_id: int, seconds: float, why: str) -> None:
    """Makes it due again in `seconds`."""
    await db.execute(sql("deliveries.postpone"), delivery_id, timedelta(seconds=seconds), why)


async def give_up(db: Executor, delivery_id: int, why: str) -> None:
    """Marks it as undeliverable for good."""
    await db.execute(sql("deliveries.give_up"), delivery_id, why)


async def move_chat(db: Executor, old: int, new: int) -> None:
    """Redirects waiting deliveries to the new chat id: a group became a supergroup."""
    await db.execute(sql("deliveries.move_chat"), old, new)


async def leave_topic(db: Executor, place: Place) -> None:
    """Redirects the waiting deliveries of a deleted topic to the chat itself."""
    await db.execute(sql("deliveries.leave_topic"), place.chat_id, place.thread_id)


async def pending_of_run(db: Executor, run_id: int) -> int:
    """How many deliveries of a run have still to arrive."""
    count: int = await db.fetchval(sql("deliveries.pending_of_run"), run_id)
    return count


async def backlog(db: Executor) -> tuple[int, float]:
    """How many deliveries wait, and the age of the oldest in seconds."""
    row = await db.fetchrow(sql("deliveries.oldest"))
    assert row is not None  # noqa: S101 - an aggregate has a row
    return row["waiting"], row["oldest_seconds"] or 0.0

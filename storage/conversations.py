"""The table `conversations`: the last command and the open question of a person in a chat."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from storage.database import Executor
from storage.queries import sql


async def get(
    db: Executor, chat_id: int, user_id: int, *, fresh_seconds: float
) -> tuple[int, Mapping[str, Any]] | None:
    """The number and the context; None if there is none, or it is older than `fresh_seconds`."""
    row = await db.fetchrow(
        sql("conversations.get"), chat_id, user_id, timedelta(seconds=fresh_seconds)
    )
    return (row["number"], row["context"]) if row else None


async def put(db: Executor, chat_id: int, user_id: int, context: Mapping[str, Any]) -> int:
    """Keeps the context under a new number."""
    number: int = await db.fetchval(sql("conversations.put"), chat_id, user_id, dict(context))
    return number


async def take(
    db: Executor, chat_id: int, user_id: int, number: int, *, fresh_seconds: float
) -> bool:
    """Takes the question with this number, once; False if it was taken, is stale or someone else's."""
    fresh = timedelta(seconds=fresh_seconds)
    return await db.fetchval(sql("conversations.take"), chat_id, user_id, number, fresh) is not None

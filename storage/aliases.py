"""The table `aliases`: what admins taught. The meaning is the interpreter's own JSON."""

from collections.abc import Mapping
from typing import Any

from storage.database import Connection, Executor
from storage.queries import sql


async def add(
    db: Connection, phrase: str, meaning: Mapping[str, Any], *, language: str, user_id: int
) -> bool:
    """Stores an alias; False if the phrase already has a meaning."""
    added = await db.fetchval(sql("aliases.add"), phrase, dict(meaning), language, user_id)
    return added is not None


async def everything(db: Executor) -> list[Mapping[str, Any]]:
    """All meanings, the oldest first."""
    return [row["meaning"] for row in await db.fetch(sql("aliases.everything"))]


async def forget(db: Connection, phrase: str) -> bool:
    """Deletes an alias; False if there was none."""
    return await db.fetchval(sql("aliases.forget"), phrase) is not None

"""The table `workers`: which bots and workers are alive, for /status and `progon health` only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.database import Executor
from storage.queries import sql


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A bot or worker process, as last reported."""

    name: str
    facts: Mapping[str, Any]
    silent_seconds: float
    up_seconds: float


async def seen(db: Executor, name: str, facts: Mapping[str, Any]) -> None:
    """Records that the process is alive."""
    await db.execute(sql("workers.seen"), name, dict(facts))


async def gone(db: Executor, name: str) -> None:
    """Removes the process, and those that vanished long ago."""
    await db.execute(sql("workers.gone"), name)
    await db.execute(sql("workers.prune"))


async def everyone(db: Executor) -> list[Worker]:
    """All processes heard of within a day."""
    return [Worker(**row) for row in await db.fetch(sql("workers.all"))]


async def server(db: Executor) -> tuple[str, int]:
    """PostgreSQL's version, and the database's size in bytes."""
    row = await db.fetchrow(sql("workers.server"))
    assert row is not None  # noqa: S101 - always one row
    return row["version"], row["size_bytes"]

"""The table `workers`: who lives, for /status. Nothing else depends on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.database import Executor
from storage.queries import sql


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A worker process as last heard of."""

    name: str
    facts: Mapping[str, Any]
    silent_seconds: float
    up_seconds: float


async def seen(db: Executor, name: str, facts: Mapping[str, Any]) -> None:
    """The worker lives."""
    await db.execute(sql("workers.seen"), name, dict(facts))


async def gone(db: Executor, name: str) -> None:
    """The worker leaves; those that vanished long ago go too."""
    await db.execute(sql("workers.gone"), name)
    await db.execute(sql("workers.prune"))


async def everyone(db: Executor) -> list[Worker]:
    """All workers heard of within a day."""
    return [Worker(**row) for row in await db.fetch(sql("workers.all"))]


async def server(db: Executor) -> tuple[str, int]:
    """PostgreSQL's version, and the database's size in bytes."""
    row = await db.fetchrow(sql("workers.server"))
    assert row is not None  # noqa: S101 - always one row
    return row["version"], row["size_bytes"]

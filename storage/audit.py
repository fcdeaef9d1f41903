"""The table `audit`: who did what, and the guard against repeated requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from storage.database import Executor
from storage.queries import sql


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something a person did. `request_key` names the update it came from."""

    user_id: int | None
    chat_id: int | None
    action: str
    subject: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    request_key: str | None = None


async def record(db: Executor, act: Act) -> bool:
    """Writes the act in the caller's transaction; False if its request is already on record."""
    found = await db.fetchval(
        sql("audit.record"),
        act.user_id,
        act.chat_id,
        act.action,
        act.subject,
        dict(act.detail),
        act.request_key,
    )
    return found is not None

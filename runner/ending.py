"""Ends tasks for certain."""

import asyncio
from collections.abc import Iterable

#: enough for handing sites over
_CANCEL_AGAIN_SECONDS = 5.0


async def end_all(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancels until they have ended: a connection that breaks just then can swallow the first one."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=_CANCEL_AGAIN_SECONDS)

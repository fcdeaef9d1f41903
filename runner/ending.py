"""Ends tasks for certain, and not in the middle of what must be whole."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")

#: enough for handing sites over
_CANCEL_AGAIN_SECONDS = 5.0
#: enough for an answer and its record
_END_SECONDS = 4.0


async def end_all(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancels until they have ended: a connection that breaks just then can swallow the first one."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=_CANCEL_AGAIN_SECONDS)


async def unbroken(work: Coroutine[Any, Any, T]) -> T:
    """Ends what has begun, then is cancelled: a message that was sent is recorded, or it is sent twice.

    What takes longer than a few seconds is cancelled all the same.
    """
    task = asyncio.ensure_future(work)  # noqa: TID251 - awaited right here, whatever comes
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=_END_SECONDS)
        task.cancel()
        await asyncio.wait([task], timeout=_END_SECONDS)
        if task.done() and not task.cancelled():
            task.exception()  # looked at, so that nobody warns of it
        raise

"""Ends tasks reliably, and never in the middle of work that must not be cut."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")

#: enough for handing sites over
_CANCEL_AGAIN_SECONDS = 5.0
#: enough for an answer and its record
_END_SECONDS = 4.0


async def end_all(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancels the tasks until they end: a connection that breaks just then can swallow one cancel."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=_CANCEL_AGAIN_SECONDS)


async def unbroken(work: Coroutine[Any, Any, T]) -> T:
    """Runs `work`; a cancel waits for its end. A message that was sent must be recorded, or it is sent twice.

    After a few seconds the work is cancelled all the same.
    """
    task = asyncio.ensure_future(work)  # noqa: TID251 - awaited right here, whatever comes
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=_END_SECONDS)
        task.cancel()
        await asyncio.wait([task], timeout=_END_SECONDS)
        if task.done() and not task.cancelled():
            task.exception()  # retrieved, so that asyncio does not warn about it
        raise

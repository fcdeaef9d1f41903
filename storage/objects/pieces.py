"""Bytes on their way into a store, and blocking work on its way into a thread."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, aclosing
from pathlib import Path
from typing import ParamSpec, TypeVar

from storage.objects.store import Source

P = ParamSpec("P")
T = TypeVar("T")

#: Files are read and given out in pieces of this size.
PIECE = 1024 * 1024


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call in a thread. If cancelled, it still waits for the thread to finish.

    Otherwise a cancelled write would continue unnoticed, into a descriptor that by then may belong to
    another file.
    """
    call = asyncio.get_running_loop().run_in_executor(None, lambda: function(*args, **kwargs))
    try:
        return await asyncio.shield(call)
    except asyncio.CancelledError:
        await asyncio.wait([call])
        if not call.cancelled():
            call.exception()  # looked at, so that nobody warns of it
        raise


async def pieces_of(source: Source) -> AsyncGenerator[bytes, None]:
    """The bytes of a file or of an iterable, in pieces as they come."""
    if not isinstance(source, Path):
        async for piece in source:
            yield piece
        return
    with ExitStack() as files:
        file = await in_thread(lambda: files.enter_context(source.open("rb")))
        while piece := await in_thread(file.read, PIECE):
            yield piece


async def parts_of(source: Source, size: int) -> AsyncGenerator[tuple[bytes, bool], None]:
    """The same bytes in parts of exactly `size`, the last one shorter, and whether it is the last.

    There is always one part; of an empty source it is empty.
    """
    buffer = bytearray()
    async with aclosing(pieces_of(source)) as pieces:
        async for piece in pieces:
            buffer += piece
            while len(buffer) > size:
                yield bytes(buffer[:size]), False
                del buffer[:size]
    yield bytes(buffer), True

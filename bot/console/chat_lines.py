"""Lines of standard input for an event loop, whatever standard input is: a pipe, a file, nothing.

They are read by a thread that nobody waits for: a pipe that never closes must not keep a process
that was told to end. It reads the descriptor itself, because a thread that sits in `sys.stdin` holds
a lock that Python asks for when it ends.
"""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import suppress

_PIECE = 65536


async def lines_of_stdin() -> AsyncIterator[str]:
    """Each line without its line break, as soon as it is whole; bytes that are no UTF-8 become signs."""
    if sys.stdin is None:  # closed by whoever started us
        return
    loop = asyncio.get_running_loop()
    pieces: asyncio.Queue[bytes] = asyncio.Queue()
    descriptor = sys.stdin.fileno()

    def read() -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody wants more
            while piece := _read(descriptor):
                loop.call_soon_threadsafe(pieces.put_nowait, piece)
            loop.call_soon_threadsafe(pieces.put_nowait, b"")

    threading.Thread(target=read, name="stdin", daemon=True).start()
    rest = b""
    while piece := await pieces.get():
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "replace").removesuffix("\r")
    if rest:
        yield rest.decode("utf-8", "replace")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _PIECE)
    except OSError:  # a terminal that hung up
        return b""

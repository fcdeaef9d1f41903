"""Lines of standard input for an event loop, whatever standard input is: a pipe, a file, nothing.

They are read by a thread that nobody waits for: a pipe that never closes must not keep a process
that was told to end. It reads the descriptor itself, because a thread that sits in `sys.stdin` holds
a lock that Python asks for when it ends.
"""

import asyncio
import os
import sys
import threading
from contextlib import suppress

_PIECE = 65536


class StdinLines:
    """Reads from the moment it is made; asked for a line at a time."""

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._rest = b""
        if sys.stdin is None:  # closed by whoever started us
            self._lines.put_nowait(None)
            return
        read = (asyncio.get_running_loop(), sys.stdin.fileno())
        threading.Thread(target=self._read, args=read, name="stdin", daemon=True).start()

    async def next(self) -> str | None:
        """A line without its line break, None at the end; what is no UTF-8 becomes a sign.

        May be cancelled: no line is lost.
        """
        return await self._lines.get()

    def _read(self, loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody wants more
            while piece := _piece(descriptor):
                loop.call_soon_threadsafe(self._feed, piece)
            loop.call_soon_threadsafe(self._end)

    def _feed(self, piece: bytes) -> None:
        *whole, self._rest = (self._rest + piece).split(b"\n")
        for line in whole:
            self._lines.put_nowait(line.decode("utf-8", "replace").removesuffix("\r"))

    def _end(self) -> None:
        if self._rest:
            self._feed(b"\n")
        self._lines.put_nowait(None)


def _piece(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _PIECE)
    except OSError:  # a terminal that hung up
        return b""

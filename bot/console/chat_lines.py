"""Lines of standard input for an event loop, whatever standard input is: a pipe, a file, nothing.

A thread that nobody joins reads them: a pipe that never closes must not keep a process from ending. It
reads the descriptor itself, because a thread blocked in `sys.stdin` holds a lock that Python needs at
exit.
"""

import asyncio
import os
import sys
import threading
from contextlib import suppress

_PIECE = 65536


class StdinLines:
    """Reads from its construction on; hands out one line at a time."""

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._rest = b""
        if sys.stdin is None:  # closed by whoever started us
            self._lines.put_nowait(None)
            return
        read = (asyncio.get_running_loop(), sys.stdin.fileno())
        threading.Thread(target=self._read, args=read, name="stdin", daemon=True).start()

    async def next(self) -> str | None:
        """A line without its line break, None at the end; invalid UTF-8 becomes U+FFFD.

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

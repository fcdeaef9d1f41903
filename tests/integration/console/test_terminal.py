"""The chat in a terminal: a person types, sees the answers, becomes somebody else, and leaves."""

import asyncio
import fcntl
import os
import pty
import re
import struct
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.acceptance.console import at_work

_CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
SECONDS = 60.0


class Terminal:
    """The person's side of a terminal."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._seen = b""

    def type(self, line: str) -> None:
        """A line and Enter."""
        os.write(self._descriptor, f"{line}\r".encode())

    async def shows(self, words: str) -> None:
        """Waits until these words came up after those waited for last."""
        try:
            async with asyncio.timeout(SECONDS):
                while words not in self._text():
                    await asyncio.sleep(0.05)
                    self._look()
        except TimeoutError:
            raise AssertionError(f"no {words!r} in {self._text()}") from None
        self._seen = self._seen[self._seen.rindex(words.encode()[-1:]) + 1 :]

    def _look(self) -> None:
        try:
            piece = os.read(self._descriptor, 65536)
        except BlockingIOError:
            return
        if b"\x1b[6n" in piece:  # where is the cursor?
            os.write(self._descriptor, b"\x1b[1;1R")
        self._seen += piece

    def _text(self) -> str:
        return _CONTROL.sub(b"", self._seen).decode("utf-8", "replace")


@contextmanager
def terminal() -> Iterator[tuple[Terminal, int]]:
    """A terminal of 110 by 40, and the end for a program."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 110, 0, 0))
    os.set_blocking(ours, False)
    try:
        yield Terminal(ours), theirs
    finally:
        os.close(ours)
        os.close(theirs)


async def test_a_conversation(tmp_path: Path) -> None:
    """Anna asks for a run, watches it, gets the path of the zip; John gets his own language; quit."""
    with terminal() as (screen, end):
        async with at_work(tmp_path, "run", terminal=end, TERM="xterm-256color") as console:
            await screen.shows("anna>")
            screen.type("прогони pennymoor")
            await screen.shows("№1")
            await screen.shows("reports.zip")
            screen.type(":7")
            await screen.shows("no button :7")
            screen.type(":as nobody-of-this-name")
            await screen.shows("john")
            screen.type(":as john")
            await screen.shows("john>")
            screen.type("/help")
            await screen.shows("Commands")
            screen.type(":quit")
            async with asyncio.timeout(SECONDS):
                assert await console.process.wait() == 0
    assert list((tmp_path / "data" / "downloads").glob("*/reports.zip"))

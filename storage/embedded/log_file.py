"""The output of a child process, kept in one bounded file.

The child writes to a plain file, not to a pipe that we drain: a server must not stand still
because our event loop is busy, and its last words must survive us. The file is opened for
appending, so it can be cut while the child writes.
"""

import os
from pathlib import Path

from storage.embedded.identity import Identity


class LogFile:
    """A log for people to read; over `limit` bytes its older part is forgotten."""

    def __init__(
        self, path: Path, *, owner: Identity | None = None, limit: int = 4 * 1024 * 1024
    ) -> None:
        self.path = path
        self._owner = owner or Identity.ours()
        self._limit = limit
        self._descriptor: int | None = None
        self._start = 0

    def open(self) -> int:
        """A descriptor for a child to write to; what it writes from now on is in `lines()`."""
        if self._descriptor is None:
            self._descriptor = self._owner.open_file(self.path, append=True)
        self.trim()
        self._start = os.fstat(self._descriptor).st_size
        return self._descriptor

    def close(self) -> None:
        """Let the file go; a child that still runs keeps writing to it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def lines(self, count: int = 20) -> list[str]:
        """The last lines written since `open()`; none once closed."""
        if self._descriptor is None:
            return []
        text = self._end(64 * 1024, since=self._start).decode("utf-8", "replace")
        return [line for line in text.splitlines() if line.strip()][-count:]

    def trim(self) -> None:
        """Once longer than the limit, keep the last quarter of it (a line or two may get lost)."""
        if self._descriptor is None or os.fstat(self._descriptor).st_size <= self._limit:
            return
        kept = self._end(self._limit // 4)
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, kept)
        self._start = 0

    def _end(self, size: int, *, since: int = 0) -> bytes:
        if self._descriptor is None:
            return b""
        end = os.fstat(self._descriptor).st_size
        start = max(since, end - size)
        return os.pread(self._descriptor, end - start, start) if end > start else b""

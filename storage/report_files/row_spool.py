"""Rows that wait on disk, so that what a later file needs is not kept in memory."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from storage import json_bytes


class RowSpool:
    """Rows of what JSON can hold, written once and read as often as needed.

    Exact decimals come back as text, which is what files of reports take.
    """

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._path = path
        self._file: BinaryIO | None = None

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Appends a stretch of rows."""
        if not rows:
            return
        if self._file is None:
            self._file = self._path.open("ab")
        self._file.write(json_bytes.dump(rows) + b"\n")
        self.rows += len(rows)

    def stretches(self) -> Iterator[list[list[Any]]]:
        """The rows, stretch by stretch, as they were written."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if not self._path.exists():
            return
        with self._path.open("rb") as lines:
            for line in lines:
                yield json_bytes.load(line)

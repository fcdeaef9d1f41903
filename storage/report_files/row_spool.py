"""Rows that have to wait on disk until it is their turn: what a later file needs is not kept in memory."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO


class RowSpool:
    """Rows of what JSON can hold, written once and read as often as needed.

    Exact decimals come back as text, which is what files of reports take.
    """

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._path = path
        self._file: TextIO | None = None

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Appends a stretch of rows."""
        if not rows:
            return
        if self._file is None:
            self._file = self._path.open(
                "a", encoding="utf-8", errors="surrogatepass", newline="\n"
            )
        line = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=str)
        self._file.write(line + "\n")
        self.rows += len(rows)

    def stretches(self) -> Iterator[list[list[Any]]]:
        """The rows, stretch by stretch, as they were written."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
            for line in lines:
                yield json.loads(line)

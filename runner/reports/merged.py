"""One table of many sites: the same file of each, one after the other, under one head."""

import shutil
from collections.abc import Sequence
from pathlib import Path

_PIECE = 1 << 20


def merge(parts: Sequence[Path], target: Path) -> None:
    """Joins CSV files that have the same columns; the first keeps its head and its byte order mark."""
    with target.open("wb") as joined:
        for number, part in enumerate(parts):
            with part.open("rb") as rows:
                head = rows.readline()  # the names of our columns hold no line ends
                if number == 0:
                    joined.write(head)
                shutil.copyfileobj(rows, joined, _PIECE)

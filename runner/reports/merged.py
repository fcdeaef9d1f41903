"""One table of many sites: the same file of each under one head, and all with one separator."""

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

_PIECE = 1 << 20
_MARK = b"\xef\xbb\xbf"
_SEPARATORS = (",", ";", "\t")


def merge(parts: Sequence[Path], target: Path, *, separator: str) -> None:
    """Joins CSV files that have the same columns, under the byte order mark and head of the first.

    All rows get `separator`, also those of sites reported before the setting changed.
    """
    target.write_bytes(_MARK)
    for number, part in enumerate(parts):
        before = _separator_of(part)
        if before is None or before == separator:
            _append(part, target, with_head=number == 0)
        else:
            _append_anew(part, target, before, separator, with_head=number == 0)


def separate_anew(table: Path, *, separator: str) -> None:
    """Gives one CSV file `separator`, if it was written before the setting changed."""
    if _separator_of(table) in {None, separator}:
        return
    anew = table.with_name(f"{table.name}.anew")
    merge([table], anew, separator=separator)
    anew.replace(table)


def _separator_of(part: Path) -> str | None:
    """The sign between the names of the columns, which hold none of these; None for a single column."""
    with part.open(encoding="utf-8-sig", newline="") as rows:
        head = rows.readline()
    return next((sign for sign in _SEPARATORS if sign in head), None)


def _append(part: Path, target: Path, *, with_head: bool) -> None:
    with part.open("rb") as rows, target.open("ab") as joined:
        head = rows.readline()  # the names of our columns hold no line ends
        if with_head:
            joined.write(head.removeprefix(_MARK))
        shutil.copyfileobj(rows, joined, _PIECE)


def _append_anew(part: Path, target: Path, before: str, after: str, *, with_head: bool) -> None:
    with (
        part.open(encoding="utf-8-sig", newline="") as rows,
        target.open("a", encoding="utf-8", newline="") as joined,
    ):
        table = csv.reader(rows, delimiter=before)
        head = next(table)
        writer = csv.writer(joined, delimiter=after)
        if with_head:
            writer.writerow(head)
        writer.writerows(table)

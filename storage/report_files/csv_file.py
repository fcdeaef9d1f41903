"""A CSV file for spreadsheets: UTF-8 with a byte order mark, CRLF, quoted where it has to be.

Excel takes a CSV without the mark for the machine's old code page and spoils Russian. Which sign
separates the cells is the team's choice: Excel expects its locale's, a semicolon in Russian.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import Any, Protocol, TextIO

from storage.report_files.cells import HARMLESS_STARTS, neutralised, plain_number
from storage.report_files.columns import Cell, Column, Kind, Row

_BYTE_ORDER_MARK = "\ufeff"

#: from the cells of a column what csv writes
_Format = Callable[[Sequence[Any]], Iterable[Cell]]


class _Writer(Protocol):
    def writerows(self, rows: Iterable[Iterable[Any]], /) -> None: ...


class CsvFile:
    """Takes rows as they come; keeps none. `rows` counts those below the head."""

    def __init__(self, writer: _Writer, columns: Sequence[Column], zone: tzinfo) -> None:
        self.rows = 0
        self._writer = writer
        as_text = _formats(zone)
        self._formats = [as_text[column.kind] for column in columns]

    def write(self, rows: Sequence[Row]) -> None:
        """Appends rows."""
        if not rows:
            return
        columns = zip(self._formats, zip(*rows, strict=True), strict=True)
        self._writer.writerows(
            zip(*[form(cells) if form else cells for form, cells in columns], strict=True)
        )
        self.rows += len(rows)


@contextmanager
def csv_file(
    path: Path, columns: Sequence[Column], *, separator: str, zone: tzinfo, head: bool = True
) -> Iterator[CsvFile]:
    """Makes the file with its head; `head=False` leaves out both the head and the byte order mark."""
    with path.open("w", encoding="utf-8", errors="replace", newline="") as text:
        writer = _csv_writer(text, separator)
        if head:
            text.write(_BYTE_ORDER_MARK)
            writer.writerows([[neutralised(column.name) for column in columns]])
        yield CsvFile(writer, columns, zone)


def _csv_writer(text: TextIO, separator: str) -> _Writer:
    return csv.writer(text, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)


def _formats(zone: tzinfo) -> Mapping[Kind, _Format | None]:
    """How each kind is written; None for what csv writes well itself."""
    return {
        Kind.TEXT: _texts,
        Kind.CODE: _texts,
        Kind.LINK: _texts,
        Kind.WHOLE: None,
        Kind.ID: None,
        Kind.NUMBER: _each(plain_number),
        Kind.MONEY: _each(plain_number),
        Kind.FLAG: _each(_flag),
        Kind.MOMENT: _each(lambda moment: moment.astimezone(zone).isoformat(timespec="seconds")),
    }


def _texts(cells: Sequence[str | None]) -> Iterable[Cell]:
    return [
        text if not text or (text[0] in HARMLESS_STARTS and "\x00" not in text) else _text(text)
        for text in cells
    ]


def _text(text: str) -> str:
    # csv writes U+0000, but hardly a program reads it
    return neutralised(text.replace("\x00", ""))


def _each(form: Callable[[Any], Cell]) -> _Format:
    return lambda cells: [None if cell is None else form(cell) for cell in cells]


def _flag(value: bool) -> str:  # noqa: FBT001 - the cell's own value
    return "TRUE" if value else "FALSE"

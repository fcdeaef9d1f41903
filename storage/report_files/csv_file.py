"""A CSV file for spreadsheets: UTF-8 with a byte order mark, CRLF, quoted where it has to be.

Excel takes a CSV without the mark for the machine's old code page and spoils Russian. Which sign
separates the cells is the team's choice: Excel expects its locale's, a semicolon in Russian.

The bytes are those of Python's `csv`, which looks at each character of each cell; here one look at all
texts of a column tells that none of them needs quotes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, TextIO

from storage.report_files.cells import (
    HARMLESS_STARTS,
    MOST_CHARACTERS,
    fitting,
    is_day,
    neutralised,
    plain_money,
    plain_number,
    stated,
)
from storage.report_files.columns import Column, Kind, Row

_BYTE_ORDER_MARK = "\ufeff"
_NOTHING = '""'

#: from the cells of a column their texts
_Format = Callable[[Sequence[Any]], list[str]]


class CsvFile:
    """Takes rows as they come; keeps none. `rows` counts those below the head."""

    def __init__(
        self, out: TextIO, columns: Sequence[Column], *, separator: str, zone: tzinfo
    ) -> None:
        self.rows = 0
        self._out = out
        self._separator = separator
        as_text = _formats(zone)
        self._formats = [as_text[column.kind] for column in columns]

    def write(self, rows: Sequence[Row]) -> None:
        """Appends rows."""
        if rows:
            columns = zip(self._formats, zip(*rows, strict=True), strict=True)
            self._put([form(cells) for form, cells in columns])
            self.rows += len(rows)

    def write_head(self, columns: Sequence[Column]) -> None:
        """The names of the columns, behind the byte order mark."""
        self._out.write(_BYTE_ORDER_MARK)
        self._put([[neutralised(column.name)] for column in columns])

    def _put(self, columns: Iterable[list[str]]) -> None:
        separator = self._separator
        quoted = [_quoted(texts, separator) for texts in columns]
        # a row of one empty cell would be no row
        self._out.writelines(
            [f"{separator.join(cells) or _NOTHING}\r\n" for cells in zip(*quoted, strict=True)]
        )


@contextmanager
def csv_file(
    path: Path, columns: Sequence[Column], *, separator: str, zone: tzinfo, head: bool = True
) -> Iterator[CsvFile]:
    """Makes the file with its head; `head=False` leaves out both the head and the byte order mark."""
    with path.open("w", encoding="utf-8", errors="replace", newline="") as text:
        file = CsvFile(text, columns, separator=separator, zone=zone)
        if head:
            file.write_head(columns)
        yield file


def _quoted(texts: list[str], separator: str) -> list[str]:
    """The texts of a column as cells: none too long, in quotes where one holds what ends a cell."""
    together = "".join(texts)
    if 2 * len(together) > MOST_CHARACTERS:
        texts = [fitting(text) for text in texts]
    if not _needs_quotes(together, separator):
        return texts
    return [
        '"' + text.replace('"', '""') + '"' if _needs_quotes(text, separator) else text
        for text in texts
    ]


def _needs_quotes(text: str, separator: str) -> bool:
    return separator in text or '"' in text or "\n" in text or "\r" in text


def _formats(zone: tzinfo) -> Mapping[Kind, _Format]:
    """How each kind is written."""
    return {
        Kind.TEXT: _texts,
        Kind.CODE: _texts,
        Kind.LINK: _texts,
        Kind.WHOLE: _each(str),
        Kind.ID: _each(str),
        Kind.NUMBER: _each(plain_number),
        Kind.PERCENT: _each(plain_number),
        Kind.DIFFERENCE: _each(plain_number),
        Kind.MONEY: _each(plain_money),
        Kind.FLAG: _each(_flag),
        Kind.MOMENT: _each(lambda moment: moment.astimezone(zone).isoformat(timespec="seconds")),
        Kind.DATE: _each(lambda moment: _date(moment, zone)),
    }


def _texts(cells: Sequence[str | None]) -> list[str]:
    return [
        (text if text[0] in HARMLESS_STARTS and "\x00" not in text else _text(text)) if text else ""
        for text in cells
    ]


def _text(text: str) -> str:
    # csv writes U+0000, but hardly a program reads it
    return neutralised(text.replace("\x00", ""))


def _each(form: Callable[[Any], str]) -> _Format:
    return lambda cells: ["" if cell is None else form(cell) for cell in cells]


def _date(moment: datetime, zone: tzinfo) -> str:
    shown = stated(moment, zone)
    return shown.date().isoformat() if is_day(moment) else shown.isoformat(timespec="seconds")


def _flag(value: bool) -> str:  # noqa: FBT001 - the cell's own value
    return "TRUE" if value else "FALSE"

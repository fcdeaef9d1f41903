"""Writes one worksheet's XML, some rows at a time, at a fraction of openpyxl's 7 microseconds a cell.

Text is stored in the cell itself (`inlineStr`), as in openpyxl's write-only mode, so only hyperlinks
are kept from row to row. They wait on disk: in the file they follow the rows, and their targets are in
a part of their own.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import IO, Any
from xml.sax.saxutils import quoteattr

from openpyxl.utils import get_column_letter

from parser.pages.urls import normalise
from storage.report_files.cells import for_xml, is_calculated, is_day, plain_number, serial, stated
from storage.report_files.columns import Column, Kind, Row
from storage.report_files.looks import Looks

#: Excel opens a sheet with more hyperlinks as damaged, and drops them all
MOST_LINKS = 65_530
_LONGEST_TARGET = 2_079  # characters; with a longer one Excel offers to repair the file
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PRINTED_WIDTH = 220  # characters beside each other on a page, at about 60 %
_HEAD_HEIGHT = 32  # points: two lines

#: texts of a column that are remembered: so long at most, and so many
_SHORT, _REMEMBERED = 80, 512

#: stands for the number of a row until all its cells are made, so that equal cells are equal text;
#: no other part of a cell can hold it
_ROW = "\0"
_ROW_BYTES = _ROW.encode()  # what is replaced in bytes is replaced four times as fast

#: from what stands in a column, and the row of the first of it, the cells
Make = Callable[[Sequence[Any], int], list[str]]


@dataclass(frozen=True, kw_only=True)
class SheetForm:
    """What is the same in all sheets that continue one table."""

    columns: Sequence[Column]
    looks: Looks
    zone: tzinfo
    frozen_columns: int = 0
    tab_colour: str = "1F3864"

    @property
    def printed_pages(self) -> int:
        """How many pages stand beside each other on paper, so that the print can be read."""
        return max(1, round(sum(column.width for column in self.columns) / _PRINTED_WIDTH))

    @property
    def last_column(self) -> str:
        """The letters of the last column."""
        return get_column_letter(len(self.columns))


class SheetXml:
    """One sheet being written. `rows` counts its head, too."""

    def __init__(self, out: IO[bytes], form: SheetForm) -> None:
        self.rows = 0
        self.size = 0
        self._out = out
        self._form = form
        self._links = _Links()
        self._make = [
            self._maker(number, column) for number, column in enumerate(form.columns, start=1)
        ]
        self._put(_opening(form).encode())
        self._head()

    def write(self, rows: Sequence[Row]) -> None:
        """Appends rows, at least one."""
        first = self.rows + 1
        columns = zip(self._make, zip(*rows, strict=True), strict=True)
        made = zip(*[make(cells, first) for make, cells in columns], strict=True)
        elements = [
            f'<row r="{_ROW}">{"".join(cells)}</row>'.encode().replace(_ROW_BYTES, b"%d" % number)
            for number, cells in enumerate(made, start=first)
        ]
        self.rows += len(elements)
        self._put(b"".join(elements))

    def finish(self) -> None:
        """Writes what comes after the rows."""
        self._links.end()
        area = f"A1:{self._form.last_column}{self.rows}"
        self._put(f'</sheetData><autoFilter ref="{area}"/>'.encode())
        if self._links.count:
            self._put(b"<hyperlinks>")
            for piece in self._links.places():
                self._out.write(piece)
            self._put(b"</hyperlinks>")
        self._put(_closing(area, self._form.printed_pages).encode())

    def targets(self) -> Iterator[bytes]:
        """The part that says where the hyperlinks lead; nothing where there are none."""
        return self._links.targets()

    def close(self) -> None:
        """Lets go of what waits on disk."""
        self._links.close()

    def _put(self, data: bytes) -> None:
        self.size += len(data)
        self._out.write(data)

    def _head(self) -> None:
        cells = "".join(
            f'<c r="{get_column_letter(number)}1" s="{self._form.looks.head}" t="inlineStr">'
            f"<is><t>{for_xml(column.name)}</t></is></c>"
            for number, column in enumerate(self._form.columns, start=1)
        )
        self._put(f'<row r="1" ht="{_HEAD_HEIGHT}" customHeight="1">{cells}</row>'.encode())
        self.rows = 1

    def _maker(self, number: int, column: Column) -> Make:
        """The function that turns values of this column into cells."""
        looks, kind, letters = self._form.looks, column.kind, get_column_letter(number)
        if kind is Kind.LINK:
            return _link_maker(letters, looks, self._links)
        opening, style = _opening_of(letters), looks.plain[kind]
        if kind in {Kind.TEXT, Kind.CODE}:
            marks = {text: looks.marked[mark] for text, mark in column.marks.items()}
            return _text_maker(_text_cell(opening, style, looks.quoted, marks))
        if kind is Kind.DATE:
            return _date_maker(opening, style, looks.day, self._form.zone)
        sort = ' t="b"' if kind is Kind.FLAG else ""
        return _value_maker(f'{opening}{style}"{sort}><v>', _shown(self._form.zone)[kind])


def _text_maker(cell: Callable[[str], str]) -> Make:
    """Texts that come again and again, such as names of issues, are made once."""
    known: dict[str | None, str] = {None: "", "": ""}

    def remembered(text: str) -> str:
        made = cell(text)
        if len(text) <= _SHORT and len(known) < _REMEMBERED:
            known[text] = made
        return made

    return lambda texts, _: [known[text] if text in known else remembered(text) for text in texts]


def _text_cell(
    opening: str, plain: int, quoted: int, marks: Mapping[str, int]
) -> Callable[[str], str]:
    def cell(text: str) -> str:
        style = marks.get(text) or (quoted if is_calculated(text) else plain)
        # XML's white space: without the sign it is cut off
        sign = ' xml:space="preserve"' if text[0] <= " " or text[-1] <= " " else ""
        return f'{opening}{style}" t="inlineStr"><is><t{sign}>{for_xml(text)}</t></is></c>'

    return cell


def _link_maker(letters: str, looks: Looks, links: "_Links") -> Make:
    opening = _opening_of(letters)
    # the rows of one address stand below each other
    linked = lru_cache(maxsize=1)(_text_cell(opening, looks.link, looks.link, {}))
    plain = _text_cell(opening, looks.plain[Kind.LINK], looks.quoted, {})
    return lambda texts, first: [
        (linked if links.add(letters, row, text) else plain)(text) if text else ""
        for row, text in enumerate(texts, start=first)
    ]


def _value_maker(opening: str, shown: Callable[[Any], object]) -> Make:
    return lambda values, _: [
        "" if value is None or value == "" else f"{opening}{shown(value)}</v></c>"
        for value in values
    ]


def _date_maker(opening: str, plain: int, day: int, zone: tzinfo) -> Make:
    """Dates that a site states: a day without a time is shown without one."""

    def cell(moment: datetime) -> str:
        style = day if is_day(moment) else plain
        return f'{opening}{style}"><v>{serial(stated(moment, zone)):.8f}</v></c>'

    return lambda moments, _: ["" if moment is None else cell(moment) for moment in moments]


def _shown(zone: tzinfo) -> Mapping[Kind, Callable[[Any], object]]:
    """How values of each kind stand in XML."""
    return {
        Kind.WHOLE: str,
        Kind.ID: str,
        **dict.fromkeys((Kind.NUMBER, Kind.PERCENT, Kind.DIFFERENCE, Kind.MONEY), plain_number),
        Kind.FLAG: int,
        Kind.MOMENT: lambda moment: f"{serial(moment.astimezone(zone)):.8f}",
    }


def _opening_of(letters: str) -> str:
    """How a cell of a column begins, up to the number of its style."""
    return f'<c r="{letters}{_ROW}" s="'


class _Links:
    """The hyperlinks of one sheet. Rows of one address below each other share one."""

    def __init__(self) -> None:
        self.count = 0
        self._places = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the sheet
        self._targets = tempfile.TemporaryFile()  # noqa: SIM115 - the same
        self._text: str | None = None
        self._area = ("", 0, 0)
        self._linked = False

    def add(self, letters: str, row: int, text: str) -> bool:
        """Whether this cell has a hyperlink."""
        column, first, last = self._area
        if text == self._text and row == last + 1 and letters == column:
            self._area = (column, first, row)
            return self._linked
        self.end()
        target = normalise(text) if self.count < MOST_LINKS else None
        self._linked = target is not None and len(target) <= _LONGEST_TARGET
        self._text, self._area = text, (letters, row, row)
        if self._linked and target is not None:
            self.count += 1
            self._targets.write(
                f'<Relationship Id="rId{self.count}" Type="{_RELATIONS}/hyperlink" '
                f'Target={quoteattr(target)} TargetMode="External"/>'.encode()
            )
        return self._linked

    def end(self) -> None:
        """The area that the last hyperlink covers is known now."""
        if self._linked:
            column, first, last = self._area
            area = f"{column}{first}" if first == last else f"{column}{first}:{column}{last}"
            self._places.write(f'<hyperlink ref="{area}" r:id="rId{self.count}"/>'.encode())
        self._linked, self._text = False, None

    def close(self) -> None:
        """Forgets them."""
        self._places.close()
        self._targets.close()

    def places(self) -> Iterator[bytes]:
        """The elements of the sheet."""
        return _pieces(self._places)

    def targets(self) -> Iterator[bytes]:
        """The part of the sheet's relations; nothing where there are none."""
        if self.count:
            yield f'{_PROLOGUE}<Relationships xmlns="{_PACKAGE}">'.encode()
            yield from _pieces(self._targets)
            yield b"</Relationships>"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(1 << 16):
        yield piece


def _opening(form: SheetForm) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{column.width}" customWidth="1"/>'
        for number, column in enumerate(form.columns, start=1)
    )
    corner = f"{get_column_letter(form.frozen_columns + 1)}2"
    split = f'xSplit="{form.frozen_columns}" ' if form.frozen_columns else ""
    pane = "bottomRight" if form.frozen_columns else "bottomLeft"
    return (
        f'{_PROLOGUE}<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f'<sheetPr><tabColor rgb="FF{form.tab_colour}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0">'
        f'<pane {split}ySplit="1" topLeftCell="{corner}" activePane="{pane}" state="frozen"/>'
        f'<selection pane="{pane}" activeCell="{corner}" sqref="{corner}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="14"/><cols>{columns}</cols><sheetData>'
    )


def _closing(area: str, pages: int) -> str:
    return (
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup orientation="landscape" paperSize="9" '
        f'fitToWidth="{pages}" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>"
        f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>'
        "</worksheet>"
    )

"""The workbook of a site: openpyxl makes the package, we write the rows of large sheets ourselves.

openpyxl knows what a workbook needs besides rows: styles, theme, names, charts, the list of parts. So
it writes the workbook with empty sheets, which our XML replaces in the final package
(docs/decisions/0050-sheet-rows-past-openpyxl.md). The bytes depend only on the content: no part
contains the time of writing.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import IO

from openpyxl import Workbook
from openpyxl.packaging.extended import ExtendedProperties
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from storage.report_files.cells import storable
from storage.report_files.columns import Column, Row
from storage.report_files.looks import Looks, looks_of
from storage.report_files.sheet_xml import SheetForm, SheetXml
from storage.report_files.summary_sheet import Summary, draw

SUMMARY = "Summary"
_LEVEL = 3  # of compression: 4 takes a third more time for 1 % less, 6 two and a half times as much for 15 % less
_OWN_PARTS = frozenset({"docProps/app.xml", "docProps/core.xml"})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How large a sheet may become before its table continues in the next one."""

    rows: int = 1_048_576  #: Excel's
    #: of XML; at 2 GiB zip needs an extension that makes Excel ask to repair the file
    size: int = 1 << 30


class WorkbookFile:
    """A workbook being written: one table after the other, then the summary, which stands first."""

    def __init__(
        self,
        package: zipfile.ZipFile,
        *,
        title: str,
        made_at: datetime,
        zone: tzinfo,
        limits: Limits,
    ) -> None:
        self._package = package
        self._zone = zone
        self._limits = limits
        self._book = Workbook()
        front = self._book.worksheets[0]
        front.title = SUMMARY
        self._looks: Looks = looks_of(front)
        self.rows = 0  #: of all tables
        self._put_properties(title, made_at)

    @property
    def titles(self) -> list[str]:
        """The names of its sheets."""
        return [str(sheet.title) for sheet in self._book.worksheets]

    @contextmanager
    def sheet(
        self, title: str, columns: Sequence[Column], *, frozen_columns: int = 0
    ) -> Iterator["Sheet"]:
        """A table, to be written before the next one is begun."""
        form = SheetForm(
            columns=columns, looks=self._looks, zone=self._zone, frozen_columns=frozen_columns
        )
        sheet = Sheet(self._package, self._book, form, title, self._limits)
        try:
            yield sheet
        except BaseException:
            sheet.abandon()
            raise
        sheet.close()
        self.rows += sheet.rows

    def finish(self, summary: Summary) -> None:
        """Draws the summary and completes the package."""
        draw(self._book.worksheets[0], summary)
        buffer = io.BytesIO()
        self._book.save(buffer)
        written = set(self._package.namelist())
        with zipfile.ZipFile(buffer) as made:
            for name in made.namelist():
                if name not in written and name not in _OWN_PARTS:
                    self._put(name, made.read(name))

    def _put_properties(self, title: str, made_at: datetime) -> None:
        properties = self._book.properties
        properties.creator = properties.lastModifiedBy = "Progon"
        properties.title = storable(title)
        properties.created = properties.modified = made_at.replace(microsecond=0, tzinfo=None)
        parts = (ExtendedProperties().to_tree(), properties.to_tree())
        for name, tree in zip(sorted(_OWN_PARTS), parts, strict=True):
            self._put(name, tostring(tree))

    def _put(self, name: str, content: bytes) -> None:
        # `open`, unlike `writestr`, stamps no time on the part
        with self._package.open(name, "w") as part:
            part.write(content)


class Sheet:
    """A table of a workbook; it continues in another sheet when one is full."""

    def __init__(
        self, package: zipfile.ZipFile, book: Workbook, form: SheetForm, title: str, limits: Limits
    ) -> None:
        self.rows = 0
        self._package = package
        self._book = book
        self._form = form
        self._title = title
        self._limits = limits
        self._parts = 0
        self._entry: IO[bytes]
        self._xml: SheetXml
        self._begin()

    def write(self, rows: Sequence[Row]) -> None:
        """Appends rows."""
        rest = rows
        while rest:
            if self._xml.rows >= self._limits.rows or self._xml.size >= self._limits.size:
                self._end()
                self._begin()
            room = self._limits.rows - self._xml.rows
            self._xml.write(rest[:room])
            rest = rest[room:]
        self.rows += len(rows)

    def close(self) -> None:
        """The table is complete."""
        self._end()

    def abandon(self) -> None:
        """Gives up the table, and with it the file: closes what is open."""
        self._xml.close()
        self._entry.close()

    def _begin(self) -> None:
        self._parts += 1
        title = self._title if self._parts == 1 else f"{self._title} ({self._parts})"
        self._stand_in = self._book.create_sheet(title)
        number = len(self._book.worksheets)
        self._entry = self._package.open(f"xl/worksheets/sheet{number}.xml", "w")
        self._xml = SheetXml(self._entry, self._form)

    def _end(self) -> None:
        self._xml.finish()
        self._entry.close()
        targets = self._xml.targets()
        if (first := next(targets, None)) is not None:
            number = len(self._book.worksheets)
            with self._package.open(f"xl/worksheets/_rels/sheet{number}.xml.rels", "w") as part:
                part.write(first)
                part.writelines(targets)
        self._xml.close()
        # openpyxl writes the names that belong to a filter and to a repeated head
        self._stand_in.auto_filter.ref = f"A1:{self._form.last_column}{self._xml.rows}"
        self._stand_in.print_title_rows = "1:1"
        if self._form.frozen_columns:
            self._stand_in.print_title_cols = f"A:{get_column_letter(self._form.frozen_columns)}"


@contextmanager
def workbook_file(
    path: Path, *, title: str, made_at: datetime, zone: tzinfo, limits: Limits | None = None
) -> Iterator[WorkbookFile]:
    """Makes the file; it is whole once `finish` was called."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        yield WorkbookFile(
            package, title=title, made_at=made_at, zone=zone, limits=limits or Limits()
        )

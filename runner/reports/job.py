"""The making of one site's files: what all of them share, and the outlets they write to.

Rows are turned into cells and bytes in a thread, a stretch at a time: they never block the event
loop, and a cancel waits for one stretch at most.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any

from runner.reports.circumstances import Circumstances
from runner.reports.coverage import Coverage
from runner.reports.table import Field, Line, columns
from runner.reports.tally import Tally
from storage.database import Connection
from storage.model.artifact import ArtifactKind
from storage.model.states import SiteStatus
from storage.objects.pieces import in_thread
from storage.report_files.columns import Column, Row
from storage.report_files.csv_file import CsvFile, csv_file
from storage.report_files.row_spool import RowSpool
from storage.report_files.workbook_file import Sheet, WorkbookFile
from storage.site_report import ReportSite


@dataclass(frozen=True, kw_only=True)
class MadeFile:
    """A finished file in the scratch folder."""

    kind: ArtifactKind
    path: Path
    rows: int
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Job:
    """Everything that the writers of single files need."""

    db: Connection
    site: ReportSite
    status: SiteStatus
    seen: Coverage
    wanted: frozenset[ArtifactKind]
    folder: Path
    separator: str
    zone: tzinfo
    book: WorkbookFile | None
    tally: Tally
    down: str | None = None  #: why no page of the site could be read
    known: Circumstances | None = None  #: of the comparison; None where there is no base

    def path(self, kind: ArtifactKind) -> Path:
        """Where the CSV file of this kind is written."""
        return self.folder / f"{kind.value}.csv"


@dataclass(frozen=True, kw_only=True)
class Outlet:
    """A CSV file and a sheet of the same rows; either may be absent."""

    csv: CsvFile | None
    sheet: Sheet | None

    def write(self, cells: Sequence[Row]) -> None:
        """Appends rows to both."""
        if not cells:
            return
        if self.csv is not None:
            self.csv.write(cells)
        if self.sheet is not None:
            self.sheet.write(cells)

    async def pour(self, spool: RowSpool) -> None:
        """Appends the rows that waited on disk."""
        stretches = spool.stretches()
        while await in_thread(self._take, stretches):
            pass

    def _take(self, stretches: Iterator[Sequence[Row]]) -> bool:
        stretch = next(stretches, None)
        self.write(stretch or ())
        return stretch is not None


@asynccontextmanager
async def outlet(
    job: Job,
    kind: ArtifactKind,
    fields: Sequence[Field[Line]],
    *,
    title: str,
    frozen_columns: int = 0,
) -> AsyncIterator[Outlet]:
    """Opens the file of this kind if it is wanted, and its sheet if there is a workbook."""
    heads = columns(fields)
    with ExitStack() as stack:
        file = sheet = None
        if kind in job.wanted:
            file = stack.enter_context(open_csv(job, kind, heads))
        if job.book is not None:
            sheet = stack.enter_context(job.book.sheet(title, heads, frozen_columns=frozen_columns))
        yield Outlet(csv=file, sheet=sheet)
        await in_thread(stack.pop_all().close)


@contextmanager
def open_csv(job: Job, kind: ArtifactKind, heads: Sequence[Column]) -> Iterator[CsvFile]:
    """Opens a CSV file with the configured separator and time zone."""
    with csv_file(job.path(kind), heads, separator=job.separator, zone=job.zone) as file:
        yield file

"""skipped.csv and the sheet Ledger: where each address of a site ended, and why."""

from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import compress

from runner.reports.job import Job, MadeFile, Outlet, outlet
from runner.reports.ledger_fields import FIELDS, LedgerRow, was_skipped
from runner.reports.table import rows
from storage import report_rows
from storage.model.artifact import ArtifactKind
from storage.objects.pieces import in_thread
from storage.report_rows import LedgerLine


async def write_ledger(job: Job) -> MadeFile:
    """Writes what was skipped into the file, and every address into the sheet."""
    return await write_lines(job, report_rows.ledger(job.db))


async def write_lines(
    job: Job,
    ledger: AsyncIterator[Iterable[LedgerLine]],
    *,
    otherwise: Sequence[LedgerLine] = (),
) -> MadeFile:
    """Writes any ledger lines; `otherwise` if there are none."""
    skipped, is_empty = 0, True
    async with outlet(job, ArtifactKind.SKIPPED, FIELDS, title="Ledger") as out:
        async for lines in ledger:
            is_empty = False
            skipped += await in_thread(_write, job, out, lines)
        if is_empty:
            skipped += await in_thread(_write, job, out, otherwise)
    return MadeFile(
        kind=ArtifactKind.SKIPPED,
        path=job.path(ArtifactKind.SKIPPED),
        rows=skipped,
        facts={"outcomes": dict(sorted(job.site.census.items()))},
    )


def _write(job: Job, out: Outlet, lines: Iterable[LedgerLine]) -> int:
    """Returns how many of them were skipped."""
    found = [LedgerRow(line=line, site=job.site.site) for line in lines]
    cells = rows(FIELDS, found)
    skipped = list(compress(cells, map(was_skipped, found)))
    if out.csv is not None:
        out.csv.write(skipped)
    if out.sheet is not None:
        out.sheet.write(cells)
    return len(skipped)

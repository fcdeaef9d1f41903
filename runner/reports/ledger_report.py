"""skipped.csv and the sheet Ledger: where each address of a site ended, and why."""

from runner.reports.job import Job, MadeFile, open_csv
from runner.reports.ledger_fields import FIELDS, LedgerRow, was_skipped
from runner.reports.table import columns, rows
from storage import report_rows
from storage.model.artifact import ArtifactKind


async def write_ledger(job: Job) -> MadeFile:
    """Writes what was skipped into the file, and every address into the sheet."""
    heads = columns(FIELDS)
    with open_csv(job, ArtifactKind.SKIPPED, heads) as file:
        if job.book is None:
            async for lines in report_rows.ledger(job.db):
                found = [LedgerRow(line=line, site=job.site.site) for line in lines]
                file.write(rows(FIELDS, filter(was_skipped, found)))
        else:
            with job.book.sheet("Ledger", heads) as sheet:
                async for lines in report_rows.ledger(job.db):
                    found = [LedgerRow(line=line, site=job.site.site) for line in lines]
                    cells = rows(FIELDS, found)
                    sheet.write(cells)
                    file.write(
                        [row for row, one in zip(cells, found, strict=True) if was_skipped(one)]
                    )
    facts = {"outcomes": dict(sorted(job.site.census.items()))}
    return MadeFile(
        kind=ArtifactKind.SKIPPED, path=job.path(ArtifactKind.SKIPPED), rows=file.rows, facts=facts
    )

"""full.csv and the sheet Products."""

from collections.abc import Iterator

from runner.reports.full_fields import FIELDS, FullRow
from runner.reports.job import Job, MadeFile, outlet
from runner.reports.table import rows
from storage import report_rows
from storage.model.artifact import ArtifactKind

_FROZEN = 1


async def write_products(job: Job) -> list[MadeFile]:
    """Writes one row for each product, each key once."""
    site = job.site
    count = 0
    with outlet(job, ArtifactKind.FULL, FIELDS, title="Products") as out:
        async for lines in report_rows.products(job.db, site.site_job_id, site.site):
            found = [FullRow(line=line, run_id=site.run_id, site=site.site) for line in lines]
            job.tally.see_products(found)
            out.write(rows(FIELDS, found))
            count += len(found)
    return list(_made(job, count))


def _made(job: Job, count: int) -> Iterator[MadeFile]:
    if ArtifactKind.FULL in job.wanted:
        path = job.path(ArtifactKind.FULL)
        yield MadeFile(kind=ArtifactKind.FULL, path=path, rows=count, facts={"products": count})

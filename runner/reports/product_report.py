"""full.csv and the sheet Products."""

from collections.abc import Iterable

from runner.reports.full_fields import FIELDS, FullRow
from runner.reports.job import Job, MadeFile, Outlet, outlet
from runner.reports.table import rows
from storage import report_rows
from storage.model.artifact import ArtifactKind
from storage.objects.pieces import in_thread
from storage.report_rows import ProductLine


async def write_products(job: Job) -> list[MadeFile]:
    """Writes one row for each product, each key once."""
    site = job.site
    async with outlet(job, ArtifactKind.FULL, FIELDS, title="Products") as out:
        async for lines in report_rows.products(job.db, site.site_job_id, site.site):
            await in_thread(_write, job, out, lines)
    if ArtifactKind.FULL not in job.wanted:
        return []
    count = job.tally.products
    path = job.path(ArtifactKind.FULL)
    return [MadeFile(kind=ArtifactKind.FULL, path=path, rows=count, facts={"products": count})]


def _write(job: Job, out: Outlet, lines: Iterable[ProductLine]) -> None:
    site = job.site
    found = [FullRow(line=line, run_id=site.run_id, site=site.site) for line in lines]
    job.tally.see_products(found)
    out.write(rows(FIELDS, found))

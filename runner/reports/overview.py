"""summary.csv of the archive: a row for each site of the run, those that failed with their reason."""

import csv
import io
from collections.abc import Sequence

from storage.model.artifact import Artifact, ArtifactKind
from storage.model.run import SiteJob
from storage.report_files.cells import neutralised

COLUMNS = (
    "Site",
    "Name",
    "URL",
    "Status",
    "Reason",
    "Detail",
    "Addresses",
    "Processed",
    "Failed",
    "Products",
    "Changes",
    "Compared With Run",
    "Seconds",
)


def overview(jobs: Sequence[SiteJob], files: Sequence[Artifact], *, separator: str) -> str:
    """The table as CSV text."""
    facts = {file.site: file.facts for file in files if file.kind is ArtifactKind.DIFF}
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(COLUMNS)
    for job in jobs:
        diff = facts.get(job.site, {})
        writer.writerow(
            [
                job.site,
                neutralised(job.title),
                job.url,
                job.status.value,
                job.failure or "",
                neutralised(job.failure_detail or ""),
                job.total_urls,
                job.processed,
                job.failed,
                job.products,
                diff.get("changes", ""),
                diff.get("base_run") or "",
                round(job.active_seconds),
            ]
        )
    return text.getvalue()

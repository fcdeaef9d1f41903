"""summary.csv of the archive: a row for each site of the run, those that failed with their reason."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from parser.pages.issue_catalogue import Priority
from runner.reports.coverage import told_of_sitemaps
from runner.reports.outside import told_of_outside
from storage.model.artifact import Artifact, ArtifactKind
from storage.model.run import SiteJob
from storage.report_files.cells import neutralised
from storage.site_report import SiteFacts

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
    "Issues",
    "High Priority Issues",
    "Changes",
    "Compared With Run",
    "Suspect",
    "Seconds",
    "Sitemaps",
    "Outside Checks",
)


def overview(
    jobs: Sequence[SiteJob],
    files: Sequence[Artifact],
    sites: Sequence[SiteFacts],
    *,
    separator: str,
) -> str:
    """The table as CSV text."""
    sitemaps = {site.site: told_of_sitemaps(site.sitemaps) for site in sites}
    facts = {(file.site, file.kind): file.facts for file in files}
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(COLUMNS)
    for job in jobs:
        issues = facts.get((job.site, ArtifactKind.ISSUES), {})
        diff = facts.get((job.site, ArtifactKind.DIFF), {})
        outside = told_of_outside(issues)
        rest = [_seconds(job), sitemaps.get(job.site, ""), outside]
        writer.writerow([*_of_job(job), *_of_issues(issues), *_of_diff(diff), *rest])
    return text.getvalue()


def _of_job(job: SiteJob) -> list[str | int]:
    return [
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
    ]


def _of_issues(facts: Mapping[str, Any]) -> list[str | int]:
    return [facts.get("issues", ""), facts.get("by_priority", {}).get(Priority.HIGH.value, "")]


def _of_diff(facts: Mapping[str, Any]) -> list[str | int]:
    suspect = ("TRUE" if facts["suspect"] else "FALSE") if facts.get("with_base") else ""
    return [facts.get("changes", ""), facts.get("base_run") or "", suspect]


def _seconds(job: SiteJob) -> int:
    return round(job.active_seconds)

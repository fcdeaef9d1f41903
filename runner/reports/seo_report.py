"""seo.csv, issues.csv and the sheets SEO and Issues: one pass over all addresses of a site."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from parser.pages.urls import readable
from runner.crawl.http import AGENT
from runner.crawl.known_robots import KnownRobots
from runner.reports import issue_fields, seo_fields
from runner.reports.circumstances import Circumstances
from runner.reports.issue_fields import IssueRow, IssueStatus, seems_gone, told
from runner.reports.job import Job, MadeFile, Outlet, outlet
from runner.reports.outside import outside_facts
from runner.reports.seo_row import SeoRow, has_row
from runner.reports.site_checks import all_issues
from runner.reports.table import rows
from storage import report_rows
from storage.model.artifact import ArtifactKind
from storage.objects.pieces import in_thread
from storage.report_files.row_spool import RowSpool
from storage.report_marks import Found
from storage.report_rows import PageLine
from storage.site_report import ReportSite


@dataclass(frozen=True, kw_only=True)
class SeoFiles:
    """The files, and the issues that the next run will be compared with."""

    files: Sequence[MadeFile]
    found: RowSpool


async def write_seo(job: Job, *, pages: int) -> SeoFiles:
    """Writes a row for each address that was fetched or forbidden, and a row for each issue.

    `pages` is how many were read, for percentages.
    """
    site = job.site
    async with outlet(
        job, ArtifactKind.SEO, seo_fields.FIELDS, title="SEO", frozen_columns=1
    ) as out:
        work = _Work(job, out, pages)
        lines_of_pages = report_rows.pages(
            job.db, site.site_job_id, site.issue_base_id, site.last_look_id
        )
        async for lines in lines_of_pages:
            await in_thread(work.write, lines)
    seo = MadeFile(
        kind=ArtifactKind.SEO,
        path=job.path(ArtifactKind.SEO),
        rows=work.rows,
        facts={"addresses": work.rows},
    )
    files = [seo, await _write_issues(job, work.issues)]
    return SeoFiles(files=[file for file in files if file.kind in job.wanted], found=work.found)


async def kept_issues(found: RowSpool) -> AsyncIterator[Found]:
    """What `write_seo` found, address by address."""
    stretches = found.stretches()
    while (stretch := await in_thread(next, stretches, None)) is not None:
        for address_id, codes, since, url in stretch:
            yield Found(address_id=address_id, codes=codes, since=since, url=url)


class _Work:
    """The pass over the addresses. Issues wait on disk until the sheet before theirs is complete."""

    def __init__(self, job: Job, out: Outlet, pages: int) -> None:
        self.rows = 0  #: of seo.csv
        self.issues = RowSpool(job.folder / "issues.rows")
        self.found = RowSpool(job.folder / "issues.found")
        self._job = job
        self._out = out
        self._pages = pages
        self._robots = _rules_not_obeyed(job.site)

    def write(self, lines: Iterable[PageLine]) -> None:
        """Takes a stretch of addresses."""
        judged = [self._judged(line) for line in lines]
        shown = [row for row, _ in judged if has_row(row.line)]
        told_of = [issue for _, issues in judged for issue in issues]
        self._out.write(rows(seo_fields.FIELDS, shown))
        self.issues.write(rows(issue_fields.FIELDS, told_of))
        kept = [
            _kept(row.line, issues, self._job.known)
            for row, issues in judged
            if issues or row.line.base_codes
        ]
        self.found.write([found for found in kept if found[1]])
        self._job.tally.see_pages(shown)
        self._job.tally.see_issues(told_of)
        self.rows += len(shown)

    def _judged(self, line: PageLine) -> tuple[SeoRow, list[IssueRow]]:
        """The row of an address, and its issues with their status since the base."""
        job = self._job
        row = SeoRow(
            line=line,
            address=readable(line.url),
            issues=all_issues(line, job.seen, job.site.url) if has_row(line) else (),
            run_id=job.site.run_id,
            site=job.site.site,
            site_pages=self._pages,
            robots_allowed=_would_be_allowed(self._robots, line.url),
        )
        return row, told(row, job.seen, job.known)


def _kept(
    line: PageLine, issues: Iterable[IssueRow], known: Circumstances | None
) -> tuple[int, list[str], list[int], str | None]:
    """The issues of an address for the next run: those it has, and those this run could not look for.

    Fixed issues are dropped; those of an address that left one run's ledger wait for one more, which
    confirms that it is gone or does not.
    """
    if line.is_missing_again:
        return line.address_id, [], [], None
    since = dict(zip(line.base_codes or (), line.base_since or (), strict=True))
    for row in issues:
        if row.status is IssueStatus.FIXED:
            del since[row.issue.code]
        else:
            since[row.issue.code] = row.since
    url = line.url if seems_gone(line, known) else None
    return line.address_id, [*since], [*since.values()], url


async def _write_issues(job: Job, waiting: RowSpool) -> MadeFile:
    async with outlet(job, ArtifactKind.ISSUES, issue_fields.FIELDS, title="Issues") as out:
        await out.pour(waiting)
    return MadeFile(
        kind=ArtifactKind.ISSUES,
        path=job.path(ArtifactKind.ISSUES),
        rows=waiting.rows,
        facts={**job.tally.issue_facts(), **outside_facts(job.site.outside)},
    )


def _rules_not_obeyed(site: ReportSite) -> KnownRobots | None:
    """The robots.txt rules if the policy does not obey them; None if it does."""
    if site.config.get("policy", {}).get("obey_robots", True) or site.robots is None:
        return None
    return KnownRobots.from_json(site.url, site.robots)


def _would_be_allowed(robots: KnownRobots | None, url: str) -> bool | None:
    host = robots.of(url) if robots else None
    return host.rules.verdict(url, AGENT).allowed if host else None

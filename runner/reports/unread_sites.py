"""skipped.csv of sites that left no files: they were down, closed by robots.txt, or we failed on them.

No worker claims their site jobs any more, so it is made with the archive, straight from the ledger. For
a site that ended before its ledger began, the home page is listed, so that every site of a run that
was not read is on record with the reason.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from runner.deps import Deps
from runner.reports.coverage import coverage
from runner.reports.job import Job, MadeFile
from runner.reports.ledger_report import write_lines
from runner.reports.tally import Tally
from storage import report_rows, report_work, site_report
from storage.model.artifact import ArtifactKind
from storage.model.ledger import Origin, Outcome
from storage.model.run import SiteJob
from storage.model.states import SiteStatus
from storage.report_rows import LedgerLine
from storage.site_report import SiteFacts

_OUTCOMES = {
    SiteStatus.FAILED: Outcome.FAILED,
    SiteStatus.CANCELLED: Outcome.CANCELLED,
    SiteStatus.SKIPPED: Outcome.CANCELLED,
}


def with_home_page(job: SiteJob) -> SiteJob:
    """The site job with its counts as if the home page were in its ledger, if that is empty."""
    if job.total_urls or job.status not in _OUTCOMES:
        return job
    failed = job.status is SiteStatus.FAILED
    return replace(job, total_urls=1, processed=1, failed=int(failed))


def with_outcome(facts: SiteFacts) -> SiteFacts:
    """Likewise the facts of the manifest: an empty ledger counts the home page."""
    outcome = _OUTCOMES.get(SiteStatus(facts.status))
    if facts.outcomes or outcome is None:
        return facts
    return replace(facts, outcomes={outcome.value: 1})


async def write_skipped(deps: Deps, job: SiteJob, folder: Path) -> MadeFile:
    """Writes skipped.csv of a site job that left no files, from its ledger, into a new `folder`."""
    folder.mkdir()
    async with site_report.snapshot(deps.db) as db:
        site = await site_report.load(db, job.id, None)
        await report_work.gather_addresses(db, job.id, None)
        work = Job(
            db=db,
            site=site,
            status=job.status,
            seen=coverage(site, job.status),
            wanted=frozenset({ArtifactKind.SKIPPED}),
            folder=folder,
            separator=deps.settings.csv_separator,
            zone=deps.settings.zone,
            book=None,
            tally=Tally(),
        )
        return await write_lines(work, report_rows.ledger(db), otherwise=_home_page(job))


def _home_page(job: SiteJob) -> Sequence[LedgerLine]:
    outcome = _OUTCOMES.get(job.status)
    if outcome is None:
        return []
    reason = ": ".join(part for part in (job.failure, job.failure_detail) if part)
    line = LedgerLine(
        url=job.url,
        outcome=outcome.value,
        detail=reason or None,
        origin=Origin.SEED.value,
        sitemap=None,
        lastmod=None,
        tries=0,
        depth=0,
    )
    return [line]

"""The files of one site job: made from what is stored, put into the object store, recorded once.

Everything is read from one snapshot of the database and streamed through the scratch folder, so memory
does not grow with the site. The order is: make, prove the lease, upload, record. It is idempotent: a
second call, after a crash at any point, makes the same bytes and puts them in the same places.

The heartbeat of its lease runs in the same event loop, so whatever takes long happens in PostgreSQL,
in a thread, or in stretches of a few milliseconds, between which it can be cancelled.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from parser.pages.issue_catalogue import CATALOGUE
from runner.crawl.version import EXTRACTOR_VERSION
from runner.deps import Deps
from runner.reports.circumstances import circumstances
from runner.reports.coverage import coverage
from runner.reports.diff_report import kept_stand_ins, write_diff
from runner.reports.job import Job, MadeFile
from runner.reports.ledger_report import write_ledger
from runner.reports.names import report_key
from runner.reports.near_duplicates import FEWEST_WORDS, MOST_OF_NUMBER, near_duplicates
from runner.reports.outside import is_cut_off
from runner.reports.page_chains import loops
from runner.reports.product_report import write_products
from runner.reports.seo_report import kept_issues, write_seo
from runner.reports.summary import summary
from runner.reports.tally import Tally
from storage import artifacts, report_marks, report_work, site_jobs, site_report
from storage.database import Connection
from storage.model.artifact import Artifact, ArtifactKind
from storage.model.ledger import Outcome
from storage.model.run import Claim
from storage.model.states import SiteStatus
from storage.objects.pieces import in_thread
from storage.report_files.row_spool import RowSpool
from storage.report_files.workbook_file import WorkbookFile, workbook_file
from storage.site_jobs import Gain
from storage.site_report import ReportSite

_CSV, _XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, kw_only=True)
class Made:
    """The finished files, and what is kept for the next run."""

    files: Sequence[MadeFile]
    found: RowSpool | None  #: issues; None if they were not looked for
    missed: RowSpool | None  #: stand-ins for what has no answer; None if there is no diff
    products: int  #: each counted once, at however many addresses it was seen


async def write_reports(
    deps: Deps, claim: Claim, status: SiteStatus, *, down: str | None = None
) -> None:
    """Makes the files that the claim asks for, and skipped.csv; with seo.csv also issues.csv.

    `down` says why no page of the site could be read.

    Raises:
        LeaseLost: another worker owns the site job; nothing was recorded.
    """
    claim = await _with_sound_base(deps, claim)
    folder = tempfile.TemporaryDirectory(dir=deps.scratch, prefix=f"site-{claim.site_job_id}-")
    try:
        made = await _make(deps, claim, status, Path(folder.name), down)
        await _prove(deps, claim)
        stored = [await _store(deps, claim, file) for file in made.files]
        await _record(deps, claim, made, stored)
    finally:
        await in_thread(folder.cleanup)


def wanted_kinds(claim: Claim) -> frozenset[ArtifactKind]:
    """The kinds of files to make."""
    kinds = {ArtifactKind(kind.value) for kind in claim.reports} | {ArtifactKind.SKIPPED}
    return frozenset(kinds | {ArtifactKind.ISSUES} if ArtifactKind.SEO in kinds else kinds)


async def _with_sound_base(deps: Deps, claim: Claim) -> Claim:
    """Chooses another base if the first has been retried since it was chosen.

    Against an emptied ledger every page would be new; against a newer one changes would be reversed.
    """
    if claim.base_id is None or await site_jobs.base_holds(deps.db, claim.site_job_id):
        return claim
    async with deps.db.acquire() as connection, connection.transaction():
        return replace(claim, base_id=await site_jobs.choose_base(connection, claim))


async def _make(
    deps: Deps, claim: Claim, status: SiteStatus, folder: Path, down: str | None
) -> Made:
    kinds = wanted_kinds(claim)
    async with site_report.snapshot(deps.db) as db:
        site = await site_report.load(db, claim.site_job_id, claim.base_id)
        with _workbook(deps, site, kinds, folder) as book:
            job = Job(
                db=db,
                site=site,
                status=status,
                seen=coverage(site, status),
                wanted=kinds,
                folder=folder,
                separator=deps.settings.csv_separator,
                zone=deps.settings.zone,
                book=book,
                tally=Tally(),
                down=down,
            )
            return await _write(job)


async def _write(job: Job) -> Made:
    """Makes the files one after the other; a workbook needs the rows of all of them."""
    db, site, book = job.db, job.site, job.book
    files: list[MadeFile] = []
    found, missed, alarm = None, None, None
    await report_work.gather_addresses(
        db, site.site_job_id, site.base, issue_base_id=site.issue_base_id
    )
    if site.base is not None:
        is_down = job.down is not None
        known = await circumstances(db, site, site.base, job.status, job.seen, is_down=is_down)
        job = replace(job, known=known)
    products = await _gather_products(db, site)
    if book or ArtifactKind.FULL in job.wanted:
        files += await write_products(job)
    if book or ArtifactKind.SEO in job.wanted:
        await _gather_pages(db, site)
        seo = await write_seo(job, pages=_pages_read(site))
        files, found = [*files, *seo.files], seo.found
    if book or ArtifactKind.DIFF in job.wanted:
        if site.base is not None:
            await report_work.pair(db, site.site_job_id, site.base)
        diff = await write_diff(job, products=products)
        files, missed, alarm = [*files, *diff.files], diff.missed, diff.alarm
    files.append(await write_ledger(job))
    if book is not None:
        files.append(await _finish_workbook(job, book, alarm))
    return Made(files=files, found=found, missed=missed, products=products)


async def _gather_products(db: Connection, site: ReportSite) -> int:
    """The products of both sides; returns how many there are now."""
    await report_work.gather_products(db, site.site_job_id, "now")
    if site.base is not None:
        await report_work.gather_products(db, site.base.site_job_id, "base")
    return await report_work.count_products(db)


async def _gather_pages(db: Connection, site: ReportSite) -> None:
    """Gathers what a single page does not show: links, outside checks, duplicates, endless chains."""
    await report_work.gather_links(db, site.site_job_id)
    if site.outside is not None:
        await report_work.gather_outside(
            db,
            site.site_job_id,
            links=site.outside.links,
            pictures=site.outside.pictures,
            large=CATALOGUE["image_large"].threshold or 0,
            silence_tells=not is_cut_off(site.outside.strangers),
        )
    await report_work.gather_texts(db, site.site_job_id)
    fingerprints = await report_work.fingerprints(db, site.site_job_id, words=FEWEST_WORDS)
    stop = Event()
    try:
        near = await asyncio.to_thread(near_duplicates, fingerprints, stop)
    finally:
        stop.set()  # a thread cannot be cancelled; it is asked to end
    await report_work.keep_near_duplicates(db, near)
    if site.issue_base_id is not None:
        await report_work.gather_near_in_vain(db, site.issue_base_id, most_bits=MOST_OF_NUMBER)
    endless = await in_thread(loops, await report_work.next_pages(db))
    await report_work.keep_loops(db, sorted(endless))


def _pages_read(site: ReportSite) -> int:
    return site.census.get(Outcome.FETCHED, 0) + site.census.get(Outcome.NOT_MODIFIED, 0)


@contextmanager
def _workbook(
    deps: Deps, site: ReportSite, kinds: frozenset[ArtifactKind], folder: Path
) -> Iterator[WorkbookFile | None]:
    if ArtifactKind.XLSX not in kinds:
        yield None
        return
    path = folder / "workbook.xlsx"
    title = f"{site.title}, run {site.run_id}"
    zone = deps.settings.zone
    with workbook_file(path, title=title, made_at=site.created_at, zone=zone) as book:
        yield book


async def _finish_workbook(job: Job, book: WorkbookFile, alarm: str | None) -> MadeFile:
    front = summary(job.site, job.status, job.seen, job.tally, alarm=alarm, zone=job.zone)
    await in_thread(book.finish, front)
    path = job.folder / "workbook.xlsx"
    return MadeFile(
        kind=ArtifactKind.XLSX, path=path, rows=book.rows, facts={"sheets": book.titles}
    )


async def _prove(deps: Deps, claim: Claim) -> None:
    """Proves the lease before anything in the store is replaced: who lost it must not touch the store."""
    async with deps.db.acquire() as connection, connection.transaction():
        await site_jobs.prove(connection, claim, Gain())


async def _store(deps: Deps, claim: Claim, file: MadeFile) -> Artifact:
    key = report_key(claim.run_id, claim.site, file.kind)
    kind = _XLSX if file.kind is ArtifactKind.XLSX else _CSV
    info = await deps.objects.put(key, file.path, content_type=kind)
    assert info.sha256 is not None  # noqa: S101 - a put knows what it wrote
    return Artifact(
        kind=file.kind,
        key=key,
        size_bytes=info.size,
        sha256=info.sha256,
        row_count=file.rows,
        facts={**file.facts, "extractor": EXTRACTOR_VERSION},
        site=claim.site,
    )


async def _record(deps: Deps, claim: Claim, made: Made, stored: Sequence[Artifact]) -> None:
    """One transaction; the lease is proved last, so that its row is held for a moment only."""
    async with deps.db.acquire() as connection, connection.transaction():
        await report_marks.see(connection, claim.site_job_id, claim.site, claim.run_id)
        if made.found is not None:
            found = kept_issues(made.found)
            await report_marks.keep_issues(connection, claim.site_job_id, found)
        if made.missed is not None:
            missed = kept_stand_ins(made.missed)
            await report_marks.keep_stand_ins(connection, claim.site_job_id, missed)
        for artifact in stored:
            await artifacts.put(connection, claim.run_id, claim.site_job_id, artifact)
        await site_jobs.count_products(connection, claim, made.products)

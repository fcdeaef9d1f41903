"""diff.csv and the sheet Changes.

Whether the comparison is suspect is known only at its end, but must be said at the beginning, so the
rows wait on disk meanwhile.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from runner.crawl.version import EXTRACTOR_VERSION
from runner.reports.change import Change, ChangeType, Severity
from runner.reports.changes import changes_of
from runner.reports.circumstances import Circumstances
from runner.reports.coverage import percent
from runner.reports.diff_fields import FIELDS, DiffRow
from runner.reports.job import Job, MadeFile, outlet
from runner.reports.mass_change import MassChange
from runner.reports.table import rows
from runner.reports.unanswered import (
    PAGE,
    goes_on_failing,
    has_no_line,
    is_compared_with_earlier,
    leaves_open,
    may_have_been_there,
    missing,
    was_unread,
)
from storage import report_rows, report_work
from storage.model.artifact import ArtifactKind
from storage.model.states import SiteStatus
from storage.objects.pieces import in_thread
from storage.report_files.row_spool import RowSpool
from storage.report_marks import StandIn
from storage.report_rows import PairLine
from storage.site_report import Base

_SILENT = (
    "{} pages of the base were not found, and nothing is said of them: "
    "not everything could be looked at"
)
_EARLIER = (
    "{} pages that run {} did not see are compared with the last run before it that saw them: "
    "see base_run_id"
)
_UNREAD = "{} pages that run {} asked for in vain are not compared: nothing is said of what changed on them"
_FAILING = (
    "{} pages that run {} had no answer of have none now: that was told, and is not told again"
)
_HIDDEN = "{} pages are not called added: only pages that run {} could not read lead to them"


@dataclass(kw_only=True)
class _Doubtful:
    """Counts pages that have no row, or one against another run than the base."""

    lost: int = 0  #: the base had them; now it is unknown whether they exist
    earlier: int = 0  #: the base got no answer, so they are compared with an earlier run
    unread: int = 0  #: readable now, but the base got no answer and no earlier run stands in
    failing: int = 0  #: reported before: there was no answer, and there still is none
    hidden: int = 0  #: the base may have missed them because it could not read the way to them

    def count(self, line: PairLine, *, told: bool) -> None:
        """Counts a pair; `told`: it has rows."""
        if line.entity == PAGE:
            self.earlier += is_compared_with_earlier(line, told=told)
            self.failing += goes_on_failing(line)
            if not told:
                self.hidden += may_have_been_there(line)
                self.lost += line.fate is not None and has_no_line(line.fate)
                self.unread += was_unread(line)

    def notes(self, base: Base) -> list[Change]:
        """The notes about them for the head of the file."""
        lost = [_SILENT.format(self.lost)] if self.lost else []
        counted = (
            (_EARLIER, self.earlier),
            (_UNREAD, self.unread),
            (_FAILING, self.failing),
            (_HIDDEN, self.hidden),
        )
        others = [text.format(count, base.run_id) for text, count in counted if count]
        return [_note(text, Severity.WARNING) for text in (*lost, *others)]


@dataclass(frozen=True, kw_only=True)
class DiffFiles:
    """The files, the alarm in words if it is suspect, and spooled stand-ins for the next run."""

    files: Sequence[MadeFile]
    alarm: str | None
    missed: RowSpool


async def write_diff(job: Job, *, products: int) -> DiffFiles:
    """Writes the changes since the base."""
    spool, missed = RowSpool(job.folder / "diff.rows"), RowSpool(job.folder / "diff.missed")
    base, known = job.site.base, job.known
    alarm: str | None = None
    notes = [_note("no base: no run of this scope before this one was complete")]
    if base is not None and known is not None:
        guard, doubtful = await _compare(job, base, known, spool, missed)
        notes = [note async for note in _about(job, base, known)]
        notes += doubtful.notes(base)
        alarm = await _alarm(job, guard, products)
    if alarm is not None:
        notes.insert(0, _note(f"suspect: {alarm}", Severity.CRITICAL))
    async with outlet(job, ArtifactKind.DIFF, FIELDS, title="Changes") as out:
        out.write(_rows(job, notes))
        await out.pour(spool)
    files = list(_made(job, base, alarm, spool.rows + len(notes)))
    return DiffFiles(files=files, alarm=alarm, missed=missed)


async def kept_stand_ins(missed: RowSpool) -> AsyncIterator[StandIn]:
    """The stand-ins that `write_diff` spooled: addresses without an answer, and the run that saw them."""
    stretches = missed.stretches()
    while (stretch := await in_thread(next, stretches, None)) is not None:
        for address_id, seen_by, misses, since in stretch:
            yield StandIn(
                address_id=address_id, seen_by=seen_by, misses=misses, missing_since=since
            )


async def _compare(
    job: Job, base: Base, known: Circumstances, spool: RowSpool, missed: RowSpool
) -> tuple[MassChange, _Doubtful]:
    """Writes the changes to `spool`, stand-ins to `missed`; returns the counts for the notes."""
    guard = MassChange()
    site = job.site
    doubtful = _Doubtful()

    def compare(lines: Iterable[PairLine]) -> None:
        found: list[Change] = []
        unanswered: list[Sequence[int | None]] = []
        for line in lines:
            changes = changes_of(line, known)
            doubtful.count(line, told=bool(changes))
            found += changes
            if leaves_open(line, told=bool(changes)):
                unanswered.append((line.base_id, line.base_job, *missing(line, site.site_job_id)))
        missed.write(unanswered)
        for change in found:
            guard.count(change)
            job.tally.see_change(change)
        spool.write(_rows(job, found))

    async for lines in report_rows.pairs(job.db, site.site_job_id, base.site_job_id, site.site):
        await in_thread(compare, lines)
    return guard, doubtful


async def _about(job: Job, base: Base, known: Circumstances) -> AsyncIterator[Change]:
    """Notes on the comparison: its base, and how much of either side was seen."""
    on = f" of {base.finished_at.astimezone(job.zone):%Y-%m-%d %H:%M}" if base.finished_at else ""
    yield _note(
        f"base: run {base.run_id}{on}, scope {job.site.scope}, coverage {percent(base.answers, base.bot_walls):g} %; "
        f"this run: {job.status.value}, coverage {job.seen.percent:g} %"
    )
    if job.down is not None:
        yield _note(
            f"no page of the site could be read ({job.down}): all that the base had is unreachable",
            Severity.CRITICAL,
        )
    elif job.status is not SiteStatus.COMPLETED:
        yield _note(
            "this run saw only a part: nothing is said of what it did not look at", Severity.WARNING
        )
    if not job.seen.base_would_know:
        yield _note(
            f"run {base.run_id} did not read all sitemaps: what sitemaps name now and it did not have "
            "is not called added",
            Severity.WARNING,
        )
    if known.extractor_changed:
        yield _note(
            f"the reading of pages changed from version {base.extractor} to {EXTRACTOR_VERSION}: "
            "differences that it may have made are extractor_changed",
            Severity.WARNING,
        )
    if known.reconfigured:
        yield _note(
            "the configuration of the site changed: differences that it may have made are "
            f"extractor_changed ({', '.join(sorted(known.reconfigured))})",
            Severity.WARNING,
        )
    confirmed = await report_work.confirmed_removals(
        job.db, base, origins=known.confirmed_origins(), with_products=not known.hidden.fresh
    )
    if confirmed:
        yield _note(
            f"{confirmed} pages that run {base.run_id} was the first not to find are still absent: "
            "their removal is confirmed"
        )


async def _alarm(job: Job, guard: MassChange, products: int) -> str | None:
    compared = await report_work.compared_products(job.db)
    found = guard.suspicions(
        compared=compared,
        products=products,
        usual=job.site.usual_products,
        complete=job.status is SiteStatus.COMPLETED,
    )
    return "; ".join(found) or None


def _note(text: str, severity: Severity = Severity.INFO) -> Change:
    return Change(entity="run", key="", url="", type=ChangeType.NOTE, severity=severity, note=text)


def _rows(job: Job, changes: Sequence[Change]) -> list[Any]:
    base = job.site.base
    return rows(
        FIELDS,
        [
            DiffRow(
                change=change,
                run_id=job.site.run_id,
                base_run_id=base.run_id if base else None,
                site=job.site.site,
            )
            for change in changes
        ],
    )


def _made(job: Job, base: Base | None, alarm: str | None, count: int) -> Iterator[MadeFile]:
    if ArtifactKind.DIFF in job.wanted:
        facts = {
            **job.tally.change_facts(),
            "with_base": base is not None,
            "is_down": job.down is not None,
            "base_run": base.run_id if base else None,
            "base_coverage": percent(base.answers, base.bot_walls) if base else None,
            "suspect": alarm is not None,
            "why_suspect": alarm,
        }
        path = job.path(ArtifactKind.DIFF)
        yield MadeFile(kind=ArtifactKind.DIFF, path=path, rows=count, facts=facts)

"""What the board of a run shows: a pure function of the run, the language and the clock.

One message per run, pinned, edited in place. The overview shows what needs an eye first: what runs,
what failed, what waits; the per-site view has every site, ten to a page.
"""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.durations import bar, duration, time_left
from bot.telegram.failures import failure
from bot.telegram.presses import CancelPress, PagePress, RetryPress, TakeBackPress
from bot.telegram.texts import Markup, Texts
from runner.progress import (
    Estimate,
    RunProgress,
    expected_total,
    progress_of,
    seconds_left,
    within_limit,
)
from storage.model.run import RunView, SiteJob
from storage.model.states import Phase, RunStatus, SiteStatus

_ROWS = 12
_PAGE = 10
#: a running site job without a heartbeat for so long is shown as lost, not as busy
_SILENT_SECONDS = 25.0
#: so long after a start it can be taken back as a mistake
_SECOND_THOUGHTS = 15.0
#: so many sites are named, more are counted
_NAMED = 3

_RUN_ICONS = {
    RunStatus.QUEUED: "🕒",
    RunStatus.RUNNING: "⏳",
    RunStatus.CANCELLING: "⏹",
    RunStatus.COMPLETED: "✅",
    RunStatus.PARTIAL: "⚠️",
    RunStatus.FAILED: "❌",
    RunStatus.CANCELLED: "⏹",
}
_SITE_ICONS = {
    SiteStatus.QUEUED: "🕒",
    SiteStatus.RUNNING: "⏳",
    SiteStatus.COMPLETED: "✅",
    SiteStatus.FAILED: "❌",
    SiteStatus.CANCELLED: "⏹",
    SiteStatus.SKIPPED: "⏭",
}
#: what needs an eye comes first
_ORDER = {
    SiteStatus.FAILED: 0,
    SiteStatus.RUNNING: 1,
    SiteStatus.QUEUED: 2,
    SiteStatus.CANCELLED: 3,
    SiteStatus.COMPLETED: 4,
    SiteStatus.SKIPPED: 5,
}


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A message as it should look."""

    text: str
    keyboard: InlineKeyboardMarkup | None
    percent: int


def draw(
    view: RunView, texts: Texts, *, now: datetime, slots: int, page: int, shown_percent: int
) -> Frame:
    """The board of a run. `shown_percent`: what was shown before; it never goes back."""
    view = within_limit(view)
    progress = progress_of(view.sites, dict(view.history), slots=slots)
    percent = max(progress.percent, shown_percent)
    ended = view.run.status.terminal and view.run.finished_at is not None
    lines = [
        _title(view, texts, percent, ended=ended),
        *_understood(view, texts),
        *([] if ended else _headlines(view, texts, progress, percent)),
        "",
        *_rows(view, texts, now=now, page=page),
    ]
    if ended:
        lines += ["", _ending(view, texts, progress)]
    return Frame(
        text="\n".join(lines),
        keyboard=_keyboard(view, texts, now=now, page=page, ended=ended),
        percent=percent,
    )


def _title(view: RunView, texts: Texts, percent: int, *, ended: bool) -> Markup:
    run = view.run
    icon = "⏸" if run.paused and not ended else _RUN_ICONS[run.status]
    if ended:
        status = texts(f"status-{run.status.value}")
        return texts("board-title-ended", icon=icon, run=str(run.id), status=status)
    return texts("board-title", icon=icon, run=str(run.id), percent=percent)


def _understood(view: RunView, texts: Texts) -> list[str]:
    return [texts("board-understood", facts=Markup(", ".join(understood(view, texts))))]


def understood(view: RunView, texts: Texts) -> list[Markup]:
    """What was understood, so that a misreading shows at once."""
    run = view.run
    facts = [_which_sites(view, texts)]
    if run.page_limit is not None:
        facts.append(texts("understood-limit", limit=run.page_limit))
    if run.concurrency is not None:
        facts.append(texts("understood-concurrency", count=run.concurrency))
    if len(run.reports) < len(type(run.reports[0])):
        facts.append(texts("understood-reports", reports=", ".join(run.reports)))
    if run.skip_existing:
        facts.append(texts("understood-skip-existing"))
    if run.dry_run:
        facts.append(texts("understood-dry-run"))
    return facts


def _which_sites(view: RunView, texts: Texts) -> Markup:
    """By name where they were named, else their number and what was left out."""
    left_out = view.run.command.get("except", ())
    names = [job.site for job in view.sites]
    if len(names) <= _NAMED and not left_out:
        return Markup(escape(", ".join(names)))
    count = texts("understood-sites", count=len(names))
    if not left_out:
        return count
    return texts("understood-sites-without", count=count, sites=", ".join(left_out))


def _headlines(view: RunView, texts: Texts, progress: RunProgress, percent: int) -> list[str]:
    lines = [
        texts("board-counts", bar=bar(percent), done=progress.done, total=progress.total)
        if progress.total
        else texts("board-counts-plain", bar=bar(percent))
    ]
    if view.run.status is RunStatus.CANCELLING:
        lines.append(texts("board-cancelling"))
    elif view.run.paused:
        lines.append(texts("board-paused"))
    elif view.run.settled_at is not None:
        lines.append(
            texts("board-archive-waits", why=view.run.failure)
            if view.run.failure
            else texts("board-archiving")
        )
    elif progress.estimate is None:
        lines.append(texts("board-eta-counting"))
    else:
        lines.append(texts("board-eta", left=time_left(texts, progress.estimate)))
    return list(lines)


def _ending(view: RunView, texts: Texts, progress: RunProgress) -> str:
    run = view.run
    facts = [
        texts("board-pages", count=sum(job.fetched for job in view.sites)),
        texts("board-products", count=progress.products),
    ]
    if run.finished_at and run.started_at:
        spent = (run.finished_at - run.started_at).total_seconds()
        facts.append(texts("board-took", time=duration(texts, spent)))
    return " · ".join(facts)


def _rows(view: RunView, texts: Texts, *, now: datetime, page: int) -> list[str]:
    if page:
        first = (page - 1) * _PAGE
        jobs = view.sites[first : first + _PAGE]
        head = texts(
            "board-page", **{"from": first + 1}, to=first + len(jobs), total=len(view.sites)
        )
        return [head, *(_row(job, view, texts, now) for job in jobs)]
    if len(view.sites) <= _ROWS:
        return [_row(job, view, texts, now) for job in view.sites]
    urgent = sorted(view.sites, key=lambda job: (_ORDER[job.status], job.id))[:_ROWS]
    rest = len(view.sites) - len(urgent)
    return [*(_row(job, view, texts, now) for job in urgent), texts("board-more", count=rest)]


def _row(job: SiteJob, view: RunView, texts: Texts, now: datetime) -> str:
    icon = "⏸" if job.waiting_reason and not job.status.terminal else _SITE_ICONS[job.status]
    state = _state(job, view, texts, now)
    return f"{icon} <b>{escape(job.site)}</b> — {state}"


def _state(job: SiteJob, view: RunView, texts: Texts, now: datetime) -> str:
    match job.status:
        case SiteStatus.COMPLETED:
            return _completed(job, view, texts)
        case SiteStatus.FAILED:
            return failure(job, texts)
        case SiteStatus.CANCELLED:
            return texts("row-cancelled")
        case SiteStatus.SKIPPED:
            return texts("row-skipped")
        case SiteStatus.QUEUED | SiteStatus.RUNNING:
            return _moving(job, view, texts, now)


def _completed(job: SiteJob, view: RunView, texts: Texts) -> str:
    if view.run.dry_run:
        return texts("board-addresses", count=job.fetched)
    facts = [
        texts("board-pages", count=job.fetched),
        texts("board-products", count=job.products),
    ]
    if job.failed:
        facts.append(texts("board-failed-pages", count=job.failed))
    return " · ".join(facts)


def _moving(job: SiteJob, view: RunView, texts: Texts, now: datetime) -> str:
    if job.waiting_reason:
        seconds = (job.resume_at - now).total_seconds() if job.resume_at else 0
        why = texts.either(f"waiting-{job.waiting_reason}", "waiting-other")
        return texts("row-waiting", time=duration(texts, max(0, seconds)), why=why)
    if job.status is SiteStatus.QUEUED and not job.processed:
        return texts("row-queued")
    if job.status is SiteStatus.RUNNING and job.heartbeat_at:
        silent = (now - job.heartbeat_at).total_seconds()
        if silent > _SILENT_SECONDS:
            return texts("row-silent", time=duration(texts, silent))
    return _busy(job, view, texts)


def _busy(job: SiteJob, view: RunView, texts: Texts) -> str:
    if job.phase is Phase.REPORT:
        return texts("row-report")
    if job.phase is Phase.CHECK:
        return texts("row-check", done=job.outside_done, total=job.outside_total)
    if job.phase is Phase.DISCOVER or not job.total_urls:
        return texts("row-discover", found=job.total_urls)
    return _crawling(job, view, texts)


def _crawling(job: SiteJob, view: RunView, texts: Texts) -> str:
    history = view.history.get(job.site)
    total = max(1, expected_total(job, history))
    percent = min(99, 100 * job.processed // total)
    text = texts("row-crawl", percent=percent, done=job.processed, total=total)
    left = seconds_left(job, history)
    if left is None:
        return text
    estimate = Estimate(likely=left, upper=left * 1.25)
    return f"{text} · {texts('row-left', left=time_left(texts, estimate))}"


def _keyboard(
    view: RunView, texts: Texts, *, now: datetime, page: int, ended: bool
) -> InlineKeyboardMarkup | None:
    run = view.run
    rows: list[list[InlineKeyboardButton]] = []
    acts = _end_buttons(view, texts) if ended else _steering_buttons(view, texts, now)
    if acts:
        rows.append(acts)
    pages = -(-len(view.sites) // _PAGE)
    if page:
        turns = [_turn(texts("button-board"), run.id, 0)]
        if page > 1:
            turns.append(_turn(texts("button-previous"), run.id, page - 1))
        if page < pages:
            turns.append(_turn(texts("button-next"), run.id, page + 1))
        rows.append(turns)
    else:
        rows.append([_turn(texts("button-sites"), run.id, 1)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _steering_buttons(view: RunView, texts: Texts, now: datetime) -> list[InlineKeyboardButton]:
    run = view.run
    if run.status not in {RunStatus.QUEUED, RunStatus.RUNNING} or run.settled_at:
        return []
    cancel = CancelPress(run=run.id).pack()
    buttons = [
        InlineKeyboardButton(text=texts("button-cancel"), callback_data=cancel, style="danger")
    ]
    is_fresh = run.attempt == 1 and (now - run.created_at).total_seconds() < _SECOND_THOUGHTS
    if is_fresh and not run.paused:
        back = TakeBackPress(run=run.id).pack()
        buttons.append(InlineKeyboardButton(text=texts("button-take-back"), callback_data=back))
    return buttons


def _end_buttons(view: RunView, texts: Texts) -> list[InlineKeyboardButton]:
    failed = sum(job.status is SiteStatus.FAILED for job in view.sites)
    cancelled = sum(job.status is SiteStatus.CANCELLED for job in view.sites)
    if not failed and not cancelled:
        return []
    data = RetryPress(run=view.run.id, attempt=view.run.attempt).pack()
    text = texts("button-resume") if cancelled else texts("button-retry", count=failed)
    return [InlineKeyboardButton(text=text, callback_data=data, style="primary")]


def _turn(text: str, run_id: int, page: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=PagePress(run=run_id, page=page).pack())

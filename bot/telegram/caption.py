"""The caption of the archive: the whole run in a few lines, within Telegram's 1,024 characters."""

from collections.abc import Mapping
from typing import Any

from bot.telegram.board import understood
from bot.telegram.durations import duration
from bot.telegram.failures import failure
from bot.telegram.texts import Markup, Texts
from storage.model.run import RunView
from storage.model.states import SiteStatus

_MOST_NAMES = 10
_MOST_ROWS = 60


def caption(view: RunView, texts: Texts, *, facts: Mapping[str, Any], part: int, parts: int) -> str:
    """What the archive holds, and what it lacks."""
    run = view.run
    good = [job for job in view.sites if job.status is SiteStatus.COMPLETED]
    bad = [job.site for job in view.sites if job.status is SiteStatus.FAILED]
    lines = [
        texts("caption-title", run=str(run.id), status=texts(f"status-{run.status.value}")),
        texts("board-understood", facts=Markup(", ".join(understood(view, texts)))),
        texts("caption-sites", good=len(good), all=len(view.sites)),
        texts(
            "caption-counts",
            pages=texts("board-pages", count=sum(job.fetched for job in view.sites)),
            products=texts("board-products", count=sum(job.products for job in view.sites)),
        ),
    ]
    if bad:
        names = ", ".join(bad[:_MOST_NAMES]) + (" …" if len(bad) > _MOST_NAMES else "")
        lines.insert(3, texts("caption-failed", sites=names))
    if facts.get("with_base"):
        lines.append(texts("caption-changes", count=facts.get("changes", 0)))
    elif facts:
        lines.append(texts("caption-no-base"))
    if run.started_at and run.finished_at:
        spent = (run.finished_at - run.started_at).total_seconds()
        lines.append(texts("board-took", time=duration(texts, spent)))
    if parts > 1:
        lines.append(texts("caption-part", part=part, parts=parts))
    return "\n".join(lines)


def summary(view: RunView, texts: Texts) -> str:
    """The end of a run that has no archive."""
    run = view.run
    status = texts(f"status-{run.status.value}")
    if run.failure is not None:
        return texts("summary-no-archive", run=str(run.id), why=run.failure)
    if not run.dry_run:
        return texts("summary-nothing", run=str(run.id), status=status)
    rows = [
        texts(
            "summary-dry-row",
            site=job.site,
            addresses=texts("board-addresses", count=job.fetched)
            if job.status is SiteStatus.COMPLETED
            else failure(job, texts),
        )
        for job in view.sites[:_MOST_ROWS]
    ]
    return "\n".join([texts("summary-dry-run", run=str(run.id), status=status), *rows])

"""How far a run is and how long it will take: arithmetic only.

Crawls stop and go (429, back-off, late sitemaps), so recent speed is the worst guide. The rate is the
mean of this crawl, shrunk towards the site's last good crawl as long as the two agree; compared with
six other methods in docs/decisions/0004-estimate-of-time.md.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from storage.model.run import RunView, SiteHistory, SiteJob
from storage.model.states import Phase, SiteStatus

#: the history weighs as much as this share of the last crawl's time
_SHRINKAGE = 0.1
#: if the logarithm of observed over last speed differs from 0 by more, the history loses weight
_DISAGREEMENT = 0.5
#: without history there is no estimate before this many addresses, and this many seconds or this share
_LEAST_DONE = 30
_LEAST_SECONDS = 30.0
_LEAST_SHARE = 0.05
#: seconds; a shorter crawl says nothing about the next one's speed
_LEAST_HISTORY = 0.01
#: while sitemaps are being read the last crawl's total is used, for up to this share of its time
_TRUST_LAST_TOTAL = 0.4


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Remaining seconds: the most likely value, and an upper bound that is rarely exceeded."""

    likely: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class RunProgress:
    """What a board shows of a whole run."""

    percent: int
    done: int
    total: int
    failed: int
    products: int
    estimate: Estimate | None


def within_limit(view: RunView) -> RunView:
    """The run with totals capped by its page limit: a larger site counts only what will be fetched.

    Its other addresses end all at once when the limit is reached; and history of a whole crawl says
    how fast the site is, not how much there is to do.
    """
    limit = view.run.page_limit
    if limit is None:
        return view
    sites = tuple(_limited(job, limit) for job in view.sites)
    history = {site: _limited_history(past, limit) for site, past in view.history.items()}
    return replace(view, sites=sites, history=history)


def _limited(job: SiteJob, limit: int) -> SiteJob:
    if job.total_urls <= limit:
        return job
    return replace(job, total_urls=limit, processed=min(job.fetched, limit))


def _limited_history(past: SiteHistory, limit: int) -> SiteHistory:
    if past.total_urls <= limit:
        return past
    seconds = past.active_seconds * limit / past.total_urls
    return SiteHistory(total_urls=limit, active_seconds=seconds)


def expected_total(job: SiteJob, history: SiteHistory | None) -> int:
    """How many addresses the site job will probably have in the end."""
    if job.discovered or history is None:
        return job.total_urls
    if job.active_seconds > _TRUST_LAST_TOTAL * history.active_seconds:
        return job.total_urls
    return max(job.total_urls, history.total_urls)


def rate(done: int, active_seconds: float, history: SiteHistory | None) -> float | None:
    """Addresses per second, estimated for the whole site job; None while it is unknown."""
    if history is None or history.active_seconds < _LEAST_HISTORY or not history.total_urls:
        return done / active_seconds if done and active_seconds > 0 else None
    last_rate = history.total_urls / history.active_seconds
    weight = _SHRINKAGE * history.active_seconds
    if done >= _LEAST_DONE and active_seconds > 0:
        distance = abs(math.log((done / active_seconds) / last_rate))
        if distance > _DISAGREEMENT:
            weight *= max(0.05, (_DISAGREEMENT / distance) ** 4)
    return (weight * last_rate + done) / (weight + active_seconds)


def seconds_left(job: SiteJob, history: SiteHistory | None) -> float | None:
    """Remaining seconds of work of one site job; None while they are unknown."""
    if job.status.terminal:
        return 0.0
    if job.phase is Phase.CHECK:
        return None  # nobody knows how long other hosts take
    speed = rate(job.processed, job.active_seconds, history)
    if speed is None or not speed or (history is None and not _enough(job)):
        return None
    return max(0, expected_total(job, history) - job.processed) / speed


def progress_of(
    jobs: Sequence[SiteJob], history: dict[str, SiteHistory], *, slots: int
) -> RunProgress:
    """The whole run: percent over all addresses, and the time until the last site is done."""
    totals = [expected_total(job, history.get(job.site)) for job in jobs]
    done = sum(job.processed for job in jobs)
    return RunProgress(
        percent=_percent(jobs, totals),
        done=done,
        total=sum(totals),
        failed=sum(job.failed for job in jobs),
        products=sum(job.products for job in jobs),
        estimate=_estimate(jobs, history, slots),
    )


def _percent(jobs: Sequence[SiteJob], totals: Sequence[int]) -> int:
    """100 only when every site job has ended; a site of unknown size weighs as much as the mean."""
    if not jobs:
        return 0
    if all(job.status.terminal for job in jobs):
        return 100
    known = [total for total in totals if total]
    usual = fmean(known) if known else 1.0
    whole = past = 0.0
    for job, total in zip(jobs, totals, strict=True):
        weight = total or (0.0 if job.status.terminal else usual)
        whole += weight
        past += weight if job.status.terminal else min(job.processed, weight) * _crawl_share(job)
    return min(99, int(100 * past / whole)) if whole else 0


def _crawl_share(job: SiteJob) -> float:
    """The share of a site that its crawl makes up: the reports are the last hundredth."""
    return 1.0 if job.phase is Phase.REPORT else 0.99


def _estimate(
    jobs: Sequence[SiteJob], history: dict[str, SiteHistory], slots: int
) -> Estimate | None:
    left = [seconds_left(job, history.get(job.site)) for job in jobs]
    known = [seconds for seconds in left if seconds is not None]
    running = [
        seconds
        for job, seconds in zip(jobs, left, strict=True)
        if job.status is SiteStatus.RUNNING and job.phase is not Phase.REPORT
    ]
    if not known or (running and all(seconds is None for seconds in running)):
        return None
    typical = fmean([seconds for seconds in known if seconds] or [0.0])
    likely = makespan([typical if seconds is None else seconds for seconds in left], slots)
    doubt = 0.25 if all(seconds is not None for seconds in left) else 0.6
    return Estimate(likely=likely, upper=likely * (1 + doubt))


def makespan(durations: Sequence[float], slots: int) -> float:
    """The time until all durations are done, `slots` at a time, the longest first."""
    ends = [0.0] * max(1, slots)
    for duration in sorted(durations, reverse=True):
        heapq.heapreplace(ends, ends[0] + duration)
    return max(ends)


def _enough(job: SiteJob) -> bool:
    if job.processed < _LEAST_DONE:
        return False
    share = job.processed / job.total_urls if job.total_urls and job.discovered else 0
    return job.active_seconds >= _LEAST_SECONDS or share >= _LEAST_SHARE

"""The states of a run and of a site job, and the moves between them: one table for both.

SQL enforces the same table (`WHERE status = ANY(...)`); a property test compares the two. The first
terminal state wins; only an explicit retry leaves one.
"""

from enum import StrEnum


class RunStatus(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    COMPLETED = "completed"
    PARTIAL = "partial"  #: some sites failed
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def terminal(self) -> bool:
        """Whether nothing moves by itself any more."""
        return self in _RUN_ENDS


class SiteStatus(StrEnum):
    """Where a site job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"

    @property
    def terminal(self) -> bool:
        """Whether nothing moves by itself any more."""
        return self in _SITE_ENDS


class Phase(StrEnum):
    """What a site job is busy with."""

    DISCOVER = "discover"
    CRAWL = "crawl"
    CHECK = "check"  #: links to other hosts, and pictures
    REPORT = "report"


_RUN_ENDS = frozenset(
    {RunStatus.COMPLETED, RunStatus.PARTIAL, RunStatus.FAILED, RunStatus.CANCELLED}
)
_SITE_ENDS = frozenset(
    {SiteStatus.COMPLETED, SiteStatus.FAILED, SiteStatus.CANCELLED, SiteStatus.SKIPPED}
)

#: from -> to; a retry is the only way out of an end
RUN_MOVES: dict[RunStatus, frozenset[RunStatus]] = {
    RunStatus.QUEUED: frozenset({RunStatus.RUNNING, RunStatus.CANCELLING}),
    RunStatus.RUNNING: frozenset({RunStatus.CANCELLING, *_RUN_ENDS} - {RunStatus.CANCELLED}),
    RunStatus.CANCELLING: frozenset({RunStatus.CANCELLED}),
    **{end: frozenset({RunStatus.RUNNING}) for end in _RUN_ENDS},
}

#: running -> queued is the end of a slice, a hand-over or a dead worker
SITE_MOVES: dict[SiteStatus, frozenset[SiteStatus]] = {
    SiteStatus.QUEUED: frozenset({SiteStatus.RUNNING, SiteStatus.CANCELLED, SiteStatus.SKIPPED}),
    SiteStatus.RUNNING: frozenset(
        {SiteStatus.QUEUED, SiteStatus.COMPLETED, SiteStatus.FAILED, SiteStatus.CANCELLED}
    ),
    **{end: frozenset({SiteStatus.QUEUED}) for end in _SITE_ENDS},
}


def run_end(sites: list[SiteStatus], *, cancelled: bool) -> RunStatus:
    """How a run ends once all its site jobs have ended."""
    if cancelled:
        return RunStatus.CANCELLED
    good = sum(status is SiteStatus.COMPLETED for status in sites)
    if good == len(sites):
        return RunStatus.COMPLETED
    return RunStatus.PARTIAL if good else RunStatus.FAILED

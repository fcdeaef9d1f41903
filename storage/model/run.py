"""A run and its site jobs, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from storage.model.states import Phase, RunStatus, SiteStatus


class ReportKind(StrEnum):
    """The files people ask for by name."""

    FULL = "full"
    SEO = "seo"
    DIFF = "diff"
    XLSX = "xlsx"


ALL_REPORTS = tuple(ReportKind)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in Telegram something happens."""

    chat_id: int
    thread_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class NewSiteJob:
    """A site job about to be written. `config` freezes the site and its policy for the run."""

    site: str
    host: str
    config: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class NewRun:
    """A run about to be written."""

    place: Place
    user_id: int | None
    language: str
    said: str
    command: Mapping[str, Any]
    request_key: str
    sites: tuple[NewSiteJob, ...]
    reports: tuple[ReportKind, ...] = ALL_REPORTS
    page_limit: int | None = None
    concurrency: int | None = None
    skip_existing: bool = False
    dry_run: bool = False


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run as it stands."""

    id: int
    status: RunStatus
    place: Place
    user_id: int | None
    language: str
    said: str
    reports: tuple[ReportKind, ...]
    page_limit: int | None
    concurrency: int | None
    skip_existing: bool
    dry_run: bool
    attempt: int
    created_at: datetime
    started_at: datetime | None
    settled_at: datetime | None
    finished_at: datetime | None
    cancelled_by: int | None
    paused: bool = False
    taken_back: bool = False  #: started by mistake: nothing of it is delivered
    command: Mapping[str, Any] = field(default_factory=dict)  #: the order, as it was understood
    failure: str | None = None


@dataclass(frozen=True, kw_only=True)
class SiteJob:
    """One site in a run, as it stands."""

    id: int
    run_id: int
    site: str
    title: str
    url: str
    status: SiteStatus
    phase: Phase
    attempt: int
    total_urls: int
    sitemap_total_urls: int | None
    discovered: bool
    processed: int
    fetched: int
    failed: int
    products: int
    active_seconds: float
    waiting_reason: str | None
    resume_at: datetime | None
    failure: str | None
    failure_detail: str | None
    started_at: datetime | None
    heartbeat_at: datetime | None
    finished_at: datetime | None
    complete: bool
    outside_total: int = 0  #: links to other hosts and pictures to ask
    outside_done: int = 0


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The right to work on a site job: its facts, and the epoch that proves every write."""

    site_job_id: int
    run_id: int
    epoch: int
    site: str
    host: str
    config: Mapping[str, Any]
    phase: Phase
    attempt: int
    crashes: int  #: times in a row that an error of ours or a lost worker ended the work
    page_limit: int | None
    reports: tuple[ReportKind, ...]
    skip_existing: bool
    dry_run: bool
    cancelled: bool  #: cancel was asked for: write the reports of what there is, and end
    base_id: int | None
    robots: Mapping[str, Any] | None = None
    sitemaps: Mapping[str, Any] | None = None
    discovered: bool = False
    has_gathered_outside: bool = False  #: the addresses of its outside checks are collected


@dataclass(frozen=True, kw_only=True)
class SiteHistory:
    """Size and time of a site's last completed crawl: the basis of the first estimate of time."""

    total_urls: int
    active_seconds: float


@dataclass(frozen=True, kw_only=True)
class RunView:
    """A run with everything that people look at."""

    run: Run
    sites: tuple[SiteJob, ...]
    history: Mapping[str, SiteHistory] = field(default_factory=dict)

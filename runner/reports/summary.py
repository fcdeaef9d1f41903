"""The contents of the first sheet of a site's workbook."""

from datetime import datetime, tzinfo

from parser.pages.issue_catalogue import CATALOGUE
from runner.reports.coverage import Coverage, told_of_sitemaps
from runner.reports.issue_fields import IssueStatus
from runner.reports.outside import outside_facts, told_of_outside
from runner.reports.tally import PRICE_STEPS, STATES, Tally
from storage.model.states import SiteStatus
from storage.report_files.summary_sheet import Summary, Table
from storage.site_report import ReportSite

_TOP_ISSUES = 15
_RED, _AMBER, _GREEN, _BLUE, _VIOLET, _GREY, _BROWN = (
    "C00000", "F4B183", "70AD47", "5B9BD5", "7030A0", "A5A5A5", "8B6F47",
)  # fmt: skip
_STATE_NAMES = {
    "page": "Pages (2xx)",
    "redirect": "Redirects (3xx)",
    "client_error": "Client errors (4xx)",
    "server_error": "Server errors (5xx)",
    "other": "Other answers",
    "no_response": "No response",
    "blocked": "Blocked by robots.txt",
}
_STATE_COLOURS = (_GREEN, _AMBER, _RED, _VIOLET, _BROWN, _GREY, _BLUE)


def summary(
    site: ReportSite,
    status: SiteStatus,
    seen: Coverage,
    tally: Tally,
    *,
    alarm: str | None,
    zone: tzinfo,
) -> Summary:
    """The sheet, from what the other files counted."""
    return Summary(
        title=f"{site.title} \N{EM DASH} run {site.run_id}",
        alarm=alarm,
        facts=_facts(site, status, seen, tally, zone),
        tables=[
            _statuses(tally),
            _priorities(tally),
            _prices(tally),
            _changes(tally),
            _top(tally),
            _ledger(site),
        ],
    )


def _facts(
    site: ReportSite, status: SiteStatus, seen: Coverage, tally: Tally, zone: tzinfo
) -> list[tuple[str, str | int | float]]:
    base = "none: no run of this scope before was complete"
    if site.base is not None:
        base = f"run {site.base.run_id}{_on(site.base.finished_at, zone)}"
    outside = told_of_outside(outside_facts(site.outside))
    return [
        ("Site", site.url),
        ("Status", status.value),
        ("Begun", _moment(site.started_at or site.created_at, zone)),
        ("Scope", site.scope),
        ("Coverage", f"{seen.percent:g} % of addresses answered"),
        ("Sitemaps", told_of_sitemaps(site.sitemaps) or "none"),
        *([("Outside checks", outside)] if outside else []),
        ("Compared with", base),
        ("Products", tally.products),
        ("Products in stock", tally.available),
        ("Products with an old price", tally.discounted),
        ("Products without a price", tally.without_price),
    ]


def _statuses(tally: Tally) -> Table:
    return Table(
        title="Pages by status",
        heads=("Status", "Addresses"),
        rows=[(_STATE_NAMES[state], tally.states[state]) for state in STATES],
        chart=True,
        colours=_STATE_COLOURS,
    )


def _priorities(tally: Tally) -> Table:
    present = tally.by_priority(IssueStatus.NEW, IssueStatus.PERSISTING)
    new, fixed = tally.by_priority(IssueStatus.NEW), tally.by_priority(IssueStatus.FIXED)
    return Table(
        title="Issues by priority",
        heads=("Priority", "Issues", "New", "Fixed"),
        rows=[(name, count, new[name], fixed[name]) for name, count in present.items()],
        chart=True,
        colours=(_RED, _AMBER, _BLUE),
    )


def _prices(tally: Tally) -> Table:
    return Table(
        title="Price changes",
        heads=("Change", "Products"),
        rows=[(name, tally.prices[name]) for _, name in PRICE_STEPS],
        chart=True,
        colours=(_GREEN, _GREEN, _GREEN, _RED, _RED, _RED),
    )


def _changes(tally: Tally) -> Table:
    return Table(
        title="Changes",
        heads=("Type", "Rows"),
        rows=[(kind.value, count) for kind, count in sorted(tally.changes.items())]
        or [("none", 0)],
    )


def _top(tally: Tally) -> Table:
    top = tally.top_issues(_TOP_ISSUES)
    return Table(
        title="Most important issues",
        heads=("Issue", "Addresses", "Priority", "Type"),
        rows=[
            (
                CATALOGUE[code].name,
                count,
                CATALOGUE[code].priority.value,
                CATALOGUE[code].kind.value,
            )
            for code, count in top
        ]
        or [("none", 0, None, None)],
    )


def _ledger(site: ReportSite) -> Table:
    return Table(
        title="Ledger: how each address ended",
        heads=("Outcome", "Addresses"),
        rows=[*sorted(site.census.items()), ("all", sum(site.census.values()))],
        total=True,
    )


def _on(moment: datetime | None, zone: tzinfo) -> str:
    return "" if moment is None else f" of {_moment(moment, zone)}"


def _moment(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

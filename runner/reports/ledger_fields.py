"""The columns of skipped.csv and of the sheet Ledger: how each address ended."""

from collections.abc import Sequence
from dataclasses import dataclass

from parser.pages.urls import readable
from runner.reports.table import Field, field
from storage.model.ledger import Outcome
from storage.report_files.columns import Kind, Mark
from storage.report_rows import LedgerLine

#: outcomes of addresses that were read as pages
READ = frozenset({Outcome.FETCHED.value, Outcome.NOT_MODIFIED.value})
WAITING = "waiting"
#: outcomes whose reason is another address
_LEAD_ON = frozenset({Outcome.REDIRECT.value, Outcome.DUPLICATE.value})
_MARKS = {
    Outcome.FAILED.value: Mark.BAD,
    Outcome.NOT_FOUND.value: Mark.DOUBTFUL,
    Outcome.ROBOTS.value: Mark.DOUBTFUL,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerRow:
    """An address of a site."""

    line: LedgerLine
    site: str


def outcome(row: LedgerRow) -> str:
    """The bucket of the ledger."""
    return row.line.outcome or WAITING


def was_skipped(row: LedgerRow) -> bool:
    """Whether it was not read as a page."""
    return row.line.outcome not in READ


def _reason(row: LedgerRow) -> str | None:
    """Why; an address that it leads to as the column Address shows it, all else in the words it has."""
    detail = row.line.detail
    return readable(detail) if detail and row.line.outcome in _LEAD_ON else detail


FIELDS: Sequence[Field[LedgerRow]] = (
    field("Site", lambda row: row.site),
    field("Address", lambda row: readable(row.line.url), Kind.LINK, width=70),
    field("Outcome", outcome, width=14, marks=_MARKS),
    field("Reason", _reason, width=50),
    field("Source", lambda row: row.line.origin, width=11),
    field("Sitemap URL", lambda row: row.line.sitemap and readable(row.line.sitemap), width=40),
    field("Sitemap Lastmod", lambda row: row.line.lastmod, Kind.DATE, width=17),
    field("Crawl Depth", lambda row: row.line.depth, Kind.WHOLE, width=9),
    field("Attempts", lambda row: row.line.tries, Kind.WHOLE, width=9),
)

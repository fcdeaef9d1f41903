"""The columns of issues.csv, and the status of each issue compared with the base."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from parser.pages.issue_catalogue import CATALOGUE, OF_INDEXABLE_PAGES, Check, Scope
from parser.pages.records import Issue
from runner.reports.circumstances import Circumstances
from runner.reports.coverage import Coverage
from runner.reports.seo_row import PRIORITY_MARKS, SeoRow
from runner.reports.table import Field, field, field_of
from runner.reports.unanswered import GONE
from storage.model.ledger import Outcome
from storage.report_files.columns import Kind, Mark
from storage.report_rows import PageLine


class IssueStatus(StrEnum):
    """An issue's status compared with the base."""

    NEW = "new"
    PERSISTING = "persisting"
    FIXED = "fixed"


class IssueRow(NamedTuple):
    """One issue of one address. A tuple for speed, because a page has about ten."""

    site: str
    address: str  #: as people read it
    issue: Issue
    since: int  #: the run that first found it
    status: IssueStatus


#: issues that may be hidden by any page that was not read, and not only by the other end of a reference
_OF_ALL_PAGES = frozenset(
    {
        *("orphan", "depth_high", "canonical_unlinked"),
        *("hreflang_unlinked", "pagination_unlinked", "pagination_loop"),
    }
)
#: checks of how the address answers: any answer shows whether they are fixed
_OF_ANY_ANSWER = ("response_", "ttfb_", "blocked_by_robots")
_LOOKED_AT = frozenset({"page", "file", "redirect", "client_error"})
#: states of an address that do not show what it would answer
_UNSEEN = frozenset(
    {"server_error", "no_response", "other", "bot_wall", "blocked", "unasked", "absent"}
)
_OF_LINKS = frozenset({"links_broken_internal", "links_to_redirect"})
#: issues that only outside checks find
_OUTSIDE = frozenset(
    {"links_broken_external", "links_external_redirect", "image_broken", "image_large"}
)
#: issues caused by links that may be on any page that was not read
_OF_ANY_PAGE = frozenset({"links_follow_mixed"})
_OF_CLICKS = frozenset({"orphan", "depth_high"})
_OF_REDIRECTS = frozenset({"redirect_chain", "redirect_loop"})
_MARKS: Mapping[str, Mark] = {"new": Mark.DOUBTFUL, "fixed": Mark.GOOD}


def told(row: SeoRow, seen: Coverage, known: Circumstances | None) -> list[IssueRow]:
    """The issues of an address: those it has, and those of the base that are fixed."""
    line, site, address = row.line, row.site, row.address
    before = dict(zip(line.base_codes or (), line.base_since or (), strict=True))
    first = dict(zip(line.last_codes or (), line.last_since or (), strict=True)) | before
    present = [
        IssueRow(
            site=site,
            address=address,
            issue=issue,
            since=first.get(issue.code, row.run_id),
            status=IssueStatus.PERSISTING if issue.code in before else IssueStatus.NEW,
        )
        for issue in row.issues
    ]
    codes = {issue.code for issue in row.issues}
    return present + [
        IssueRow(
            site=site,
            address=address,
            issue=Issue(code=code),
            since=before[code],
            status=IssueStatus.FIXED,
        )
        for code in _fixed(line, (code for code in before if code not in codes), seen, known)
    ]


def _fixed(
    line: PageLine, gone: Iterable[str], seen: Coverage, known: Circumstances | None
) -> Iterator[str]:
    """Of the issues that are gone, those that this run looked for, so that they are really fixed.

    A page that left the site takes its issues with it, but one that is not found for the first time may
    only have lost its links: diff.csv calls it removed without confirmation.
    """
    if line.state == "absent":
        is_known = line.is_missing_again and seems_gone(line, known)
    else:
        is_known = line.state in _LOOKED_AT
    for code in gone if is_known else ():
        is_told = not _is_refused(line) or code.startswith(_OF_ANY_ANSWER)
        if is_told and _is_looked_for(code, line, seen):
            yield code


def seems_gone(line: PageLine, known: Circumstances | None) -> bool:
    """Whether no ledger line names the address, though every page that could was read."""
    is_told = known is not None and known.beside(line.base_job).all_links_tell
    return line.state == "absent" and is_told


def _is_refused(line: PageLine) -> bool:
    """Whether the answer does not tell what is at the address: a 403, or a page that is too large."""
    refused = line.state == "client_error" and line.status_code not in GONE
    return refused or line.outcome == Outcome.TOO_LARGE


def _is_looked_for(code: str, line: PageLine, seen: Coverage) -> bool:
    """Whether the issue would have been found now if it still existed."""
    is_hidden = line.state == "page" and not line.indexable and code in OF_INDEXABLE_PAGES
    if is_hidden or (code.startswith("hreflang_") and not seen.alternates_known):
        return False  # a sitemap that could not be read may name the language still
    if code == "sitemap_missing" and line.sitemap is None and line.state != "absent":
        return seen.sitemaps_read  # else nobody knows what they name now
    if code.startswith("sitemap_") and line.sitemap is None:
        return seen.absence_from_sitemaps_tells
    check = CATALOGUE.get(code)
    if check is None or check.scope is Scope.PAGE:
        return True
    if _leads_out_of_sight(code, line) or (code in _OF_ANY_PAGE and not seen.all_read):
        return False
    return code not in _OF_ALL_PAGES or seen.links_known


def _leads_out_of_sight(code: str, line: PageLine) -> bool:
    """Whether the issue depends on the other end of a reference, which did not answer this time.

    For an orphan or a deep page that end is the home page: a path that was not seen may still exist.
    """
    return (
        (code in _OF_CLICKS and line.state == "page" and line.depth is None)
        or (code in _OF_REDIRECTS and line.end_state in _UNSEEN)
        or (code in _OF_LINKS and line.links_in_vain)
        or (code in _OUTSIDE and line.state == "page" and _was_not_asked(code, line))
        or (code.startswith("canonical_to_") and line.target_state in _UNSEEN)
        or (code.startswith("hreflang_") and line.hreflang_in_vain)
        or (code.startswith("pagination_") and line.pagination_in_vain)
        or code in line.repeats_in_vain
    )


def _was_not_asked(code: str, line: PageLine) -> bool:
    return line.outside_in_vain is None or code in line.outside_in_vain


def _check(row: IssueRow) -> Check | None:
    return CATALOGUE.get(row.issue.code)


def _name(row: IssueRow) -> str:
    check = _check(row)
    return check.name if check else row.issue.code


FIELDS: tuple[Field[IssueRow], ...] = (
    field("Site", lambda row: row.site),
    field("Address", lambda row: row.address, Kind.LINK, width=60),
    field("Issue Name", _name, width=44),
    field_of(_check, "Issue Type", lambda check: check.kind, width=12),
    field_of(
        _check, "Issue Priority", lambda check: check.priority, width=10, marks=PRIORITY_MARKS
    ),
    field("Detail", lambda row: row.issue.detail, width=24),
    field("Evidence", lambda row: row.issue.evidence, width=60),
    field("First Seen Run", lambda row: row.since, Kind.ID, width=10),
    field("Status", lambda row: row.status, width=11, marks=_MARKS),
)

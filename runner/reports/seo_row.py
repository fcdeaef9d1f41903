"""A row of seo.csv before it becomes cells, and the functions that compute its columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from parser.pages.issue_catalogue import CATALOGUE, Priority
from parser.pages.records import Issue, Seo
from parser.pages.urls import readable, same_site
from runner.reports.indexability import ROWS, cause
from runner.reports.table import Field, field_of
from storage.model.ledger import BOT_PROTECTION
from storage.report_files.columns import Cell, Kind, Mark
from storage.report_rows import PageLine, Repeat

PRIORITY_MARKS: Mapping[str, Mark] = {
    Priority.HIGH: Mark.BAD,
    Priority.MEDIUM: Mark.DOUBTFUL,
}
_SUSPICIOUS_ANSWERS = frozenset({403, 429})
_ABSOLUTE = ("http://", "https://", "//")
_UNSEEN_TARGETS = {
    "blocked": "Blocked by robots.txt",
    "no_response": "No Response",
    "outside": "External",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SeoRow:
    """An address with all its faults."""

    line: PageLine
    address: str  #: as people read it
    issues: Sequence[Issue]
    run_id: int
    site: str
    site_pages: int  #: pages of the site that were read, for shares
    robots_allowed: bool | None = None  #: by robots.txt, if the policy does not obey it; else None


def _line(row: SeoRow) -> PageLine:
    return row.line


def _seo(row: SeoRow) -> Seo | None:
    return row.line.seo


def of_line(
    name: str, read: Callable[[PageLine], Cell], kind: Kind = Kind.TEXT, width: int = 14
) -> Field[SeoRow]:
    """A column that the address and its answer fill."""
    return field_of(_line, name, read, kind, width=width)


def of_seo(
    name: str, read: Callable[[Seo], Cell], kind: Kind = Kind.TEXT, width: int = 14
) -> Field[SeoRow]:
    """A column that the page fills; empty where none was read."""
    return field_of(_seo, name, read, kind, width=width)


def has_row(line: PageLine) -> bool:
    """Whether an address was asked for, or forbidden by robots.txt."""
    return line.state in ROWS


def priority(issues: Sequence[Issue]) -> Priority | None:
    """The highest of them."""
    found = {CATALOGUE[issue.code].priority for issue in issues if issue.code in CATALOGUE}
    return next((one for one in Priority if one in found), None)


def codes(row: SeoRow, prefix: str = "") -> str:
    """Each code once, in the order of the catalogue."""
    return ";".join(dict.fromkeys(one.code for one in row.issues if one.code.startswith(prefix)))


def folder_depth(line: PageLine) -> int:
    """How many folders the path goes down."""
    path = line.url.partition("://")[2].partition("/")[2].partition("?")[0]
    return path.count("/")


def outlinks(line: PageLine) -> int | None:
    """Links to the same site, each occurrence."""
    return None if line.seo is None else len(line.inner_links or ())


def unique_outlinks(line: PageLine) -> int | None:
    """Addresses of the same site that are linked to."""
    return None if line.seo is None else len(set(line.inner_links or ()))


def redirect_type(line: PageLine) -> str | None:
    """What redirects visitors; None if nothing does."""
    if line.state == "redirect":
        return "HTTP Redirect"
    return "Meta Refresh Redirect" if line.redirect_url else None


@overload
def shown(url: str) -> str: ...
@overload
def shown(url: str | None) -> str | None: ...
def shown(url: str | None) -> str | None:
    """An address as the column Address has it, so that one can be looked up in the other."""
    return readable(url) if url and ("%" in url or "xn--" in url) else url


def final_url(line: PageLine) -> str | None:
    """Where a visitor ends up; None in a redirect loop or without an answer."""
    if line.chain:
        return None if line.loops else shown(line.chain[-1])
    return shown(line.url) if line.status_code is not None else None


def chain(line: PageLine) -> str | None:
    """All steps of a redirect."""
    return " > ".join([shown(url) for url in (line.url, *line.chain)]) if line.chain else None


def crawl_error(line: PageLine) -> str | None:
    """The ledger's word for why there is nothing to report; None if there is."""
    leads_nowhere = line.state == "redirect" and line.redirect_url is None
    if line.state == "no_response" or leads_nowhere:
        return cause(line.detail) or "unknown"
    return "too_large" if line.outcome == "too_large" else None


def is_suspicious(line: PageLine) -> bool | None:
    """Whether bot protection may have answered; None without an answer."""
    if line.status_code is None:
        return None
    is_told = (line.detail or "").endswith(BOT_PROTECTION)
    return is_told or line.state == "bot_wall" or line.status_code in _SUSPICIOUS_ANSWERS


def in_sitemap(line: PageLine) -> bool:
    """Whether a sitemap names it."""
    return line.sitemap is not None


def robots_allowed(row: SeoRow) -> bool:
    """Whether robots.txt allows the address, whether or not the policy obeys it."""
    return row.line.state != "blocked" if row.robots_allowed is None else row.robots_allowed


def canonical_status(line: PageLine) -> str | None:
    """One word: what is worst about the canonical, or where it points."""
    seo = line.seo
    if seo is None:
        return None
    if not seo.canonical_url and not seo.canonical_header:
        return "missing"  # also if it is written, but is not a valid address
    both = seo.canonical_url and seo.canonical_header and seo.canonical_url != seo.canonical_header
    if both or seo.canonicals_conflict:
        return "conflict"
    written = seo.canonicals[0] if seo.canonicals else ""
    signs = {
        "multiple": len(seo.canonicals) + (seo.canonical_header is not None) > 1,
        "other": line.canonical_elsewhere is not None,
        "fragment": "#" in written,
        "relative": bool(written) and not written.lower().startswith(_ABSOLUTE),
    }
    return next((word for word, present in signs.items() if present), "self")


def canonical_target_status(line: PageLine) -> str | None:
    """The status code of the canonical's target, or in words why it is unknown."""
    if line.seo is None or not (line.seo.canonical_url or line.seo.canonical_header):
        return None
    if line.canonical_elsewhere is None:
        return str(line.status_code)
    if line.target_status is not None:
        return str(line.target_status)
    if not same_site(line.canonical_elsewhere, line.url):
        return "External"
    return _UNSEEN_TARGETS.get(line.target_state or "", "Not Crawled")


def others(repeat: Repeat | None) -> int | None:
    """How many other pages have the same text."""
    return None if repeat is None else repeat.pages - 1


def exact_group(line: PageLine) -> str | None:
    """An id shared by all pages with the same main text; None if there is only one."""
    return line.content_hash[:12] if line.content is not None and line.content_hash else None


def price_mismatch(row: SeoRow) -> bool | None:
    """Whether the page has that issue; None if one of the two prices is missing."""
    if row.line.schema_price is None or row.line.page_price is None:
        return None
    return any(issue.code == "price_mismatch" for issue in row.issues)

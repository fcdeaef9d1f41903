"""The SEO issues that need the whole site: checks of scope "site" in the catalogue.

Each looks at one address and at what PostgreSQL gathered about it. If the site was not seen
completely, nothing is concluded from what was not found. Pictures and links to other hosts are judged
only if the site's policy has them checked.
"""

from collections.abc import Iterable, Iterator, Sequence

from parser.pages.issue_catalogue import CATALOGUE
from parser.pages.page_checks import OF_LANGUAGES, languages
from parser.pages.records import Hreflang, Issue
from parser.pages.simhash import LONG_BITS
from parser.pages.site_bounds import belongs
from parser.pages.urls import readable_text, without_tracking
from runner.reports.coverage import Coverage
from runner.reports.indexability import cause
from runner.reports.near_duplicates import similarity
from storage.model.ledger import Origin
from storage.report_rows import PageLine, Repeat

_MOST_EVIDENCE = 2000  # characters: some twenty addresses
_RANK = {code: rank for rank, code in enumerate(CATALOGUE)}
#: issues not reported if a sitemap that could not be read may name the missing language
_OF_MISSING_LANGUAGES = frozenset({"hreflang_no_self", "hreflang_no_default"})
_ERRORS = frozenset({"client_error", "server_error"})
#: where a redirect should not end, in words
_BAD_ENDS = {
    "client_error": "a client error",
    "server_error": "a server error",
    "no_response": "no response",
}
_CAUSES = {
    "timeout": "response_timeout",
    "dns": "response_dns",
    "refused": "response_refused",
    "tls": "response_tls",
}


def all_issues(line: PageLine, seen: Coverage, root: str) -> list[Issue]:
    """All issues of one address, including those of its page alone, in the catalogue's order.

    `root` is the site's address.
    """
    found = [*_page_issues(line, seen), *site_issues(line, seen, root)]
    found.sort(key=lambda issue: _RANK.get(issue.code, len(_RANK)))
    return found


def _page_issues(line: PageLine, seen: Coverage) -> Iterable[Issue]:
    """The issues of the page alone; its languages are judged again if sitemaps name some, too."""
    told = line.issues
    if line.sitemap_hreflang and line.seo is not None and line.indexable:
        own = {line.url, without_tracking(line.url), line.seo.canonical_url}
        told = (
            *(issue for issue in told if issue.code not in OF_LANGUAGES),
            *languages(all_hreflang(line), own),
        )
    if seen.alternates_known:
        return told
    return [issue for issue in told if issue.code not in _OF_MISSING_LANGUAGES]


def all_hreflang(line: PageLine) -> tuple[Hreflang, ...]:
    """The languages of a page that it or sitemaps name, each once."""
    said = line.seo.hreflang if line.seo is not None else ()
    return tuple(dict.fromkeys((*said, *line.sitemap_hreflang))) if line.sitemap_hreflang else said


def site_issues(line: PageLine, seen: Coverage, root: str) -> Iterator[Issue]:
    """The issues of one address that need the whole site."""
    yield from _response(line)
    yield from _redirects(line)
    yield from _sitemap(line, seen)
    if line.state in {"page", "file"}:
        yield from _canonical(line, seen, root)
    if line.state != "page":
        return
    yield from _repeats(line)
    if line.indexable:  # search engines use hreflang only of indexable pages
        yield from _hreflang(line, seen)
    yield from _pagination(line, seen)
    yield from _links(line, seen)
    yield from _outside(line)
    yield from _speed(line)


def _response(line: PageLine) -> Iterator[Issue]:
    match line.state:
        case "client_error":
            yield _issue("response_4xx", str(line.status_code))
        case "server_error":
            yield _issue("response_5xx", str(line.status_code))
        case "other":
            yield _issue("response_none", str(line.status_code))
        case "bot_wall" if line.seo is None:  # an error; one that came as a page says so itself
            yield _issue("bot_wall", str(line.status_code))
        case "no_response":
            yield _issue(_CAUSES.get(cause(line.detail), "response_none"), line.detail or "")
        case "blocked":
            yield _issue("blocked_by_robots", "", line.detail or "")
        case "redirect":
            status = str(line.status_code)
            ends = _BAD_ENDS.get(line.end_state or "")
            detail = f"{status}, ends in {ends}" if ends else status
            yield _issue("redirect", detail, line.redirect_url or line.detail or "")


def _redirects(line: PageLine) -> Iterator[Issue]:
    """Loops and long chains of redirects or refreshes; reported only at their first address."""
    chain = line.chain or ()
    if line.origin == "redirect":
        return
    if line.loops:
        yield _issue("redirect_loop", f"{len(chain)} redirects", " > ".join(chain))
    elif len(chain) > (CATALOGUE["redirect_chain"].threshold or 1):
        yield _issue("redirect_chain", f"{len(chain)} redirects", " > ".join(chain))


def _repeats(line: PageLine) -> Iterator[Issue]:
    repeats = (
        ("title_duplicate", line.title),
        ("description_duplicate", line.description),
        ("h1_duplicate", line.h1),
        ("h2_duplicate", line.h2),
        ("content_duplicate", line.content),
    )
    for code, repeat in repeats:
        if repeat is not None:
            yield _issue(code, _pages(repeat.pages), another(line, repeat))
    if line.near_pages:
        alike = similarity(line.near_distance or 0, LONG_BITS)
        yield _issue(
            "content_near_duplicate",
            f"{_pages(line.near_pages)}, {alike:.0f} %",
            line.near_closest or "",
        )


def _pages(count: int) -> str:
    return f"{count} page" if count == 1 else f"{count} pages"


def another(line: PageLine, repeat: Repeat) -> str:
    """A page with the same text that is not this one."""
    return repeat.last_url if repeat.first_url == line.url else repeat.first_url


def _canonical(line: PageLine, seen: Coverage, root: str) -> Iterator[Issue]:
    target = line.canonical_elsewhere
    if target is None:
        return
    status = str(line.target_status or "")
    if line.target_state == "redirect":
        yield _issue("canonical_to_redirect", status, target)
    elif line.target_redirect is not None:
        yield _issue("canonical_to_redirect", "meta refresh", target)
    elif line.target_state in _ERRORS:
        yield _issue("canonical_to_error", status, target)
    elif line.target_state == "no_response":
        yield _issue("canonical_to_error", "no response", target)
    elif line.target_state == "blocked":
        yield _issue("canonical_to_non_indexable", "blocked by robots.txt", target)
    elif line.target_noindex:
        yield _issue("canonical_to_non_indexable", "noindex", target)
    elif line.target_canonical is not None:
        yield _issue("canonical_to_canonicalised", "", f"{target} > {line.target_canonical}")
    named_only = line.target_state in {None, "absent"} or line.target_origin == Origin.REFERENCE
    if named_only and belongs(target, root) and seen.links_known and not line.target_linked:
        yield _issue("canonical_unlinked", "", target)


def _hreflang(line: PageLine, seen: Coverage) -> Iterator[Issue]:
    if seen.alternates_known:
        yield from _listed("hreflang_no_return", line.no_return)
    for code, targets in (
        ("hreflang_inconsistent", line.inconsistent),
        ("hreflang_to_non_canonical", line.non_canonical),
        ("hreflang_to_noindex", line.hreflang_noindex),
        ("hreflang_to_non_200", line.non_200),
    ):
        yield from _listed(code, targets)
    if seen.links_known:
        yield from _listed("hreflang_unlinked", line.hreflang_unlinked)


def _pagination(line: PageLine, seen: Coverage) -> Iterator[Issue]:
    yield from _listed("pagination_non_200", line.pagination_non_200)
    if seen.links_known:
        yield from _listed("pagination_unlinked", line.pagination_unlinked)
    yield from _listed("pagination_sequence", line.pagination_sequence)
    if line.pagination_loops:
        yield _issue("pagination_loop")


def _links(line: PageLine, seen: Coverage) -> Iterator[Issue]:
    yield from _listed("links_broken_internal", line.broken_to, line.broken)
    yield from _listed("links_to_redirect", line.moved_to, line.moved)
    if 0 < line.held_links < line.links_of_others:
        of_all = f"{line.held_links} of {line.links_of_others} are nofollow"
        yield _issue("links_follow_mixed", of_all, line.held_on or "")
    limit = CATALOGUE["depth_high"].threshold or 0
    if line.indexable and seen.links_known and line.depth is not None and line.depth > limit:
        yield _issue("depth_high", f"{line.depth} > {limit:g}")


def _outside(line: PageLine) -> Iterator[Issue]:
    yield from _listed("links_broken_external", line.broken_outside_to, line.broken_outside)
    yield from _listed("links_external_redirect", line.moved_outside_to, line.moved_outside)
    if line.indexable:
        yield from _listed("image_broken", line.pictures_broken_at, line.pictures_broken)
        yield from _heavy_pictures(line)


def _heavy_pictures(line: PageLine) -> Iterator[Issue]:
    limit = CATALOGUE["image_large"].threshold or 0
    if line.pictures_large_at:
        detail = f"{line.pictures_large}, the largest {line.largest_picture} > {limit:g} bytes"
        yield _issue("image_large", detail, " | ".join(line.pictures_large_at))


def _sitemap(line: PageLine, seen: Coverage) -> Iterator[Issue]:
    if line.sitemap is not None:
        yield from _listed_in_sitemap(line, seen)
    elif line.indexable and seen.sitemaps_read:
        yield _issue("sitemap_missing")


def _listed_in_sitemap(line: PageLine, seen: Coverage) -> Iterator[Issue]:
    where = line.sitemap or ""
    if line.state == "blocked":
        yield _issue("sitemap_blocked", line.detail or "", where)
    elif line.state == "redirect":
        yield _issue("sitemap_noindex", f"redirect {line.status_code}", where)
    elif line.state in _ERRORS:
        yield _issue("sitemap_noindex", str(line.status_code), where)
    elif line.state == "page" and line.redirect_url is not None:
        yield _issue("sitemap_noindex", "meta refresh", where)
    elif line.noindex:
        yield _issue("sitemap_noindex", "noindex", where)
    elif line.canonical_elsewhere is not None:
        yield _issue("sitemap_non_canonical", line.canonical_elsewhere, where)
    if line.state == "page" and line.origin != "seed":
        yield from _orphan(line, seen, where)


def _orphan(line: PageLine, seen: Coverage, where: str) -> Iterator[Issue]:
    """A page nothing links to; or, if all was read, one of a group linked only from within itself."""
    if not line.inlinks_of_others and not line.redirected_to:
        if seen.links_known:
            yield _issue("orphan", "", where)
    elif line.is_cut_off and seen.all_read:
        yield _issue("orphan", "no clicks from the home page", where)


def _speed(line: PageLine) -> Iterator[Issue]:
    yield from _slow("ttfb_slow", line.ttfb_ms)
    slowest = [*_slow("response_very_slow", line.response_ms)]
    yield from slowest or _slow("response_slow", line.response_ms)


def _slow(code: str, milliseconds: int | None) -> Iterator[Issue]:
    limit = CATALOGUE[code].threshold or 0
    if milliseconds is not None and milliseconds > limit:
        yield _issue(code, f"{milliseconds} > {limit:g} ms")


def _listed(code: str, targets: Sequence[str] | None, count: int | None = None) -> Iterator[Issue]:
    if targets:
        yield _issue(code, str(count or len(targets)), " | ".join(targets))


def _issue(code: str, detail: str = "", evidence: str = "") -> Issue:
    return Issue(code=code, detail=detail, evidence=readable_text(evidence)[:_MOST_EVIDENCE])

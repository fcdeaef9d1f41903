"""The SEO issues that one page alone shows: which checks apply to which page.

Checks of content are made only where they mean something: on an HTML page that was answered with
success (2xx), may be indexed, is its own canonical and redirects nobody. Any other page gets the one
issue that says so, not twenty that nobody needs. Checks that need the whole site are elsewhere.
"""

from collections.abc import Iterator

from parser.pages import canonical_checks, page_checks
from parser.pages.http_headers import is_success
from parser.pages.issue_catalogue import CATALOGUE
from parser.pages.page_checks import PageFacts
from parser.pages.records import Issue, Seo

__all__ = ["CATALOGUE", "PageFacts", "of_file", "of_page"]


def of_page(page: PageFacts) -> tuple[Issue, ...]:
    """All findings, in the order of the catalogue's groups."""
    if page.seo.bot_wall:
        return (page_checks.finding("bot_wall", evidence=next(iter(page.seo.titles), "")),)
    if not is_success(page.status):
        return ()
    found = [
        *page_checks.directives(page.seo),
        *canonical_checks.of_page(page),
        *page_checks.security(page),
        *page_checks.address(page.url),
    ]
    if page.is_indexable:
        found += _content_of(page)
    return tuple(found)


def of_file(url: str, seo: Seo) -> tuple[Issue, ...]:
    """What the headers of a file tell robots: nothing else of it is looked at."""
    return (*page_checks.directives(seo), *canonical_checks.of_file(url, seo))


def _content_of(page: PageFacts) -> Iterator[Issue]:
    seo = page.seo
    yield from page_checks.titles(seo)
    yield from page_checks.descriptions(seo)
    yield from page_checks.headings(seo)
    yield from page_checks.hreflang(page)
    yield from page_checks.pagination(page)
    yield from page_checks.content(page)
    yield from page_checks.images(seo)
    yield from page_checks.links(page)
    yield from page_checks.structured_data(page)
    yield from page_checks.weight(page)

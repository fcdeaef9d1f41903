"""The checks of canonicals that need only one page or file: what it names, and how."""

from collections.abc import Iterator

from parser.pages.page_checks import PageFacts, canonical_elsewhere, finding
from parser.pages.records import Issue, Seo


def of_page(page: PageFacts) -> Iterator[Issue]:
    """Canonicals as the page itself writes them."""
    seo = page.seo
    first = next(iter(seo.canonicals), "")
    if seo.canonicals_ignored:
        yield finding("canonical_attribute", evidence=" | ".join(seo.canonicals_ignored))
    if not seo.canonicals and not seo.canonical_header:
        if not (seo.noindex or seo.sends_on or seo.canonicals_ignored):
            yield finding("canonical_missing")
        return
    yield from _several(seo)
    if first and not first.lower().startswith(("http://", "https://", "//")):
        yield finding("canonical_relative", evidence=first)
    if "#" in first:
        yield finding("canonical_fragment", evidence=first)
    if seo.canonicals and seo.canonical_url is None:
        yield finding("canonical_invalid", evidence=first)
    if seo.canonical_outside_head:
        yield finding("canonical_outside_head", evidence=first)
    yield from _canonicalised(page.url, seo)


def of_file(url: str, seo: Seo) -> Iterator[Issue]:
    """Canonicals in a file's headers; a file without one is its own canonical, as nearly all are."""
    yield from _several(seo)
    yield from _canonicalised(url, seo)


def _canonicalised(url: str, seo: Seo) -> Iterator[Issue]:
    if elsewhere := canonical_elsewhere(url, seo):
        yield finding("canonicalised", evidence=elsewhere)


def _several(seo: Seo) -> Iterator[Issue]:
    """Canonicals in the page, in the header or in both: one in one place is enough."""
    headers = [*filter(None, [seo.canonical_header]), *seo.further_canonical_headers]
    stated = [*seo.canonicals, *headers]
    mismatch = seo.canonical_url and headers and seo.canonical_url != headers[0]
    if mismatch:
        yield finding("canonical_header_mismatch", evidence=f"{seo.canonical_url} | {headers[0]}")
    if seo.canonicals_conflict:
        yield finding("canonical_conflicting", str(len(stated)), " | ".join(stated))
    elif len(stated) > 1 and not mismatch:
        yield finding("canonical_multiple", str(len(stated)), " | ".join(stated))

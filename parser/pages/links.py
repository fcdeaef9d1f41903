"""The links of a page: every `<a href>` made absolute, with whether it stays on the site.

A site's pages repeat most of their links, so whole `Link` values are remembered across pages: the
same text on the same site gives the same object.
"""

from functools import lru_cache

from parser.pages.document import Document
from parser.pages.records import Link
from parser.pages.urls import Base, normalise, site_prefixes

_REMEMBERED = 512  # characters; a longer address is not worth the cache's memory
MAX_LINKS = 20_000  #: of one page
_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:")
#: beginnings of addresses that mean the same on all pages of a site
_SETTLED = ("/", "http://", "https://")


def read(document: Document, scope: str | None) -> tuple[Link, ...]:
    """Each occurrence in document order; `nofollow` is the link's own, not the page's directive.

    `scope` bounds what is internal: a site, or a folder of it. Default: the page's own site.
    """
    base = document.base
    if base is None:
        return ()
    inside = _inside(scope) if scope else site_prefixes(document.url)
    origin = base.url[: base.url.index("/", 8) + 1]
    found = []
    for node in document.nodes("a", "area")[:MAX_LINKS]:
        attributes = node.attributes
        href = attributes.get("href")
        if href is None:
            continue
        rel = attributes.get("rel") or ""
        if href.startswith(_SETTLED) and len(href) <= _REMEMBERED:
            link = _settled(origin, href, rel, inside)
        else:
            link = _link(base, href, rel, inside)
        if link is not None:
            found.append(link)
    return tuple(found)


@lru_cache(maxsize=8192)
def _settled(origin: str, href: str, rel: str, inside: tuple[str, ...]) -> Link | None:
    """A link that means the same on every page of a site, so that it can be cached."""
    return _link(_root(origin), href, rel, inside)


def _link(base: Base, href: str, rel: str, inside: tuple[str, ...]) -> Link | None:
    href = href.strip()
    if not href or href.startswith(_NOWHERE):
        return None
    url = base.resolve(href)
    if url is None:
        return None
    return Link(
        url=url,
        internal=url.startswith(inside),
        nofollow=bool(rel) and "nofollow" in rel.lower().split(),
    )


_root = lru_cache(maxsize=256)(Base)


@lru_cache(maxsize=256)
def _inside(scope: str) -> tuple[str, ...]:
    """What the addresses of a site begin with, or those of a folder: the last name is cut off."""
    canonical = normalise(scope)
    path = canonical.partition("://")[2].partition("/")[2].partition("?")[0] if canonical else ""
    folder = path[: path.rfind("/") + 1]
    return tuple(prefix + folder for prefix in site_prefixes(scope))

"""The links of a page: every `<a href>` made absolute, with whether it stays on the site.

A site's pages repeat most of their links, so whole `Link` values are remembered across pages: the
same text under the same base gives the same object.
"""

from functools import lru_cache

from parser.pages.document import Document
from parser.pages.records import Link
from parser.pages.urls import Base, normalise, same_site

_REMEMBERED = 512  # characters; a longer address is not worth the cache's memory
MAX_LINKS = 20_000  #: of one page
_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:")


def read(document: Document, scope: str | None) -> tuple[Link, ...]:
    """Each occurrence in document order; `nofollow` is the link's own, not the page's directive.

    `scope` bounds what is internal: a site, or a folder of it. Default: the page's own site.
    """
    base = document.base
    if base is None:
        return ()
    root, bound = scope or document.url, _folder(scope)
    origin = base.url[: base.url.index("/", 8) + 1]
    found = []
    for node in document.nodes("a", "area")[:MAX_LINKS]:
        attributes = node.attributes
        href = attributes.get("href")
        if href is None:
            continue
        rel = attributes.get("rel") or ""
        if href[:1] == "/" and len(href) <= _REMEMBERED:
            link = _from_origin(origin, href, rel, root, bound)
        else:
            link = _link(base, href, rel, root, bound)
        if link is not None:
            found.append(link)
    return tuple(found)


@lru_cache(maxsize=16384)
def _from_origin(origin: str, href: str, rel: str, root: str, bound: str) -> Link | None:
    """A link from the root of a site, which is the same on all its pages."""
    return _link(Base(origin), href, rel, root, bound)


def _link(base: Base, href: str, rel: str, root: str, bound: str) -> Link | None:
    href = href.strip()
    if not href or href.startswith(_NOWHERE):
        return None
    url = base.resolve(href)
    return _made(url, _is_nofollow(rel), root, bound) if url else None


@lru_cache(maxsize=16384)
def _made(url: str, nofollow: bool, root: str, bound: str) -> Link:  # noqa: FBT001 - a cache key
    internal = same_site(url, root) and url.partition("://")[2].partition("/")[2].startswith(bound)
    return Link(url=url, internal=internal, nofollow=nofollow)


def _is_nofollow(rel: str) -> bool:
    return "nofollow" in rel.lower().split()


def _folder(scope: str | None) -> str:
    """The path of a scope without its first slash and its last name; empty for a whole site."""
    canonical = normalise(scope) if scope else None
    path = canonical.partition("://")[2].partition("/")[2].partition("?")[0] if canonical else ""
    return path[: path.rfind("/") + 1]

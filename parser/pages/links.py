"""The links of a page: every `<a href>` made absolute, with whether it stays on the site.

A site's pages repeat most of their links, so whole `Link` values are remembered across pages: the
same text under the same base gives the same object.
"""

from functools import lru_cache

from parser.pages.document import Document
from parser.pages.records import Link
from parser.pages.urls import Base, normalise, same_site

MAX_LINKS = 20_000  #: of one page
_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:")


def read(document: Document, scope: str | None) -> tuple[Link, ...]:
    """Each occurrence in document order; `nofollow` is the link's own, not the page's directive.

    `scope` bounds what is internal: a site, or a folder of it. Default: the page's own site.
    """
    base = document.base
    if base is None:
        return ()
    root = scope or document.url
    bound = _folder(scope)
    known: dict[tuple[str, str | None], Link | None] = {}
    found = []
    for node in document.nodes("a", "area")[:MAX_LINKS]:
        attributes = node.attributes
        href = attributes.get("href")
        if href is None:
            continue
        key = (href, attributes.get("rel"))
        if key not in known:
            known[key] = _link(base, href, _is_nofollow(key[1]), root, bound)
        if (link := known[key]) is not None:
            found.append(link)
    return tuple(found)


def _link(base: Base, href: str, nofollow: bool, root: str, bound: str) -> Link | None:  # noqa: FBT001 - kept with its parts
    href = href.strip()
    if not href or href.startswith(_NOWHERE):
        return None
    url = base.resolve(href)
    return _made(url, nofollow, root, bound) if url else None


@lru_cache(maxsize=16384)
def _made(url: str, nofollow: bool, root: str, bound: str) -> Link:  # noqa: FBT001 - a cache key
    internal = same_site(url, root) and url.partition("://")[2].partition("/")[2].startswith(bound)
    return Link(url=url, internal=internal, nofollow=nofollow)


def _is_nofollow(rel: str | None) -> bool:
    return rel is not None and "nofollow" in rel.lower().split()


def _folder(scope: str | None) -> str:
    """The path of a scope without its first slash and its last name; empty for a whole site."""
    canonical = normalise(scope) if scope else None
    path = canonical.partition("://")[2].partition("/")[2].partition("?")[0] if canonical else ""
    return path[: path.rfind("/") + 1]

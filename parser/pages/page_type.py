"""What a page is for, and whether it is really the page: a missing one and a wall in front look alike.

A server that answers 200 for a page that is not there (a "soft 404") or shows a check for robots in
its place must not become a product that vanished or a title that changed. Both are suspicions, from
few and strong signs on short pages; long pages that merely mention them are left alone.
"""

from collections.abc import Collection, Sequence
from urllib.parse import unquote

from parser.pages import lexicon
from parser.pages.document import Document
from parser.pages.markup.things import Graph
from parser.pages.records import PageType

_SHORT = 250  # words below which a page is hardly anything but its message
_ERROR = 400  # the first status that is an error
_NO_TEXT = 60  # words


def page_type(
    document: Document, graph: Graph, *, status: int, has_product: bool, is_listing: bool
) -> PageType:
    """The kind of a page by its status, its product, its markup, and its address."""
    if status >= _ERROR:
        return PageType.ERROR
    return (
        PageType.PRODUCT
        if has_product
        else _without_product(document, graph, is_listing=is_listing)
    )


def _without_product(document: Document, graph: Graph, *, is_listing: bool) -> PageType:
    stated = {name.casefold() for thing in graph.things if not thing.via for name in thing.types}
    og_type = (document.meta("og:type") or "").casefold()
    if is_listing or _meets(stated, "category") or _is(og_type, "category"):
        return PageType.CATEGORY
    if _meets(stated, "article") or _is(og_type, "article"):
        return PageType.ARTICLE
    path = unquote(document.url.partition("?")[0])
    if lexicon.pattern("page_types", "article_paths").search(path):
        return PageType.ARTICLE
    if lexicon.pattern("page_types", "category_paths").search(path):
        return PageType.CATEGORY
    return PageType.OTHER


def is_soft_404(
    *, status: int, words: int, titles: Sequence[str], headings: Sequence[str], has_product: bool
) -> bool:
    """Whether a page that was answered as found says in its title or first heading that it is not."""
    if status >= _ERROR or has_product or words > _SHORT:
        return False
    not_found = lexicon.pattern("page_types", "not_found").search
    return any(not_found(text) for text in (*titles[:1], *headings[:2]))


def is_bot_wall(document: Document, *, words: int, titles: Sequence[str], text: str) -> bool:
    """Whether a protection answered instead of the page."""
    if words > _SHORT:
        return False
    wall = lexicon.pattern("page_types", "bot_wall").search
    if any(wall(title) for title in titles[:1]):
        return True
    marked = words <= _NO_TEXT and any(
        mark.encode() in document.source for mark in lexicon.table("page_types")["bot_wall_marks"]
    )
    return marked or (words <= _NO_TEXT and bool(wall(text[:2000])))


def _meets(stated: Collection[str], kind: str) -> bool:
    return not set(lexicon.table("page_types")["types"][kind]).isdisjoint(stated)


def _is(og_type: str, kind: str) -> bool:
    return og_type in lexicon.table("page_types")["og_types"][kind]

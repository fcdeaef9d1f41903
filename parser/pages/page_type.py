"""What a page is for, and whether it is really the page, not a "soft 404" or a bot wall.

A server that answers 200 for a missing page (a "soft 404"), or shows a bot check in place of the page,
must not be reported as a vanished product or a changed title. Both are suspicions, based on few strong
signs on short pages; long pages that merely mention them are left alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote

from parser.pages import lexicon, meta_refresh
from parser.pages.document import Document
from parser.pages.markup.things import Graph
from parser.pages.outline import Outline
from parser.pages.records import PageType

_SHORT = 250  # words below which a page is hardly anything but its message
_ERROR = 400  # the first status that is an error
_NO_TEXT = 60  # words
_FEW_LINKS = 10  # a wall stands in place of the site's menu, too
_AT_ONCE = 5  # seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Suspicion:
    """Why a page may not be what it was asked for."""

    soft_404: bool = False  #: answered as found, and says that it is not
    bot_wall: bool = False  #: a protection answered instead of the page


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


def suspicion(
    document: Document, found: Outline, *, status: int, words: int, has_product: bool
) -> Suspicion:
    """Judges a short page by its title, its first headings, and marks of protections in its source."""
    if words > _SHORT or status >= _ERROR:
        return Suspicion()
    title = next(iter(document.titles), "")
    headings = [text for level, text, _ in found.headings if level == 1][:2]
    not_found = lexicon.pattern("page_types", "not_found").search
    return Suspicion(
        soft_404=not has_product and any(not_found(text) for text in (title, *headings)),
        bot_wall=not has_product and _is_wall(document, title, words),
    )


def is_wall(document: Document) -> bool:
    """Whether an answer that refuses is a protection's, and not the site's own."""
    words = len(document.main_text.split())
    return words <= _SHORT and _is_wall(document, next(iter(document.titles), ""), words)


def loads_itself(document: Document, header: str | None = None) -> bool:
    """Whether it is a page without links that reloads at once, to check for its cookie.

    `header` is the Refresh header, which browsers obey as well.
    """
    told = header or next(filter(None, document.metas.http_equiv.get("refresh", ())), None)
    wait = meta_refresh.seconds(told)
    if wait is None or wait > _AT_ONCE or document.nodes("a"):
        return False
    way = meta_refresh.read(told)
    return way is None or document.resolve(way.target) == document.url


def _is_wall(document: Document, title: str, words: int) -> bool:
    wall = lexicon.pattern("page_types", "bot_wall").search
    if wall(title) or (words <= _NO_TEXT and loads_itself(document)):
        return True
    if words > _NO_TEXT or len(document.nodes("a")) > _FEW_LINKS:
        return False  # many sites have a protection's script on every page, and a captcha in their forms
    marks = lexicon.table("page_types")["bot_wall_marks"]
    source = document.source.lower()  # Incapsula writes its name as it likes
    marked = any(mark.encode() in source for mark in marks)
    return marked or bool(wall(document.main_text[:2000]))


def _meets(stated: Collection[str], kind: str) -> bool:
    return not set(lexicon.table("page_types")["types"][kind]).isdisjoint(stated)


def _is(og_type: str, kind: str) -> bool:
    return og_type in lexicon.table("page_types")["og_types"][kind]

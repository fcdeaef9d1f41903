"""The path of categories that a page shows a visitor, where markup states none.

It is an element that calls itself so, or a row of links right above the heading with nothing but
separators between them, or a list of links with arrows or slashes between them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from parser.pages.document import Document, Node, ancestors, text_of
from parser.pages.products.cleaning import without_home

_WORDS = ("breadcrumb", "crumbs", "kroshk", "trail")
_LABELLED = '[aria-label*="breadcrumb" i]'
_MOST = 12
MAX_CRUMB = 100  #: characters
MAX_TRAIL = 400  #: characters
_LONG = 16  # characters; a shorter beginning of the name may be a category
_LEVELS = 4  # steps up from the heading within which a trail stands beside it
_MOST_LISTS = 60
_AROUND_PAGE = frozenset({"nav", "footer", "aside"})
_arrows = re.compile("(?:\\w+ )?[>\u00bb\u203a/\u2192\u21d2\\s]+").fullmatch  # "Home > > >"
_separators = re.compile("[\\s>\u00bb\u203a/\u2192\u21d2|\u00b7\u2022\\\\\u2013\u2014-]*").fullmatch


def read(document: Document, heading: Node | None, name: str) -> tuple[str, ...]:
    """The links of the first trail, without the shop itself and without the product."""
    named = document.named(_WORDS, _LABELLED)
    for trail in chain(named, _above(heading), _lists(document)):
        crumbs = without_home(_texts(trail))
        if len(crumbs) > 1 or (crumbs and crumbs[0] != name):
            return without_product(crumbs, name)
    return ()


def without_product(crumbs: tuple[str, ...], name: str) -> tuple[str, ...]:
    """A trail often ends with the page itself, sometimes cut short."""
    if not crumbs or not name:
        return crumbs
    last, whole = crumbs[-1].casefold().rstrip(". \u2026"), name.casefold()
    cut_short = len(last) >= _LONG and (whole.startswith(last) or last.startswith(whole))
    return crumbs[:-1] if last == whole or cut_short else crumbs


def _texts(trail: Node) -> list[str]:
    links = trail.css("a")
    items = trail.css("li") if len(links) > 1 else []
    if items and _item_around(links[0], trail) is None:
        apart = [link for link in links if _item_around(link, trail) is None]
        items = items if len(apart) == 1 else []
        links = apart
    texts = _of_items(items, trail) if items else [text_of(link) for link in links[:_MOST]]
    return [text for text in texts if text and len(text) <= MAX_CRUMB]


def _of_items(items: list[Node], trail: Node) -> list[str]:
    """The texts of list items; one that holds others is its own link, and a menu of others is left out."""
    around = [_item_around(item, trail) for item in items]
    if not any(around):
        return [text_of(item) for item in items[:_MOST]]
    holders = Counter(outer.mem_id for outer in around if outer is not None)
    is_menu = {number for number, inner in holders.items() if inner > 1}
    own = [
        item
        for item, outer in zip(items, around, strict=True)
        if outer is None or outer.mem_id not in is_menu
    ]
    return [
        text_of((item.css_first("a") or item) if item.mem_id in holders else item)
        for item in own[:_MOST]
    ]


def _item_around(node: Node, trail: Node) -> Node | None:
    """The list item of a trail in which a node stands; None if it stands in none."""
    for above in ancestors(node):
        if above.mem_id == trail.mem_id:
            return None
        if above.tag == "li":
            return above
    return None


def _above(heading: Node | None) -> Iterator[Node]:
    """Elements before the heading that hold nothing but links and separators."""
    levels = [heading, *ancestors(heading, _LEVELS)] if heading is not None else []
    for level in levels:
        before = level.prev
        for _ in range(4):
            if before is None:
                break
            if before.is_element_node and _is_trail(before):
                yield before
            before = before.prev


def _lists(document: Document) -> Iterator[Node]:
    """Lists with arrows or slashes between their links; of the footer and of menus none."""
    for node in document.nodes("ol", "ul")[:_MOST_LISTS]:
        if _arrows(_between_links(node)) and not any(
            one.tag in _AROUND_PAGE for one in ancestors(node)
        ):
            yield node


def _is_trail(node: Node) -> bool:
    between = _between_links(node)
    return bool(_separators(between)) and bool(between)


def _between_links(node: Node) -> str:
    """What an element says outside of its links; nothing if it has too few or too many, or a long text."""
    links = node.css("a[href]")
    text = text_of(node) if 1 < len(links) <= _MOST else ""
    if not text or len(text) > MAX_TRAIL:
        return ""
    for link in links:
        text = text.replace(text_of(link), " ", 1)
    return text.strip()

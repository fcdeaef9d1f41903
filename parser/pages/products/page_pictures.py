"""The product's pictures where no markup lists them: as the page shows them.

A picture whose alternative text reads like the product's name is its own. Where no picture has such a
text, they are the nearest to the heading that no layout draws and that lead to no other page.
"""

import html
import re
from collections.abc import Iterator
from functools import lru_cache

from parser.pages import lexicon, pictures
from parser.pages.document import Document, Node
from parser.pages.products.main_thing import agreement
from parser.pages.products.nearness import Neighbourhood, leads_away, names_foreign, names_of
from parser.pages.products.zone import is_below_related

MAX_PICTURES = 10
_MAX_LOOKED_AT = 200
_LOOKS_LIKE = 0.7  # agreement of a picture's text with the product's name
_NEAR = 12  # steps from the heading to the block that holds both
_LEAST_SIDE = 64  # pixels; what is narrower or lower is an icon
_AROUND_PAGE = frozenset({"header", "nav", "footer", "aside"})
_side = re.compile(r"\s*(\d{1,5})\s*(?:px)?\s*").fullmatch


def find(document: Document, around: Neighbourhood, name: str) -> tuple[str, ...]:
    """The addresses, in document order, each once; at most `MAX_PICTURES`."""
    own = list(_called(document, name)) or _nearest(document, around)
    addresses = (document.resolve(_address(node)) for node in own)
    return tuple(dict.fromkeys(filter(None, addresses)))[:MAX_PICTURES]


def is_shown(document: Document, name: str) -> bool:
    """Whether a picture of the page bears the product's name and leads to no other page."""
    return next(_called(document, name), None) is not None


def _called(document: Document, name: str) -> Iterator[Node]:
    """The pictures whose alternative text reads like the product's name."""
    for node in document.nodes("img")[:_MAX_LOOKED_AT]:
        text = html.unescape(node.attributes.get("alt") or "")
        if text and agreement(text, name) >= _LOOKS_LIKE and not leads_away(document, node):
            yield node


def _address(node: Node) -> str:
    """The address as written; where only those for several widths are told, the first of them."""
    address = pictures.source(node)
    if address and not address.startswith("data:"):
        return address
    attributes = node.attributes
    several = (attributes.get("data-srcset") or attributes.get("srcset") or "").split()
    return several[0].rstrip(",") if several else ""


def _nearest(document: Document, around: Neighbourhood) -> list[Node]:
    """Those that share the smallest block with the heading; none on a page without a heading."""
    if not around.has_heading:
        return []
    placed = list(_placed(document, around))
    least = min((near for near, _ in placed), default=0)
    return [node for near, node in placed if near == least]


def _placed(document: Document, around: Neighbourhood) -> Iterator[tuple[int, Node]]:
    """The pictures that may be the product's, with the steps from the heading."""
    for node in document.nodes("img")[:_MAX_LOOKED_AT]:
        position = around.position(node) if not _is_layout(node) else None
        if position is None or position.near > _NEAR:
            continue
        blocks = (node, *position.path)
        if any(block.tag in _AROUND_PAGE or _is_elsewhere(names_of(block)) for block in blocks):
            continue
        if not (leads_away(document, node) or is_below_related(node, around, headings=True)):
            yield position.near, node


def _is_layout(node: Node) -> bool:
    """Whether a picture is too small for a product, is a drawing, or says that it is part of the layout."""
    attributes = node.attributes
    sides = [_side(attributes.get(side) or "") for side in ("width", "height")]
    if any(side is not None and int(side[1]) < _LEAST_SIDE for side in sides):
        return True
    address = _address(node)
    drawn = lexicon.pattern("products", "picture_of_layout").search
    return bool(not address or drawn(address) or drawn(names_of(node)))


@lru_cache(maxsize=4096)
def _is_elsewhere(names: str) -> bool:
    """Whether a block is one of other products, of choices or of what people wrote.

    A slider may be the gallery.
    """
    if not names:
        return False
    if lexicon.pattern("products", "picture_elsewhere").search(names):
        return True
    return names_foreign(lexicon.pattern("products", "picture_slider").sub(" ", names))

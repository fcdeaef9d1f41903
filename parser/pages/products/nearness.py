"""How near an element stands to the page's heading, and whether something foreign is between.

Distance is counted in the tree: the steps from the heading up to the smallest block that holds both.
Only what lies below that block can make an element foreign ("related", "carousel"), so a page whose
every wrapper bears such a name is read as well.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from parser.pages import lexicon
from parser.pages.document import Document, Node, ancestors
from parser.pages.products.main_thing import agreement

_humps = re.compile(r"([a-z0-9])([A-Z])").sub
_separators = re.compile(r"[\W_]+").sub
_is_picture = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|svg)(?:$|[?#])", re.IGNORECASE).search
MAX_STEPS = 60  #: from the heading up
MAX_PATH = 40  #: steps from an element up
_CARD_DEPTH = 8  # steps up from an amount or a button within which its card has its picture
_CARD_TEXT = 600  # characters
_AGREES = 0.3  # agreement of a picture's text with the heading
_digit = re.compile(r"\d").search


@dataclass(frozen=True, slots=True)
class Position:
    """Where an element stands."""

    near: int  #: steps from the heading to the block that holds both
    below: int  #: steps from that block down to the element
    foreign: bool  #: a block of other products is between, or a card that links to another page
    path: tuple[Node, ...]  #: the elements between, the nearest to the element first


class Neighbourhood:
    """The surroundings of one heading; of the whole page if there is none."""

    def __init__(self, document: Document, heading: Node | None) -> None:
        around = ancestors(heading, MAX_STEPS) if heading is not None else ()
        self._document = document
        self._steps = {node.mem_id: step for step, node in enumerate(around)}
        self._cards: dict[int, bool] = {}
        self._foreign: dict[int, bool] = {}
        self._name = heading.text(separator=" ") if heading is not None else ""
        self.has_heading = heading is not None

    def position(self, node: Node) -> Position | None:
        """The place of an element; None if it shares no block with the heading."""
        path: list[Node] = []
        above = node.parent
        while above is not None and len(path) < MAX_PATH:
            if (step := self._steps.get(above.mem_id)) is not None:
                return self._position(step, path)
            path.append(above)
            above = above.parent
        return None if self.has_heading else self._position(0, path)

    def is_near(self, node: Node, most: int) -> bool:
        """Whether an element is the heading's own, at most so many steps away."""
        place = self.position(node)
        return (
            place is not None and place.near <= most and not place.foreign and not is_foreign(node)
        )

    def _position(self, near: int, path: list[Node]) -> Position:
        # the outer blocks first: many elements share them, so that they are known already
        foreign = any(map(self._is_foreign, reversed(path))) or self._in_card(path)
        return Position(near, len(path), foreign, tuple(path))

    def _is_foreign(self, node: Node) -> bool:
        """`is_foreign` for the blocks around many elements."""
        key = node.mem_id
        if key not in self._foreign:
            self._foreign[key] = is_foreign(node)
        return self._foreign[key]

    def _in_card(self, path: list[Node]) -> bool:
        """Whether one of the elements is a card: little text around a picture that leads elsewhere."""
        for node in path[:_CARD_DEPTH]:
            if node.mem_id not in self._cards:
                self._cards[node.mem_id] = self._is_card(node)
            if self._cards[node.mem_id]:
                return True
        return False

    def _is_card(self, node: Node) -> bool:
        """Little text around a picture that leads to another page, and either one of several or alien.

        The logo of a brand beside the price leads elsewhere too, but stands alone and bears a name
        that the heading has.
        """
        picture = node.css_first("a[href] img")
        if (
            picture is None
            or len(node.text(strip=True)) > _CARD_TEXT
            or not leads_away(self._document, picture)
        ):
            return False
        if _has_twin(node):
            return True
        caption = picture.attributes.get("alt") or ""
        return len(caption.split()) > 1 and agreement(caption, self._name) < _AGREES


def leads_away(document: Document, picture: Node) -> bool:
    """Whether a picture is a link to another page, and not to a larger picture."""
    link = next((above for above in ancestors(picture, _CARD_DEPTH) if above.tag == "a"), None)
    href = (link.attributes.get("href") or "").strip() if link is not None else ""
    if not href or href.startswith(("#", "javascript:")) or _is_picture(href):
        return False
    return document.resolve(href) not in {None, document.url}


def _has_twin(node: Node) -> bool:
    """Whether an element of the same kind beside it holds a linked picture and a number as well."""
    for beside in (_beside(node, forward=True), _beside(node, forward=False)):
        if beside is None or beside.tag != node.tag:
            continue
        same = beside.attributes.get("class") == node.attributes.get("class")
        if same and beside.css_first("a[href] img") is not None and _digit(beside.text(strip=True)):
            return True
    return False


def _beside(node: Node, *, forward: bool) -> Node | None:
    """The next or the previous element."""
    beside = node.next if forward else node.prev
    while beside is not None and not beside.is_element_node:
        beside = beside.next if forward else beside.prev
    return beside


def names_of(node: Node) -> str:
    """Class and id of an element as words: "prd_price__oldAmount" reads "prd price old amount"."""
    attributes = node.attributes
    names, number = attributes.get("class"), attributes.get("id")
    if number:
        names = f"{names} {number}" if names else number
    return _as_words(names[:200]) if names else ""


def is_foreign(node: Node) -> bool:
    """Whether an element calls itself a block of other products."""
    names = names_of(node)
    return bool(names) and _names_foreign(names)


@lru_cache(maxsize=4096)
def _names_foreign(names: str) -> bool:
    return bool(lexicon.pattern("products", "foreign_block").search(names))


@lru_cache(maxsize=4096)
def _as_words(names: str) -> str:
    return _separators(" ", _humps(r"\1 \2", names)).lower()

"""How near an element stands to the page's heading, and whether something foreign is between.

Distance is counted in the tree: the steps from the heading up to the smallest block that holds both.
Only what lies below that block can make an element foreign ("related", "carousel"), so a page whose
every wrapper bears such a name is read as well.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from parser.pages import availability, lexicon
from parser.pages.document import Document, Node, ancestors, text_of
from parser.pages.products.class_names import classes_of, without_looks
from parser.pages.products.main_thing import agreement

_humps = re.compile(r"([a-z0-9])([A-Z])").sub
_part_of_product = re.compile(
    r"(?<!\S)(?:product|pdp|tovar|goods)(?:-?(?:page|card|detail|info))?__(?:grid|list)(?!\S)"
).sub
_separators = re.compile(r"[\W_]+").sub
_is_picture = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|svg)(?:$|[?#])", re.IGNORECASE).search
MAX_STEPS = 60  #: from the heading up
MAX_PATH = 40  #: steps from an element up
_COLONS = (":", "\uff1a")
_CONTROLS = "button,a,input"
_CARD_DEPTH = 8  # steps up from an amount or a button within which its card has its picture
_CARD_TEXT = 600  # characters
_AGREES = 0.3  # agreement of a picture's text with the heading
_SAME_NAME = 0.9  # agreement of two names of one thing
_LEAST_NAME = 3  # letters
_LEAST_WORDS = 3  # of a name in a link
_LINKED_PICTURE = "a[href] img"
_LINKED_NAME = ",".join(f"{tag} a[href],a[href] {tag}" for tag in ("h2", "h3", "h4", "h5"))
_digit = re.compile(r"\d").search


class Position(NamedTuple):
    """Where an element stands."""

    near: int  #: steps from the heading to the block that holds both
    below: int  #: steps from that block down to the element
    foreign: bool  #: a block of other products is between, or a card that links to another page
    path: tuple[Node, ...]  #: the elements between, the nearest to the element first


class Neighbourhood:
    """The surroundings of one heading; of the whole page if there is none."""

    def __init__(
        self, document: Document, heading: Node | None, *, is_stated: bool = False
    ) -> None:
        """`is_stated` tells that markup names the product, so that only pictures make a card."""
        around = [*ancestors(heading, MAX_STEPS)] if heading is not None else []
        self._document = document
        self._heading = heading
        self.is_stated = is_stated
        self._blocks = around
        self._steps = {node.mem_id: step for step, node in enumerate(around)}
        self._cards: dict[int, bool] = {}
        self._foreign: dict[int, bool] = {}
        #: the heading's words, also those that only screen readers have
        self.name = heading.text(separator=" ") if heading is not None else ""
        self.has_heading = heading is not None

    @property
    def way(self) -> list[Node]:
        """The blocks around the heading from the root of the page on; none if they are not all known."""
        return self._blocks[::-1] if len(self._blocks) < MAX_STEPS else []

    def unstated(self) -> "Neighbourhood":
        """The same surroundings, as if markup named no product."""
        return Neighbourhood(self._document, self._heading)

    def stands_in(self, tag: str) -> bool:
        """Whether the heading stands inside an element of a tag."""
        return any(node.tag == tag for node in self._blocks)

    def holds_heading(self, node: Node) -> bool:
        """Whether an element is the heading, or a block around it."""
        return self.is_heading(node) or node.mem_id in self._steps

    def is_heading(self, node: Node) -> bool:
        """Whether an element is the heading itself."""
        return self._heading is not None and node.mem_id == self._heading.mem_id

    def beside_heading(self) -> Iterator[Node]:
        """The elements right above and below the heading, and the wrappers that hold nothing else."""
        node = self._heading
        while node is not None:
            for forward in (False, True):
                if (beside := _beside(node, forward=forward)) is not None:
                    yield beside
            above = node.parent
            is_wrapper = above is not None and above.text(strip=True) == node.text(strip=True)
            node = above if is_wrapper else None

    def block(self, steps: int) -> Node | None:
        """The element so many steps around the heading, or the outermost; None if there is no heading."""
        return self._blocks[min(steps, len(self._blocks) - 1)] if self._blocks else None

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

    def is_card(self, node: Node) -> bool:
        """Whether an element is a card or a line of a list of other products; never on a stated page."""
        return not self.is_stated and self._in_card([node])

    def is_anothers(self, node: Node) -> bool:
        """Whether an element is part of a card, or of a block of other products."""
        place = self.position(node)
        return (place is not None and place.foreign) or is_foreign(node) or self.is_card(node)

    def follows_other_link(self, node: Node) -> bool:
        """Whether the block right around an element begins with a link to another thing's page."""
        block = node.parent
        if block is None or self.holds_heading(block):
            return False
        link = _link_at_start(block)
        return link is not None and leads_away(self._document, link)

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
        inner = path[:_CARD_DEPTH]
        if self.is_stated and inner and inner[-1].css_first(_LINKED_PICTURE) is None:
            return False  # the outermost holds no such picture, so none inside it does
        for node in inner:
            key = node.mem_id
            if key not in self._cards:
                self._cards[key] = self._is_card(node)
            if self._cards[key]:
                return True
        return False

    def _is_card(self, node: Node) -> bool:
        """Little text around a picture that leads to another page, and either one of several or alien.

        The logo of a brand beside the price leads elsewhere too, but stands alone and bears a name
        that the heading has.
        """
        if len(node.text(strip=True)) > _CARD_TEXT:
            return False
        picture = node.css_first(_LINKED_PICTURE)
        if picture is None:
            return not self.is_stated and self._is_line(node)
        if not leads_away(self._document, picture):
            return False
        if _has_twin(node):
            return True
        caption = picture.attributes.get("alt") or ""
        is_other = len(caption.split()) > 1 and agreement(caption, self.name) < _AGREES
        if is_other and not (
            availability.from_words(caption)
            or availability.is_buy_control(caption)  # a button of older templates
            or _is_brands(picture)
            or _is_box_to_buy(node, picture)
        ):
            return True
        return not self.is_stated and (self._has_other_name(node) or self._is_linked(node))

    def _is_linked(self, node: Node) -> bool:
        """Whether it is a link with a picture and a name that is not quite the page's: another edition."""
        text = text_of(node) if node.tag == "a" else ""
        words = [word for word in text.split() if word.isalpha()]
        return len(words) >= _LEAST_WORDS and agreement(text, self.name) < _SAME_NAME

    def _is_line(self, node: Node) -> bool:
        """Whether it is a card without a picture."""
        return self._has_other_name(node) or self._begins_with_link(node)

    def _begins_with_link(self, node: Node) -> bool:
        """Whether it is a line of a list: a link to another page first, and the same beside it."""
        link = _link_at_start(node)
        return (
            link is not None
            and agreement(text_of(link), self.name) < _SAME_NAME
            and _has_twin(node, "a[href]")
            and leads_away(self._document, link)
        )

    def _has_other_name(self, node: Node) -> bool:
        """Whether it begins with a heading that links to another page and is not the page's own."""
        link = node.css_first(_LINKED_NAME)
        name = text_of(link) if link is not None else ""
        return (
            link is not None
            and bool(name)
            and agreement(name, self.name) < _SAME_NAME
            and leads_away(self._document, link)
            and _is_headed(text_of(node), name)
            and not _is_brands(link)
        )


def _link_at_start(node: Node) -> Node | None:
    """The link with whose words an element begins."""
    link = node.css_first("a[href]")
    name = text_of(link) if link is not None else ""
    return link if len(name) >= _LEAST_NAME and text_of(node).startswith(name) else None


def _is_headed(text: str, name: str) -> bool:
    """Whether a name stands in the first third of a text, without a label: brands and help are linked too."""
    before = text.partition(name)[0].rstrip()
    return 3 * len(before) <= len(text) and not before.endswith(_COLONS)


def _is_brands(inner: Node) -> bool:
    """Whether what is linked, or its link, calls itself a brand's or leads to the page of one."""
    around = (inner, *ancestors(inner, _CARD_DEPTH))
    link = next((above for above in around if above.tag == "a"), inner)
    href = (link.attributes.get("href") or "").lower()
    place = lexicon.pattern("products", "brand_place")
    return any(map(place.search, (names_of(inner), names_of(link)))) or bool(
        lexicon.pattern("products", "brand_page").search(href)
    )


def _is_box_to_buy(node: Node, picture: Node) -> bool:
    """Whether the picture is a banner, whose page nothing names, in a box with a control that buys."""
    caption = " ".join((picture.attributes.get("alt") or "").split())
    if caption and caption in text_of(node):  # what is pictured is what is sold here
        return False
    link = next((above for above in ancestors(picture, _CARD_DEPTH) if above.tag == "a"), None)
    href = link.attributes.get("href") if link is not None else None
    links = (one for one in node.css("a[href]") if one.attributes.get("href") == href)
    if any(one.text(strip=True) for one in links):
        return False
    captions = (text_of(one) or one.attributes.get("value") or "" for one in node.css(_CONTROLS))
    return any(map(availability.is_buy_control, captions))


def leads_away(document: Document, inner: Node) -> bool:
    """Whether a picture or a text is a link to another page, and not to a larger picture."""
    around = (inner, *ancestors(inner, _CARD_DEPTH))
    link = next((above for above in around if above.tag == "a"), None)
    href = (link.attributes.get("href") or "").strip() if link is not None else ""
    if not href or href.startswith(("#", "javascript:")) or _is_picture(href):
        return False
    return document.resolve(href) not in {None, document.url}


def _has_twin(node: Node, content: str = _LINKED_PICTURE) -> bool:
    """Whether an element of the same kind beside it holds such a content and a number as well."""
    for beside in (_beside(node, forward=True), _beside(node, forward=False)):
        if beside is None or beside.tag != node.tag:
            continue
        same = beside.attributes.get("class") == node.attributes.get("class")
        if same and beside.css_first(content) is not None and _digit(beside.text(strip=True)):
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
    return bool(names) and names_foreign(names) and not _is_part(classes_of(node))


def _is_part(names: str) -> bool:
    """Whether a class calls it the grid inside of one product: "product__grid", not "product-grid"."""
    if "__" not in names:
        return False
    others = _part_of_product(" ", names)
    return others != names and not names_foreign(_as_words(others))


def each_name_of(node: Node) -> list[str]:
    """Each class of an element, and its id, in words."""
    attributes = node.attributes
    names = [*(attributes.get("class") or "").split(), attributes.get("id") or ""]
    return [_as_words(name) for name in names if name]


@lru_cache(maxsize=4096)
def names_foreign(names: str) -> bool:
    """Whether words of classes and ids, as `names_of` gives them, call a block one of other products."""
    return bool(lexicon.pattern("products", "foreign_block").search(names))


@lru_cache(maxsize=4096)
def _as_words(names: str) -> str:
    return _separators(" ", _humps(r"\1 \2", without_looks(names))).lower()

"""The lines of text that belong to the page's own product: from its heading to the related ones.

The heading and the headings of related products are marked in the tree before its text is taken, so
that the places are exact even where the same words stand elsewhere on the page.
"""

from dataclasses import dataclass
from functools import lru_cache

from parser.pages import lexicon
from parser.pages.document import MARKS, Document, Node
from parser.pages.products.nearness import Neighbourhood

MAX_LINES = 500  #: after the heading
_BEFORE = 40  # lines: an article number or a brand often stands above the heading
_START, _END = "\x02", "\x03"
_UNMARKED = str.maketrans("", "", MARKS + _START)
_HEADINGS = ("h2", "h3", "h4", "h5")
MAX_HEADING = 120  #: characters


@dataclass(frozen=True, slots=True)
class Zone:
    """Lines around and below the heading; `after` begins at the heading itself."""

    before: list[str]
    after: list[str]
    below: str  #: what stands below the first heading of related products
    text: str  #: all of them in one

    @property
    def rest(self) -> list[str]:
        """The lines below: numbers may still stand there."""
        return _lines(self.below, MAX_LINES - len(self.after))


def read(document: Document, heading: Node | None) -> Zone:
    """Marks the tree and takes its main text; without a heading all lines are the zone."""
    if heading is not None:
        heading.insert_before(_START)
    for node in document.nodes(*_HEADINGS):
        text = node.text(separator=" ", strip=True)
        if len(text) < MAX_HEADING and _is_related(text):
            node.insert_before(_END)
    return _between(document.main_text)


def own_part(text: str) -> str:
    """What of an element's text, taken after `read`, stands before the first heading of related products."""
    return text.partition(_END)[0].translate(_UNMARKED).strip()


def is_below_related(node: Node, around: Neighbourhood, *, headings: bool = False) -> bool:
    """Whether a title of related products stands before an element, or before a block around it.

    What stands before the heading is no such title, nor is the heading, whatever its words are. Of
    `headings` alone one may be sure: "we recommend" may be a badge of the product.
    """
    position = around.position(node)
    for above in (node, *(position.path if position else ())):
        before = above.prev
        while before is not None and not around.holds_heading(before):
            may_be = before.tag in _HEADINGS if headings else before.is_element_node
            if may_be and _is_title_of_related(before):
                return True
            before = before.prev
    return False


def _is_title_of_related(node: Node) -> bool:
    """Whether an element is such a heading, by whichever tag, and nothing else."""
    text = node.text(separator=" ", strip=True)
    return len(text) < MAX_HEADING and _is_related(text)


@lru_cache(maxsize=4096)
def _is_related(text: str) -> bool:
    return bool(lexicon.pattern("products", "related").match(text))


def _between(text: str) -> Zone:
    above, mark, below = text.partition(_START)
    if not mark:
        above, below = "", above
    own, _, rest = below.partition(_END) if mark else (below, "", "")
    if own.count("\n") < 3 and rest:  # noqa: PLR2004 - the heading alone: the mark came too early
        own, rest = below, ""
    before = above[-_BEFORE * 60 :].split("\n")[-_BEFORE:]
    after = _lines(own, MAX_LINES)
    return Zone(
        before=[line for line in before if line],
        after=after,
        below=rest,
        text=text,
    )


def _lines(text: str, most: int) -> list[str]:
    return [line for line in text.split("\n", most)[:most] if line and line != _END]

"""Whether the product can be bought, as the page tells a visitor: by words and by working buttons.

Words count where they stand near the heading: in an element made for them ("stock",
"availability"), or alone on a short line. A working button that puts the product into a basket says
more than a word of delivery somewhere below.
"""

from functools import lru_cache
from itertools import chain

from parser.pages import availability, lexicon
from parser.pages.availability import Stock
from parser.pages.document import Document, Node
from parser.pages.products.nearness import Neighbourhood
from parser.pages.products.zone import Zone

MAX_PLACES = 40
MAX_LINE = 90  #: characters
_LINES = 100  # after the heading
_FIRST_LINES = 30
_NEAR = 8  # steps from the heading to the block that holds both
_MOST = 0.4  # of a line that a refusal has to be
_FEW = 2  # controls of a page that is no list


def find(placed: Stock | None, zone: Zone, *, known: bool) -> Stock | None:
    """What the page says near its heading; None if it says nothing.

    A refusal on a line right under the heading counts more than a place (`placed`) that may speak of
    another shop. Where markup tells the stock (`known`), only such a line can add anything.
    """
    first = _by_lines(zone.after[:_FIRST_LINES])
    if known or (first is not None and availability.refuses(first.availability)):
        return first
    return placed or first or _by_lines(zone.after[_FIRST_LINES:_LINES])


def by_place(document: Document, around: Neighbourhood) -> Stock | None:
    """What the first element near the heading that is made for it says."""
    for node in document.named(lexicon.table("products")["stock_places"])[:MAX_PLACES]:
        text = node.text(separator=" ", strip=True, skip_empty=True)
        if (
            text
            and len(text) <= 2 * MAX_LINE
            and (found := _words(text))
            and around.is_near(node, _NEAR)
        ):
            return found
    return None


def has_buy_control(document: Document, around: Neighbourhood) -> bool:
    """Whether a working control buys the product: one near the heading, or the only one or two."""
    far = 0
    for node in chain.from_iterable(map(document.nodes, ("button", "input", "a"))):
        if not _is_buy_control(node):
            continue
        position = around.position(node)
        if position is None or position.foreign:
            continue
        if position.near <= _NEAR:
            return True
        far += 1
    return 0 < far <= _FEW


def _is_buy_control(node: Node) -> bool:
    caption = (
        node.attrs.get("value") or ""
        if node.tag == "input"
        else node.text(separator=" ", strip=True)
    )
    if not caption or len(caption) > MAX_LINE or not _buys(caption):
        return False
    attributes = node.attributes
    return "disabled" not in attributes and "disabled" not in (attributes.get("class") or "")


def _by_lines(lines: list[str]) -> Stock | None:
    """The first line that speaks of stock; a refusal has to be most of its line, not of one size."""
    for line in lines:
        found = _words(line) if len(line) <= MAX_LINE else None
        if found is None:
            continue
        if not availability.refuses(found.availability) or len(found.raw) >= _MOST * len(line):
            return found
    return None


@lru_cache(maxsize=16384)
def _words(text: str) -> Stock | None:
    """The pages of a site repeat their lines, so most of them are read once."""
    return availability.from_words(text)


@lru_cache(maxsize=4096)
def _buys(caption: str) -> bool:
    return availability.is_buy_control(caption)

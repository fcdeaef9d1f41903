"""Whether the product can be bought, as the page tells a visitor: by words and by working buttons.

Words count where they stand near the heading: in an element made for them ("stock",
"availability"), or alone on a short line. A working button that puts the product into a basket says
more than a word of delivery somewhere below.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain

from parser.pages import availability, lexicon
from parser.pages.availability import Stock
from parser.pages.document import Document, Node, ancestors
from parser.pages.products.nearness import Neighbourhood

MAX_PLACES = 40
MAX_LINE = 90  #: characters
_LINES = 100  # after the heading
_FIRST_LINES = 30
_NEAR = 8  # steps from the heading to the block that holds both
_MOST = 0.4  # of a line that a refusal has to be
_DIALOGS = frozenset({"dialog", "alertdialog"})
_FEW = 2  # controls of a page that is no list


def find(placed: Stock | None, lines: list[str], *, known: bool) -> Stock | None:
    """What the lines from the heading on say; None if they say nothing.

    A refusal on a line right under the heading counts more than a place (`placed`) that may speak of
    another shop. Where markup tells the stock (`known`), only such a line can add anything.
    """
    first = _by_lines(lines[:_FIRST_LINES])
    if known or (first is not None and availability.refuses(first.availability)):
        return first
    return placed or first or _by_lines(lines[_FIRST_LINES:_LINES])


def open_lines(document: Document, lines: list[str]) -> list[str]:
    """The lines without those refusals that no visitor sees at first."""
    refusals = {line for line in lines[:_LINES] if _refuses(line)}
    seen = set()
    body = document.body
    for node in body.traverse(include_text=True, skip_empty=True) if body else ():
        text = (node.text_content or "").strip() if node.is_text_node else ""
        if not refusals.isdisjoint(pieces := text.split("\n")) and not _is_unopened(node):
            seen.update(pieces)
    return [line for line in lines if line not in refusals or line in seen]


def by_place(document: Document, around: Neighbourhood) -> Stock | None:
    """What the first element near the heading that is made for it says."""
    for node in document.named(lexicon.table("products")["stock_places"])[:MAX_PLACES]:
        text = node.text(separator=" ", strip=True, skip_empty=True)
        if (
            text
            and len(text) <= 2 * MAX_LINE
            and (found := _words(text))
            and around.is_near(node, _NEAR)
            and not (availability.refuses(found.availability) and _is_unopened(node))
        ):
            return found
    return None


def has_buy_control(document: Document, around: Neighbourhood) -> bool:
    """Whether a working control buys the product: one near the heading, or the only one or two."""
    controls = chain.from_iterable(map(document.nodes, ("button", "input", "a")))
    return _has_own(filter(_is_buy_control, controls), around) or _has_own(
        filter(_works, _called_so(document)), around
    )


def _refuses(line: str) -> bool:
    found = _words(line) if len(line) <= MAX_LINE else None
    return found is not None and availability.refuses(found.availability)


def _is_unopened(node: Node) -> bool:
    """Whether it waits for a click ("tell me when it is back"), or for another state of the page."""
    return any(map(_hides, ancestors(node))) or (node.is_element_node and _hides(node))


def _hides(node: Node) -> bool:
    attributes = node.attributes
    if attributes.get("aria-hidden") == "true" or attributes.get("aria-modal") == "true":
        return True
    if attributes.get("role") in _DIALOGS or (node.tag == "dialog" and "open" not in attributes):
        return True
    names = (attributes.get("class") or "").lower().split()
    return bool(names) and not _closed_names().isdisjoint(names)


def _has_own(controls: Iterable[Node], around: Neighbourhood) -> bool:
    far = 0
    for node in controls:
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
    return 0 < len(caption) <= MAX_LINE and _buys(caption) and _works(node)


def _called_so(document: Document) -> Iterator[Node]:
    """Controls that call themselves so in their class or id, whatever the language of the caption."""
    for node in document.nodes("button", "input"):
        attributes = node.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if len(names) > 1 and _buys_by_name(names):
            yield node


def _works(node: Node) -> bool:
    attributes = node.attributes
    return (
        "disabled" not in attributes
        and attributes.get("aria-disabled") != "true"
        and "disabled" not in (attributes.get("class") or "")
    )


def _by_lines(lines: list[str]) -> Stock | None:
    """The first line that speaks of stock; a refusal has to be most of its line, not of one size."""
    for line in lines:
        found = _words(line) if len(line) <= MAX_LINE else None
        if found is None:
            continue
        if not availability.refuses(found.availability) or len(found.raw) >= _MOST * len(line):
            return found
    return None


@cache
def _closed_names() -> frozenset[str]:
    return frozenset(lexicon.table("products")["unopened"])


@lru_cache(maxsize=16384)
def _words(text: str) -> Stock | None:
    """The pages of a site repeat their lines, so most of them are read once."""
    return availability.from_words(text)


@lru_cache(maxsize=4096)
def _buys_by_name(names: str) -> bool:
    return bool(lexicon.pattern("products", "buy_controls").search(names))


@lru_cache(maxsize=4096)
def _buys(caption: str) -> bool:
    return availability.is_buy_control(caption)

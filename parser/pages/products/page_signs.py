"""The stock where neither words of the page nor its controls tell it: pictures, marks, counts, classes.

All of them stand in for words ("<img alt=...>", a green dot with a title, a number alone), so they are
only asked for what a visitor cannot read or press.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from parser.pages import availability, lexicon
from parser.pages.availability import Stock
from parser.pages.document import Document, Node
from parser.pages.products.nearness import Neighbourhood, names_of
from parser.pages.products.unopened import is_unopened
from parser.pages.records import Availability

MAX_PICTURES, MAX_PLACES = 100, 40
MAX_TEXT = 40  #: characters
_NEAR = 8  # steps from the heading to the block that holds both
_WHOLE = 0.6  # of a text that its words on stock are
_CONTROLS = frozenset({"a", "button", "form", "input"})
_SPOKEN = ("alt", "title", "aria-label", "data-tooltip", "data-title", "data-original-title")


def find(document: Document, around: Neighbourhood) -> Stock | None:
    """What the first sign near the heading says, the class of a block around it, or a control's name."""
    marks = document.named(lexicon.table("products")["stock_places"])[:MAX_PLACES]
    signs = chain(
        ((node, _said(node)) for node in document.nodes("img")[:MAX_PICTURES]),
        ((node, _meant(node)) for node in marks),
    )
    seen = (
        stock
        for node, stock in signs
        if stock is not None and around.is_near(node, _NEAR) and not is_unopened(node)
    )
    return next(seen, None) or next(_wrapped(around), None) or _alarm(document, around)


def _alarm(document: Document, around: Neighbourhood) -> Stock | None:
    """A control named for telling when it is back, where none buys: it is gone, in whatever language."""
    for node in document.named(lexicon.table("products")["alarm_places"])[:MAX_PLACES]:
        names = names_of(node) if node.tag in _CONTROLS else ""
        if not lexicon.pattern("products", "alarm_controls").search(names):
            continue
        if around.is_near(node, _NEAR) and not is_unopened(node):
            return Stock(availability=Availability.OUT_OF_STOCK, raw=names)
    return None


def _meant(node: Node) -> Stock | None:
    """What an element made for the stock holds without words: a count, a title, or only its names.

    Words that the vocabulary lacks are left to the names of their own element, if these refuse.
    """
    text = node.text(separator=" ", strip=True, skip_empty=True)
    if not text:
        return _said(node) or _named(names_of(node))
    return _counted(node, text) or (_refused(node, text) if len(text) <= MAX_TEXT else None)


def _refused(node: Node, text: str) -> Stock | None:
    is_count = any(map(str.isdigit, text))  # "120 sold"
    if is_count or availability.from_words(text) is not None:
        return None
    if not lexicon.pattern("products", "refusing_names").search(names_of(node)):
        return None
    return Stock(availability=Availability.OUT_OF_STOCK, raw=text)


def _said(node: Node) -> Stock | None:
    """What a text says that stands in for a picture, if that is nothing but words on stock."""
    attributes = node.attributes
    text = next((value for name in _SPOKEN if (value := attributes.get(name))), "").strip()
    stock = availability.from_words(text) if 0 < len(text) <= MAX_TEXT else None
    return stock if stock is not None and len(stock.raw) >= _WHOLE * len(text) else None


def _counted(node: Node, text: str) -> Stock | None:
    match = lexicon.pattern("availability", "count_alone").fullmatch(text)
    if not match or not lexicon.pattern("products", "stock_counts").search(names_of(node)):
        return None
    count = int(match[1])
    state = Availability.IN_STOCK if count else Availability.OUT_OF_STOCK
    return Stock(availability=state, raw=text, quantity=count)


@lru_cache(maxsize=1024)
def _named(names: str) -> Stock | None:
    for state in lexicon.table("products")["state_signs"]:
        if lexicon.pattern("products", "state_signs", state).fullmatch(names):
            return Stock(availability=Availability(state), raw=names)
    return None


def _wrapped(around: Neighbourhood) -> Iterator[Stock]:
    """The states that classes of the blocks around the heading are named for."""
    for step in range(_NEAR):
        block = around.block(step)
        classes = set((block.attributes.get("class") or "").split()) if block is not None else set()
        for state, names in lexicon.table("products")["state_classes"].items():
            if found := classes.intersection(names):
                yield Stock(availability=Availability(state), raw=min(found))

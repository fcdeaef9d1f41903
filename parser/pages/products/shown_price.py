"""The price that a visitor sees: which of the amounts on a page is the product's own.

Amounts stand in elements whose class or id says "price" in some language. What tells the product's
from those of twenty related ones is the distance to the heading, counted in the tree: the smallest
block that holds both the heading and the amount is small for the product's own price. Only what lies
below that block can make an amount foreign ("related", "carousel"), so a page whose every wrapper
bears such a name is read as well. Struck amounts are the old price, never the price.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from parser.pages import currencies, lexicon
from parser.pages.document import Document, Node, ancestors, text_of
from parser.pages.prices import ShownPrice, read_shown

MAX_PLACES = 250  #: elements looked at
MAX_TEXTS = 600
MAX_TEXT = 160  #: characters; a longer text is a paragraph
_has_digit = re.compile(r"\d").search
_humps = re.compile(r"([a-z0-9])([A-Z])").sub
_separators = re.compile(r"[\W_]+").sub
_STRUCK = frozenset({"s", "del", "strike"})
_UNREAD = frozenset(
    {"script", "style", "form", "body", "html", "head", "meta", "link", "ul", "select", "textarea"}
)
_FAR = 12  # steps from the heading to the common block beyond which nothing speaks for an amount
_NEARBY = 3  # steps up within which the old price and the currency stand
_MANY = 4  # different amounts in elements of one kind make a list
_LEAST = 2.5


@dataclass(kw_only=True, slots=True)
class Place:
    """One amount on the page."""

    node: Node
    shown: ShownPrice
    score: float
    struck: bool
    near: int  #: steps from the heading to the block that holds both


def find(document: Document, heading: Node | None, country: str) -> Place | None:
    """The product's own price with the old one beside it; None if no amount is sure enough."""
    places = _places(document, heading, country)
    if not places:
        return None
    repeated = _repeated(places)
    nearest = min(place.near for place in places)
    for place in places:
        place.score -= 0.5 * min(place.near - nearest, _FAR)
        if _kind(place.node) in repeated:
            place.score -= 3
    wanted = [place for place in places if not place.struck] or [
        one for one in places if one.shown.struck
    ]
    best = max(wanted, key=lambda place: place.score, default=None)
    if best is None or best.score < _LEAST:
        return None
    best.shown = _completed(best, places, country)
    return best


def _places(document: Document, heading: Node | None, country: str) -> list[Place]:
    nodes = document.select(_selector(document))[:MAX_PLACES]
    return _read(nodes, heading, country, bare=True) or _read(
        _around_texts(document), heading, country, bare=False
    )


def _around_texts(document: Document) -> Iterator[Node]:
    """The elements right around a text with a digit, for pages whose classes say nothing."""
    body = document.body
    found = 0
    for node in body.traverse(include_text=True, skip_empty=True) if body else ():
        text = node.text_content if node.is_text_node else None
        if text and len(text) <= MAX_TEXT and _has_digit(text) and (parent := node.parent):
            found += 1
            if found > MAX_TEXTS:
                return
            alone = not currencies.spelled().search(text)  # the currency has an element of its own
            yield parent.parent if alone and parent.parent else parent


def _read(nodes: Iterable[Node], heading: Node | None, country: str, *, bare: bool) -> list[Place]:
    path = [node.mem_id for node in ancestors(heading, 60)] if heading else []
    steps = {key: step for step, key in enumerate(path)}
    places: list[Place] = []
    seen_heading = heading is None
    inside: dict[int, str] = {}
    for node in nodes:
        if heading is not None and node.mem_id == heading.mem_id:
            seen_heading = True
        if node.tag in _UNREAD or (bare and node.tag == "h1"):
            continue
        text = _own_text(node)
        if not text or inside.get(node.parent.mem_id if node.parent else 0) == text:
            continue
        inside[node.mem_id] = text
        if shown := read_shown(text, country, bare=bare):
            places.append(_place(node, shown, steps, after=seen_heading))
    return places


def _selector(document: Document) -> str:
    parts = ["h1"]
    for word in lexicon.table("products")["price_places"]:
        if document.mentions(word.encode()):
            parts += [f'[class*="{word}" i]', f'[id*="{word}" i]']
    if document.mentions(b"data-"):
        parts += [
            f'[{name}*="price" i]'
            for name in ("data-testid", "data-qa", "data-test")
            if document.mentions(name.encode())
        ]
    return ",".join(parts)


def _own_text(node: Node) -> str:
    """The text of an element without what is struck in it; empty if it is long or has no digit."""
    text = node.text(separator=" ")
    if len(text) > 10 * MAX_TEXT or not _has_digit(text):
        return ""
    text = " ".join(text.split())
    for struck in node.css("s,del,strike") if len(text) > 4 else ():
        if struck.mem_id != node.mem_id:
            text = text.replace(text_of(struck), " ", 1)
    return text.strip() if len(text) <= MAX_TEXT and _has_digit(text) else ""


def _place(node: Node, shown: ShownPrice, steps: dict[int, int], *, after: bool) -> Place:
    hints, struck, below = _names(node), node.tag in _STRUCK, 0
    foreign = False
    near = len(steps) and _FAR
    for above in ancestors(node):
        if above.mem_id in steps:
            near = steps[above.mem_id]
            break
        below += 1
        names = _names(above)
        struck = struck or above.tag in _STRUCK or (below <= _NEARBY and _hints("old", names))
        foreign = foreign or bool(
            names and lexicon.pattern("products", "foreign_block").search(names)
        )
        if below <= 2:  # noqa: PLR2004 - the wrapper of a price and the wrapper's wrapper
            hints = f"{hints} {names}"
    score = 8.0 - 0.2 * min(near, _FAR) - 0.1 * below
    score += 1.0 if shown.currency else -0.5
    score += 0.5 if after else -0.5
    score += 1.0 if _hints("now", hints) else 0.0
    score -= 2.5 if _hints("other", hints) else 0.0
    score -= 6.0 if foreign else 0.0
    struck = struck or shown.struck or _hints("old", _names(node))
    return Place(node=node, shown=shown, score=score, struck=struck, near=near)


def _repeated(places: list[Place]) -> set[str]:
    """Kinds of elements that hold many different amounts: the cards of a list."""
    amounts = {(_kind(place.node), place.shown.price) for place in places}
    counts = Counter(kind for kind, _ in amounts)
    return {kind for kind, count in counts.items() if count >= _MANY}


def _completed(best: Place, places: list[Place], country: str) -> ShownPrice:
    """The price with the old one and the currency that stand beside it in elements of their own."""
    shown = best.shown
    around = [node.mem_id for node in ancestors(best.node, _NEARBY)]
    currency, old = shown.currency, shown.old_price
    for place in places:
        if place is best or not any(
            node.mem_id in around for node in ancestors(place.node, _NEARBY)
        ):
            continue
        if place.struck and place.shown.price > shown.price:
            old = min(old or place.shown.price, place.shown.price)
        if place.shown.price == shown.price:
            currency = currency or place.shown.currency
    if currency is None:
        currency = _currency_nearby(best.node, shown.price, country)
    return ShownPrice(
        price=shown.price, currency=currency, raw=shown.raw, old_price=old,
        price_min=shown.price_min, price_max=shown.price_max, unit_price=shown.unit_price,
    )  # fmt: skip


def _currency_nearby(node: Node, price: Decimal, country: str) -> str | None:
    """The currency that stands in the element around, where that holds the same amount."""
    for above in ancestors(node, _NEARBY):
        text = text_of(above)
        if len(text) > MAX_TEXT:
            return None
        shown = read_shown(text, country)
        if shown and shown.currency and shown.price == price:
            return shown.currency
    return None


def _hints(kind: str, names: str) -> bool:
    return bool(names and lexicon.pattern("products", "price_hints", kind).search(names))


def _names(node: Node) -> str:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip()[:200]
    return _as_words(names) if names else ""


@lru_cache(maxsize=4096)
def _as_words(names: str) -> str:
    """ "prd_price__oldAmount" as "prd price old amount"."""
    return _separators(" ", _humps(r"\1 \2", names)).lower()


def _kind(node: Node) -> str:
    return f"{node.tag} {node.attributes.get('class') or ''}"

"""The price that a visitor sees: which of the amounts on a page is the product's own.

Amounts stand in elements whose class or id says "price" in some language; where those give no clear
answer, all short texts with a currency are looked at. What tells the product's amount from those of
twenty related ones is its nearness to the heading. Struck amounts are the old price, never the price.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from decimal import Decimal
from functools import lru_cache

from parser.pages import currencies, lexicon
from parser.pages.document import Document, Node, ancestors, text_of
from parser.pages.prices import ShownPrice, read_shown, uncoupled
from parser.pages.products.amount_place import Place
from parser.pages.products.class_names import classes_of
from parser.pages.products.nearness import Neighbourhood, is_foreign, names_of
from parser.pages.products.price_before import beside, lower_of_pair, old_price
from parser.pages.products.price_for_all import for_all, labelled_otherwise
from parser.pages.products.price_places import (
    MAX_TEXT,
    MAX_TEXTS,
    around_texts,
    called_otherwise,
    called_price,
    cents_behind,
    kind_of,
)
from parser.pages.products.zone import is_below_related

_numbers = re.compile(r"\d[\d\s.,]*").findall
_has_digit = re.compile(r"\d").search
#: a line with a letter that ends in a digit, before one that begins with one and is not two digits of cents
_runs_on = re.compile(r"^([^\n]*[^\W\d_][^\n]*\d)\n(?=\d(?!\d?$))", re.MULTILINE).sub
_touches = re.compile(r"\d\n\d").search
_STRUCK = frozenset({"s", "del", "strike"})
_names_struck = re.compile(
    r"line-through|compare|price[-_]?old|old[-_]?price"
    r"|(?:__|price[-_]|(?<![\w-]))prev(?:ious)?(?:[-_]price)?(?![\w-])",  # no slide's "slick-prev"
    re.IGNORECASE,
).search  # in a class or a style
_UNREAD = frozenset(
    {
        "form",
        "body",
        "html",
        "head",
        "meta",
        "link",
        "ul",
        "ol",
        "select",
        "textarea",
        "main",
        "section",
    }
)
_FAR = 12  # steps to the heading beyond which more make no difference
_BESIDE = 3  # steps up within which the old price and the currency stand
_MANY = 3  # different amounts in elements of one kind, all as near, make a list
_LEAST = 2.5  # a score below says nothing
_CLEAR = 7.0  # a score that needs no second look
_BEYOND_DOUBT = 8.0  # a score that only comes right beside the heading
_NEIGHBOURS = 4  # elements read after a place beyond doubt, for the old price
_ABOUT_AS_GOOD = 3.0
_SLIGHTLY = 0.5  # less than any word about an amount adds or takes
_DOUBTED = 4  # best amounts whose surroundings are read
_FOREIGN = 6.0  # of the score, for an amount of another product
_MISTAKEN = 4.0  # of the score, for an amount that is labelled as something else
#: where amounts are looked for, and whether they may stand there without a currency
_LOOKS = ((called_price, True), (called_otherwise, True), (around_texts, False))


def find(
    document: Document, around: Neighbourhood, country: str, expected: Collection[Decimal] = ()
) -> Place | None:
    """The product's own price with the old one beside it; None if no amount is sure enough.

    Of amounts about as good as the best, one that markup states (`expected`) is taken.
    """
    places: list[Place] = []
    best = None
    for look, bare in _LOOKS:
        places += _read(look(document, around), around, country, expected, bare=bare)
        best = _best(places, around, expected)
        if best is not None and best.score >= _CLEAR and not best.shown.reserved:
            break
    if best is None or best.score < _LEAST:
        return None
    best = _alone(best, places)
    others = [one.shown for one in places if one is not best and not one.foreign]
    best.shown = uncoupled(_completed(best, places, around, country), others)
    return best


def are_many(document: Document, around: Neighbourhood, country: str) -> bool:
    """Whether the page shows prices of many things, in cards or in elements of one kind."""
    for look, bare in _LOOKS:
        places = _read(look(document, around), around, country, (), bare=bare)
        if len(places) >= _MANY:
            _compare(places)
            return sum(place.repeated or place.foreign for place in places) >= _MANY
    return False


def _best(
    places: list[Place], around: Neighbourhood, expected: Collection[Decimal]
) -> Place | None:
    if not places:
        return None
    _compare(places)
    wanted = _wanted(places)
    best = _unmistaken(wanted, around, expected)
    if best is None:
        return None
    if around.follows_other_link(best.node):
        best = _first_alike(best, wanted)
    if best.shown.price not in expected:
        best = lower_of_pair(best, wanted)
    if best.shown.untaxed or (best.shown.reserved and best.shown.price not in expected):
        return for_all(best, wanted, places)
    for place in wanted:
        as_good = place.score >= best.score - _ABOUT_AS_GOOD
        if place.shown.price in expected and as_good and not _undercuts(best, place):
            return place
    return best


def _first_alike(best: Place, places: list[Place]) -> Place:
    """The first amount about as good and at least as near as one that follows a link to another page.

    A single recommended thing has no neighbours that show it to be a card; but it stands below.
    """
    for place in places:
        if place is best or place.foreign or place.repeated:
            continue
        if place.near <= best.near and place.score >= best.score - _SLIGHTLY:
            return place if places.index(place) < places.index(best) else best
    return best


def _alone(best: Place, places: list[Place]) -> Place:
    """The same amount in a price's own element, if the best place is a block with more words."""
    if not best.is_in_sentence:
        return best
    same = [one for one in places if one.is_named and one.shown.price == best.shown.price]
    own = [one for one in same if not (one.foreign or one.struck or one.is_in_sentence)]
    sure = [one for one in own if one.score >= _LEAST]
    return max(sure, key=lambda place: place.score, default=best)


def _wanted(places: list[Place]) -> list[Place]:
    """The amounts that are not struck; if none is the page's own, the only one that is called regular.

    Templates give the price of a thing that is not reduced that name too.
    """
    wanted = [place for place in places if not place.struck]
    if any(not place.foreign for place in wanted):
        return wanted
    own = [place for place in places if not (place.foreign or place.shown.struck)]
    if own and len({place.shown.price for place in own}) == 1 and _is_regular(own[0].node):
        return own
    return wanted or [place for place in places if place.shown.struck]


def _is_regular(node: Node) -> bool:
    around = (node, *ancestors(node, _BESIDE))
    return any(_hints("regular", names_of(one)) for one in around)


def _unmistaken(
    places: list[Place], around: Neighbourhood, expected: Collection[Decimal]
) -> Place | None:
    """The best amount that the words around its element do not call something else than a price."""
    for _ in range(_DOUBTED):
        best = max(places, key=lambda place: place.score, default=None)
        if best is None or best.is_asked_around or best.shown.price in expected:
            return best
        best.is_asked_around = True
        if not best.foreign and is_below_related(best.node, around, headings=True):
            best.foreign = True
            _demote(best, _FOREIGN)
        elif labelled_otherwise(best):
            _demote(best, _MISTAKEN)
    return max(places, key=lambda place: place.score)


def _demote(place: Place, by: float) -> None:
    """Takes from both scores, for they are compared anew when more amounts are read."""
    place.own_score -= by
    place.score -= by


def _undercuts(best: Place, stated: Place) -> bool:
    """Whether the best amount is lower and right beside the stated one: markup has missed a discount."""
    if best.shown.price >= stated.shown.price or best.score < stated.score:
        return False
    beside = {node.mem_id for node in ancestors(stated.node, _BESIDE)}
    return any(node.mem_id in beside for node in ancestors(best.node, _BESIDE))


def _compare(places: list[Place]) -> None:
    """Scores with what only shows beside the others: the nearest block, the cards of a list."""
    lists = _lists(places) if len(places) >= _MANY else frozenset()
    nearest = min([place.near for place in places])
    may_hold = lists and not all(place.is_named for place in places)
    cards = _cards(places, lists) if may_hold else frozenset()
    for place in places:
        place.repeated = (place.kind, place.near) in lists or place.node.mem_id in cards
        place.score = place.own_score - 0.5 * min(place.near - nearest, _FAR) - 3 * place.repeated


def _cards(places: list[Place], lists: frozenset[tuple[str, int]]) -> frozenset[int]:
    """The blocks right around one amount of a list; one around several is a price in several forms."""
    listed = {
        place.node.mem_id: place.node for place in places if (place.kind, place.near) in lists
    }
    held = Counter(above.mem_id for node in listed.values() for above in ancestors(node, _BESIDE))
    return frozenset(block for block, count in held.items() if count == 1)


def _lists(places: list[Place]) -> frozenset[tuple[str, int]]:
    """The kinds and the nearness of elements of which many have different amounts.

    Old prices do not count: "was" and "lowest of 30 days" often look like the price itself. Nor do those
    of a measure beside others.
    """
    asked = [place for place in places if not (place.foreign or place.struck)]
    own = [place for place in asked if not place.shown.of_measure] or asked
    amounts = {(place.kind, place.near, place.shown.price) for place in own}
    counts = Counter((kind, near) for kind, near, _ in amounts)
    return frozenset(one for one, count in counts.items() if count >= _MANY)


def _read(
    nodes: Iterable[Node],
    around: Neighbourhood,
    country: str,
    expected: Collection[Decimal],
    *,
    bare: bool,
) -> list[Place]:
    """The amounts of elements in document order; `bare` ones may stand without a currency.

    Once an expected amount is found in a place that leaves no doubt, only its neighbours are read.
    """
    places: list[Place] = []
    last_of: dict[int, str] = {}
    left = MAX_TEXTS
    for node in nodes:
        left -= 1
        if left < 0:
            break
        text, struck = ("", "") if node.tag in _UNREAD else _own_text(node)
        if not text or last_of.get(node.parent.mem_id if node.parent else 0) == text:
            continue
        last_of[node.mem_id] = text
        if shown := read_shown(text, country, bare=bare):
            place = _place(node, _with_struck(shown, struck, country), around)
            place.is_named = bare
            places.append(place)
            if shown.price in expected and place.own_score >= _BEYOND_DOUBT and not place.struck:
                left = min(left, _NEIGHBOURS)
    return places


def _own_text(node: Node) -> tuple[str, str]:
    """The text of an element and what of it is struck; empty if it is long or has no digit."""
    text = node.text(separator="\n", strip=True, skip_empty=True)
    if len(text) > 2 * MAX_TEXT or not _has_digit(text):
        return "", ""
    text, struck = " ".join(_without_run_ons(text).split()), ""
    if len(_numbers(text)) > 1:
        for part in node.css("*"):
            if part.mem_id != node.mem_id and _is_struck(part):
                struck = text_of(part)
                text = text.replace(struck, " ", 1)
    text = text.strip()
    return (text, struck) if len(text) <= MAX_TEXT and _has_digit(text) else ("", "")


def _without_run_ons(text: str) -> str:
    """The lines of an element's parts, so that a name that ends in a number is not read on in the price.

    "Phone 15" and "699 €" are no 15,699 €; "EUR 699" and "00" are one amount.
    """
    if not _touches(text):
        return text
    return _runs_on(lambda line: line[0] if currencies.is_named(line[1]) else f"{line[1]}; ", text)


def _is_struck(node: Node) -> bool:
    """Whether an element inside another is an old price by its tag, its class or its style."""
    if node.tag in _STRUCK:
        return True
    names, style = classes_of(node), node.attributes.get("style")
    return bool((names and _names_struck(names)) or (style and "line-through" in style.lower()))


def _with_struck(shown: ShownPrice, struck: str, country: str) -> ShownPrice:
    """The price with the old one that is struck inside the same element."""
    old = read_shown(struck, country) if struck else None
    return shown._replace(old_price=old.price) if old and old.price > shown.price else shown


def _place(node: Node, shown: ShownPrice, around: Neighbourhood) -> Place:
    position = around.position(node)
    path = position.path if position else ()
    own = names_of(node)
    wrappers = [names_of(above) for above in path[:_BESIDE]]
    hints = " ".join([own, *wrappers[:2]])
    called_old = [names for names in (own, *wrappers) if _hints("old", names)]
    crossed = (
        node.tag in _STRUCK
        or any(above.tag in _STRUCK for above in path)
        or any(map(_is_drawn_through, (node, *path[:_BESIDE])))
    )
    foreign = (
        (position is not None and position.foreign) or is_foreign(node) or around.is_card(node)
    )
    score = 8.5 + (1.0 if shown.currency else -0.5) - _FOREIGN * foreign
    score -= 0.2 * min(position.near, _FAR) + 0.1 * position.below if position else 6.0
    score += 1.0 if _hints("now", hints) else 0.0
    score -= 2.5 if _hints("other", hints) else 0.0
    score -= 1.0 if shown.of_measure else 0.0
    score -= 1.0 if around.is_heading(node) else 0.0  # "6205 2RS" is no two rupees
    return Place(
        node=node,
        shown=shown,
        own_score=score,
        struck=crossed or shown.struck or bool(called_old),
        is_crossed=crossed or not all(_hints("regular", names) for names in called_old),
        near=position.near if position else _FAR,
        foreign=foreign,
        kind=kind_of(node),
    )


def _is_drawn_through(node: Node) -> bool:
    """Whether a line goes through it by its own style."""
    return "line-through" in (node.attributes.get("style") or "")


def _completed(best: Place, places: list[Place], around: Neighbourhood, country: str) -> ShownPrice:
    """The price with the old one and the currency that stand beside it in elements of their own."""
    shown = best.shown
    currency, price = shown.currency, shown.price
    if price == price.to_integral_value():
        price += cents_behind(best.node)
    near = beside(best, places)
    for place in near:
        if place.shown.price == shown.price:
            currency = currency or place.shown.currency
    currency = currency or _currency_beside(best.node, shown.price, country)
    old = old_price(best, near, places, around, country)
    return shown._replace(price=price, currency=currency, old_price=old)


def _currency_beside(node: Node, price: Decimal, country: str) -> str | None:
    """The currency that stands in an element around, where that holds the same amount."""
    for above in ancestors(node, _BESIDE):
        text = text_of(above)
        if len(text) > MAX_TEXT:
            return None
        shown = read_shown(text, country)
        if shown and shown.currency and shown.price == price:
            return shown.currency
    return None


@lru_cache(maxsize=8192)
def _hints(kind: str, names: str) -> bool:
    return bool(names and lexicon.pattern("products", "price_hints", kind).search(names))

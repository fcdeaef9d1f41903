"""The old price that stands beside the price: struck, called so, or in an element like that of the price."""

import re
from decimal import Decimal

from parser.pages.amount import Role
from parser.pages.amounts import plain, read_amounts
from parser.pages.document import ancestors, text_of
from parser.pages.prices import read_shown
from parser.pages.products.amount_place import Place
from parser.pages.products.nearness import Neighbourhood
from parser.pages.products.price_places import MAX_TEXT
from parser.pages.products.zone import is_below_related

_numbers = re.compile(r"\d[\d\s.,]*").findall
_cents = re.compile(r"[.,]\d{1,2}[.,]?$").sub
_BESIDE = 3  # steps up within which the old price stands
_DEEPEST_CUT = 10  # an old price ten times the new one is another thing's
_PAIR = 2
_LONGEST_PAIR = 60  # characters of two amounts, perhaps with a percentage
#: elements whose neighbours are other things of a list, or other quantities
_ENTRIES = frozenset({"tr", "td", "th", "li", "label", "option", "dd"})


def beside(place: Place, places: list[Place]) -> list[Place]:
    """The other amounts around which stands one of the elements right around a place."""
    around = {node.mem_id for node in ancestors(place.node, _BESIDE)} if len(places) > 1 else set()
    return [
        one
        for one in places
        if one is not place
        and not around.isdisjoint([node.mem_id for node in ancestors(one.node, _BESIDE)])
    ]


def old_price(
    best: Place, near: list[Place], places: list[Place], around: Neighbourhood, country: str
) -> Decimal | None:
    """The old price among the places near the best one, or beside another one with the same price.

    Pages repeat the price in a bar at the edge, without the old one.
    """
    if old := _struck_beside(best, near) or _called_old(best, country):
        return old
    for twin in places if any(place.struck for place in places) else ():
        if twin is best or twin.foreign or twin.shown.price != best.shown.price:
            continue
        old = _struck_beside(twin, beside(twin, places))
        if old is not None and not is_below_related(twin.node, around, headings=True):
            return old
    return None


def _struck_beside(place: Place, near: list[Place]) -> Decimal | None:
    """The lowest old price in an element itself, and in those beside it."""
    shown = place.shown
    struck = [
        one.shown.price
        for one in near
        if one.struck and one.shown.price > shown.price
        if len({shown.currency, one.shown.currency} - {None}) <= 1
    ]
    return min([*struck, *filter(None, [shown.old_price])], default=None)


def _called_old(place: Place, country: str) -> Decimal | None:
    """The first higher amount around the price that words call an old one."""
    shown = place.shown
    for above in ancestors(place.node, _BESIDE):
        text = text_of(above)
        if len(text) > MAX_TEXT:
            return None
        if not any(_at_most(number) > shown.price for number in _numbers(text)):
            continue
        for one in read_amounts(plain(text), country):
            is_higher = shown.price < one.value <= shown.price * _DEEPEST_CUT
            if one.role is Role.OLD and is_higher and one.currency in {shown.currency, None}:
                return one.value
    return None


def _at_most(number: str) -> int:
    """The most that digits with separators can mean, in whole units: "1.299" may be above a thousand."""
    return int("".join(filter(str.isdecimal, _cents("", number.strip()))))


def lower_of_pair(best: Place, places: list[Place]) -> Place:
    """The lower of two amounts that are all that one element holds: only its style strikes the other."""
    parent = best.node.parent
    lower = next((one for one in places if _is_below(one, best)), None)
    if parent is None or lower is None or best.node.tag in _ENTRIES:
        return best
    text = text_of(parent)
    shown = read_shown(text) if len(text) <= _LONGEST_PAIR else None
    if shown is None or (shown.price, shown.old_price) != (lower.shown.price, best.shown.price):
        return best
    if len(read_amounts(plain(text))) > _PAIR and "%" not in text:
        return best  # of several quantities
    lower.shown = lower.shown._replace(old_price=best.shown.price)
    return lower


def _is_below(place: Place, best: Place) -> bool:
    """Whether it is a lower amount in an element right beside the best one's."""
    if place.shown.price >= best.shown.price:
        return False
    one, other = place.node.parent, best.node.parent
    return one is not None and other is not None and one.mem_id == other.mem_id

"""The old price that stands beside the price in an element without a name, or with the same one."""

import re
from decimal import Decimal

from parser.pages.amount import Role
from parser.pages.amounts import plain, read_amounts
from parser.pages.document import ancestors, text_of
from parser.pages.prices import read_shown
from parser.pages.products.amount_place import Place
from parser.pages.products.price_places import MAX_TEXT

_numbers = re.compile(r"\d[\d\s.,]*").findall
_cents = re.compile(r"[.,]\d{1,2}[.,]?$").sub
_BESIDE = 3  # steps up within which the old price stands
_DEEPEST_CUT = 10  # an old price ten times the new one is another thing's
_PAIR = 2
_LONGEST_PAIR = 60  # characters of two amounts, perhaps with a percentage
#: elements whose neighbours are other things of a list, or other quantities
_ENTRIES = frozenset({"tr", "td", "th", "li", "label", "option", "dd"})


def old_beside(place: Place, country: str) -> Decimal | None:
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

"""The old price that stands beside the price in an element without a name, or with the same one."""

from decimal import Decimal

from parser.pages.amount import Role
from parser.pages.amounts import plain, read_amounts
from parser.pages.document import ancestors, text_of
from parser.pages.prices import read_shown
from parser.pages.products.amount_place import Place
from parser.pages.products.price_places import MAX_TEXT

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
        for one in read_amounts(plain(text), country):
            is_higher = shown.price < one.value <= shown.price * _DEEPEST_CUT
            if one.role is Role.OLD and is_higher and one.currency in {shown.currency, None}:
                return one.value
    return None


def lower_of_pair(best: Place, places: list[Place]) -> Place:
    """The lower of two amounts that are all that one element holds: only its style strikes the other."""
    parent = best.node.parent
    text = text_of(parent) if parent is not None and best.node.tag not in _ENTRIES else ""
    if parent is None or not text or len(text) > _LONGEST_PAIR:
        return best
    shown = read_shown(text)
    if shown is None or shown.old_price != best.shown.price or shown.price >= best.shown.price:
        return best
    if len(read_amounts(plain(text))) > _PAIR and "%" not in text:
        return best  # of several quantities
    beside = (
        one
        for one in places
        if one.node.parent is not None and one.node.parent.mem_id == parent.mem_id
    )
    lower = next((one for one in beside if one.shown.price == shown.price), None)
    if lower is None:
        return best
    lower.shown = lower.shown._replace(old_price=best.shown.price)
    return lower

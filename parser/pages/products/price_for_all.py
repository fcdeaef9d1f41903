"""The amount that every visitor pays, where the one that stands best is asked of some.

Companies get the tax back; members and holders of a card pay less, and so do those who resell.
"""

from decimal import Decimal

from parser.pages.amount import Role
from parser.pages.amounts import plain, read_amounts
from parser.pages.document import ancestors, text_of
from parser.pages.products.amount_place import Place
from parser.pages.products.price_places import MAX_TEXT
from parser.pages.reservations import is_called_public

_LABELLED = 2  # steps up within which a label stands
_BESIDE = 4  # steps up to the block with both amounts
_HIGHEST_TAX = Decimal("1.3")
_HIGHEST = 3  # times the reserved amount
_NO_PRICES = frozenset({Role.UNIT, Role.INSTALMENT, Role.DISCOUNT, Role.SHIPPING})


def labelled_otherwise(place: Place) -> bool:
    """Whether a label beside the element calls the amount no price at all; notes what it says of buyers.

    "Ex VAT" and "per month" often have an element of their own.
    """
    for above in ancestors(place.node, _LABELLED):
        text = text_of(above)
        if len(text) > MAX_TEXT:
            return False
        amounts = read_amounts(plain(text))
        roles = {one.role for one in amounts if one.value == place.shown.price}
        if roles == {Role.NET}:
            place.shown = place.shown._replace(untaxed=True)
        elif roles == {Role.RESERVED}:
            place.shown = place.shown._replace(reserved=True)
        elif len(amounts) == len(roles) == 1 and roles <= _NO_PRICES:  # else it may be another's
            return True
    return False


def for_all(best: Place, wanted: list[Place], places: list[Place]) -> Place:
    """The best place, or the one beside it whose amount has the tax, or is not reserved."""
    if best.shown.untaxed:
        return _taxed(best, wanted)
    return _public(best, places) if best.shown.reserved else best


def _taxed(best: Place, places: list[Place]) -> Place:
    """The amount that is above another one by its tax, if the page shows both.

    A shop that sells to companies puts the one without tax first and gives both the same form.
    """
    for place in sorted(places, key=lambda place: -place.score):
        ratio = place.shown.price / best.shown.price
        if not place.foreign and not place.shown.untaxed and 1 < ratio <= _HIGHEST_TAX:
            is_alike = place.kind == best.kind != place.node.tag
            return best if is_alike and places.index(best) < places.index(place) else place
    return best


def _public(best: Place, places: list[Place]) -> Place:
    """The lowest amount above a reserved one that stands beside it and is asked of everyone.

    That it is called regular strikes it elsewhere; here only a line through it does.
    """
    around = {node.mem_id for node in ancestors(best.node, _BESIDE)}
    higher = [
        place
        for place in places
        if best.shown.price < place.shown.price <= best.shown.price * _HIGHEST
        and not (place.foreign or place.is_crossed or place.shown.of_measure)
        and not around.isdisjoint([node.mem_id for node in ancestors(place.node, _BESIDE)])
    ]
    for place in sorted(higher, key=lambda place: place.shown.price):
        if _is_called_old(place) or labelled_otherwise(place):
            continue
        if not (place.shown.reserved or place.shown.untaxed):
            return place
    return best


def _is_called_old(place: Place) -> bool:
    """Whether the words beside it call it recommended or former, not only regular."""
    for node in (place.node, *ancestors(place.node, _LABELLED)):
        text = plain(text_of(node))
        if len(text) > MAX_TEXT:
            return False
        amounts = read_amounts(text)
        told = [one for one in amounts if one.value == place.shown.price and one.role is Role.OLD]
        if told:
            return not any(is_called_public(text, amounts, one) for one in told)
    return False

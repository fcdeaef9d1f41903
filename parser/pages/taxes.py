"""Which amounts of a text are without the tax that a buyer pays on top.

The words are in `vocabulary/prices.yaml`: "ex VAT" beside an amount, or "incl. VAT" beside a higher one.
"""

from decimal import Decimal

from parser.pages import currencies, lexicon
from parser.pages.amount import Amount, Role, joins

_TOUCHING = 6  # characters between an amount and a label of its tax
#: rates of taxes on sales, in percent; not 25, which is the way back from a discount of a fifth
_RATES = (5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24)
_CENT = Decimal("0.01")
_CLOSING = (")", "\uff09", "]")


def without_tax(text: str, amounts: list[Amount]) -> list[Amount]:
    """The amounts of a text, those to which a tax is added marked as net."""
    amounts = _labelled(text, amounts)
    return _beside_gross(text, amounts) if len(amounts) > 1 else amounts


def _labelled(text: str, amounts: list[Amount]) -> list[Amount]:
    """Finds the amounts to which a tax is added: "ex VAT" beside them.

    Between two amounts these words belong to the smaller one, on whichever side it stands.
    """
    for label in lexicon.phrases("prices", "untaxed").finditer(text) if amounts else ():
        before = [one for one in amounts if _touches(text, one.end, label.start())]
        after = [one for one in amounts if _touches(text, label.end(), one.start)]
        beside = [one for one in (*before[-1:], *after[:1]) if one.is_asked]
        if beside:
            net = min(beside, key=lambda one: one.value)
            amounts[amounts.index(net)] = net._replace(role=Role.NET)
    return amounts


def _beside_gross(text: str, amounts: list[Amount]) -> list[Amount]:
    """Finds those beside which another amount is said to include the tax.

    "4,000 (4,400 with tax)" asks for the latter. That it is higher by the rate of some tax tells it from
    the price before a discount; what a range begins with has its tax, too.
    """
    for label in lexicon.phrases("prices", "taxed").finditer(text):
        asked = [one for one in amounts if one.is_asked]
        before = [one for one in asked if _touches(text, one.end, label.start())]
        is_closed = text[label.end() : label.end() + 1] in _CLOSING  # of the amount before alone
        after = [one for one in asked if _touches(text, label.end(), one.start)]
        beside = before if before and is_closed else [*before, *after]
        gross = max(beside, key=lambda one: one.value, default=None)
        for place, one in enumerate(amounts) if gross else ():
            if (
                gross
                and one.is_asked
                and _is_net_of(one, gross)
                and not _are_ends(text, one, gross)
            ):
                amounts[place] = one._replace(role=Role.NET)
    return amounts


def _is_net_of(one: Amount, gross: Amount) -> bool:
    """Whether an amount is another one without the tax of some country, but for rounding."""
    unit = Decimal(1) if currencies.no_decimals(gross.currency) else _CENT
    return any(abs(one.value * (100 + rate) / 100 - gross.value) <= unit for rate in _RATES)


def _are_ends(text: str, one: Amount, other: Amount) -> bool:
    first, last = sorted((one, other), key=lambda amount: amount.start)
    return joins(text[first.end : last.start])


def _touches(text: str, end: int, start: int) -> bool:
    """Whether nothing but a few marks stands between the end of one thing and the start of another."""
    return 0 <= start - end <= _TOUCHING and not any(map(str.isalnum, text[end:start]))

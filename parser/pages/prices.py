"""Amounts of money in the texts of pages: which one a buyer pays, which is struck, which is neither.

price-parser reads one clean number well, so its number reader is used here. But it takes the first
number of a text, so that "12 pcs at 450" costs 12 and a struck price wins over the new one; it cuts
"1'299.00" at the apostrophe, and returns no ISO codes. So the text is first split into amounts, each
with its currency and the role given by the words around it (`vocabulary/prices.yaml`); then the one to
pay is chosen.

Everything is Decimal. This module knows no tree or markup: `products` finds the texts.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from parser.pages import currencies, lexicon
from parser.pages.amount import Amount, Role, joins
from parser.pages.amounts import MAX_TEXT, finite, plain, read_amounts

_DEEPEST_CUT = 10  # a struck price ten times the new one is another thing's
_NUMBERS = (int, float, Decimal)
_machine = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII).fullmatch
#: "6205-2RS" is no range up to two rupees: a range ascends
_part_number = re.compile(r"\D*(\d{1,9})-(\d{1,9})[A-Z]{2}\b\D*").fullmatch
_coupled = re.compile(r"(?<![\d.,])(\d{1,6}) (\d{2})(?![\d.,])", re.ASCII).search
_powered = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d{1,2}", re.ASCII).fullmatch
_LONGEST_FRACTION = 4  # digits of a price; what is longer was calculated in binary
#: of an amount: a number of 32 bits is off by six in a hundred million at most
_NOISE = Decimal("1e-7")
_UNITS = (Decimal("0.01"), Decimal("0.001"))


class ShownPrice(NamedTuple):
    """What a text of a page asks for; a tuple, as most texts with a number make one."""

    price: Decimal
    currency: str | None
    raw: str
    old_price: Decimal | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    unit_price: str | None = None
    struck: bool = False  #: the text itself calls it old, and names no other
    of_measure: bool = False  #: of a kilogram, a metre: the text asks for nothing else
    untaxed: bool = False  #: without the tax that a buyer pays on top
    reserved: bool = False  #: asked of members or holders of a card: the text asks for nothing else


def read_shown(text: str, country: str = "", *, bare: bool = True) -> ShownPrice | None:
    """The price in a text that people read; None if there is none above zero.

    Two different prices without a word between them are the new and the struck one: nobody prints a
    higher new price. `bare` allows an amount without a currency, for a text known to be a price.
    """
    return _shown(text[:MAX_TEXT], country, bare)


def read_markup(value: object, currency: str | None = None, country: str = "") -> Decimal | None:
    """The amount that markup states as a number or as text; None if it states none.

    schema.org asks for a point before the decimals, and "34.000" is thirty-four by that rule. Shops
    that print it as people do are believed where the currency has no decimals ("1.299" roubles) or
    where three digits that do not end in zero could not be anything else ("1.299" euro).
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, _NUMBERS):
        return _without_noise(finite(str(value)))
    text = plain(str(value)).strip()
    if _machine(text):
        return _without_noise(_machine_amount(text, currency))
    if _powered(text):
        return _without_noise(finite(f"{Decimal(text):f}"))
    shown = read_shown(text, country)
    return shown.price if shown else None


def uncoupled(shown: ShownPrice, others: Iterable[ShownPrice]) -> ShownPrice:
    """The second of two numbers that read like an amount and its cents, if one of `others` parts them.

    A style strikes the first: "119 99 \u20bd" is no 119.99 where "99 \u20bd 119 -17%" is shown as well.
    """
    match = _coupled(shown.raw)
    if match is None or shown.price != Decimal(f"{match[1]}.{match[2]}"):
        return shown
    old, price = Decimal(match[1]), Decimal(match[2])
    told = (one.raw.split() for one in others if one.price == price and not _coupled(one.raw))
    if old <= price or not any(match[1] in words for words in told):
        return shown
    return shown._replace(price=price, old_price=old)


@lru_cache(maxsize=4096)
def _shown(text: str, country: str, bare: bool) -> ShownPrice | None:  # noqa: FBT001 - a cache key
    text = plain(text)
    code = _part_number(text)
    if code and int(code[1]) > int(code[2]):
        return None
    amounts = read_amounts(text, country)
    paid = [amount for amount in amounts if amount.currency]
    return _chosen(text, paid or amounts) if paid or bare else None


def _machine_amount(text: str, currency: str | None) -> Decimal | None:
    whole, _, decimals = text.partition(".")
    thousands = len(decimals) == 3 and 0 < len(whole.lstrip("-")) <= 3 and whole != "0"  # noqa: PLR2004 - groups of thousands
    if thousands and not currencies.three_decimals(currency):
        padded = decimals.endswith("0")
        if currencies.no_decimals(currency) or (currency and not padded):
            return finite(whole + decimals)
    return finite(text)


def _without_noise(amount: Decimal | None) -> Decimal | None:
    """The intended amount if binary rounding printed 1299.8999999999999 or 19.989999771118164."""
    if amount is None or -int(amount.as_tuple().exponent) <= _LONGEST_FRACTION:
        return amount
    rounded = (amount.quantize(unit) for unit in _UNITS)
    return next((one for one in rounded if abs(one - amount) <= amount * _NOISE), amount)


def _chosen(text: str, amounts: list[Amount]) -> ShownPrice | None:
    """The amount to pay and what the others say about it."""
    if len(amounts) == 1 and amounts[0].role is Role.PRICE:  # most texts
        return ShownPrice(price=amounts[0].value, currency=amounts[0].currency, raw=text.strip())
    taxed = [amount for amount in amounts if amount.is_asked]
    old, units = _of_role(Role.OLD, amounts), _of_role(Role.UNIT, amounts)
    reserved = _of_role(Role.RESERVED, amounts)
    asked = taxed or _of_role(Role.NET, amounts) or reserved or units or old
    if not asked:
        return None
    struck_only = asked is old
    if struck_only:
        old = []
    currency = asked[0].currency
    asked = [amount for amount in asked if amount.currency == currency]
    values = [amount.value for amount in asked]
    lowest = min(values)
    highest = max(values + [one.value for one in _of_role(Role.UP_TO, amounts)])
    spread = _is_range(text, asked)
    pair = not spread and _is_pair(text, asked)
    price = lowest if pair or spread else values[0]
    struck = [amount.value for amount in old] + ([highest] if pair else [])
    return ShownPrice(
        price=price,
        currency=currency,
        raw=text.strip(),
        old_price=max((value for value in struck if value > price), default=None),
        price_min=lowest if spread else None,
        price_max=highest if spread and highest > lowest else None,
        unit_price=text[units[0].start : units[0].end + 12].strip() if units else None,
        struck=struck_only,
        of_measure=asked[0].role is Role.UNIT,
        untaxed=asked[0].role is Role.NET,
        reserved=asked[0].role is Role.RESERVED,
    )


def _of_role(role: Role, amounts: list[Amount]) -> list[Amount]:
    return [amount for amount in amounts if amount.role is role]


def _is_pair(text: str, asked: list[Amount]) -> bool:
    """Whether these are one new and one struck price: side by side, at most a percentage between."""
    if len({amount.value for amount in asked}) != 2:  # noqa: PLR2004 - a pair
        return False
    one, other = asked[0], next(amount for amount in asked if amount.value != asked[0].value)
    between = text[one.end : other.start]
    side_by_side = not any(char.isalpha() or char in "+=&(" for char in between) or bool(
        lexicon.pattern("prices", "now_between").fullmatch(between)
    )
    return side_by_side and min(one.value, other.value) * _DEEPEST_CUT >= max(
        one.value, other.value
    )


def _is_range(text: str, asked: list[Amount]) -> bool:
    """Whether the amounts are the ends of one range ("100 - 200"), or an open one ("from 100")."""
    if asked[0].role is Role.FROM:
        return True
    return len(asked) > 1 and joins(text[asked[0].end : asked[1].start])

"""Splits a page's text into amounts: each number with its currency and its role for the buyer.

The role comes from the words around a number ("was", "save", "per month", "for 100 g"), which are
listed by language in `vocabulary/prices.yaml`. `prices` decides which amount is the price.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from price_parser.parser import parse_number

from parser.pages import currencies, lexicon, reservations, taxes
from parser.pages.amount import Amount, Role, joins

MAX_TEXT = 400  #: characters; longer texts are cut, no price needs them
MAX_DIGITS = 12  #: a longer run of digits is an identifier or a telephone number
_CONTEXT = 40  # characters before and after an amount that can give it a role
#: the first digits of those that shops print: Arabic, Persian, Hindi, Bengali, Thai, full-width
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10)
_TO_PLAIN = str.maketrans(
    {
        **dict.fromkeys(
            "\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\n\r\f\v",
            " ",
        ),
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4`\u066c", "'"),
        **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"),
        **dict.fromkeys("\u2212\u2012\u2010\u2011", "-"),
        **{chr(zero + digit): str(digit) for zero in _ZEROS for digit in range(10)},
        "\u066b": ".",
        "\uff0e": ".",
        "\uff0c": ",",
    }
)
_LONGEST_CODE = 30  # characters of it that are looked at
_code_before = re.compile(r"\d[^\W\d_]{2,}$").search
_is_fancy = re.compile(f"[{re.escape(''.join(map(chr, _TO_PLAIN)))}]").search
#: Both match the first character before they look behind it: a pattern that begins with a character
#: class is searched for four times as fast.
_number = re.compile(
    r"""[\d.,](?<!\d[\d.,])(?:(?<=\d)(?:
        \d{0,2}(?:([ .,'])\d{3})(?:\1\d{3})*      # 1 299,00  1.299.000  1 299,000  1 299 EUR sign 99
          (?:[.,](?<!\1)\d{3}(?![\d.,])(?!\1\d)|[.,]\d{1,2}|\s?\u20ac\s?\d{2}(?![\d.,])(?!\s?(?:\u20ac|(?!(?i:h\.?t|t\.?t))[a-zA-Z])))?(?!\d)
      | \d?(?:,\d{2})+,\d{3}(?:\.\d{1,2})?(?!\d)                    # 1,23,456.00
      | \d*\s?\u20ac\s?\d{2}(?![\d.,])(?!\s?\u20ac)                 # 35 EUR sign 99
      | \d*(?:[.,]\d+)?
      ) | (?<!\w[.,])(?<=[.,])\d{2}(?!\d)                           # ,89
    )""",
    re.VERBOSE | re.ASCII,
)
_split_cents = re.compile(
    r"(\d(?<![\d.,']\d)(?<!\d \d)\d{0,3})[.,]? (\d{2})(?! ?\d)(?![.,]\d)", re.ASCII
)
_parted_mark = re.compile(r"(?<=\d) ([.,]) ?(?=\d{2,3}(?!\d))", re.ASCII).sub
_spaces = re.compile(" {2,}").sub
_plain_number = re.compile(r"\d+(?:[.,]\d{1,2})?", re.ASCII).fullmatch


#: roles with the names of the patterns that indicate them, in the order in which they are tried
_BEHIND = ((Role.INSTALMENT, "instalment_after"), (Role.UNIT, "unit_after"))
_BEFORE = (
    (Role.INSTALMENT, "instalment_before"),
    (Role.OLD, "old_before"),
    (Role.UNIT, "unit_before"),
    (Role.DISCOUNT, "discount_before"),
    (Role.SHIPPING, "shipping_before"),
    (Role.SHIPPING, "threshold_before"),
    (Role.RESERVED, "reserved_before"),
    (Role.UP_TO, "up_to_before"),
    (Role.FROM, "from_before"),
)
_LABELS_BEHIND = (
    (Role.OLD, "old_after"),
    (Role.DISCOUNT, "discount_after"),
    (Role.RESERVED, "reserved_after"),
)


def read_amounts(text: str, country: str = "") -> list[Amount]:
    """Every number above zero of a `plain` text with its role, in order."""
    text = _joined_cents(text[:MAX_TEXT])
    amounts = [one for one in _amounts(text, country) if one.value > 0]
    if len(amounts) > 1:
        _share_currency(text, amounts)
    return taxes.without_tax(text, reservations.settled(text, amounts))


def plain(text: str) -> str:
    """One kind of space, apostrophe and minus; no invisible characters."""
    if _is_fancy(text):
        text = text.translate(_TO_PLAIN)
    return _spaces(" ", text) if "  " in text else text


def finite(text: str) -> Decimal | None:
    """The number in a text; None for NaN, infinities and absurd sizes."""
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    if not number.is_finite() or abs(number.adjusted()) > MAX_DIGITS:
        return None
    return number


def _joined_cents(text: str) -> str:
    """Gives the cents their point back: "12" with a raised "99" reads as "12 99 EUR", or "12. 99".

    Where each part has an element of its own, the point stands apart: "1 . 249 , 90", "254 .50".
    """
    if " ." in text or " ," in text:
        text = _parted_mark(r"\1", text)
    match = _split_cents.search(text)
    if match is None or not _are_cents(text, match):
        return text
    return f"{text[: match.end(1)]}.{text[match.start(2) :]}"


def _are_cents(text: str, match: re.Match[str]) -> bool:
    """Whether two numbers stand at a currency; or alone, and the first has a point behind it."""
    if match[0][len(match[1])] in ".," and not text.replace(match[0], "", 1).strip(" *"):
        return True
    if match.end() == len(text.rstrip()):
        return currencies.before_number(text[: match.start()]) is not None
    return currencies.after_number(text, match.end()) is not None


def _amounts(text: str, country: str) -> Iterator[Amount]:
    cut = 0  # where the amount before ended: its currency is not ours
    cents_after = lexicon.pattern("prices", "cents_after").match
    for match in _number.finditer(text):
        first, number = match.start(), match[0]
        if first < cut or _is_too_long(number):
            continue
        if text[first - 1 : first].isalpha():
            if _ends_code(text, first):
                continue
            number = _without_word(text, match, cut)
            first = match.end() - len(number)
        factor, end = _multiple(text, match.end(), "words")
        start, end, symbol = _with_currency(text, first, end, cut)
        if not symbol and _is_inside_word(text, first, match.end()):
            continue
        if factor == 1 and start < first:
            factor, end = _multiple(text, end, "letters")
        code = currencies.meaning(symbol, country) if symbol else None
        value = _value(number, code or currencies.currency_of_country(country))
        if value is not None and factor > 1:
            value = finite(f"{value * factor:.0f}")
        if value is None:
            continue
        if cents := cents_after(text[end : end + 12]):
            value, end = value + Decimal(cents[1]) / 100, end + cents.end()
        role = _role(text, cut, start, end, paid=code is not None)
        yield Amount(value, code, role, start, end)
        cut = end if code else cut


def _ends_code(text: str, start: int) -> bool:
    """Whether the number is the end of a code: letters right before it, and digits before those."""
    return _code_before(text[max(0, start - _LONGEST_CODE) : start]) is not None


def _without_word(text: str, match: re.Match[str], cut: int) -> str:
    """The number behind a letter without the digits that end a word: "socket AM4 299,-" asks for 299."""
    number, start = match[0], match.start()
    if " " not in number:
        return number
    if currencies.before_number(text[max(cut, start - 12) : start]):
        return number
    return number.partition(" ")[2]


def _is_too_long(number: str) -> bool:
    return len(number) > MAX_DIGITS and sum(map(str.isdigit, number)) > MAX_DIGITS


def _share_currency(text: str, amounts: list[Amount]) -> None:
    """In "100 - 200 EUR" and "from 100 to 200 EUR" the first amount has the second's currency."""
    for place, (one, other) in enumerate(pairwise(amounts)):
        if not other.currency or one.currency:
            continue
        if other.role is Role.UP_TO or joins(text[one.end : other.start]):
            amounts[place] = one._replace(currency=other.currency)


def _multiple(text: str, end: int, kind: str) -> tuple[int, int]:
    """What the word behind a number multiplies it by, 1 without such a word, and where that ends."""
    if not text[end : end + 2].lstrip()[:1].isalpha():
        return 1, end
    found = lexicon.pattern("prices", "multiples", kind).match(text, end)
    return (_factor(found[0], kind), found.end()) if found else (1, end)


@lru_cache(maxsize=256)
def _factor(word: str, kind: str) -> int:
    factors: Iterable[str] = lexicon.table("prices")["multiples"][kind]
    return int(
        next(
            one for one in factors if lexicon.pattern("prices", "multiples", kind, one).match(word)
        )
    )


def _with_currency(text: str, start: int, end: int, cut: int) -> tuple[int, int, str]:
    """Where the amount including its currency begins and ends, and the currency as printed.

    `start` and `end` enclose the number, including a word that multiplies it.
    """
    if "\u20ac" in text[start:end]:
        return start, end, "\u20ac"
    after = currencies.after_number(text, end)
    if after and _ends_here(text, after.end()) and not currencies.is_whole_mark(after[1]):
        return start, after.end(), after[1]
    head = text[max(cut, start - 12) : start]
    before = currencies.before_number(head) if head else None
    if before and not _is_inside_word(text, start, end):
        return start - len(head) + before.start(), end, before[0]
    if after and not _is_of_next(text, end, after):
        return start, after.end(), after[1]
    return start, end, ""


def _is_inside_word(text: str, start: int, end: int) -> bool:
    """Whether letters touch a number on both sides: a brand may begin as "kr" does."""
    return text[start - 1 : start].isalpha() and text[end : end + 1].isalpha()


def _ends_here(text: str, end: int) -> bool:
    """Whether the currency that ends here belongs to the number before it, not to one after it."""
    return not text[end : end + 2].strip()[:1].isdigit()


def _is_of_next(text: str, end: int, symbol: re.Match[str]) -> bool:
    """Whether a currency between two numbers stands apart from the first and close to the second."""
    return symbol.start(1) > end and text[symbol.end() : symbol.end() + 1].isdigit()


def _value(number: str, currency: str | None) -> Decimal | None:
    is_grouped = " " in number or "'" in number
    number = number.replace("'", "").replace(" ", "")
    if _plain_number(number):
        return Decimal(number.replace(",", "."))
    if "\u20ac" in number:
        whole, _, cents = number.partition("\u20ac")
        return finite(f"{whole.replace('.', '').replace(',', '')}.{cents}")
    decimal = None
    head, mark, tail = _last_mark(number)
    is_dinar = is_grouped or currencies.three_decimals(currency)  # 1 189,000
    if mark and len(tail) == 3 and (head.strip("0") == "" or is_dinar):  # noqa: PLR2004 - groups of thousands
        decimal = mark  # 0.500, or three decimals of a dinar
    elif mark and len(tail) < 3 and mark in head:  # noqa: PLR2004 - groups of thousands
        number = head.replace(mark, "") + mark + tail  # 1.299.00
    amount: Decimal | None = parse_number(number, decimal)
    return amount if amount is not None and amount.is_finite() else None


def _last_mark(number: str) -> tuple[str, str, str]:
    place = max(number.rfind("."), number.rfind(","))
    return ("", "", number) if place < 0 else (number[:place], number[place], number[place + 1 :])


def _role(text: str, cut: int, start: int, end: int, *, paid: bool) -> Role:
    """The role given by the words since the previous amount (`cut`) and right after this one.

    Words after it that make it an instalment or a unit price count first; then the label in front, and
    only without one a label behind, which may belong to the next amount.
    """
    before = text[max(cut, start - _CONTEXT) : start]
    after = text[end : end + _CONTEXT]
    if _is_threshold(before, after):
        return Role.SHIPPING
    said_behind, label = _behind(after)
    if (role := said_behind or _said_before(before)) is not None:
        return role
    if label and not (label is Role.DISCOUNT and _of_percent(before)):
        return label
    if cut and lexicon.pattern("prices", "unit_before").search(text[max(0, start - 24) : start]):
        return Role.UNIT
    if not paid and _counted(before, after):
        return Role.QUANTITY
    return Role.DISCOUNT if _is_minus(text, start) else Role.PRICE


def _is_threshold(before: str, after: str) -> bool:
    """Whether it is the sum from which on shipping is free: "ab 60 € versandkostenfrei"."""
    is_free = lexicon.pattern("prices", "free_after").match(after)
    return bool(is_free and lexicon.pattern("prices", "from_before").search(before))


@lru_cache(maxsize=4096)
def _behind(after: str) -> tuple[Role | None, Role | None]:
    """The role stated behind an amount, and the one that a label there suggests."""
    return _first(_BEHIND, after), _first(_LABELS_BEHIND, after)


@lru_cache(maxsize=4096)
def _said_before(before: str) -> Role | None:
    return _first(_BEFORE, before)


def _first(rules: Iterable[tuple[Role, str]], context: str) -> Role | None:
    """The first role whose words are found: at the end of the text before, or right behind."""
    if not context or context.isspace():
        return None
    for role, words in rules:
        pattern = lexicon.pattern("prices", words)
        found = pattern.search(context) if words.endswith("_before") else pattern.match(context)
        if found and not (words == "discount_before" and _of_percent(context)):
            return role
    return None


def _of_percent(before: str) -> bool:
    """Whether the discount that is named was a percentage: "20% off EUR 39" costs 39."""
    found = re.search(r"%\s*(\w*)\s*$", before)
    return found is not None and not lexicon.pattern("prices", "save_word").match(found[1])


def _is_minus(text: str, start: int) -> bool:
    """Whether what stands before is a minus sign, not a dash between two amounts or words."""
    return text[max(0, start - 2) : start] in {"-", " -"}


def _counted(before: str, after: str) -> bool:
    counted = lexicon.pattern("prices", "quantity_after").search(after)
    return bool(counted or lexicon.pattern("prices", "quantity_before").search(before))

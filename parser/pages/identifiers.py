"""Trade item numbers with their check digits: GTIN-8, -12, -13, -14, ISBN-10 and -13.

GS1 General Specifications 7.9 (modulo 10, weights 3 and 1 from the right) and ISO 2108 (modulo 11
for ten digits). A number that fails is no identifier: it would join two different products.
"""

import re
from dataclasses import dataclass

_separators = re.compile(r"[\s\u2010-\u2015.-]+")
_label = re.compile(r"^(?:ISBN|EAN|GTIN|UPC)(?:-?1[0-4](?=[:#]))?[:#]*").sub
_isbn10 = re.compile(r"\d{9}[\dX]", re.ASCII).fullmatch
_digits = re.compile(r"\d+", re.ASCII).fullmatch
_GTIN_LENGTHS = {8: "gtin8", 12: "gtin12", 13: "gtin13", 14: "gtin14"}
_ISBN_PREFIXES = ("978", "979")  # Bookland; 979-0 is printed music, which has no ISBN
_ISBN10_LENGTH = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Gtin:
    """A verified number, digits only (an ISBN-10 may end in X)."""

    value: str
    type: str  #: gtin8, gtin12, gtin13, gtin14, isbn10, isbn13


def read_gtin(text: object, *, isbn: bool = False) -> Gtin | None:
    """The number in a text that holds nothing else; None if it is not one or its check fails.

    Ten digits are an ISBN only where the page says so (`isbn`): as a GTIN they do not exist.
    """
    digits = compact(text)
    if isbn and len(digits) == _ISBN10_LENGTH:
        return (
            Gtin(value=digits, type="isbn10") if _isbn10(digits) and _isbn10_holds(digits) else None
        )
    kind = _GTIN_LENGTHS.get(len(digits))
    if kind is None or not _digits(digits) or not gtin_holds(digits):
        return None
    if kind == "gtin13" and digits.startswith(_ISBN_PREFIXES) and not digits.startswith("9790"):
        kind = "isbn13"
    return Gtin(value=digits, type=kind)


def looks_like_gtin(text: object) -> bool:
    """Whether a text has the length and the digits of a GTIN, right or wrong."""
    digits = compact(text)
    return len(digits) in _GTIN_LENGTHS and bool(_digits(digits))


def compact(text: object) -> str:
    """The text without the separators that people print, and without a label such as "ISBN:"."""
    plain = _separators.sub("", str(text).strip().upper()[:64])
    return _label("", plain)


def gtin_holds(digits: str) -> bool:
    """GS1 modulo 10 over ASCII digits; all zeros is a placeholder."""
    total = sum(
        int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))
    )
    return total % 10 == 0 and digits.strip("0") != ""


def _isbn10_holds(digits: str) -> bool:
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0

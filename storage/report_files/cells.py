"""Makes text safe for a cell: no spreadsheet takes it for a formula, and XML can hold it.

A CSV cell has no type, so one that a spreadsheet would calculate gets an apostrophe in front (OWASP,
"CSV Injection"). Numbers and telephone numbers are harmless and stay as they are, except those that
form a sum: +1-800-555-1234 would become -2588. The change is reversible: text that already begins with
an apostrophe and a formula gets one more.

A sheet's cell has a type, so text is never a formula there. XML 1.0 has no control characters, and
Excel reads `_x000D_` as one; both are handled here.
"""

import re
from datetime import UTC, datetime, time, tzinfo
from decimal import Decimal

#: of a cell, in UTF-16 units as Excel counts: of a longer one in a CSV file it makes another row
MOST_CHARACTERS = 32_767
_MIDNIGHT = time()
_CUT = "\N{HORIZONTAL ELLIPSIS}"

# what stands before the first character that matters: spaces of all kinds, controls, marks of direction
_BLANK = r"\s\x00-\x1f\x7f-\x9f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
# = + - @ and their full-width and small forms, which Excel reads as the plain ones
_START = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
#: Latin, Greek and Cyrillic letters and digits but D, which "DDE(" begins with: so begin nearly all
#: texts, and none of them is calculated
HARMLESS_STARTS = frozenset(filter(str.isalnum, map(chr, range(0x500)))) - {"d", "D"}
_is_calculated = re.compile(
    rf"'*(?:[{_BLANK}]*[{_START}]|[\t\r\n]|[{_BLANK}]*dde\s*\()", re.IGNORECASE
).match
_is_number = re.compile(
    r"[+-] ?(?:\d{1,3}(?:[ \u00a0\u202f.,']\d{3})+|\d+)?(?:[.,]\d+)?(?:e[+-]?\d{1,4})? ?%?",
    re.IGNORECASE | re.ASCII,
).fullmatch
_is_telephone = re.compile(r"\+\d(?:[ \u00a0().-]{0,3}\d){6,14}", re.ASCII).fullmatch
_between_digits = re.compile(r"[^\d+]+", re.ASCII).findall

_not_xml = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_looks_escaped = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def neutralised(text: str) -> str:
    """A text for a CSV cell: with an apostrophe where a spreadsheet would calculate it."""
    return f"'{text}" if is_calculated(text) else text


def is_calculated(text: str) -> bool:
    """Whether a spreadsheet would take the text of a CSV cell for a formula, behind any apostrophes."""
    if text[:1] in HARMLESS_STARTS or not _is_calculated(text):
        return False
    plain = text.strip(" \u00a0")
    if _is_telephone(plain):
        return _is_sum(plain)
    return not (_is_number(plain) and any(map(str.isdigit, plain)))


def _is_sum(telephone: str) -> bool:
    """Whether all its digits are joined by signs as in a sum; a space or bracket between two prevents it."""
    joints = _between_digits(telephone)
    return "-" in telephone and all("-" in joint or joint == "." for joint in joints)


def storable(text: str) -> str:
    """A text as a cell of a workbook can hold it.

    Characters that XML 1.0 does not know are left out, line ends become line feeds, and what is too
    long ends in an ellipsis.
    """
    if not text.isprintable():
        text = _not_xml.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return fitting(text)


def for_xml(text: str) -> str:
    """The same, escaped."""
    if 2 * len(text) > MOST_CHARACTERS or not text.isprintable():
        text = storable(text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "_x" in text:
        text = _looks_escaped.sub("_x005F_", text)
    return text


def fitting(text: str) -> str:
    """A text cut to what a cell can hold."""
    if fits(text):
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    kept = units[: 2 * (MOST_CHARACTERS - 1)].decode("utf-16-le", "ignore")
    return kept + _CUT


def fits(text: str) -> bool:
    """Whether a cell can hold the whole text."""
    if 2 * len(text) <= MOST_CHARACTERS:
        return True
    return len(text.encode("utf-16-le", "surrogatepass")) <= 2 * MOST_CHARACTERS


def plain_number(value: str | float | Decimal) -> str:
    """A number in digits and a dot, never in powers of ten."""
    if isinstance(value, str):
        if "e" not in value and "E" not in value:
            return value
        value = Decimal(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def plain_money(value: str | float | Decimal) -> str:
    """An amount as people write money: exact, with two digits behind the dot, or more where it has them.

    Shops state one price as 3740, 3740.0 and 3740.00; in a column of prices these are one.
    """
    text = plain_number(value)
    if text[-3:-2] == ".":
        return text
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.rstrip('0'):0<2}"


def is_day(moment: datetime) -> bool:
    """Whether a moment that a site stated is only a day: those are stored as midnight UTC."""
    return moment.astimezone(UTC).time() == _MIDNIGHT


def stated(moment: datetime, zone: tzinfo) -> datetime:
    """A moment that a site stated, converted to a zone; a day without a time stays the same day."""
    return moment.astimezone(UTC if is_day(moment) else zone)


def serial(moment: datetime) -> float:
    """A wall-clock time as Excel counts it: days since 30 December 1899."""
    since = moment.replace(tzinfo=None) - datetime(1899, 12, 30)  # noqa: DTZ001 - wall clock, as in the sheet
    return since.days + since.seconds / 86_400

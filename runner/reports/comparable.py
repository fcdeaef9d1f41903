"""Values as they are compared and printed: without meaningless differences.

A shop's pages vary in spaces, entities and tracking parameters from one load to the next; nobody reads
a report twice that takes those for changes.
"""

import html
import re
import unicodedata
from decimal import Decimal, getcontext

from parser.pages.urls import normalise, without_tracking

#: most characters of an old or a new value
MOST_TEXT = 1000
_LEAD = 100  # characters shown before the first difference of two long values
_invisible = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]"
)


def plain_text(text: str) -> str:
    """The text in one line, without invisible characters, every space a plain one."""
    if not text.isprintable():
        text = _invisible.sub("", text)
        return " ".join(text.split())
    return " ".join(text.split()) if "  " in text else text.strip()


def same_text(text: str) -> str:
    """The form in which texts are compared: entities decoded, NFC, plain spaces."""
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return plain_text(text)


def same_url(url: str) -> str:
    """The form in which addresses are compared: normalised, without tracking parameters."""
    return without_tracking(normalise(url) or url)


def picture_path(url: str) -> str:
    """A picture's path: without the query, which holds cache busters, and the host, as CDNs have many."""
    address = same_url(url).partition("?")[0]
    return address.partition("://")[2].partition("/")[2] or address


def side_by_side(old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """Two values as a row shows them; long ones start shortly before their first difference."""
    start = 0
    if old and new and max(len(old), len(new)) > MOST_TEXT:
        pairs = enumerate(zip(old, new, strict=False))
        common = next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))
        start = common - _LEAD if common > MOST_TEXT - 2 * _LEAD else 0
    return excerpt(old, start), excerpt(new, start)


def excerpt(text: str | None, start: int = 0) -> str | None:
    """What a cell shows of a text, with an ellipsis where something is left out."""
    if text is None or (not start and len(text) <= MOST_TEXT):
        return text
    head = "\u2026" if start else ""
    rest = text[start : start + MOST_TEXT - 2]
    tail = "\u2026" if start + len(rest) < len(text) else ""
    return head + rest + tail


def plain_decimal(value: Decimal) -> str:
    """An amount in digits and a dot."""
    return f"{value:f}"


def change_percent(old: Decimal, new: Decimal) -> Decimal | None:
    """The change in percent of the old value, to hundredths; None if the old value is zero."""
    return percent(new - old, old, Decimal("0.01")) if old else None


def percent(part: Decimal, whole: Decimal, step: Decimal) -> Decimal:
    """A share in percent, rounded to `step`; unrounded if that would exceed Decimal's precision.

    A page may state any price: a change from "0.000000001" to "9999999999" must not raise.
    """
    share = 100 * part / whole
    fits = share.adjusted() - step.adjusted() < getcontext().prec
    return share.quantize(step) if fits else share

"""Cleans single values: names, brands, identifiers, categories, conditions, pictures."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from parser.pages import lexicon
from parser.pages.identifiers import Gtin, looks_like_gtin, read_gtin
from parser.pages.text import plain_text, tidy, without_icons

MAX_NAME = 500  #: characters
MAX_DESCRIPTION = 10_000
MAX_IDENTIFIER = 80
MAX_BRAND = 80
MAX_IMAGES = 50
_LONGEST_PLACEHOLDER = 40
_BEFORE_HOME = 3  # crumbs among which the front page may stand: "Back", "You are here"
_DASHES = (" -", " \u2013", " \u2014")
_REMEMBERED = 200  # characters; longer lines seldom come again
_category_marks = re.compile(r"\s*(?:>|\u203a|\u00bb|\u2192|\||\s/\s|&gt;)\s*")
_label = re.compile(r"^[\w .#-]{1,30}?:\s*(?=\S)")
_number = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_count = re.compile(r"\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+(?!\d)|\d{1,9}", re.ASCII).search
_not_digits = re.compile(r"\D").sub
_part_number = re.compile(
    r"(?=.*[A-Za-z])(?=(?:.*\d){3})[A-Za-z0-9][\w./+-]{4,39}", re.ASCII
).fullmatch
_identifier_prefix = re.compile(
    r"^(?:(?:sku|mpn|gtin\d*|ean|upc|isbn|id|asin|art)\s*[:=]\s*|sku\s+(?=\S*\d))", re.IGNORECASE
)


def name(text: str | None) -> str | None:
    """A product's name; None for a placeholder."""
    if not text:
        return None
    text = tidy(without_icons(plain_text(text)[:MAX_NAME]))
    return text if text and not is_placeholder(text) else None


def brand(text: str | None) -> str | None:
    """A brand without its label and without what templates print instead of one."""
    if not text:
        return None
    text = plain_text(text)
    if ":" in text:
        text = _label.sub("", text)
    text = text.strip(" ,;:|-\u2013")
    if not text or len(text) > MAX_BRAND or is_placeholder(text) or "//" in text:
        return None
    return text


def identifier(text: object) -> str | None:
    """An article number or part number as printed; None if it cannot be one."""
    if not text:
        return None
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    value = plain_text(str(text))
    if ":" in value or "=" in value or value[:3].casefold() == "sku":
        value = _identifier_prefix.sub("", value)
    value = value.strip(" ,;:|#")
    if not value or len(value) > MAX_IDENTIFIER or is_placeholder(value) or "://" in value:
        return None
    return value


def part_number(text: str | None) -> str | None:
    """A model that is a maker's number and not a name: one word of letters, digits and marks."""
    value = identifier(text)
    return value if value and _part_number(value) else None


def is_placeholder(text: str) -> bool:
    """Whether a template printed it because it knew nothing."""
    return len(text) <= _LONGEST_PLACEHOLDER and _is_placeholder(text)


@lru_cache(maxsize=4096)
def _is_placeholder(text: str) -> bool:
    return bool(lexicon.pattern("products", "placeholder").match(text.strip()))


def gtin(values: Iterable[object], warnings: list[str], *, isbn: bool = False) -> Gtin | None:
    """The first number whose check digit holds; those that fail become warnings."""
    for value in values:
        if found := read_gtin(value, isbn=isbn):
            return found
        if str(value).strip() and not is_placeholder(str(value)):
            problem = "gtin_check_digit" if looks_like_gtin(value) else "gtin_not_a_number"
            warnings.append(f"{problem}: {str(value).strip()[:40]}")
    return None


def condition(text: str | None) -> str | None:
    """schema.org's word for a condition."""
    return _condition(text.strip()[:200]) if text else None


@lru_cache(maxsize=512)
def _condition(text: str) -> str | None:
    last = text.rstrip("/").rpartition("/")[2]
    for word in lexicon.table("products")["conditions"]:
        if last.casefold() == word.casefold():
            return str(word)
    for word in lexicon.table("products")["conditions"]:
        if text and lexicon.pattern("products", "conditions", word).search(text[:60]):
            return str(word)
    return None


def category_path(text: str | None) -> tuple[str, ...]:
    """The levels of a category written in one line: "A > B > C"."""
    if not text:
        return ()
    return _recalled(text) if len(text) <= _REMEMBERED else _levels(text)


def _levels(text: str) -> tuple[str, ...]:
    parts = map(plain_text, _category_marks.split(plain_text(text)))
    return without_home([part for part in parts if part])


_recalled = lru_cache(maxsize=1024)(_levels)  # the products of a category repeat it


def without_home(parts: Iterable[str]) -> tuple[str, ...]:
    """Crumbs without the shop's own, what stands before it, and repetitions in a row."""
    kept: list[str] = []
    for part in parts:
        crumb = part.strip(" /\\>\u203a\u00bb|\u2022\u00b7\u2190\u2039\u2192\u21d2")
        if crumb.endswith(_DASHES):
            crumb = crumb[:-2].rstrip()
        if crumb and not (kept and kept[-1] == crumb):
            kept.append(crumb)
    start = next((place for place, crumb in enumerate(kept[:_BEFORE_HOME]) if _is_front(crumb)), 0)
    while start < len(kept) and _is_home(kept[start]):
        start += 1
    return tuple(kept[start:])


@lru_cache(maxsize=4096)
def _is_front(crumb: str) -> bool:
    return lexicon.pattern("products", "home", "front").match(crumb) is not None


@lru_cache(maxsize=4096)
def _is_home(crumb: str) -> bool:
    """Whether it is the front page, all products, or a way to one of them."""
    return lexicon.pattern("products", "home").match(crumb) is not None


def decimal(text: object) -> Decimal | None:
    """The first number of a text, with a point or a comma before its decimals."""
    return _decimal(str(text)[:40])


@lru_cache(maxsize=1024)
def _decimal(text: str) -> Decimal | None:
    match = _number.search(text)
    return Decimal(match[0].replace(",", ".")) if match else None


def count(text: object) -> int | None:
    """A whole number as printed: "1 234", "1,234 reviews"."""
    match = _count(str(text)[:40])
    return int(_not_digits("", match[0])) if match else None

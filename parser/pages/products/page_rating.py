"""How a product is rated where no markup states it: "4.5 out of 5" and "(23 reviews)" near the heading.

Reviews further below have ratings of their own, and so have the rows of a table "5 stars: 18".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from parser.pages import lexicon
from parser.pages.document import Document, Node, text_of
from parser.pages.products import cleaning
from parser.pages.products.nearness import Neighbourhood
from parser.pages.products.zone import Zone

_NEAR = 6  # steps from the heading to the block that holds both
_FIRST_LINES = 30  # below the heading
_BESIDE = 3  # lines: how far the number of reviews stands from the rating
MAX_PLACES = 20
MAX_LINE = 80  #: characters
_WORDS = ("rating", "stars")
_TITLED = "[aria-label],[title]"
_TITLES = ("aria-label", "title")
_has_digit = re.compile(r"\d").search
_bare_count = re.compile(r"\(\s*(\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})*|\d{1,7})\s*\)").fullmatch


@dataclass(frozen=True, slots=True)
class Rating:
    """What is known of it; on the shop's scale."""

    value: Decimal | None = None
    count: int | None = None


def find(document: Document, around: Neighbourhood, zone: Zone) -> Rating:
    """The rating in the first lines, else in the titles of stars; the number of reviews beside it.

    Stars alone, without a number of reviews in words or brackets, are not looked for.
    """
    lines = list(_first(zone))
    for place, line in enumerate(lines):
        if (value := _value(line)) is not None:
            return Rating(value, _count(lines[max(0, place - 1) : place + 1 + _BESIDE]))
    count = _count(lines)
    values = (_value(title) for title in _titles(document, around)) if count else ()
    value = next((one for one in values if one is not None), None)
    return Rating(value, count if value is not None else _count(lines, bare=False))


def _first(zone: Zone) -> Iterator[str]:
    """The short lines with numbers below the heading, up to the title of the reviews."""
    is_end = lexicon.pattern("products", "reviews_title").fullmatch
    for line in zone.after[1 : 1 + _FIRST_LINES]:
        if is_end(line):
            return
        if len(line) <= MAX_LINE and _has_digit(line):
            yield line


def _titles(document: Document, around: Neighbourhood) -> Iterator[str]:
    """What elements of drawn stars are called for those who do not see them."""
    for node in document.named(_WORDS)[:MAX_PLACES]:
        if around.is_near(node, _NEAR):
            for one in (node, *_titled(node)):
                attributes = one.attributes
                yield from (text for name in _TITLES if (text := attributes.get(name)))


def _titled(node: Node) -> Sequence[Node]:
    return [one for one in node.css(_TITLED) if not text_of(one)][:MAX_PLACES]


@lru_cache(maxsize=4096)
def _value(text: str) -> Decimal | None:
    """The mean that a line names; 0 stands where nobody has rated."""
    match = _rated().match(text) if len(text) <= MAX_LINE else None
    if match is None:
        return None
    value, most = cleaning.decimal(match[1]), Decimal(match[2])
    return value if value is not None and 0 < value <= most else None


def _count(lines: Sequence[str], *, bare: bool = True) -> int | None:
    """The number of reviews of the first line that names it; `bare` ones may be in brackets alone."""
    for line in lines:
        if number := _counted_in(line) or (_in_brackets(line) if bare else None):
            return cleaning.count(number)
    return None


@lru_cache(maxsize=4096)
def _counted_in(line: str) -> str | None:
    may_match = lexicon.phrases("products", "reviews").may_match(line)
    match = _counted().search(line) if may_match else None
    return next(filter(None, match.groups())) if match else None


def _in_brackets(line: str) -> str | None:
    match = _bare_count(line)
    return match[1] if match else None


@cache
def _rated() -> re.Pattern[str]:
    """A number out of five or ten at the beginning of a line, perhaps behind a label."""
    labels, of = lexicon.table("products")["rating_label"], lexicon.table("products")["rating_of"]
    return re.compile(
        rf"\W*(?:(?:{labels})\W*)?(\d{{1,2}}(?:[.,]\d{{1,2}})?)\s*(?:{of})\s*(5|10)(?![\d%]|[.,]\d)",
        re.IGNORECASE,
    )


@cache
def _counted() -> re.Pattern[str]:
    """A number before the word for reviews, or behind it after a mark."""
    words = lexicon.table("products")["reviews"]
    number = r"(\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+(?!\d)|\d{1,7})"
    return re.compile(
        rf"(?<![\d.,]){number}\s*(?:{words})(?!\w)|(?<!\w)(?:{words})\s*[:(]\s*{number}(?![.,]?\d)",
        re.IGNORECASE,
    )

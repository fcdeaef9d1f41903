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
from parser.pages.products import cleaning, drawn_stars
from parser.pages.products.nearness import Neighbourhood
from parser.pages.products.zone import Zone

_NEAR = 6  # steps from the heading to the block that holds both
_BESIDE_HEADING = 1  # the same, where the heading's own block holds both
_INSIDE = 2  # steps down from there; each review has stars, too, but deeper
_FIRST_LINES = 30  # below the heading
_BESIDE = 3  # lines: how far the number of reviews stands from the rating
MAX_PLACES = 20
MAX_LINE = 80  #: characters
_WORDS = ("rating", "stars")
_TITLED = "[aria-label],[title]"
_TITLES = ("aria-label", "title")
_STYLED = "[style*=width]"
_PARTS = "i,svg,img,input,a,div"  # what holds these is a box, not the filled part of it
_FIELDS = "input,select,textarea"
_DATA = ("rating", "data-rating", "data-score", "data-rating-value", "data-average-rating")
_WITH_DATA = ",".join(f"[{name}]" for name in _DATA)
_SAID = ("is rated", "bewertet")  # in such a sentence
_MOST_STARS = 5
_NUMBER = r"(?:\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+(?!\d)|\d{1,7})"
_width = re.compile(r"\s*width\s*:\s*(\d{1,3}(?:\.\d{1,4})?)\s*%", re.IGNORECASE).match
#: no pair of brackets: it needs no words behind it
_is_part = re.compile(r"[\d\s.,(\[\u00a0\u202f]+").fullmatch
_in_sentence = re.compile(
    rf"\bis rated (\d(?:\.\d+)?) out of 5 by ({_NUMBER})\b|\bwurde mit (\d(?:[.,]\d+)?) von 5 von ({_NUMBER}) bewertet\b"
).search
_has_digit = re.compile(r"\d").search
_bare_count = re.compile(
    r"[\s\u2605\u2606\u2b50]*\(\s*(\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})*|\d{1,7})\s*\)"
).fullmatch


@dataclass(frozen=True, slots=True)
class Rating:
    """What is known of it; on the shop's scale."""

    value: Decimal | None = None
    count: int | None = None


def find(document: Document, around: Neighbourhood, zone: Zone) -> Rating:
    """The rating in the first lines, else that of drawn stars; the number of reviews beside it.

    Drawn stars are asked only if reviews are counted, as templates draw them where nobody has rated, too.
    """
    if (summed := _summed(zone.after[1 : 1 + _FIRST_LINES])) is not None:
        return summed
    lines = _first(zone)
    told = _count(lines)
    if (stated := _stated(lines, told)) is not None:
        return stated
    if told is None and (told := _count(above := _above(zone))) is not None:
        value = _drawn(document, around) if told[1] else None
        return _stated(above, told) or Rating(value, told[1])
    count = told or _count(lines, bare=True)
    value = _drawn(document, around) if count is not None and count[1] else None
    if value is None:
        count = told
    return Rating(value, count[1] if count is not None else None)


def _summed(lines: Sequence[str]) -> Rating | None:
    """What a sentence says of the product by its name, as "Kettle 2000 is rated 4.0 out of 5 by 148" does.

    So services of reviews (Bazaarvoice) write it for search engines.
    """
    text = " ".join(lines)  # each number may have an element of its own
    match = _in_sentence(text) if any(word in text for word in _SAID) else None
    if match is None:
        return None
    return Rating(cleaning.decimal(match[1] or match[3]), cleaning.count(match[2] or match[4]))


def _first(zone: Zone) -> list[str]:
    """The lines below the heading, up to the title of the reviews; one that is long or a shop's is emptied."""
    lines = list(_joined(zone.after[1 : 1 + _FIRST_LINES]))
    end = next((place for place, line in enumerate(lines) if _is_end(line)), len(lines))
    return ["" if len(line) > MAX_LINE or _is_shops(line) else line for line in lines[:end]]


def _above(zone: Zone) -> list[str]:
    """The lines right above the heading, where few templates put the stars."""
    lines = list(_joined(zone.before[-_BESIDE:]))
    return [] if any(map(_is_shops, lines)) else lines


@lru_cache(maxsize=4096)
def _is_end(line: str) -> bool:
    """Whether a line is the title of the reviews; the pages of a site repeat most of their lines."""
    return bool(lexicon.pattern("products", "reviews_title").fullmatch(line))


@lru_cache(maxsize=4096)
def _is_shops(line: str) -> bool:
    """Whether a number is told with words for a shop or a seller, whose rating it then is."""
    of_shop = lexicon.pattern("products", "rating_of_shop")
    return bool(_has_digit(line) and of_shop.search(line))


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Numbers joined to the words behind them: templates part "(", "12", "reviews)"."""
    held = ""
    for line in lines:
        held = f"{held} {line}" if held else line
        if len(held) > MAX_LINE or not _is_part(held):
            yield held
            held = ""
    if held:
        yield held


def _stated(lines: Sequence[str], told: tuple[int, int] | None) -> Rating | None:
    """The rating that a line names, with the number of reviews beside it.

    If they are counted further above, or ratings differ and none is counted, these are of single reviews.
    """
    values = [(place, value) for place, line in enumerate(lines) if (value := _value(line))]
    if not values:
        return None
    place, value = values[0]
    if told is not None and told[0] < place - _BESIDE:
        return None
    count = _count(lines[max(0, place - 1) : place + 1 + _BESIDE], bare=True)
    if count is None and len({other for _, other in values}) > 1:
        return None
    return Rating(value, count[1] if count is not None else None)


def _drawn(document: Document, around: Neighbourhood) -> Decimal | None:
    """What the first titles of stars say, else how much of the stars is filled."""
    places = [node for node in document.named(_WORDS)[:MAX_PLACES] if _is_own(node, around)]
    stated = next(filter(None, map(_value, _titles(places))), None)
    asked = [node for node in places if node.css_first(_FIELDS) is None]  # else who reads may rate
    return stated or _in_data(asked) or _filled(places) or drawn_stars.count(asked)


def _is_own(node: Node, around: Neighbourhood) -> bool:
    """Whether stars are near the heading; right beside it a block may be named for reviews."""
    place = around.position(node)
    if place is None or around.is_card(node):
        return False
    is_beside = place.near <= _BESIDE_HEADING and len(place.path) <= _INSIDE
    return is_beside or around.is_near(node, _NEAR)


def _filled(places: Sequence[Node]) -> Decimal | None:
    """Five stars by their only width in percent; several widths are the bars of "5 stars: 18"."""
    inside = (
        one
        for node in places
        for one in (node, *node.css(_STYLED)[:MAX_PLACES])
        if all(part.mem_id == one.mem_id for part in one.css(_PARTS))
    )
    widths = {match[1] for one in inside if (match := _width(one.attributes.get("style") or ""))}
    value = Decimal(widths.pop()) * _MOST_STARS / 100 if len(widths) == 1 else None
    return value if value is not None and 0 < value <= _MOST_STARS else None


def _in_data(places: Sequence[Node]) -> Decimal | None:
    """What their data for scripts say, if it is the same everywhere."""
    near = (one for node in places for one in (node, *node.css(_WITH_DATA)[:MAX_PLACES]))
    told = {text for one in near for name in _DATA if (text := one.attributes.get(name))}
    value = cleaning.decimal(told.pop()) if len(told) == 1 else None
    return value if value is not None and 0 < value <= _MOST_STARS else None


def _titles(places: Sequence[Node]) -> Iterator[str]:
    """What elements of drawn stars are called for those who do not see them."""
    for node in places:
        for one in (node, *_titled(node)):
            attributes = one.attributes
            yield from (text for name in _TITLES if (text := attributes.get(name)))


def _titled(node: Node) -> Sequence[Node]:
    return [one for one in node.css(_TITLED) if not text_of(one)][:MAX_PLACES]


@lru_cache(maxsize=4096)
@lru_cache(maxsize=4096)
def _value(text: str) -> Decimal | None:
    """The mean that a line names; 0 stands where nobody has rated."""
    if len(text) > MAX_LINE or not _has_digit(text):
        return None
    if (match := _rated().match(text)) and (match["label"] or _may_end(text[match.end() :])):
        value, most = cleaning.decimal(match["mean"]), Decimal(match["most"])
        return value if value is not None and 0 < value <= most else None
    may_match = lexicon.phrases("products", "reviews").may_match(text)
    match = _counted_mean().match(text) if may_match else None
    return cleaning.decimal(next(filter(None, match.groups()))) if match else None


def _may_end(rest: str) -> bool:
    """Whether a rating ends here: "3 of 5 pieces" is none."""
    rest = rest.lstrip()
    behind = lexicon.pattern("products", "rating_behind").match
    return not rest[:1].isalpha() or bool(
        behind(rest) or lexicon.pattern("products", "reviews").match(rest)
    )


def _count(lines: Sequence[str], *, bare: bool = False) -> tuple[int, int] | None:
    """The first line that names the number of reviews, and the number; `bare` in brackets alone, too."""
    for place, line in enumerate(lines):
        number = _counted_in(line) or (_in_brackets(line) if bare else None)
        count = cleaning.count(number) if number else None
        if count is not None:
            return place, count
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
        rf"\W*(?:(?P<label>{labels})\W*)?(?P<mean>\d{{1,2}}(?:[.,]\d{{1,2}})?)\s*(?:{of})\s*(?P<most>5|10)(?:[.,]0)?(?![\d%]|[.,]\d)",
        re.IGNORECASE,
    )


@cache
def _counted_mean() -> re.Pattern[str]:
    """A mean without its scale, before the number of reviews: "4,7 1 482 ratings", "Rating: 4.25 (18 reviews)".

    Two decimals alone could be a price.
    """
    labels, words = lexicon.table("products")["rating_label"], lexicon.table("products")["reviews"]
    mean, counted = r"([1-5][.,]\d{1,2})", rf"{_NUMBER}\s*(?:{words})(?!\w)"
    return re.compile(
        rf"\W*(?:(?:{labels})\W*{mean}\W+{counted}|{mean}\s*\(\s*{counted}|([1-5][.,]\d)\W+{counted})",
        re.IGNORECASE,
    )


@cache
def _counted() -> re.Pattern[str]:
    """A number before the word for reviews, or behind it after a mark."""
    words = lexicon.table("products")["reviews"]
    number = f"({_NUMBER})"
    return re.compile(
        rf"(?<![\d.,]){number}\s*(?:{words})(?!\w)|(?<!\w)(?:{words})\s*[:(]\s*{number}(?![.,]?\d)",
        re.IGNORECASE,
    )

"""The brand as the page shows it: an element made for it near the heading, or the line beside it."""

from parser.pages.document import Document, Node, text_of
from parser.pages.products import cleaning
from parser.pages.products.nearness import Neighbourhood
from parser.pages.products.zone import Zone

_WORDS = ("brand", "manufacturer", "vendor", "marka", "marke", "marque", "znacka", "proizvoditel")
_LINKS = (
    'a[href*="brand" i]',
    'a[href*="manufacturer" i]',
    'a[href*="proizvoditel" i]',
    "[data-brand]",
)
_NEAR = 6  # steps from the heading to the block that holds both
MAX_PLACES = 60
MAX_LINE = 40  #: characters
_BESIDE = 3  # lines above and below the heading


def find(document: Document, around: Neighbourhood, names: list[str]) -> tuple[str, float] | None:
    """The brand in an element made for it, and how sure that is; `names` are heading and titles."""
    names = [name.casefold() for name in names]
    for node in document.named(_WORDS, *_LINKS)[:MAX_PLACES]:
        brand = _brand_of(node)
        if brand and _is_named(brand, names) and around.is_near(node, _NEAR):
            return brand, 0.65
    return None


def beside(zone: Zone, names: list[str]) -> tuple[str, float] | None:
    """A short line beside the heading with which the page's title begins, though the heading does not."""
    heading, *titles = (name.casefold() for name in names)
    for line in [*reversed(zone.before[-_BESIDE:]), *zone.after[1 : 1 + _BESIDE]]:
        if not 1 < len(line) <= MAX_LINE or line.casefold() in heading:
            continue
        if any(_place_of(line.casefold(), title) == 0 for title in titles):
            return (brand, 0.55) if (brand := cleaning.brand(line)) else None
    return None


def _brand_of(node: Node) -> str | None:
    attributes = node.attributes
    text = attributes.get("data-brand") or text_of(node) if len(node.text()) < 10 * MAX_LINE else ""
    if not text and (picture := node.css_first("img")) is not None:
        text = picture.attributes.get("alt") or picture.attributes.get("title") or ""
    brand = cleaning.brand(text) if len(text) <= MAX_LINE else None
    return brand if brand and len(brand.split()) <= 4 and not brand.isdigit() else None  # noqa: PLR2004 - words of a long brand


def _is_named(brand: str, names: list[str]) -> bool:
    """Whether the heading has the brand, or a title begins with it: at its end stands the shop."""
    heading, *titles = names
    plain = brand.casefold()
    return _place_of(plain, heading) >= 0 or any(_place_of(plain, title) == 0 for title in titles)


def _place_of(words: str, text: str) -> int:
    """Where a text has some words as whole words; -1 if it does not."""
    place = text.find(words)
    whole = (
        not text[max(0, place - 1) : place].isalnum()
        and not text[place + len(words) :][:1].isalnum()
    )
    return place if place >= 0 and whole else -1

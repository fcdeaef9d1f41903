"""The brand as the page shows it: an element made for it near the heading, a line beside it, the name.

Without a label a brand is only believed where two things agree: an element that calls itself one and
the name, a link to a page of brands and nearness, a heading below the heading and the address.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote, urlsplit

from parser.pages import lexicon
from parser.pages.document import Document, Node, ancestors, text_of
from parser.pages.products import cleaning
from parser.pages.products.class_names import classes_of
from parser.pages.products.nearness import Neighbourhood, each_name_of, names_of
from parser.pages.products.zone import Zone

_NEAR = 6  # steps from the heading to the block that holds both
_VERY_NEAR = 4  # the same for an element whose brand the name does not have
MAX_PLACES = 60
MAX_LINKS = 300  #: with all other links around the heading
MAX_LINE = 40  #: characters
_BESIDE = 3  # lines above and below the heading
_MOST_WORDS = 4
_TRAIL_DEPTH = 4  # steps up within which a link's trail calls itself so
_FEW_DIGITS = 2  # of a number behind the first word; models of one series are counted so
_FIRST_WORDS, _LONGEST = 6, 3  # of a name in which a brand stands; of a brand
_LEAST_LETTERS = 3  # of its first word in the address of its page
_LONGEST_KIND = 14  # letters of "manufacturers"
_ENDS = (b'"', b"'", b"/", b"?", b".", b"#", b"&")  # what an address, or this part of it, ends with
_SHORTEST = 2  # letters of a brand in a name of another alphabet
_CONTROLS = frozenset({"button", "input", "select"})
_TEXTS = ("title", "alt")
_of_logo = re.compile(r"[\s_-]*\b(?:logo|brand|banner)\b[\s_-]*", re.IGNORECASE).sub
_words = re.compile(r"\S+").findall
_latin = re.compile(r"[A-Z][A-Za-z&'.]*[A-Za-z]").fullmatch
_has_latin = re.compile(r"[A-Za-z0-9]").search
_ends_kind = re.compile(
    rb"/(?:brands?|brendy?|manufacturers?|vendors?|mark[aieo]n?|merk(?:en|er)?|marcas?|marques?|znack[ay]|hersteller|producenten)$"
).search
_slug = re.compile(r"[\W_]+").sub


def find(document: Document, around: Neighbourhood, names: list[str]) -> tuple[str, float] | None:
    """The brand in an element made for it, and how sure that is; `names` are heading and titles.

    One that the names do not have counts if it is the only one right beside the heading; links to pages
    of brands, which menus hold as well, only where no element calls itself the brand's.
    """
    names = [name.casefold() for name in names]
    unnamed: dict[str, str] = {}
    linked: dict[str, str] = {}
    begins: dict[str, str] = {}
    for node in _places(document, around.block(_NEAR)):
        for brand in _brands_of(node):
            if brand.casefold() == names[0]:  # classes of templates call a name so, too
                continue
            if _is_named(brand, names):
                if around.is_near(node, _NEAR):
                    return brand, 0.65
                if _place_of(brand.casefold(), names[0]) == 0 and _calls_itself_so(node):
                    begins.setdefault(brand.casefold(), brand)  # a logo in the pictures' corner
            elif _is_stated(node, brand, document) and around.is_near(node, _VERY_NEAR):
                found = unnamed if _calls_itself_so(node) else linked
                found.setdefault(brand.casefold(), brand)
                break
    if len(begins) == 1:
        return begins.popitem()[1], 0.6
    stated = unnamed or linked
    if len(stated) == 1 and around.has_heading:
        return stated.popitem()[1], 0.55
    return _by_logo(document, around, names[0]) or _shops_own(document, around)


def _by_logo(document: Document, around: Neighbourhood, heading: str) -> tuple[str, float] | None:
    """What the only picture beside the heading shows that is kept among brands, if the heading has its first word."""
    found: dict[str, str] = {}
    for node in document.nodes("img"):
        attributes = node.attributes
        source = attributes.get("src") or attributes.get("data-src") or ""
        if not _is_brand_page(source) or not around.is_near(node, _VERY_NEAR):
            continue
        for brand in _brands_of(node):
            is_part = _place_of(brand.split()[0].casefold(), heading) >= 0
            if is_part and len(brand) < len(heading):
                found.setdefault(brand.casefold(), brand)
    return (found.popitem()[1], 0.5) if len(found) == 1 else None


def linked(source: bytes, name: str) -> tuple[str, float] | None:
    """The words of a name that are the address of a brand's page, as menus link to it.

    What is made for another thing bears its brand as well.
    """
    words = _words(name)[:_FIRST_WORDS]
    for start, word in enumerate(words):
        if start and _is_made_for(" ".join(words[:start])):
            return None
        if not word[0].isupper() or len(word) < _LEAST_LETTERS:
            continue
        for end in range(min(start + _LONGEST, len(words)), start, -1):
            brand = " ".join(words[start:end]).strip(",.")
            if len(brand) < len(name.strip()) and _has_page(source, brand):
                return brand, 0.45
    return None


def _is_made_for(words: str) -> bool:
    return any(
        lexicon.pattern("products", kind).search(words) for kind in ("made_for", "part_of_another")
    )


def _has_page(source: bytes, brand: str) -> bool:
    """Whether a page links to "/brands/acme": its address ends behind the name."""
    end = f"/{_slug('-', brand.casefold()).strip('-')}".encode()
    place = source.find(end)
    while place >= 0:
        behind = place + len(end)
        before = source[max(0, place - _LONGEST_KIND) : place].lower()
        if source[behind : behind + 1] in _ENDS and _ends_kind(before):
            return True
        place = source.find(end, behind)
    return False


def _shops_own(document: Document, around: Neighbourhood) -> tuple[str, float] | None:
    """The shop's own name as the line right above or below the heading: it sells what it makes."""
    shop = cleaning.brand(document.meta("og:site_name"))
    if not shop or len(shop) > MAX_LINE:
        return None
    is_told = any(text_of(node).casefold() == shop.casefold() for node in around.beside_heading())
    return (shop, 0.5) if is_told else None


def beside(zone: Zone, names: list[str], address: str) -> tuple[str, float] | None:
    """A short line beside the heading with which the page's title begins, though the heading does not.

    Below the heading, also one that is a whole part of the page's address.
    """
    heading, *titles = (name.casefold() for name in names)
    below = zone.after[1 : 1 + _BESIDE]
    for line in [*reversed(zone.before[-_BESIDE:]), *below]:
        if not 1 < len(line) <= MAX_LINE or line.casefold() in heading:
            continue
        if any(_place_of(line.casefold(), title) == 0 for title in titles):
            return (brand, 0.55) if (brand := cleaning.brand(line)) else None
    parts = _parts_of(address)
    others = (line for line in below if line.casefold() != heading)
    found = next((line for line in others if _slug("-", line.casefold()).strip("-") in parts), None)
    return (brand, 0.5) if (brand := cleaning.brand(found)) else None


def in_trail(name: str, trail: Sequence[str]) -> tuple[str, float] | None:
    """The last category, if it is in Latin letters, others are not, and the name's Latin part begins with it.

    Alone, a category with which a name begins may be its kind: "Kettles" of "Kettles 2000".
    """
    match = _has_latin(name)
    if match is None or all(map(_has_latin, trail)):
        return None
    last, rest = trail[-1], name[match.start() :]
    is_begun = _latin(last.split(" ")[0]) and _place_of(last.casefold(), rest.casefold()) == 0
    brand = cleaning.brand(last) if is_begun and len(rest) > len(last) else None
    return (brand, 0.5) if brand else None


def in_name(name: str) -> tuple[str, float] | None:
    """The first word in Latin letters of a name that begins in others: "<kind of thing> Makita HR2470".

    What is made for another thing bears its brand, so parts and cases are left alone.
    """
    words = _words(name)
    first = next((place for place, word in enumerate(words) if _has_latin(word)), 0)
    if not first or not all(map(_is_foreign_word, words[:first])):
        return None
    kind = lexicon.pattern("products", "part_of_another")
    if kind.search(" ".join(words[:first])) or len(words) < first + 2:
        return None
    if words[first + 1].isdecimal() and len(words[first + 1]) <= _FEW_DIGITS:
        return None  # "Nova 12" may be a model
    word = words[first].strip(",.")
    told = _latin(word) and len(word) >= _SHORTEST and _has_latin(words[first + 1])
    if not told or lexicon.pattern("products", "latin_no_brand").match(word):
        return None
    return word, 0.35


def _is_foreign_word(word: str) -> bool:
    return word.strip("\"'()-,.\u00ab\u00bb").replace("-", "").isalpha()


def _places(document: Document, block: Node | None) -> Iterator[Node]:
    """Elements around the heading that call themselves a brand's, and links to pages of brands."""
    words = lexicon.table("products")["brand_places"]
    found = document.named(words, "[data-brand]", "a[href]", within=block)[:MAX_LINKS]
    return islice(filter(_speaks_of_brand, found), MAX_PLACES)


def _speaks_of_brand(node: Node) -> bool:
    if node.tag in _CONTROLS:  # one in the brand's colours
        return False
    attributes = node.attributes
    address = attributes.get("href") or "" if node.tag == "a" else ""
    names = f"{classes_of(node)} {attributes.get('id') or ''} {address}"
    return "data-brand" in attributes or _has_brand_word(names)


@lru_cache(maxsize=2048)
def _has_brand_word(names: str) -> bool:
    return any(map(names.lower().__contains__, lexicon.table("products")["brand_places"]))


def _brands_of(node: Node) -> Iterator[str]:
    """What an element may name as a brand: its data, its text, what is said of it or of its picture."""
    attributes = node.attributes
    texts = [attributes.get("data-brand")]
    if len(node.text()) < 10 * MAX_LINE:
        texts.append(text_of(node))
    picture = node if node.tag == "img" else node.css_first("img")
    if picture is not None:
        link = node.parent if node.tag == "img" else node
        holders = [one for one in (link, picture) if one is not None]
        texts += [holder.attributes.get(name) for name in _TEXTS for holder in holders]
    for text in filter(None, texts):
        plain = lexicon.pattern("products", "brand_chatter").sub("", _of_logo(" ", text))
        brand = cleaning.brand(plain) if len(text) <= MAX_LINE else None
        if brand and len(brand.split()) <= _MOST_WORDS and not brand.isdigit():
            yield brand


def _is_stated(node: Node, brand: str, document: Document) -> bool:
    """Whether an element calls itself a brand's or links to a page of one.

    The shop's own, which stands in headers and footers, has to call itself the product's brand.
    """
    shop = _slug(
        "", (urlsplit(document.url).hostname or "") + (document.meta("og:site_name") or "")
    )
    if _is_in_trail(node):
        return False
    if _slug("", brand.casefold()) in shop.casefold():
        return any(map(_is_brand_of_product, each_name_of(node)))
    if _calls_itself_so(node):
        return True
    link = node.parent if node.tag == "img" and node.parent is not None else node
    return _is_brand_page(link.attributes.get("href") or "") if link.tag == "a" else False


def _calls_itself_so(node: Node) -> bool:
    return bool(node.attributes.get("data-brand")) or any(map(_is_brand_name, each_name_of(node)))


@lru_cache(maxsize=1024)
def _is_brand_name(names: str) -> bool:
    return bool(lexicon.pattern("products", "brand_place").search(names))


@lru_cache(maxsize=1024)
def _is_brand_of_product(name: str) -> bool:
    return name.startswith("product") and _is_brand_name(name)


def _is_in_trail(node: Node) -> bool:
    return any("crumb" in names_of(above) for above in ancestors(node, _TRAIL_DEPTH))


@lru_cache(maxsize=1024)
def _is_brand_page(href: str) -> bool:
    return bool(lexicon.pattern("products", "brand_page").search(href.lower()))


def _is_named(brand: str, names: list[str]) -> bool:
    """Whether the heading has the brand, or a title begins with it: at its end stands the shop."""
    heading, *titles = names
    plain = brand.casefold()
    return _place_of(plain, heading) >= 0 or any(_place_of(plain, title) == 0 for title in titles)


@lru_cache(maxsize=16)
def _parts_of(address: str) -> frozenset[str]:
    """The names in an address before the last one."""
    path = unquote(urlsplit(address).path).casefold().rstrip("/")
    parts = (_slug("-", part).strip("-") for part in path.split("/")[:-1])
    return frozenset(part for part in parts if any(map(str.isalpha, part)))


def _place_of(words: str, text: str) -> int:
    """Where a text has some words as whole words; -1 if it does not."""
    place = text.find(words)
    whole = (
        not text[max(0, place - 1) : place].isalnum()
        and not text[place + len(words) :][:1].isalnum()
    )
    return place if place >= 0 and whole else -1

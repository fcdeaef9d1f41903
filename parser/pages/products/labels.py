"""Values behind labels: "Article number: 123", a row of a table of properties, `<dt>` and `<dd>`.

The labels are in `vocabulary/products.yaml`. A number has to look like one; a brand has to be
labelled beyond doubt or to occur in the product's name, since "Brand" alone is also a menu.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, islice, starmap
from typing import NamedTuple

from parser.pages import lexicon
from parser.pages.document import Document, Node, ancestors, text_of
from parser.pages.products import cleaning
from parser.pages.products.claims import Claims
from parser.pages.products.zone import Zone

MAX_ROWS = 300
_MOST_CELLS = 4  # places of a value that are looked at
_ROW_DEPTH = 4  # steps from a value up to its row
MAX_KEY, MAX_VALUE, MAX_LINE = 60, 400, 200  #: characters
_FIELDS = (
    *("mpn", "sku", "gtin", "brand", "maker", "model"),
    *("color", "size", "material", "condition", "seller"),
)
_MARKS = tuple(":\uff1a#\u2116-\u2013\u2014")
_IDENTIFIERS = ("sku", "mpn", "gtin")
_PROPERTIES = frozenset({"color", "size", "material"})
_OF_THE_OFFER = frozenset({"condition", "seller", "sold_by"})
_NEAR_LINES = 60  # below the heading; further down a law has shops tell who they are
_number = re.compile(r"#?\s*(?=[^\s]*\d)([\w][\w./\u2013-]{1,39})")
#: letters alone are a number where they are capitals that marks part
_letters_number = re.compile(r"(?=\S{5})[A-Z]+(?:[-_./][A-Z]+)+(?!\S)").match
#: letters and digits; a letter at the end alone may be the check digit of an ISBN
_mixed_number = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z]\S)[A-Za-z\d-]{6,40}", re.ASCII).fullmatch
_numbered = re.compile(r"\d{6}").search
_not_alnum = re.compile(r"[^a-z0-9]+")
_AROUND = " \t|\u2022\u00b7,;"
_BRACKETS = (("[", "]"), ("(", ")"))
_marks = frozenset("|\u2022\u00b7[(;")
_parting = re.compile(r"\s*[|\u2022\u00b7;]\s*").split
_DIRECTIONS = "\u200e\u200f "  # marks of the direction of writing, printed before values
_COLONS = tuple(":\uff1a\u2013\u2014-")
_CELLS = frozenset({"td", "th"})
_ROWS = "tr,dt"
_AROUND_PAGE = frozenset({"nav", "footer"})
_BULLETS = " -\u2013\u2014\u2022\u00b7*?"  # before keys of lists inside tables, and of help


class Fact(NamedTuple):
    """One label with its value."""

    field: str
    value: str
    sure: bool  #: a colon or a table joins the two


def rows(document: Document) -> list[tuple[str, str]]:
    """Pairs of cells in two-column rows, and terms with their descriptions; not those around the content.

    A cell with nothing but a control asks for an answer: "Do you own this website? [OK]".
    """
    told = (pair for pair in _rows(document) if not _is_asking(pair[1]))
    return [row for row in starmap(pair, told) if row is not None]


def _is_asking(cell: Node) -> bool:
    """Whether a cell holds a choice, or a button and no other text."""
    written = cell.html or ""
    if "<select" in written:
        return True
    button = cell.css_first("button") if "<button" in written else None
    return button is not None and text_of(button) == text_of(cell)


def read_rows(rows: list[tuple[str, str]], name: str, address: str, claims: Claims) -> None:
    """Puts what rows say into `claims`, and all of them as attributes.

    Of several article numbers the one that is part of the page's `address` is the shop's own; a maker
    is the brand where no other is told.
    """
    _take_all([fact for key, value in rows if (fact := _fact(key, value))], name, address, claims)
    claims.put("attributes", {key: value for key, value in rows if len(key) <= MAX_KEY})


def read_lines(document: Document, zone: Zone, name: str, address: str, claims: Claims) -> None:
    """Puts what labels at the beginnings of the zone's lines say into `claims`.

    A brand whose label no mark follows is believed if both are one of several rows.
    """
    facts = list(_lines(zone))
    _take_all(facts, name, address, claims)
    if claims.get("brand") is None:
        unsure = (one for one in facts if one.field in {"brand", "maker"} and not one.sure)
        for fact in [one for one in unsure if _is_cell(document, one.value)][:1]:
            _take(fact._replace(sure=True), name, claims)


def _is_cell(document: Document, value: str) -> bool:
    """Whether a value stands behind its label in a row of two texts, and a like row is beside it.

    Pages drawn by scripts make tables of other elements, and put no colons there.
    """
    body = document.body
    nodes = body.traverse(include_text=True, skip_empty=True) if body else ()
    found = (one for one in nodes if one.is_text_node and (one.text_content or "").strip() == value)
    for cell in islice(found, _MOST_CELLS):
        rows = (row for row in ancestors(cell, _ROW_DEPTH) if len(_texts(row)) == 2)  # noqa: PLR2004 - a key and its value
        row = next(rows, None)
        if row is not None and _texts(row)[1] == value and field_of(_texts(row)[0]):
            beside = row.parent.iter() if row.parent is not None else ()
            return any(one.mem_id != row.mem_id and _is_alike(one, row) for one in beside)
    return False


def _is_alike(node: Node, row: Node) -> bool:
    """Whether an element is a row of the same kind."""
    same = node.tag == row.tag and node.attributes.get("class") == row.attributes.get("class")
    return same and len(_texts(node)) == 2  # noqa: PLR2004 - a key and its value


def _texts(node: Node) -> list[str]:
    return node.text(separator="\n", strip=True, skip_empty=True).split("\n")


def _take_all(facts: list[Fact], name: str, address: str, claims: Claims) -> None:
    for fact in sorted(facts, key=lambda fact: _rank(fact, address)):
        if fact.field != "model":
            _take(fact, name, claims)
        elif _in_address(fact.value, address):  # else it is what a part or a case is made for
            _take(fact._replace(field="sku"), name, claims)


def _rank(fact: Fact, address: str) -> int:
    """How many kinds of facts about the same are believed before it."""
    if fact.field == "model":
        return 2
    return fact.field == "maker" or (fact.field == "sku" and not _in_address(fact.value, address))


def _in_address(value: str, address: str) -> bool:
    match = _number.match(value)
    return match is not None and bool(code := compact(match[1])) and code in address


def compact(text: str) -> str:
    """Only the letters and digits, in lower case: how numbers and addresses are compared."""
    return _not_alnum.sub("", text.lower())


def is_number_label(line: str, *fields: str) -> bool:
    """Whether a line begins with the label of an identifier; of certain `fields`, if any are named."""
    label = _label_of(line) if len(line) <= MAX_LINE else None
    return label is not None and label[0] in (fields or _IDENTIFIERS)


def _rows(document: Document) -> Iterator[tuple[Node, Node]]:
    tables = document.nodes("table")
    for row in _inside(document.nodes("tr"), tables):
        cells = [cell for cell in row.iter() if cell.tag in _CELLS]
        if len(cells) == 2 and not (len(tables) > 1 and row.css_first("table")):  # noqa: PLR2004 - a key and its value
            yield cells[0], cells[1]
    for term in _inside(document.nodes("dt"), document.nodes("dl")):
        value = term.next
        while value is not None and not value.is_element_node:
            value = value.next
        if value is not None and value.tag == "dd":
            yield term, value


def _inside(rows: Sequence[Node], tables: Sequence[Node]) -> list[Node]:
    """The rows that no table or list around the content holds: shops tell their telephones there."""
    around = [table for table in tables if any(one.tag in _AROUND_PAGE for one in ancestors(table))]
    others = {row.mem_id for table in around for row in table.css(_ROWS)}
    return [row for row in rows[:MAX_ROWS] if row.mem_id not in others]


def pair(key: Node, value: Node) -> tuple[str, str] | None:
    """A key without its colon and its value; None if one of them is empty or too long."""
    label, text = text_of(key).lstrip(_BULLETS), text_of(value).strip(_DIRECTIONS)
    if label.endswith(_COLONS):
        label = label[:-1].rstrip()
    fits = 0 < len(label) <= MAX_VALUE and 0 < len(text) <= MAX_VALUE
    return (label, text) if fits else None


def _fact(key: str, value: str) -> Fact | None:
    field = field_of(key)
    if field == "gtin" and _mixed_number(value):
        field = "sku"  # shops write a number of their own where a barcode's belongs
    return Fact(field, value, True) if field else None


@lru_cache(maxsize=4096)
def field_of(key: str) -> str | None:
    """The field that the key of a row names; the rows of a site have the same keys on all pages."""
    match = _label().fullmatch(key.strip(" :#\u2116."))
    return match.lastgroup if match else None


def _lines(zone: Zone) -> Iterator[Fact]:
    """Labels at the beginnings of lines; the value stands behind or on the next line."""
    lines = list(chain.from_iterable(map(_pieces, (*zone.after, *zone.before, *zone.rest))))
    for place, line in enumerate(lines):
        label = _label_of(line) if len(line) <= MAX_LINE else None
        if label is None:
            continue
        field, sure, rest = label
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if field in _OF_THE_OFFER:
            if place < _NEAR_LINES and (fact := _of_the_offer(field, rest, following, sure=sure)):
                yield fact
            continue
        if field in _PROPERTIES and not (rest and sure):
            continue  # "Size" alone is the caption of a choice
        if not rest and following[:1] in {":", "\uff1a", "#"}:
            sure, rest = (
                True,
                following[1:].strip() or (lines[place + 2] if place + 2 < len(lines) else ""),
            )
        if value := rest or following:
            yield Fact(field, value, sure)


def _of_the_offer(field: str, rest: str, following: str, *, sure: bool) -> Fact | None:
    """The condition or the seller; a value on the next line is no label itself.

    "Seller" without a mark may be an entry of a menu; a condition has few values, so it is known by these.
    """
    if field == "sold_by":
        value = rest or following
        return Fact("seller", value, True) if value[:1].isupper() else None
    if rest:
        return Fact(field, rest, True) if sure else None
    is_value = len(following) <= MAX_KEY and _label_of(following) is None
    return Fact(field, following, True) if is_value and (sure or field == "condition") else None


@lru_cache(maxsize=4096)
def _label_of(line: str) -> tuple[str, bool, str] | None:
    """The field that a line's label names, whether a mark follows the label, and the rest of the line.

    The pages of a site repeat their lines, so most of them are read once.
    """
    match = _labelled_line().match(line)
    if match is None or match.lastgroup is None:
        return None
    marked = match.lastgroup == "sold_by" or match[0].rstrip()[-1:] in _MARKS
    return match.lastgroup, marked, _bare(line[match.end() :])


def _pieces(line: str) -> list[str]:
    """The parts of a line of several facts, without the marks that part them and the brackets around."""
    if _marks.isdisjoint(line) or len(line) > MAX_LINE:
        return [line]
    return [piece for part in _parting(line) if (piece := _bare(part))]


def _bare(text: str) -> str:
    """A text without the marks at its ends, and without brackets around it or of which one is missing."""
    text = text.strip(_AROUND)
    for opening, closing in _BRACKETS:
        is_around = text.startswith(opening) and text.find(closing) == len(text) - 1
        if is_around or (opening in text) != (closing in text):
            text = text.strip(opening + closing + _AROUND)
    return text


def _take(fact: Fact, name: str, claims: Claims) -> None:
    if fact.field in {"sku", "mpn"}:
        match = _number.match(fact.value)
        if match is None and _letters_number(fact.value):
            claims.put(fact.field, cleaning.identifier(fact.value), 0.6)
        elif match and not (fact.field == "sku" and not fact.sure and len(match[1]) < 4):  # noqa: PLR2004 - a count, not a number of an article
            claims.put(
                fact.field, cleaning.identifier(match[1].rstrip(".,-")), 0.75 if fact.sure else 0.6
            )
    elif fact.field == "gtin":
        if found := cleaning.gtin(
            [fact.value.split(",")[0].split("  ")[0]], claims.warnings, isbn=True
        ):
            claims.put("gtin", found.value)
            claims.put("gtin_type", found.type)
    elif fact.field in {"brand", "maker"}:
        brand = None if _has_address(fact.value) else cleaning.brand(fact.value)
        if brand and len(brand.split()) <= 6 and (fact.sure or brand.casefold() in name.casefold()):  # noqa: PLR2004 - words of a long brand
            claims.put("brand", brand, 0.7 if fact.sure else 0.6)
    elif fact.field == "condition":
        claims.put("condition", cleaning.condition(fact.value), 0.6)
    elif fact.sure and len(fact.value) <= MAX_KEY and not _is_no_seller(fact):
        claims.put(fact.field, cleaning.name(fact.value))


def _is_no_seller(fact: Fact) -> bool:
    """Whether it is told with a company's number, as laws ask of the shop itself, or is a link to act."""
    is_link = lexicon.pattern("products", "seller_link").match
    return fact.field == "seller" and bool(_numbered(fact.value) or is_link(fact.value))


def _has_address(maker: str) -> bool:
    """Whether it is a company with its street and town, as laws ask for: seldom the brand's name."""
    return any(map(str.isdigit, maker.partition(",")[2]))


@cache
def _label() -> re.Pattern[str]:
    return re.compile(_alternatives(), re.IGNORECASE)


@cache
def _labelled_line() -> re.Pattern[str]:
    """A label that is followed by a mark, by a number or by nothing; or words before a seller's name."""
    sold_by = lexicon.table("products")["labels"]["sold_by"]
    return re.compile(
        rf"(?P<sold_by>{sold_by})\b\s*:?\s*|(?:{_alternatives()})(?:\s?[.]?\s?[:\uff1a#\u2116]+\s*|\s+[-\u2013\u2014]\s*|[.]?\s*$|[.]?\s+(?=[\w./-]*\d[\w./-]*\s*$|[a-z]+(?:[-_./][a-z]+)+\s*$))",
        re.IGNORECASE,
    )


def _alternatives() -> str:
    labels = lexicon.table("products")["labels"]
    return "|".join(rf"(?P<{field}>{labels[field]})" for field in _FIELDS)

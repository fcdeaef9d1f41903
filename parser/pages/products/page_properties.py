"""Properties of the product in rows that are no table: `<li>` or `<div>` with a key and a value.

They are believed where a block around them, or the row itself, calls itself one of properties, and where
two of them at least are alike.
"""

from collections import defaultdict
from collections.abc import Iterator

from parser.pages import lexicon
from parser.pages.document import Document, Node, ancestors
from parser.pages.products.labels import MAX_KEY, MAX_ROWS, pair
from parser.pages.products.nearness import Neighbourhood, names_of
from parser.pages.products.zone import is_below_related

_NEAR = 20  # steps from the heading to the block that holds both: a tab lies far below
_MAX_PLACES = 60
_PLACES = frozenset({"div", "ul", "ol", "li", "p", "section", "article"})
_ROWS = "div,li,p"
_LEAST = 2  # rows alike
_MOSTLY = 0.8  # of these rows have a key that may be one, and that no other has
_NOT_IN_KEY = "a[href],button,input,select,table,ul,ol,dl"
_NOT_IN_VALUE = "button,input,select,table,ul,ol,dl,h2,h3,h4,h5"
_ENDS = (".", "!", "\u2026")


def find(document: Document, around: Neighbourhood) -> list[tuple[str, str]]:
    """Keys with their values, in document order, each once."""
    found: dict[tuple[str, str], None] = {}
    alike = defaultdict[tuple[str | None, str], list[tuple[Node, Node]]](list)
    for row in _candidates(document, around):
        if (cells := _cells(row)) is not None:
            alike[row.tag, names_of(row)].append(cells)
    for rows in alike.values():
        told = dict.fromkeys(one for cells in rows if (one := pair(*cells)) is not None)
        named = [one for one in told if _is_key(one[0])]
        keys = {key for key, _ in named}
        if len(keys) >= max(_LEAST, _MOSTLY * len(told)):
            found.update(dict.fromkeys(named))
    return list(found)


def _is_key(text: str) -> bool:
    """Whether a text may name a property: no sentence, and no label with a value of its own."""
    return len(text) <= MAX_KEY and not text.endswith(_ENDS) and ": " not in text


def _candidates(document: Document, around: Neighbourhood) -> Iterator[Node]:
    """What may be a row: the outermost places themselves and what is inside of them."""
    is_place = lexicon.pattern("products", "property_place").search
    taken = set[int]()
    for place in document.named(lexicon.table("products")["property_places"])[:_MAX_PLACES]:
        if place.tag not in _PLACES or not is_place(names_of(place)):
            continue
        if not around.is_near(place, _NEAR) or is_below_related(place, around, headings=True):
            continue
        if any(above.mem_id in taken for above in ancestors(place)):
            continue
        taken.add(place.mem_id)
        yield from (place, *place.css(_ROWS)[:MAX_ROWS])


def _cells(row: Node) -> tuple[Node, Node] | None:
    """The key and the value, if a row consists of two elements with a text each and nothing else."""
    children = [one for one in row.iter() if one.tag != "br"]
    if len(children) != 2:  # noqa: PLR2004 - a key and its value
        return None
    key, value = children
    if key.css_first(_NOT_IN_KEY) is not None or value.css_first(_NOT_IN_VALUE) is not None:
        return None
    parts = key.text(strip=True), value.text(strip=True)
    return (key, value) if all(parts) and row.text(strip=True) == "".join(parts) else None

"""Markup in the attributes of elements: the part that microdata and RDFa Lite have in common.

Both name a scope on one element and properties on those inside it; a property belongs to the nearest
scope around it, and a scope that is a property as well is that property's value. Only the names of
the attributes differ, and where a value is written. Each element's way up to its scope is remembered,
so that the work stays linear however deep the page nests.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from parser.pages.document import Document, Node
from parser.pages.markup.things import MAX_THINGS, Graph, Thing
from parser.pages.records import Source
from parser.pages.text import tidy

_ADDRESSES = {
    "a": "href", "area": "href", "link": "href", "img": "src", "audio": "src", "video": "src",
    "iframe": "src", "embed": "src", "source": "src", "track": "src", "object": "data",
}  # fmt: skip
_STATED = {"data": "value", "meter": "value", "time": "datetime", "input": "value"}
_CAPTIONED = frozenset({"a", "img"})
_IN_WORDS = frozenset({"brand", "manufacturer", "name", "sku", "mpn", "model", "category", "color"})
MAX_TEXT = 20_000  #: characters of one value

Attributes = Mapping[str, str | None]


@dataclass(kw_only=True)
class Scopes:
    """The scopes of one page while its properties are handed out."""

    scope_of: dict[int, Thing] = field(default_factory=dict)  #: by element
    known: dict[int, Thing | None] = field(default_factory=dict)  #: the nearest scope, by element
    adopted: dict[int, Thing] = field(
        default_factory=dict
    )  #: by an element referred to from elsewhere

    def around(self, node: Node) -> Thing | None:
        """The scope that an element is in, not counting one of its own."""
        if adopter := self.adopted.get(node.mem_id):
            return adopter
        passed = []
        found = None
        parent = node.parent
        while parent is not None:
            key = parent.mem_id
            if key in self.known:
                found = self.known[key]
                break
            passed.append(key)
            if found := self.scope_of.get(key) or self.adopted.get(key):
                break
            parent = parent.parent
        for key in passed:
            self.known[key] = found
        return found


def read_properties(
    scopes: Scopes,
    document: Document,
    elements: Iterable[Node],
    names_of: Callable[[Attributes], Iterable[str]],
    loose: Thing | None = None,
) -> None:
    """Gives each element's value to the scope around it, or to `loose`, under the names it states."""
    for node in elements:
        attributes = node.attributes
        owner = scopes.around(node) or loose
        if owner is None:
            continue
        own = scopes.scope_of.get(node.mem_id)
        names = tuple(names_of(attributes))
        value: object = own or value_of(node, attributes, document, names)
        for name in names:
            if own is not None and own is not owner:
                own.parent, own.via = owner, name
            if value not in ("", None):
                owner.properties.setdefault(name, []).append(value)


def add_scope(graph: Graph, scopes: Scopes, node: Node, thing: Thing) -> bool:
    """Takes in a new scope; False when the page has too many."""
    if len(graph.things) >= MAX_THINGS:
        return False
    scopes.scope_of[node.mem_id] = thing
    graph.add_thing(thing)
    return True


def value_of(
    node: Node, attributes: Attributes, document: Document, names: tuple[str, ...] = ()
) -> str:
    """The value an element states: an attribute made for it, an address, or its text.

    What is called a brand or a name is the text of a link and the description of a picture.
    """
    if (content := attributes.get("content")) is not None:
        return content.strip()[:MAX_TEXT]
    tag = node.tag or ""
    if tag in _CAPTIONED and not _IN_WORDS.isdisjoint(names) and (text := _caption(node)):
        return text
    if tag in _ADDRESSES:
        address = attributes.get(_ADDRESSES[tag]) or ""
        if tag == "img" and (not address or address.startswith("data:")):
            address = attributes.get("data-src") or attributes.get("data-original") or address
        if address or tag == "link":
            return document.resolve(address) or address.strip()
    if tag in _STATED and (stated := attributes.get(_STATED[tag])):
        return stated.strip()
    return tidy(node.text(separator=" ")[:MAX_TEXT]) if tag != "meta" else ""


def _caption(node: Node) -> str:
    """What a link or a picture says to a reader."""
    text = tidy(node.text(separator=" ")[:MAX_TEXT])
    picture = node if node.tag == "img" else node.css_first("img")
    return text or (tidy(picture.attributes.get("alt") or "") if picture is not None else "")


def thing_from(source: Source, types: tuple[str, ...], identity: str | None) -> Thing:
    """A scope that has no properties yet."""
    return Thing(types=types, id=(identity or "").strip(), source=source)

"""HTML microdata: `itemscope`, `itemtype`, `itemprop`, `itemid`, `itemref` (HTML Standard, 5).

Read as search engines read it, which is more generously than the standard: `content` counts on any
element, not on `<meta>` alone. `itemref` gives the properties of an element elsewhere to the item
that refers to it.
"""

from collections.abc import Iterable

from parser.pages.document import Document, Node
from parser.pages.markup.scoped import Attributes, Scopes, add_scope, read_properties, thing_from
from parser.pages.markup.things import Graph, property_name, type_names
from parser.pages.records import Source


def read(document: Document, graph: Graph) -> None:
    """Adds the page's microdata items to `graph`."""
    elements = document.select("[itemscope]")
    if not elements and (graph.things or b"itemprop" not in document.source):
        return
    scopes = Scopes()
    references: dict[str, list[Node]] = {}
    for node in elements:
        attributes = node.attributes
        types = type_names((attributes.get("itemtype") or "").split())
        if not add_scope(
            graph, scopes, node, thing_from(Source.MICRODATA, types, attributes.get("itemid"))
        ):
            return
        for target in (attributes.get("itemref") or "").split()[:20]:
            references.setdefault(target, []).append(node)
    if references:
        _follow(document, scopes, references)
    read_properties(scopes, document, document.select("[itemprop]"), _names, graph.loose)


def _names(attributes: Attributes) -> Iterable[str]:
    return map(property_name, (attributes.get("itemprop") or "").split())


def _follow(document: Document, scopes: Scopes, references: dict[str, list[Node]]) -> None:
    """An element that is referred to is in the scope of the first item that refers to it."""
    for node in document.select("[id]"):
        for referring in references.get(node.id or "", ())[:1]:
            scopes.adopted[node.mem_id] = scopes.scope_of[referring.mem_id]

"""RDFa Lite 1.1: `vocab`, `typeof`, `property`, `resource`, `prefix`, as far as shops use it.

Only schema.org terms are of interest, so prefixes are cut off rather than resolved. The `property`
of Open Graph's `<meta>` tags stands outside of any `typeof` and is not read here.
"""

from collections.abc import Iterable

from parser.pages.document import Document
from parser.pages.markup.scoped import Attributes, Scopes, add_scope, read_properties, thing_from
from parser.pages.markup.things import Graph, property_name, type_names
from parser.pages.records import Source

_FOREIGN = ("og:", "fb:", "twitter:", "product:", "article:", "al:", "dc:", "dcterms:", "foaf:")


def read(document: Document, graph: Graph) -> None:
    """Adds the page's RDFa things to `graph`."""
    elements = document.select("[typeof]")
    if not elements:
        return
    scopes = Scopes()
    for node in elements:
        attributes = node.attributes
        types = type_names((attributes.get("typeof") or "").split())
        identity = attributes.get("resource") or attributes.get("about")
        if not add_scope(graph, scopes, node, thing_from(Source.RDFA, types, identity)):
            return
    read_properties(scopes, document, document.select("[property]"), _names)


def _names(attributes: Attributes) -> Iterable[str]:
    stated = (attributes.get("property") or "").split()
    return [property_name(name) for name in stated if not name.lower().startswith(_FOREIGN)]

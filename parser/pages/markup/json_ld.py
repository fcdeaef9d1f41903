"""JSON-LD blocks of a page, each read on its own: a broken one never costs the others.

A block that needed repair is read all the same, and reported, as search engines refuse it.
"""

from dataclasses import dataclass

from parser.pages.document import Document
from parser.pages.markup.loose_json import read as read_json
from parser.pages.markup.things import Graph
from parser.pages.records import Source


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokenBlock:
    """A block that is not JSON."""

    number: int  #: of the page's JSON-LD blocks, from 1
    repaired: bool  #: whether something could be read all the same


def read(document: Document, graph: Graph) -> list[BrokenBlock]:
    """Adds the things of all blocks to `graph`; an empty block says nothing and is no fault."""
    broken = []
    blocks = (text for attributes, text in document.scripts if _is_json_ld(attributes.get("type")))
    for number, text in enumerate(blocks, start=1):
        if not text.strip():
            continue
        values, strict = read_json(text)
        for value in values:
            graph.add(value, Source.JSON_LD)
        if not strict:
            broken.append(BrokenBlock(number=number, repaired=bool(values)))
    return broken


def _is_json_ld(kind: str | None) -> bool:
    """Also with parameters: `application/ld+json; charset=utf-8`."""
    return kind is not None and "ld+json" in kind.lower()

"""The elements of a page in which a price may stand: by their names, or by the texts inside."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from parser.pages import currencies, lexicon
from parser.pages.document import Document, Node

MAX_PLACES = 100  #: elements looked at for their names
MAX_TEXTS = 600  #: and for their texts
MAX_TEXT = 160  #: characters; a longer text is a paragraph
_SAMPLE = 4  # elements of one kind that are read
_TESTED = ("data-testid", "data-qa", "data-test")
_has_digit = re.compile(r"\d").search


def called_price(document: Document) -> Iterator[Node]:
    """Where the English word says that a price is."""
    return _sampled(document.each('[class*="price" i],[id*="price" i]'))


def called_otherwise(document: Document) -> Iterator[Node]:
    """Where a price may be by the words of other languages, or of those who test pages."""
    words = lexicon.table("products")["price_places"]
    return _sampled(document.named(words, *(f'[{name}*="price" i]' for name in _TESTED)))


def around_texts(document: Document) -> Iterator[Node]:
    """The elements right around a text with a digit, for pages whose classes say nothing."""
    body = document.body
    found = 0
    for node in body.traverse(include_text=True, skip_empty=True) if body else ():
        text = node.text_content if node.is_text_node else None
        if text and len(text) <= MAX_TEXT and _has_digit(text) and (parent := node.parent):
            found += 1
            if found > MAX_TEXTS:
                return
            alone = not currencies.is_named(text)  # the currency has an element of its own
            yield parent.parent if alone and parent.parent else parent


def kind_of(node: Node) -> str:
    """Tag and class of an element: those of one list have the same."""
    return f"{node.tag} {node.attributes.get('class') or ''}".rstrip()


def _sampled(nodes: Iterable[Node]) -> Iterator[Node]:
    """Elements, of each kind only so many as show that it is a list's."""
    counts: dict[str, int] = {}
    for node in islice(nodes, MAX_PLACES):
        kind = kind_of(node)
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= _SAMPLE:
            yield node

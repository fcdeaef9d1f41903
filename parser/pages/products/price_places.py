"""The elements of a page in which a price may stand: by their names, or by the texts inside."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from parser.pages import currencies, lexicon
from parser.pages.document import Document, Node
from parser.pages.products.nearness import Neighbourhood, names_of

MAX_PLACES = 100  #: elements looked at for their names
MAX_TEXTS = 600  #: and for their texts
MAX_TEXT = 160  #: characters; a longer text is a paragraph
_SAMPLE = 4  # elements of one kind that are read
_TESTED = ("data-testid", "data-qa", "data-test")
_CALLED_PRICE = '[class*="price" i],[id*="price" i]'
_PIECES = 40  # of a page that are searched on their own before the whole is
_NO_CENTS = Decimal(0)
_two_digits = re.compile(r"\d\d", re.ASCII).fullmatch
_ends_open = re.compile(r"\d[.,]$").search
_has_digit = re.compile(r"\d").search


def called_price(document: Document, around: Neighbourhood) -> Iterator[Node]:
    """Where the English word says that a price is.

    Who knows the price from markup stops where it stands, so that the page is searched in pieces then.
    """
    pieces = _pieces(around.way) if around.is_stated and around.way else ()
    return _sampled(_in_order(document, pieces))


def called_otherwise(document: Document, _around: Neighbourhood) -> Iterator[Node]:
    """Where a price may be by the words of other languages, or of those who test pages."""
    words = lexicon.table("products")["price_places"]
    return _sampled(document.named(words, *(f'[{name}*="price" i]' for name in _TESTED)))


def around_texts(document: Document, _around: Neighbourhood) -> Iterator[Node]:
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


def cents_behind(node: Node) -> Decimal:
    """The cents that stand raised behind an amount in an element of their own; zero without any.

    Behind a decimal mark ("449," and "99") any two digits are.
    """
    following = node.next
    while following is not None and following.is_text_node:
        if (following.text_content or "").strip():
            return _NO_CENTS
        following = following.next
    if following is None or not _two_digits(text := following.text(strip=True)):
        return _NO_CENTS
    is_theirs = (
        following.tag == "sup"
        or lexicon.pattern("products", "price_hints", "cents").search(names_of(following))
        or _ends_open(node.text(strip=True))
    )
    return Decimal(text) / 100 if is_theirs else _NO_CENTS


def kind_of(node: Node) -> str:
    """Tag and class of an element: those of one list have the same."""
    return f"{node.tag} {node.attributes.get('class') or ''}".rstrip()


def _in_order(document: Document, pieces: Iterable[list[Node]]) -> Iterator[Node]:
    """The elements called a price: first those of some pieces of the page, then all others."""
    given = 0
    for piece in islice(pieces, _PIECES):
        given += len(piece)
        yield from piece
    yield from islice(document.each(_CALLED_PRICE), given, None)


def _pieces(way: list[Node]) -> Iterator[list[Node]]:
    """The same in document order: a block around the heading alone, then what it holds, one by one."""
    block, inner = way[0], way[1:]
    if block.is_element_node and _is_called_price(block):
        yield [block]
    for child in block.iter():
        if inner and child.mem_id == inner[0].mem_id:
            yield from _pieces(inner)
        else:
            yield list({node.mem_id: node for node in child.css(_CALLED_PRICE)}.values())


def _is_called_price(node: Node) -> bool:
    attributes = node.attributes
    return any("price" in (attributes.get(name) or "").lower() for name in ("class", "id"))


def _sampled(nodes: Iterable[Node]) -> Iterator[Node]:
    """Elements, of each kind only so many as show that it is a list's."""
    counts: dict[str, int] = {}
    for node in islice(nodes, MAX_PLACES):
        kind = kind_of(node)
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= _SAMPLE:
            yield node

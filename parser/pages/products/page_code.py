"""The shop's own number of a product where it stands without a label.

It is in an element made for it, or in brackets right beside the heading.
"""

import re

from parser.pages import lexicon
from parser.pages.document import Document, Node
from parser.pages.products import cleaning
from parser.pages.products.nearness import Neighbourhood, names_of
from parser.pages.products.zone import Zone

_NEAR = 5  # steps from the heading to the block that holds both
_BESIDE = 2  # lines above and below the heading
MAX_PLACES = 40
_DIGITS = 3  # of a number; fewer are a size or a count
_IN_PARTS = 6  # characters of a number in parts ("KT-EX-45"); shorter ones are a size
MAX_TEXT = 60  #: characters
_code = re.compile(r"[\[(#\u2116\s]*((?=[\w./-]*\d)\w[\w./-]{2,34})[\])\s]*").fullmatch


def find(document: Document, around: Neighbourhood) -> str | None:
    """The number in the nearest element that is made for one and holds nothing else."""
    words, block = lexicon.table("products")["code_places"], around.block(_NEAR)
    for node in document.named(words, within=block)[:MAX_PLACES]:
        if (code := _code_of(node)) and _is_code_place(node) and around.is_near(node, _NEAR):
            return cleaning.identifier(code)
    return None


def beside(zone: Zone) -> str | None:
    """A number in brackets on a line of its own, right above or below the heading."""
    for line in (*zone.after[1 : 1 + _BESIDE], *zone.before[-_BESIDE:]):
        if line[:1] in "[(" and line[-1:] in "])" and (match := _code(line)):
            return cleaning.identifier(match[1]) if _is_long(match[1]) else None
    return None


def _is_code_place(node: Node) -> bool:
    """Whether the word stands alone in a class or id: "msku" is a choice of several."""
    return bool(lexicon.pattern("products", "code_place").search(names_of(node)))


def _code_of(node: Node) -> str | None:
    text = node.text(separator=" ", strip=True, skip_empty=True)
    match = _code(text) if 0 < len(text) <= MAX_TEXT else None
    return match[1] if match and _is_long(match[1]) else None


def _is_long(code: str) -> bool:
    """Whether it is long enough for a number: by its digits, or by capitals and digits in parts."""
    if sum(map(str.isdigit, code)) >= _DIGITS:
        return True
    return "-" in code and len(code) >= _IN_PARTS and code == code.upper()

"""The classes that say what an element is, in every state.

Frameworks of many small classes (Tailwind, Bootstrap) name looks instead: "disabled:opacity-50" says how a
button would look, not that it is disabled; "relative" is no related product, "text-brand" no brand.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from parser.pages.document import Node

#: a state or a width of the screen stands before a colon; the others have words in them that mean something else
_is_look = re.compile(
    r"\S*:\S*|(?:uk-|position-)?relative|(?:overflow|transition|backdrop|resize)(?:-\S+)?"
    r"|(?:text|bg|border|from|via|to|ring|fill|stroke|accent|divide|outline|shadow|btn|link)-brand(?:-\S+)?"
    r"|size-[\d\[]\S*|order-(?:[a-z]{2,3}-)?(?:\d+|first|last|none)|not-sr-only"
    r"|(?:\w+-)*(?:slide|slick|swiper|owl|carousel)-prev"  # no previous price
).fullmatch
#: one of these is in each; looked for first, as most names are no looks
_SIGNS = (":", "relative", "overflow", "transition", "backdrop", "resize", "-brand", "size-", "order-", "not-sr", "-prev")  # fmt: skip


def classes_of(node: Node) -> str:
    """The value of `class`, without names of looks."""
    names = node.attributes.get("class")
    return _recalled(names) if names else ""


def is_named_for(node: Node, words: Iterable[str]) -> bool:
    """Whether a class that is no look, or the id, contains one of the lower-case words."""
    names = f"{classes_of(node)} {node.attributes.get('id') or ''}".lower()
    return any(word in names for word in words)


def without_looks(names: str) -> str:
    """Classes, or an id, without those that name looks."""
    if not any(map(names.__contains__, _SIGNS)):
        return names
    return " ".join(name for name in names.split() if not _is_look(name))


_recalled = lru_cache(maxsize=4096)(without_looks)

"""What a visitor sees only after a click, or in another state of the page: windows, hidden classes."""

import re
from functools import cache, lru_cache

from parser.pages import lexicon
from parser.pages.document import Node, ancestors

#: "hidden md:flex", "d-none d-md-block": on a narrow screen another element says the same
_opens_when_wide = re.compile(
    r"(?<!\S)(?:(?:sm|md|lg|xl|2xl):|d-(?:sm|md|lg|xl|xxl)-)(?:block|flex|grid|inline|table|contents)"
).search
_DIALOGS = frozenset({"dialog", "alertdialog"})


def is_unopened(node: Node) -> bool:
    """Whether it waits for a click ("tell me when it is back"), or for another state of the page."""
    return any(map(_hides, ancestors(node))) or (node.is_element_node and _hides(node))


def _hides(node: Node) -> bool:
    attributes = node.attributes
    if attributes.get("aria-hidden") == "true" or attributes.get("aria-modal") == "true":
        return True
    if attributes.get("role") in _DIALOGS or (node.tag == "dialog" and "open" not in attributes):
        return True
    names = attributes.get("class")
    return bool(names) and _is_closed(names)


@lru_cache(maxsize=4096)
def _is_closed(names: str) -> bool:
    return not _closed_names().isdisjoint(names.lower().split()) and not _opens_when_wide(names)


@cache
def _closed_names() -> frozenset[str]:
    return frozenset(lexicon.table("products")["unopened"])

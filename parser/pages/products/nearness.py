"""How near an element stands to the page's heading, and whether something foreign is between.

Distance is counted in the tree: the steps from the heading up to the smallest block that holds both.
Only what lies below that block can make an element foreign ("related", "carousel"), so a page whose
every wrapper bears such a name is read as well.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from parser.pages import lexicon
from parser.pages.document import Node, ancestors

_humps = re.compile(r"([a-z0-9])([A-Z])").sub
_separators = re.compile(r"[\W_]+").sub
MAX_STEPS = 60


@dataclass(frozen=True, slots=True)
class Position:
    """Where an element stands."""

    near: int  #: steps from the heading to the block that holds both
    below: int  #: steps from that block down to the element
    foreign: bool  #: a block of other products is between
    path: tuple[Node, ...]  #: the elements between, the nearest to the element first


class Neighbourhood:
    """The surroundings of one heading; of the whole page if there is none."""

    def __init__(self, heading: Node | None) -> None:
        around = ancestors(heading, MAX_STEPS) if heading is not None else ()
        self._steps = {node.mem_id: step for step, node in enumerate(around)}
        self.has_heading = heading is not None

    def position(self, node: Node) -> Position | None:
        """The place of an element; None if it shares no block with the heading."""
        path = []
        for above in ancestors(node):
            if above.mem_id in self._steps:
                return Position(self._steps[above.mem_id], len(path), _any_foreign(path), tuple(path))
            path.append(above)
        return None if self.has_heading else Position(0, len(path), _any_foreign(path), tuple(path))

    def is_near(self, node: Node, most: int) -> bool:
        """Whether an element is the heading's own, at most so many steps away."""
        place = self.position(node)
        return place is not None and place.near <= most and not place.foreign and not is_foreign(node)


def names_of(node: Node) -> str:
    """Class and id of an element as words: "prd_price__oldAmount" reads "prd price old amount"."""
    attributes = node.attributes
    names, number = attributes.get("class"), attributes.get("id")
    if number:
        names = f"{names} {number}" if names else number
    return _as_words(names[:200]) if names else ""


def is_foreign(node: Node) -> bool:
    """Whether an element calls itself a block of other products."""
    names = names_of(node)
    return bool(names) and _names_foreign(names)


def _any_foreign(path: list[Node]) -> bool:
    return any(is_foreign(node) for node in path)


@lru_cache(maxsize=4096)
def _names_foreign(names: str) -> bool:
    return bool(lexicon.pattern("products", "foreign_block").search(names))


@lru_cache(maxsize=4096)
def _as_words(names: str) -> str:
    return _separators(" ", _humps(r"\1 \2", names)).lower()

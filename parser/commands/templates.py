"""Templates of the grammar files, compiled to plain sequences.

    "(max|up to) <n:limit> [<page>] [each]"

Words stand for themselves. `( | )` is a choice, `[ | ]` a choice that may be left out, `<name>` any
word or span of a class, `<name:slot>` the same with its value kept under `slot`. A word ending in `~`
stands for all its forms, one ending in `!` for the forms of a verb that give an order. A template is
spread into all its sequences once, when the grammar is built; reading is then a walk through a trie.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from parser.commands.errors import GrammarError

#: A template that spreads wider than this is better written as two.
MAX_SEQUENCES: Final = 600

_PIECES: Final = re.compile(r"[()\[\]|]|<[^<>]+>|[^\s()\[\]|<>]+")
_CLASS: Final = re.compile(r"<(\w+)(?::(\w+))?>")


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a sequence: a symbol a token must carry, and the slot that keeps its value."""

    symbol: str
    slot: str | None = None


Sequence = tuple[Element, ...]


def sequences(template: str) -> list[Sequence]:
    """Every sequence a template stands for, without repeats; none of them is empty."""
    pieces = _PIECES.findall(template)
    if "".join(pieces) != re.sub(r"\s", "", template):
        raise GrammarError(template, "a bracket of a class is not closed")
    found, rest = _choice(pieces, 0, template)
    if rest != len(pieces):
        raise GrammarError(template, "a bracket closes what was never opened")
    unique = [each for each in dict.fromkeys(found) if each]
    if len(unique) > MAX_SEQUENCES:
        raise GrammarError(template, f"spreads into {len(unique)} sequences")
    return unique


def _choice(pieces: list[str], place: int, template: str) -> tuple[list[Sequence], int]:
    """Alternatives up to the bracket that closes them."""
    found: list[Sequence] = []
    while True:
        steps: list[list[Sequence]] = []
        while place < len(pieces) and pieces[place] not in {")", "]", "|"}:
            step, place = _step(pieces, place, template)
            steps.append(step)
        found.extend(_joined(steps))
        if place >= len(pieces) or pieces[place] != "|":
            return found, place
        place += 1


def _step(pieces: list[str], place: int, template: str) -> tuple[list[Sequence], int]:
    piece = pieces[place]
    if piece not in {"(", "["}:
        return [(_element(piece),)], place + 1
    inner, end = _choice(pieces, place + 1, template)
    if end >= len(pieces) or pieces[end] != {"(": ")", "[": "]"}[piece]:
        raise GrammarError(template, "a bracket is not closed")
    return ([*inner, ()] if piece == "[" else inner), end + 1


def _element(piece: str) -> Element:
    named = _CLASS.fullmatch(piece)
    if named:
        return Element(f"<{named[1]}>", named[2] or named[1])
    return Element(piece)


def _joined(steps: list[list[Sequence]]) -> Iterator[Sequence]:
    for combination in product(*steps):
        yield tuple(element for part in combination for element in part)

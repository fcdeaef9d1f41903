"""Templates of the grammar files: their notation, as trees.

    "(max|up to) <n:limit> [<page>] [each]"

Words stand for themselves. `( | )` is a choice, `[ | ]` a choice that may be left out, `<name>` any
word or span of a class, `<name:slot>` the same with its value kept under `slot`. A word ending in `~`
stands for all its forms, one ending in `!` for the forms of a verb that give an order. A hyphen inside a word
parts it, as it does in a message.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from parser.commands.errors import GrammarError

_PIECES: Final = re.compile(r"[()\[\]|]|<[^<>]+>|[^\s()\[\]|<>]+")
_CLASS: Final = re.compile(r"<(\w+)(?::(\w+))?>")
_HYPHEN: Final = re.compile(r"(?<=\w)-(?=\w)")


@dataclass(frozen=True, slots=True)
class Element:
    """One token or span: the symbol it must carry, and the slot that keeps its value."""

    symbol: str
    slot: str | None = None

    @property
    def is_verb(self) -> bool:
        """Whether it stands for the forms of a verb that give an order."""
        return self.symbol.endswith("!")


@dataclass(frozen=True, slots=True)
class Choice:
    """Series of parts, one of which must match, or none if the choice may be left out."""

    options: tuple[tuple["Part", ...], ...]
    optional: bool = False
    has_verb: bool = False


Part: TypeAlias = Element | Choice


def parsed(template: str) -> Choice:
    """The tree of a template; GrammarError when its brackets don't fit."""
    template = _HYPHEN.sub(" ", template)
    pieces = _PIECES.findall(template)
    if "".join(pieces) != re.sub(r"\s", "", template):
        raise GrammarError(template, "a bracket of a class is not closed")
    found, rest = _choice(pieces, 0, template)
    if rest != len(pieces):
        raise GrammarError(template, "a bracket closes what was never opened")
    return _of(found)


def verbs(part: Part) -> Iterator[str]:
    """The symbols of every verb in a tree."""
    if isinstance(part, Choice):
        for series in part.options:
            for each in series:
                yield from verbs(each)
    elif part.is_verb:
        yield part.symbol


def lone_words(tree: Choice) -> Iterator[str]:
    """The words that a template of one choice of single words consists of."""
    for series in tree.options:
        only = series[0] if len(series) == 1 else None
        if isinstance(only, Choice):
            yield from lone_words(only)
        elif only is not None:
            yield only.symbol


def holds_verb(part: Part) -> bool:
    """Whether a verb is among the elements of a part."""
    return part.is_verb if isinstance(part, Element) else part.has_verb


def _choice(
    pieces: list[str], place: int, template: str
) -> tuple[tuple[tuple[Part, ...], ...], int]:
    """Alternatives up to the bracket that closes them."""
    options: list[tuple[Part, ...]] = []
    while True:
        series: list[Part] = []
        while place < len(pieces) and pieces[place] not in {")", "]", "|"}:
            part, place = _part(pieces, place, template)
            series.append(part)
        options.append(tuple(series))
        if place >= len(pieces) or pieces[place] != "|":
            return tuple(options), place
        place += 1


def _part(pieces: list[str], place: int, template: str) -> tuple[Part, int]:
    piece = pieces[place]
    if piece not in {"(", "["}:
        return _element(piece), place + 1
    options, end = _choice(pieces, place + 1, template)
    if end >= len(pieces) or pieces[end] != {"(": ")", "[": "]"}[piece]:
        raise GrammarError(template, "a bracket is not closed")
    return _of(options, optional=piece == "["), end + 1


def _of(options: tuple[tuple[Part, ...], ...], *, optional: bool = False) -> Choice:
    has_verb = any(holds_verb(each) for series in options for each in series)
    return Choice(options, optional, has_verb)


def _element(piece: str) -> Element:
    named = _CLASS.fullmatch(piece)
    if named:
        return Element(f"<{named[1]}>", named[2] or named[1])
    return Element(piece)

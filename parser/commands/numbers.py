"""Numbers as people write them: "100", "1.5k", "10 000", "a couple hundred", "23rd".

Russian and English build numerals the same way: units that fall (two hundred, fifty, three) between
multipliers that fall (thousand). So one reading serves both, and the words are data. A number ends
where the fall ends: "eight thirty" is an 8 and a 30, a clock time, not 38.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from parser.commands.grammar import Grammar
from parser.commands.tokens import Token, TokenKind

#: More digits than this are a slip of the hand or an attack, never an amount of pages.
_MAX_DIGITS: Final = 12
_TEN: Final = 10
_HUNDRED: Final = 100
_THOUSAND: Final = 1000
_GROUP: Final = 3


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number over tokens start..end; an ordinal may also name a run or a day of the month."""

    start: int
    end: int
    value: float
    ordinal: bool = False
    #: Begins with "a", so that it counts and never numbers: "a hundred".
    counts: bool = False


class Numerals:
    """Finds numbers among tokens by the number words of all languages."""

    def __init__(self, grammar: Grammar) -> None:
        self._units: dict[str, float] = {}
        self._multipliers: dict[str, float] = {}
        self._ordinals: dict[str, int] = {}
        self._ordinal_ends: set[str] = set()
        self._joiners: set[str] = set()
        for language in grammar.languages.values():
            self._units |= language.numbers.get("units", {})
            self._multipliers |= language.numbers.get("multipliers", {})
            self._ordinals |= language.numbers.get("ordinals", {})
            self._ordinal_ends |= language.numbers.get("ordinal_ends", frozenset())
            self._joiners |= language.numbers.get("joiners", frozenset())
        self._halves = [
            tuple(half.split())
            for language in grammar.languages.values()
            for half in language.numbers.get("halves", ())
        ]
        self.words = frozenset(self._units) | frozenset(self._multipliers) | set(self._ordinals)
        self._starters = self.words | self._joiners

    def find(self, tokens: Sequence[Token]) -> list[NumberSpan]:
        """The longest number at each token that begins one."""
        spans = (
            self._at(tokens, place)
            for place, token in enumerate(tokens)
            if token.kind is TokenKind.NUMBER or token.text in self._starters
        )
        return [span for span in spans if span is not None]

    def _at(self, tokens: Sequence[Token], start: int) -> NumberSpan | None:
        total = _Sum()
        place = start
        while place < len(tokens) and (size := self._step(total, tokens, place)):
            place += size
        day = self._ordinals.get(tokens[place].text) if place < len(tokens) else None
        if day is not None and (place == start or (day < total.room and not total.of_digits)):
            return NumberSpan(start, place + 1, total.value + day, ordinal=True)
        if total.empty:
            return None
        for half in self._halves:
            if tuple(each.text for each in tokens[place : place + len(half)]) == half:
                return self._with_half(tokens, start, place + len(half), total.value + 0.5)
        ended = self._has_ordinal_end(tokens, place)
        if _is_negative(tokens, start):
            return NumberSpan(start, place, -total.value)
        counts = tokens[start].text in self._joiners
        return NumberSpan(start, place + ended, total.value, ordinal=ended, counts=counts)

    def _with_half(self, tokens: Sequence[Token], start: int, end: int, value: float) -> NumberSpan:
        """A number and a half ("one and a half"), times what follows ("thousand")."""
        factor = self._multipliers.get(tokens[end].text) if end < len(tokens) else None
        return (
            NumberSpan(start, end + 1, value * factor) if factor else NumberSpan(start, end, value)
        )

    def _step(self, total: "_Sum", tokens: Sequence[Token], place: int) -> int:
        """How many tokens the number goes on by; 0 where it ends."""
        token = tokens[place]
        if token.kind is TokenKind.NUMBER:
            value, size = _digits(tokens, place)
            total.of_digits = True
            return size if total.empty and total.add(value) else 0
        unit = self._units.get(token.text)
        if unit is not None:
            return int(total.add(unit))
        factor = self._multipliers.get(token.text)
        if factor is not None and (len(token.text) > 1 or token.glued):
            return int(total.multiply(factor))
        return int(self._joins(total, tokens, place))

    def _joins(self, total: "_Sum", tokens: Sequence[Token], place: int) -> bool:
        """Whether an "a", "of" or "and" stands between two words of one number."""
        if tokens[place].text not in self._joiners or place + 1 >= len(tokens):
            return False
        after = tokens[place + 1].text
        if after in self._multipliers and len(after) > 1:
            return True
        return after in self._units and (total.empty or tokens[place - 1].text in self._multipliers)

    def _has_ordinal_end(self, tokens: Sequence[Token], place: int) -> bool:
        """Whether an ending glued to digits makes an ordinal, as in "23rd"."""
        return (
            place < len(tokens)
            and tokens[place].glued
            and tokens[place - 1].kind is TokenKind.NUMBER
            and tokens[place].text in self._ordinal_ends
        )


class _Sum:
    """A number being read: what is complete, the group before the next multiplier, what may follow."""

    __slots__ = ("_group", "_scale", "_total", "empty", "of_digits", "room")

    def __init__(self) -> None:
        self.empty = True
        #: Digits take no ordinal: "150 first pages" is 150.
        self.of_digits = False
        #: The next unit must be less than this.
        self.room = float("inf")
        self._total = 0.0
        self._group = 0.0
        self._scale = float("inf")

    @property
    def value(self) -> float:
        return self._total + self._group

    def add(self, unit: float) -> bool:
        if not self.empty and unit >= self.room:
            return False
        self._group += unit
        self.empty, self.room = False, _room(unit)
        return True

    def multiply(self, factor: float) -> bool:
        if factor >= self._scale or (factor < _THOUSAND and self._group >= factor):
            return False
        self._group = (self._group or 1) * factor
        if factor >= _THOUSAND:
            self._total, self._group, self._scale = self.value, 0.0, factor
        self.empty, self.room = False, factor
        return True


def _room(unit: float) -> float:
    """What may be added after a unit: after 200 less than 100, after 20 less than 10."""
    if unit >= _HUNDRED and unit % _HUNDRED == 0:
        return _HUNDRED
    return _TEN if unit > _TEN and unit % _TEN == 0 else 0


def _is_negative(tokens: Sequence[Token], start: int) -> bool:
    """Whether a minus belongs to the number: "-5". Nothing of ours has such a one."""
    before = tokens[start - 1] if start else None
    is_minus = before is not None and before.kind is TokenKind.SIGN and before.text == "-"
    return is_minus and tokens[start].glued


def _digits(tokens: Sequence[Token], place: int) -> tuple[float, int]:
    """Digits with their groups ("1,500", "10 000", "1.5"), and how many tokens they are."""
    whole, *parts = tokens[place].text.replace(",", ".").split(".")
    size = 1
    if parts and all(len(part) == _GROUP for part in parts):
        whole, parts = "".join([whole, *parts]), []
    while not parts and place + size < len(tokens) and _is_group(whole, tokens[place + size]):
        whole, size = whole + tokens[place + size].text, size + 1
    if len(whole) > _MAX_DIGITS or len(parts) > 1 or not whole.isascii():
        return float("inf"), size
    return float(".".join([whole, *parts])), size


def _is_group(whole: str, token: Token) -> bool:
    """Whether a token goes on with the number: in "10 000" and "1 500" it does, in "9 120" not."""
    if token.kind is not TokenKind.NUMBER or token.glued or len(token.text) != _GROUP:
        return False
    return token.text == "000" or (len(whole) == 1 and token.text.endswith("00"))

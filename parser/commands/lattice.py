"""Every part a sentence may be cut into, and the cheapest way through them.

Templates, names and numbers are all found at every token; a reading is the path that leaves the fewest
words unexplained and then uses the fewest parts. What a cheaper path leaves out is what the coverage
rule later judges: an unexplained word costs more than any number of parts.

A bare English verb is an order only where a clause begins ("run ozon", not "the ozon run"), so the
path remembers whether it stands at such a place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, TypeAlias

from parser.commands.grammar import Grammar, Meaning, Node, Sense
from parser.commands.kinds import OPENERS, TRANSPARENT, Kind
from parser.commands.model import Doubt
from parser.commands.names import NameSpan
from parser.commands.numbers import NumberSpan
from parser.commands.slips import is_drawn_out
from parser.commands.tokens import Token, TokenKind, is_emoji

#: The name of a sentence's end that an emoji makes: weaker than a full stop.
PICTURE: Final = "picture"
_PART_COST: Final = 10
#: A guard wins over any other part its words may be; a bare answer is the last thing they are.
_COSTS: Final = {
    Kind.PAUSE: 0,
    Kind.BREAK: 0,
    Kind.FILLER: 6,
    Kind.GLUE: 6,
    Kind.ASK: 9,
    Kind.ORDER: 9,
    Kind.GUARD: 8,
    Kind.ANSWER: 60,
    Kind.LEFTOVER: 100,
}
_DOUBT_COST: Final = 15
#: Letters a misspelled word must have to count as a word of the kind: "name" is not "named", nor
#: is an unknown shop a tag that its name resembles.
_LEAST_LETTERS: Final = {
    Kind.TAG: 5,
    Kind.FILLER: 6,
    Kind.TOPIC: 5,
    Kind.ONLY: 4,
    Kind.REPORT: 5,
}
#: A misspelled name goes before a misspelled word that is as near.
_NAME_FIRST: Final = 1
_NO_GUESSES: Final[Mapping[int, tuple[str, ...]]] = {}

#: Values kept on a way through a template, by slot.
_Kept: TypeAlias = tuple[tuple[str, Any], ...]
_Path: TypeAlias = tuple[Node, int, _Kept]

_YEARS: Final = (2000, 2199)
_OF_ANSWERS: Final = frozenset({Kind.ANSWER, Kind.FILLER, Kind.PAUSE, Kind.BREAK, Kind.ADDRESS})

#: Marks that may stand inside a template: "all, that failed" is "all that failed".
_SKIPPED: Final = frozenset(",:\u2014\u2013-")
#: Signs that only ever join words.
_AND_SIGNS: Final = frozenset("+&")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tokens start..end as one part of the sentence."""

    start: int
    end: int
    kind: Kind
    name: str = ""
    language: str = ""
    form: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_word(self) -> bool:
        """Whether it is more than punctuation."""
        return self.kind not in {Kind.PAUSE, Kind.BREAK}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way through a sentence."""

    tokens: tuple[Token, ...]
    chunks: tuple[Chunk, ...]

    @property
    def leftovers(self) -> tuple[Chunk, ...]:
        """The words that nothing explains."""
        return tuple(each for each in self.chunks if each.kind is Kind.LEFTOVER)

    def words(self, chunk: Chunk) -> str:
        """A chunk as the person wrote it."""
        return self.text(chunk.start, chunk.end)

    def text(self, start: int, end: int) -> str:
        """Tokens as the person wrote them, a space for any space between, a hyphen inside a word."""
        tokens = self.tokens[start:end]
        between = pairwise(tokens)
        spaces = ["", *(_between(before, after) for before, after in between)]
        return "".join(space + each.raw for space, each in zip(spaces, tokens, strict=True))


def read(
    tokens: Sequence[Token],
    grammar: Grammar,
    names: Iterable[NameSpan],
    numbers: Iterable[NumberSpan],
    guesses: Mapping[int, tuple[str, ...]] = _NO_GUESSES,
) -> Reading:
    """The best reading; `guesses` offers grammar words for misspelled tokens, by place."""
    lattice = _Lattice(tokens, grammar, names, numbers, guesses)
    return Reading(tuple(tokens), _cheapest_path(len(tokens), lattice.chunks()))


def answer(tokens: Sequence[Token], grammar: Grammar) -> str | None:
    """The name of the answer that the whole message is, courtesies aside: "yes" or "no"."""
    lattice = _Lattice(tokens, grammar, (), (), {})
    kept = [[each for each in chunks if each.kind in _OF_ANSWERS] for chunks in lattice.chunks()]
    path = _cheapest_path(len(tokens), kept)
    names = {each.name for each in path if each.kind is Kind.ANSWER}
    is_whole = all(each.kind is not Kind.LEFTOVER for each in path)
    return names.pop() if is_whole and len(names) == 1 else None


class _Lattice:
    def __init__(
        self,
        tokens: Sequence[Token],
        grammar: Grammar,
        names: Iterable[NameSpan],
        numbers: Iterable[NumberSpan],
        guesses: Mapping[int, tuple[str, ...]],
    ) -> None:
        self._tokens = tokens
        self._grammar = grammar
        self._names = list(names)
        self._spans: dict[int, list[tuple[str, int, Any]]] = {}
        self._guesses = guesses
        self._in_address = _in_addresses(tokens, grammar)
        self._numbers = [each for each in numbers if not self._is_of_name(each)]
        for each in self._names:
            if each.kind is Kind.SITE:
                self._spans.setdefault(each.start, []).append(("<site>", each.end, each.ids))
        for number in self._numbers:
            value = _as_int(number.value)
            if any(each[0] == "<hm>" for each in _shape_senses(tokens[number.start])):
                continue  # "8.30" is a clock time, never 8.3 of anything
            for symbol in _number_symbols(value, number):
                self._spans.setdefault(number.start, []).append((symbol, number.end, value))
        self._senses = [self._senses_at(place) for place in range(len(tokens))]

    def chunks(self) -> list[list[Chunk]]:
        """The possible chunks that begin at each token."""
        found = [self._at(place) for place in range(len(self._tokens))]
        for name in self._names:
            if name.kind is Kind.TAG and self._is_of_host(name.end):
                continue
            doubts = (name.doubt,) if name.doubt else ()
            values = {"ids": name.ids}
            chunk = Chunk(name.start, name.end, name.kind, values=values, doubts=doubts)
            if name.kind is Kind.TAG:  # a tie goes to the first: the catalogue's word before ours
                found[name.start].insert(0, chunk)
            else:
                found[name.start].append(chunk)
        for number in self._numbers:
            own: dict[str, Any] = {"n": _as_int(number.value), "ordinal": number.ordinal}
            slips = self._doubts(number.start, number.end)
            found[number.start].append(
                Chunk(number.start, number.end, Kind.NUMBER, values=own, doubts=slips)
            )
        return found

    def _doubts(self, start: int, end: int) -> tuple[Doubt, ...]:
        guessed = self._guesses and any(place in self._guesses for place in range(start, end))
        return (Doubt.TYPO,) if guessed else ()

    def _is_of_name(self, number: NumberSpan) -> bool:
        """Whether digits are written together with an unknown word: "21shop", "x5"."""
        return self._is_unknown(number.start - 1, number.start) or self._is_unknown(
            number.end, number.end
        )

    def _is_unknown(self, place: int, glued: int) -> bool:
        """Whether an unknown word stands at `place`, and no space before `glued`."""
        if place < 0 or max(place, glued) >= len(self._tokens):
            return False
        word = self._tokens[place]
        known = place in self._guesses or word.text in self._grammar.vocabulary
        if len(word.text) == 1 and word.text not in self._grammar.senses:
            known = False  # "1c" is a name, "5h" is a time
        return word.kind is TokenKind.WORD and self._tokens[glued].glued and not known

    def _at(self, start: int) -> list[Chunk]:
        own = _soft_chunk(self._tokens, start)
        found = [] if own is None else [own]
        paths: list[_Path] = [(self._grammar.root, start, ())]
        while paths:
            node, place, kept = paths.pop()
            is_word = place not in self._in_address
            if node.ends and is_word and self._is_credible(node.ends[0].kind, start, place):
                found.extend(self._chunk(meaning, start, place, kept) for meaning in node.ends)
            if place < len(self._tokens) and node.next:
                self._extend(paths, node, place, kept)
        return found

    def _is_credible(self, kind: Kind, start: int, end: int) -> bool:
        """Whether words that were put right may be of this kind: short ones are too near others."""
        least = _LEAST_LETTERS.get(kind, 0)
        if kind is Kind.TAG and self._is_of_host(end):
            return False
        if self._guesses and kind is Kind.TAG and self._is_title(start, end):
            return False
        return not self._guesses or all(
            self._is_long_enough(place, least) for place in range(start, end)
        )

    def _is_of_host(self, end: int) -> bool:
        """Whether a dot and more of a name follow without a space: "books.com" is no tag."""
        beside = self._tokens[end : end + 2]
        return len(beside) > 1 and beside[0].kind is TokenKind.JOINT and beside[1].glued

    def _is_title(self, start: int, end: int) -> bool:
        """Whether a word that was put right is written as a name, inside a sentence."""
        inside = range(max(start, 1), end)
        return any(
            place in self._guesses
            and self._tokens[place].raw[:1].isupper()
            and self._tokens[place - 1].kind is not TokenKind.BREAK
            for place in inside
        )

    def _is_long_enough(self, place: int, least: int) -> bool:
        """Whether a word that was put right is long, or only has its letters swapped."""
        word, guesses = self._tokens[place].text, self._guesses.get(place, ())
        if not guesses or is_drawn_out(word) or sorted(word) in map(sorted, guesses):
            return True
        return max(len(word), *map(len, guesses)) >= least

    def _extend(self, paths: list[_Path], node: Node, place: int, kept: _Kept) -> None:
        for symbol, value in self._senses[place]:
            for slot, following in node.next.get(symbol, ()):
                more = (*kept, (slot, value)) if slot and value is not None else kept
                paths.append((following, place + 1, more))
        for symbol, end, value in self._spans.get(place, ()):
            for slot, following in node.next.get(symbol, ()):
                more = (*kept, (slot, value)) if slot else kept
                paths.append((following, end, more))
        is_inside = node is not self._grammar.root and place + 1 < len(self._tokens)
        if is_inside and self._tokens[place].text in _SKIPPED:
            self._extend(paths, node, place + 1, kept)

    def _chunk(self, meaning: Meaning, start: int, end: int, kept: _Kept) -> Chunk:
        values = {**meaning.values, **dict(kept)} if kept else meaning.values
        return Chunk(
            start,
            end,
            meaning.kind,
            meaning.name,
            meaning.language,
            meaning.form,
            values,
            self._doubts(start, end),
        )

    def _senses_at(self, place: int) -> list[Sense]:
        token = self._tokens[place]
        words = (token.text, *self._guesses.get(place, ()))
        senses: list[Sense] = [(word, None) for word in words]
        for word in words:
            senses.extend(self._grammar.senses.get(word, ()))
        if token.kind in _SHAPED:
            senses.extend(_shape_senses(token))
        return senses


def _cheapest_path(size: int, chunks: Sequence[Sequence[Chunk]]) -> tuple[Chunk, ...]:
    """Two states per place: 1 where a clause may begin with a bare verb, 0 elsewhere."""
    best: list[dict[int, tuple[int, Chunk | None, int]]] = [{} for _ in range(size + 1)]
    best[0][1] = (0, None, 1)
    for place in range(size):
        leftover = Chunk(place, place + 1, Kind.LEFTOVER)
        for state, (cost, _, _) in best[place].items():
            for chunk in (*chunks[place], leftover):
                if chunk.form in {"base", "gerund"} and not state:
                    continue
                after = _state_after(chunk, state)
                total = cost + _cost(chunk)
                known = best[chunk.end].get(after)
                if known is None or total < known[0]:
                    best[chunk.end][after] = (total, chunk, state)
    return _path_back(best)


def _path_back(best: Sequence[dict[int, tuple[int, Chunk | None, int]]]) -> tuple[Chunk, ...]:
    path: list[Chunk] = []
    place = len(best) - 1
    state = min(best[place], key=lambda each: best[place][each][0])
    while place:
        _, chunk, state_before = best[place][state]
        if chunk is None:  # pragma: no cover # only the first place has no chunk
            break
        path.append(chunk)
        place, state = chunk.start, state_before
    return tuple(reversed(path))


def _state_after(chunk: Chunk, state: int) -> int:
    if chunk.kind in TRANSPARENT:
        return state
    return 1 if chunk.kind in OPENERS else 0


def _cost(chunk: Chunk) -> int:
    cost = _COSTS.get(chunk.kind, _PART_COST)
    cost += _DOUBT_COST * len(chunk.doubts)
    if chunk.kind is Kind.SITE and chunk.doubts:
        cost -= _NAME_FIRST
    return cost + int(chunk.values.get("cost", 0))


def _between(before: Token, after: Token) -> str:
    """What stood between two tokens; of a sign inside a word, which is no token, a hyphen is left."""
    if not after.glued:
        return " "
    return "-" if after.start > before.end else ""


def _in_addresses(tokens: Sequence[Token], grammar: Grammar) -> frozenset[int]:
    """Places inside an address such as "test-shop.ru": no word of ours ends there."""
    inside: set[int] = set()
    for end, token in enumerate(tokens[:-1]):
        last = tokens[end + 1].text
        if token.kind is TokenKind.JOINT and last in grammar.host_ends - grammar.vocabulary:
            start = end
            while start > 1 and tokens[start - 1].glued:
                start -= 1
            inside.update(range(start, end + 1))
    return frozenset(inside)


def _number_symbols(value: float, number: NumberSpan) -> Iterator[str]:
    """The classes of a number: "<n>" whole, "<id>" that may number, "<ord>", "<year>", "<amount>" any."""
    yield "<amount>"
    if isinstance(value, int):
        yield "<n>"
        if not number.counts:
            yield "<id>"
        if number.ordinal:
            yield "<ord>"
        if _YEARS[0] <= value <= _YEARS[1]:
            yield "<year>"


def _as_int(value: float) -> float:
    """The same number, as an int when it is a whole one."""
    return int(value) if value == value // 1 else value


def _soft_chunk(tokens: Sequence[Token], place: int) -> Chunk | None:
    token = tokens[place]
    if token.is_soft:
        kind = Kind.BREAK if token.kind is TokenKind.BREAK else Kind.PAUSE
        return Chunk(place, place + 1, kind, PICTURE if is_emoji(token.text[:1]) else "")
    before = tokens[place - 1] if place else None
    if before and token.text == before.text and (token.glued or not before.glued):
        return Chunk(place, place + 1, Kind.FILLER)  # "stop stop stop"
    if token.kind is TokenKind.SIGN and token.text in _AND_SIGNS:
        return Chunk(place, place + 1, Kind.AND)
    is_slash = token.text == "/" and token.glued and 0 < place < len(tokens) - 1
    if is_slash and tokens[place - 1].kind is tokens[place + 1].kind is TokenKind.WORD:
        return Chunk(place, place + 1, Kind.AND)
    return None


_SHAPED: Final = frozenset({TokenKind.CLOCK, TokenKind.DATE, TokenKind.NUMBER})


def _shape_senses(token: Token) -> Iterable[Sense]:
    """What digits may be by their shape: a clock time, a day and month, a date."""
    if token.kind is TokenKind.CLOCK:
        hour, minute = token.text.split(":")
        yield "<hm>", (int(hour), int(minute))
    elif token.kind is TokenKind.DATE:
        parts = [int(each) for each in token.text.replace("-", ".").split(".")]
        year, month, day = parts if parts[0] > 99 else reversed(parts)  # noqa: PLR2004
        yield "<date>", (year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004
    elif token.kind is TokenKind.NUMBER and token.text.count(".") == 1 and token.text.isascii():
        left, right = token.text.split(".")
        if len(left) <= 2 and len(right) == 2:  # noqa: PLR2004 # "8.30", "25.11"
            yield "<hm>", (int(left), int(right))
            yield "<dm>", (int(left), int(right))

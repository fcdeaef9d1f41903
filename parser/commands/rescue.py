"""Second tries at a text whose words were not all explained.

In this order, from the likeliest slip to the least: misspelled words, a lost space, the other keyboard
layout, Latin letters for Russian sounds. Only the words that nothing explained are touched (transliteration takes
the other Latin words along, since "i" or "po" look like English), and each try is dropped unless it
turns most of what it touched into words we know: plain chatter costs little.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from parser.commands.grammar import Grammar
from parser.commands.kinds import EMPTY, Kind
from parser.commands.lattice import Chunk, Reading, answer, read
from parser.commands.model import Doubt
from parser.commands.names import Names, NameSpan
from parser.commands.numbers import NumberSpan, Numerals
from parser.commands.slips import is_drawn_out, is_plain
from parser.commands.spelling import Speller
from parser.commands.tokens import Token, TokenKind, tokenise
from parser.commands.writing import fold, is_latin, swap_layout, to_cyrillic

#: With more unexplained words than this no slip explains the sentence.
_MAX_LEFTOVERS: Final = 7
_MAX_TOKENS: Final = 120
_MAX_ANSWER: Final = 12
#: Letters of a word that has lost the space inside it, and of its second part.
_LEAST_PARTED: Final = 6
_MOST_PARTED: Final = 30
_LEAST_PART: Final = 3


@dataclass(frozen=True, slots=True)
class Attempt:
    """A reading, how it was rescued, and the text it is of when that was changed."""

    reading: Reading
    doubt: Doubt | None = None
    text: str | None = None


class Reader:
    """Readings of a text, the plain one first."""

    def __init__(self, grammar: Grammar, names: Names) -> None:
        self._grammar = grammar
        self._names = names
        self._numerals = Numerals(grammar)
        self._speller = Speller(grammar, self._numerals)

    def attempts(self, text: str, tokens: Sequence[Token]) -> Iterator[Attempt]:
        """The plain reading, and while words are left over, the rescued ones."""
        if len(tokens) > _MAX_TOKENS:
            return
        plain = self._read(tokens, guesses=self._drawn_out(tokens))
        yield Attempt(plain)
        places = [chunk.start for chunk in plain.leftovers]
        if not places or len(places) > _MAX_LEFTOVERS:
            return
        respelled = self._respelled(plain)
        if respelled is not None:
            yield Attempt(respelled)
        for doubt, change in (
            (Doubt.TYPO, self._spaced),
            (Doubt.LAYOUT, self._relaid),
            (Doubt.TRANSLIT, self._transliterated),
        ):
            changed = change(text, plain)
            if changed != text:
                reading = self._of_changed(changed)
                if len(reading.leftovers) < (1 if _has_head(plain) else len(places)):
                    yield Attempt(reading, doubt, changed)

    def answer(self, tokens: Sequence[Token]) -> Literal["yes", "no"] | None:
        """The answer to a question that the whole message is, if it is one."""
        found = answer(tokens, self._grammar) if len(tokens) <= _MAX_ANSWER else None
        return "yes" if found == "yes" else "no" if found == "no" else None

    def _drawn_out(self, tokens: Sequence[Token]) -> dict[int, tuple[str, ...]]:
        """What the words mean that are said with a letter drawn out: "heyyy", "pleeease"."""
        drawn = [place for place, each in enumerate(tokens) if is_drawn_out(each.text)]
        found = {place: self._speller.drawn_out(tokens[place].text) for place in drawn}
        return {place: (word,) for place, word in found.items() if word}

    def _spaced(self, text: str, reading: Reading) -> str:
        """The text with a space put into each unexplained word that is two of ours."""
        return _with_words(
            text,
            reading,
            lambda words: re.sub(r"[^\W\d_]+", lambda each: self._parted(each.group()), words),
            lambda chunk: (
                chunk.kind is Kind.LEFTOVER and not _is_named(reading.tokens, chunk.start)
            ),
        )

    def _parted(self, raw: str) -> str:
        """A word as two of the grammar's or the catalogue's, if it is none itself: "allsites"."""
        word = fold(raw)
        if not _LEAST_PARTED <= len(word) <= _MOST_PARTED or self._speller.is_known(word):
            return raw
        for place in range(len(word) - _LEAST_PART, 1, -1):
            left, right = word[:place], word[place:]
            if not self._grammar.tag_words.keys().isdisjoint((left, right)):
                continue  # "autodoc" is a shop sooner than "auto doc"
            if self._speller.is_ours(left) and self._may_follow(left, right):
                return f"{raw[:place]} {raw[place:]}"
        return raw

    def _may_follow(self, left: str, right: str) -> bool:
        """Whether a word may have lost the space before it: a name or a thing, in English no other."""
        if self._names.has(right) or right in self._grammar.senses:
            return len(left) >= _LEAST_PART or not is_latin(left)
        return not is_latin(left) and self._speller.is_ours(right)

    def _relaid(self, text: str, reading: Reading) -> str:
        """The text with its unexplained words as typed on the other layout."""
        return _with_words(
            text,
            reading,
            swap_layout,
            lambda chunk: (
                chunk.kind is Kind.LEFTOVER and self._may_be_mistyped(reading.tokens[chunk.start])
            ),
        )

    def _transliterated(self, text: str, reading: Reading) -> str:
        """The text with its Latin words, other than names, as the Russian they may stand for.

        Not when one of them misspells an English story: "canceld" is no Russian word.
        """
        leftovers = [reading.tokens[each.start].text for each in reading.leftovers]
        latin = [each for each in leftovers if is_latin(each)]
        if not latin or any(map(self._speller.tells, latin)):
            return text
        return _with_words(
            text,
            reading,
            lambda words: re.sub(
                r"[^\W\d_]+'?", lambda each: to_cyrillic(fold(each.group())), words
            ),
            lambda chunk: (
                chunk.is_word
                and chunk.kind not in {Kind.SITE, Kind.REPORT}
                and reading.tokens[chunk.start].kind is TokenKind.WORD
            ),
        )

    def _may_be_mistyped(self, token: Token) -> bool:
        is_short = len(token.text) < 3  # noqa: PLR2004 # one key may be a whole word
        return token.kind is TokenKind.WORD and (is_short or not self._speller.is_known(token.text))

    def _of_changed(self, text: str) -> Reading:
        reading = self._read(tokenise(text))
        if reading.leftovers and len(reading.leftovers) <= _MAX_LEFTOVERS:
            return self._respelled(reading) or reading
        return reading

    def _read(
        self,
        tokens: Sequence[Token],
        names: Sequence[NameSpan] = (),
        guesses: Mapping[int, tuple[str, ...]] | None = None,
    ) -> Reading:
        guesses = guesses or {}
        found = [*self._names.find(tokens), *names]
        numbers = self._numerals.find(self._with_numerals(tokens, guesses))
        found += self._named_by_numbers(tokens, numbers)
        return read(tokens, self._grammar, found, numbers, guesses)

    def _named_by_numbers(
        self, tokens: Sequence[Token], numbers: Sequence[NumberSpan]
    ) -> Iterator[NameSpan]:
        """Names with a number in them that was said in words: "two hundred and twenty volt", "route sixty six"."""
        for each in numbers if self._names.have_digits else ():
            if tokens[each.start].kind is not TokenKind.WORD or each.value != int(each.value):
                continue
            digits = replace(tokens[each.start], kind=TokenKind.NUMBER, text=str(int(each.value)))
            rest = tokens[each.end : each.end + _LEAST_PART]
            for first in range(max(each.start - 2, 0), each.start + 1):
                own = each.start - first
                for span in self._names.find((*tokens[first : each.start], digits, *rest)):
                    if span.start == 0 and span.end > max(own, 1):
                        yield replace(span, start=first, end=each.end + span.end - own - 1)

    def _with_numerals(
        self, tokens: Sequence[Token], guesses: Mapping[int, tuple[str, ...]]
    ) -> Sequence[Token]:
        """The tokens with misspelled words of numbers put right."""
        put = list(tokens)
        for place, words in guesses.items():
            meant = [each for each in words if each in self._numerals.words]
            if len(meant) == 1 and len(tokens[place].text) > _LEAST_PART:
                put[place] = replace(tokens[place], text=meant[0])
        return put

    def _respelled(self, reading: Reading) -> Reading | None:
        """The reading with misspelled words and names put right; None when nothing is near."""
        names: list[NameSpan] = []
        guesses = self._drawn_out(reading.tokens)
        alone = sum(each.kind not in EMPTY for each in reading.chunks) == 1
        for chunk in reading.leftovers:
            word = reading.tokens[chunk.start]
            if word.kind is not TokenKind.WORD:
                continue
            named = _is_named(reading.tokens, chunk.start)
            near = () if named else self._nearest(word.text, alone=alone)
            if near:
                guesses[chunk.start] = near
            if not self._speller.drawn_out(word.text):
                names.extend(self._guessed_names(reading, chunk, near))
        return self._read(reading.tokens, names, guesses) if names or guesses else None

    def _nearest(self, word: str, *, alone: bool) -> tuple[str, ...]:
        if self._speller.is_known(word):
            return self._speller.mistaken(word)
        near = self._speller.nearest(word)
        return tuple(each for each in near if not alone or _is_plain_slip(word, each))

    def _guessed_names(
        self, reading: Reading, chunk: Chunk, near: Sequence[str]
    ) -> Iterator[NameSpan]:
        """Names that the word misspells, alone or with a neighbour.

        Where it is a plain slip of one of the grammar's words that are near, it must be one of the name.
        """
        place, tokens = chunk.start, reading.tokens
        plain = any(is_plain(tokens[place].text, each) for each in near)
        if self._speller.is_known(tokens[place].text):
            swapped = self._names.swapped(tokens, place)
            if swapped is not None:
                yield swapped
            return
        named = _named_for_certain(reading)
        for start, end in ((place, place + 1), (place, place + 2), (place - 1, place + 1)):
            inside = tokens[max(start, 0) : end]
            if start >= 0 and len(inside) == end - start and _may_be_name(inside):
                beside = [each for each in range(start, end) if each in named]
                guess = self._names.guess(tokens, start, end, beside, plain=plain)
                if guess is not None and guess.kind is Kind.TAG and _is_named(tokens, place):
                    continue
                if guess is not None and {named[each] for each in beside} <= set(guess.ids):
                    yield guess


def _is_named(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word is written as a name of its own: quoted, or a part of a host's name."""
    after, before = tokens[place + 1 : place + 3], tokens[max(place - 1, 0) : place]
    joins = len(after) > 1 and after[0].kind is TokenKind.JOINT and after[1].glued
    joined = bool(before) and before[0].kind is TokenKind.JOINT and tokens[place].glued
    return tokens[place].quoted or joins or joined


def _has_head(reading: Reading) -> bool:
    """Whether the reading has a verb already: then a rescue must explain everything else."""
    return any(each.kind in {Kind.ORDER, Kind.ASK} for each in reading.chunks)


def _named_for_certain(reading: Reading) -> dict[int, str]:
    """The sites that tokens name already, by place: such a token is no half of another's name."""
    own = [each for each in reading.chunks if each.kind is Kind.SITE and not each.doubts]
    return {place: each.values["ids"][0] for each in own for place in range(each.start, each.end)}


def _may_be_name(tokens: Sequence[Token]) -> bool:
    """Whether the tokens are one word, or two that are no mere prepositions."""
    least = _LEAST_PART if len(tokens) > 1 else 1
    return all(each.kind is TokenKind.WORD and len(each.text) >= least for each in tokens)


def _is_plain_slip(word: str, meant: str) -> bool:
    """Letters swapped, or a plain slip in a longer word: enough for a word that stands alone.

    "stpo" is "stop"; "retro" is no "retry".
    """
    if sorted(word) == sorted(meant) or set(word) == set(meant):
        return True
    return len(meant) > 4 and is_plain(word, meant)  # noqa: PLR2004 # short words have neighbours


def _with_words(
    text: str,
    reading: Reading,
    change: Callable[[str], str],
    touches: Callable[[Chunk], bool],
) -> str:
    """The text with each spaced-off piece changed that holds a chunk to be touched."""
    touched = [
        (reading.tokens[chunk.start].start, reading.tokens[chunk.end - 1].end)
        for chunk in reading.chunks
        if touches(chunk)
    ]

    def changed(piece: re.Match[str]) -> str:
        start, end = piece.span()
        inside = any(start < last and first < end for first, last in touched)
        return change(piece.group()) if inside else piece.group()

    return re.sub(r"\S+", changed, text)

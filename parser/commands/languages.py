"""Which language a message is in: the one it is answered in. People mix them; the plain words decide."""

from collections.abc import Sequence
from typing import Final

from parser.commands.kinds import Kind
from parser.commands.lattice import Reading
from parser.commands.tokens import Token, TokenKind
from parser.commands.writing import is_cyrillic, is_latin

#: Chunks that say nothing of the language a sentence is in.
_NAMED: Final = frozenset({Kind.SITE, Kind.TAG, Kind.NUMBER, Kind.REPORT, Kind.FLAG})


def language_of(reading: Reading) -> str:
    """The language of most of the words that every sentence needs; names and terms have none."""
    words = [
        token
        for chunk in reading.chunks
        if chunk.kind not in _NAMED
        for token in reading.tokens[chunk.start : chunk.end]
        if token.kind is TokenKind.WORD
    ]
    return language_of_letters(words or reading.tokens)


def language_of_letters(tokens: Sequence[Token]) -> str:
    """The language whose letters most of the tokens are in."""
    cyrillic = sum(is_cyrillic(each.text) for each in tokens)
    latin = sum(is_latin(each.text) for each in tokens)
    return "en" if latin > cyrillic else "ru"

"""A message cut into tokens: words, numbers, clock times, dates, signs.

Cutting keeps what later decisions need and the words themselves don't say: whether a token was glued
to the one before, stood in quotation marks or between backticks, and where sentences break. A
hyphen inside a word is a cut without a token: "dry-run" is "dry" and a glued "run". An emoji after
two words ends a sentence; other signs without a meaning are dropped.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parser.commands.writing import fold

#: A message longer than this is not looked into. Telegram's own limit is 4096 characters; an order
#: that names a hundred sites has some two hundred tokens.
MAX_CHARACTERS: Final = 6000
MAX_TOKENS: Final = 250
#: A longer run of letters is no word of any language.
_MAX_WORD: Final = 48


class TokenKind(StrEnum):
    """What a token is by its shape."""

    WORD = "word"
    NUMBER = "number"
    CLOCK = "clock"
    DATE = "date"
    SLASH = "slash"
    MENTION = "mention"
    URL = "url"
    #: Ends a sentence: . ! ? ; and a line's end.
    BREAK = "break"
    #: Parts a sentence: , : and a dash.
    PAUSE = "pause"
    #: A dot or an ampersand between two glued words.
    JOINT = "joint"
    QUOTE = "quote"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a message; `text` is folded, `start` and `end` are places in the message."""

    kind: TokenKind
    text: str
    raw: str
    start: int
    end: int
    #: No space between this token and the one before.
    glued: bool
    quoted: bool = False

    @property
    def is_soft(self) -> bool:
        """Whether the token carries no word: it may stand anywhere."""
        return self.kind in _SOFT


_SOFT: Final = frozenset({TokenKind.BREAK, TokenKind.PAUSE, TokenKind.QUOTE, TokenKind.JOINT})

_SHAPES: Final = re.compile(
    r"""
    (?P<url>(?:https?://|(?<!\w)www\.)[^\s<>"',]+)
  | (?P<mention>(?<![\w@])@\w{2,64})
  | (?P<slash>(?<![^\s])/[a-z_]+(?:@\w+)?)
  | (?P<date>\d{4}-\d\d-\d\d|(?<!\d)\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)(?!\d))
  | (?P<clock>(?<!\d)\d{1,2}:\d\d(?!\d))
  | (?P<number>\d+(?:[.,]\d+)*)
  | (?P<word>[^\W\d_]+(?:['’`ʼ‘][^\W\d_]+)*)
  | (?P<line>\n+)
  | (?P<sign>!+1[!1]*(?!\w)|(?P<char>[^\w\s]|_)(?P=char)*)  # "!!1": the shift key was let go
    """,
    re.VERBOSE | re.IGNORECASE,
)

_QUOTES: Final = {"«": "»", "“": "”", "„": "“", '"': '"', "`": "`", "'": "'"}
_SIGNS: Final = {
    **dict.fromkeys(".!?;…", TokenKind.BREAK),
    **dict.fromkeys(",:—–-−()", TokenKind.PAUSE),
    **dict.fromkeys([*_QUOTES, *_QUOTES.values()], TokenKind.QUOTE),
}
#: Signs with a word on either side; None goes without a trace.
_INSIDE_WORDS: Final = {
    "-": None,
    "'": None,
    "’": None,
    ".": TokenKind.JOINT,
    "&": TokenKind.JOINT,
}
#: Pictures begin here; before them are signs such as those of degrees and numbers.
_FIRST_EMOJI: Final = "\u2600"
#: Unicode categories that are dropped: emoji, their modifiers and joiners, marks out of place.
_DROPPED: Final = frozenset({"So", "Sk", "Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn"})


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a message; empty for one that is too long to be looked into."""
    if len(text) > MAX_CHARACTERS:
        return ()
    text = unicodedata.normalize("NFC", text)
    tokens: list[Token] = []
    for match in _SHAPES.finditer(text):
        token = _token(match, text, tokens)
        if token is not None:
            tokens.append(token)
            if len(tokens) > MAX_TOKENS:
                return ()
    return _mark_quoted(tokens)


def is_emoji(sign: str) -> bool:
    """Whether a sign is a picture, which people put between sentences."""
    return sign >= _FIRST_EMOJI and unicodedata.category(sign) == "So"


def _token(match: re.Match[str], text: str, tokens: Sequence[Token]) -> Token | None:
    before = tokens[-1] if tokens else None
    shape, raw = str(match.lastgroup), match.group()
    start, end = match.span()
    glued = before is not None and start > 0 and not text[start - 1].isspace()
    if shape == "sign":
        kind = _sign_kind(text, start, raw)
        kind = None if is_emoji(raw[0]) and not _follow_words(tokens) else kind
        if kind is None or (before and kind is before.kind and kind is not TokenKind.SIGN):
            return None
    elif shape == "word" and len(raw) > _MAX_WORD:
        kind = TokenKind.SIGN
    else:
        kind = TokenKind.BREAK if shape == "line" else TokenKind(shape)
    folded = fold(raw) if kind is TokenKind.WORD else raw.lower()
    return Token(kind=kind, text=folded, raw=raw, start=start, end=end, glued=glued)


def _follow_words(tokens: Sequence[Token]) -> bool:
    """Whether at least two words stand since the last end of a sentence: "don't (picture) run" is one."""
    last = tokens[-2:]
    return len(last) > 1 and not any(each.is_soft for each in last)


def _sign_kind(text: str, place: int, signs: str) -> TokenKind | None:
    """What a sign, or a row of the same sign, is; None for one that is dropped."""
    sign = signs[0]
    if _between_words(text, place) and sign in _INSIDE_WORDS and len(signs) == 1:
        return _INSIDE_WORDS[sign]
    if signs == "--" or (signs == "-" and _is_minus(text, place)):
        return TokenKind.SIGN
    if sign in _SIGNS:
        return _SIGNS[sign]
    if is_emoji(sign):
        return TokenKind.BREAK
    return None if unicodedata.category(sign) in _DROPPED else TokenKind.SIGN


def _is_minus(text: str, place: int) -> bool:
    """A hyphen that belongs to the word after it: "all -ozon"."""
    at_start = place == 0 or text[place - 1].isspace()
    return at_start and text[place + 1 : place + 2].isalnum()


def _between_words(text: str, place: int) -> bool:
    return 0 < place < len(text) - 1 and text[place - 1].isalnum() and text[place + 1].isalnum()


def _mark_quoted(tokens: list[Token]) -> tuple[Token, ...]:
    """Tokens between a pair of quotation marks know it; an unpaired mark quotes nothing."""
    inside: set[int] = set()
    opened: tuple[int, str] | None = None
    for place, token in enumerate(tokens):
        if token.kind is not TokenKind.QUOTE:
            continue
        if opened and token.raw == opened[1]:
            inside.update(range(opened[0] + 1, place))
            opened = None
        elif opened is None and token.raw in _QUOTES:
            opened = (place, _QUOTES[token.raw])
    if not inside:
        return tuple(tokens)
    return tuple(
        Token(t.kind, t.text, t.raw, t.start, t.end, t.glued, quoted=place in inside)
        for place, t in enumerate(tokens)
    )

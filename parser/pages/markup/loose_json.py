r"""Reads the JSON that shops really put into pages, where `json.loads` gives up.

One forgiving reader instead of a chain of textual repairs: it takes single quotes, unquoted keys,
trailing commas, comments, raw line ends in strings, `\x20`, NaN, several values in a row, values that
break off, and the inch mark in `"TV 55" black"`. A quote closes a string only if what follows can
follow a string. Strict JSON never comes here: `read` tries `json.loads` first.

Linear in the length of the text; deeper than `MAX_DEPTH` it stops. Not a JavaScript interpreter.
"""

import html
import json
import re
from collections.abc import Callable
from typing import Any

MAX_DEPTH = 60
MAX_LENGTH = 2_000_000  #: characters; a longer broken text is not worth repairing
MAX_LITERAL = 200_000  #: characters of a literal that is not JSON

_Look = Callable[[str, int], re.Match[str] | None]
_WRAPPER = r"(?:(?://|/\*)?\s{0,9}(?:<!\[CDATA\[|\]\]>|<!--|-->)\s{0,9}(?:\*/)?|[\s;\ufeff\u200b])"
_leading_wrapper = re.compile(rf"{_WRAPPER}+").match
_escaped_markup = re.compile(r"\s*[\[{]\s*(?:\{\s*)?&(?:quot|#0?3[49]|apos);").match
_escaped_json = re.compile(r'\s*[\[{]\s*(?:\{\s*)?\\"').match
_blank = re.compile(r"(?:[\s,;\ufeff]+|//[^\n]*|/\*.*?\*/|<!--|-->)*", re.DOTALL).match
_start = re.compile(r"[{\[]").search
_written_number = re.compile(r"\d+(?:[ \xa0,]\d+)+(?:\.\d+)?(?=\s{0,99}[,}])", re.ASCII).match
_word = re.compile(r"[^\s,:;{}\[\]\"']+").match
_escape = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL).match
_number = re.compile(
    r"[-+]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][-+]?\d{1,3})?", re.ASCII
).fullmatch
_chunks = {quote: re.compile(rf"[^{quote}\\]+").match for quote in "\"'`"}
_SPACE = r"[\s\ufeff]{0,200}"
_ends_key = re.compile(rf"{_SPACE}:").match
_ends_member = re.compile(
    rf"{_SPACE}(?:\}}|;|$|//|/\*|,{_SPACE}(?:\}}|$|//|/\*|[\"']?[@\w:$./-]{{1,80}}[\"']?{_SPACE}:)"
    rf"|[\"'][@\w:$-]{{1,80}}[\"']{_SPACE}:)"  # a forgotten comma
).match
_ends_element = re.compile(rf"{_SPACE}(?:\]|$|,{_SPACE}(?:[\]\"'{{\[\d-]|$|true|false|null))").match
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None, "None": None,
          "Infinity": None, "-Infinity": None, "True": True, "False": False}  # fmt: skip


def read(text: str) -> tuple[list[Any], bool]:
    """The values of a text and whether it was strict JSON; an empty list if nothing can be read."""
    try:
        return [_strict(text)], True
    except (ValueError, RecursionError):
        pass
    if len(text) > MAX_LENGTH:
        return [], False
    text = _unwrapped(text)
    try:
        return [_lenient(text)], False
    except (ValueError, RecursionError):
        return _Reader(text).values(), False


def read_at(text: str, start: int) -> tuple[Any, int]:
    """The one value that begins at `start`, an object literal in a script, and where it ends."""
    try:
        value, end = _decode_at(text, start)
    except (ValueError, RecursionError):
        reader = _Reader(text[start : start + MAX_LITERAL])
        return reader.one(), start + reader.place
    return value, end


def _unwrapped(text: str) -> str:
    """The text without comment and CDATA wrappers, unescaped if it was escaped as a whole."""
    if match := _leading_wrapper(text):
        text = text[match.end() :]
    text = text.rstrip("\ufeff\u200b; \t\r\n")
    if _escaped_markup(text):
        text = html.unescape(text)
    if _escaped_json(text):
        text = text.replace('\\"', '"').replace("\\\\", "\\")
    return text


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _nothing(_: str) -> None:
    return None


_strict = json.JSONDecoder(parse_constant=_refuse).decode
_decode_at = json.JSONDecoder(strict=False, parse_constant=_nothing).raw_decode
_lenient = json.JSONDecoder(strict=False, parse_constant=_nothing).decode


class _TooDeepError(ValueError):
    """The text nests deeper than any page means."""


class _Reader:
    """A recursive descent over one text that never refuses a character, only skips it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    @property
    def place(self) -> int:
        """How far it has read."""
        return self._at

    def values(self) -> list[Any]:
        """Every object and array that stands in a row; those after a broken one are read too."""
        found = []
        while match := _start(self._text, self._at):
            self._at = match.start()
            if value := self.one():
                found.append(value)
        return found

    def one(self) -> Any:
        try:
            return self._value(_ends_element)
        except _TooDeepError:
            self._at = len(self._text)
            return None

    def _value(self, ends: _Look) -> Any:
        char = self._text[self._at : self._at + 1]
        if char == "{":
            return self._object()
        if char == "[":
            return self._array()
        if char in _chunks and char:
            return self._string(ends)
        if ends is _ends_member and (match := _written_number(self._text, self._at)):
            self._at = match.end()
            return match[0]
        return self._bare()

    def _object(self) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self._enter()
        while (char := self._next()) and char != "}":
            if char == "]":  # a bracket too many
                self._at += 1
                continue
            key = self._string(_ends_key) if char in _chunks else str(self._bare())
            if self._next() == ":":
                self._at += 1
                self._next()
                members[key] = self._value(_ends_member)
        self._leave()
        return members

    def _array(self) -> list[Any]:
        elements = []
        self._enter()
        while (char := self._next()) and char not in "]}":
            if char == ":":
                self._at += 1
                continue
            elements.append(self._value(_ends_element))
        if char != "}":  # a missing bracket: the brace closes what is around
            self._at += 1
        self._depth -= 1
        return elements

    def _string(self, ends: _Look) -> str:
        quote = self._text[self._at]
        chunk = _chunks[quote]
        parts = []
        self._at += 1
        while self._at < len(self._text):
            if match := chunk(self._text, self._at):
                parts.append(match[0])
                self._at = match.end()
            elif self._text[self._at] == "\\":
                parts.append(self._escaped())
            elif ends(self._text, self._at + 1):
                self._at += 1
                break
            else:
                parts.append(quote)
                self._at += 1
        return _whole("".join(parts))

    def _escaped(self) -> str:
        match = _escape(self._text, self._at)
        if match is None:
            self._at += 1
            return ""
        self._at = match.end()
        if code := match[1] or match[2]:
            return chr(int(code, 16))
        return _ESCAPES.get(match[3], match[3])

    def _bare(self) -> Any:
        match = _word(self._text, self._at)
        if match is None:
            self._at += 1
            return None
        self._at = match.end()
        word = match[0]
        if _number(word):
            return float(word) if set(word) & set(".eE") else int(word)
        return _WORDS.get(word, word)

    def _next(self) -> str:
        """Skips blanks, commas and comments; the character that stands there, or nothing."""
        match = _blank(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _enter(self) -> None:
        self._depth += 1
        self._at += 1
        if self._depth > MAX_DEPTH:
            raise _TooDeepError

    def _leave(self) -> None:
        self._depth -= 1
        self._at += 1


def _whole(text: str) -> str:
    r"""Joins the halves of characters that were escaped as `\ud83d\ude00`; drops lonely halves."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

"""The HTML parse mode, read exactly as the real server reads it.

Not an HTML parser: TDLib's `parse_html` is a byte scanner with its own errors, which name byte
offsets of the UTF-8 text, and bots depend on both. Written after it and checked with its test
cases. What it gives back is not yet fixed or trimmed: see `formatted`.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from playground.telegram.text.date_time import InvalidFormatError, canonical_format
from playground.telegram.text.entities import Entity, Kind, sorted_entities
from playground.telegram.text.links import InvalidLinkError, checked_link, mentioned_user_id


class HtmlError(ValueError):
    """The text is refused; the message is the server's, without its prefix."""


def parse_html(markup: str) -> tuple[str, list[Entity]]:
    """The text and the entities of `markup`; raises HtmlError and nothing else."""
    try:
        source = markup.encode()
    except UnicodeEncodeError:
        raise HtmlError("Text must be encoded in UTF-8") from None
    return _Scanner(source).read()


_TAGS: Final = {
    "b": Kind.BOLD,
    "strong": Kind.BOLD,
    "i": Kind.ITALIC,
    "em": Kind.ITALIC,
    "s": Kind.STRIKETHROUGH,
    "strike": Kind.STRIKETHROUGH,
    "del": Kind.STRIKETHROUGH,
    "u": Kind.UNDERLINE,
    "ins": Kind.UNDERLINE,
    "tg-spoiler": Kind.SPOILER,
    "span": Kind.SPOILER,
    "tg-emoji": Kind.CUSTOM_EMOJI,
    "tg-time": Kind.DATE_TIME,
    "a": Kind.TEXT_LINK,
    "pre": Kind.PRE,
    "code": Kind.CODE,
    "blockquote": Kind.BLOCKQUOTE,
}
# The attribute each tag listens to, and what must stand before its value.
_ARGUMENTS: Final = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
    ("tg-time", "format"): "",
}
_REFERENCES: Final = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_SPACE: Final = frozenset(b" \t\r\n\0\v")
_END: Final = 0
_NAME_TOKEN: Final = re.compile(rb"[0-9A-Za-z.-]*")
_ATTRIBUTE_NAME_END: Final = _SPACE | frozenset(b"=>/\"'")
_NUMBER: Final = re.compile(rb"#x([0-9A-Fa-f]*)|#([0-9]*)")
_MAX_REFERENCE: Final = 10
_MAX_CODE_POINT: Final = 0x10FFFF
_MAX_INT64: Final = 2**63 - 1
_SURROGATES: Final = range(0xD800, 0xE000)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Tag:
    name: str
    argument: str = ""
    unix_time: int = 0
    offset: int = 0
    text_start: int = 0


class _Scanner:
    """Walks the bytes once; `_at` gives 0 behind the end, as a C string does."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._position = 0
        self._text = bytearray()
        self._offset = 0
        self._open: list[_Tag] = []
        self._entities: list[Entity] = []
        self._has_surrogates = False

    def read(self) -> tuple[str, list[Entity]]:
        while self._position < len(self._source):
            byte = self._source[self._position]
            if byte == ord("<"):
                self._read_tag()
            elif byte != ord("&") or not self._read_reference(self._text):
                self._text.append(byte)
                self._offset += _utf16_width(byte)
                self._position += 1
        if self._open:
            name = self._open[-1].name
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{name}"')
        if self._has_surrogates:
            raise HtmlError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        entities = [replace(e, language="") if e.kind is Kind.CODE else e for e in self._entities]
        return self._text.decode(), sorted_entities(entities)

    def _at(self, position: int) -> int:
        return self._source[position] if position < len(self._source) else _END

    def _here(self) -> int:
        return self._at(self._position)

    def _skip_space(self) -> None:
        while self._here() != _END and self._here() in _SPACE:
            self._position += 1

    def _read_until(self, stops: frozenset[int]) -> str:
        start = self._position
        while self._here() not in stops:
            self._position += 1
        return self._source[start : self._position].decode()

    def _read_tag(self) -> None:
        begin = self._position
        self._position += 1
        if self._here() == ord("/"):
            self._position += 1
            self._read_end_tag(begin)
        else:
            self._read_start_tag(begin)
        self._position += 1  # over the '>'

    def _read_start_tag(self, begin: int) -> None:
        name = _lowered(self._read_until(_SPACE | {ord(">")}))
        if self._here() == _END:
            raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        if name not in _TAGS:
            raise HtmlError(f'Unsupported start tag "{name}" at byte offset {begin}')
        tag = _Tag(name=name, offset=self._offset, text_start=len(self._text))
        while self._here() != ord(">"):
            self._skip_space()
            if self._here() == ord(">"):
                break
            tag = self._read_attribute(tag, begin)
        if name == "span" and tag.argument != "spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(tag)

    def _read_attribute(self, tag: _Tag, begin: int) -> _Tag:
        name = self._read_until(_ATTRIBUTE_NAME_END)
        if not name:
            raise HtmlError(f'Empty attribute name in the tag "{tag.name}" at byte offset {begin}')
        self._skip_space()
        unclosed = f'Unclosed start tag "{tag.name}" at byte offset {begin}'
        if self._here() == _END:
            raise HtmlError(unclosed)
        if self._here() != ord("="):
            return _with_attribute(tag, name, None)
        self._position += 1
        self._skip_space()
        if self._here() == _END:
            raise HtmlError(unclosed)
        value = self._read_value()
        if self._here() == _END:
            raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        return _with_attribute(tag, name, value)

    def _read_value(self) -> str:
        quote = self._here()
        if quote not in b"\"'":
            return self._read_name_token()
        self._position += 1
        value = bytearray()
        while self._here() not in (quote, _END):
            if self._here() != ord("&") or not self._read_reference(value):
                value.append(self._here())
                self._position += 1
        if self._here() == quote:
            self._position += 1
        return value.decode(errors="replace")

    def _read_name_token(self) -> str:
        begin = self._position
        match = _NAME_TOKEN.match(self._source, begin)
        token = match[0] if match else b""
        self._position += len(token)
        if self._here() not in _SPACE and self._here() != ord(">"):
            raise HtmlError(f"Unexpected end of name token at byte offset {begin}")
        return _lowered(token.decode())

    def _read_reference(self, target: bytearray) -> bool:
        """Decode the character reference here into `target`; False leaves it as plain text."""
        character, end = _decoded_reference(self._source, self._position)
        if not character:
            return False
        if target is self._text:
            self._offset += 1 + (character > "\uffff")
            self._has_surrogates |= ord(character) in _SURROGATES
        target += character.encode(errors="surrogatepass")
        self._position = end
        return True

    def _read_end_tag(self, begin: int) -> None:
        if not self._open:
            raise HtmlError(f"Unexpected end tag at byte offset {begin}")
        name = _lowered(self._read_until(_SPACE | {ord(">")}))
        self._skip_space()
        if self._here() != ord(">"):
            raise HtmlError(f"Unclosed end tag at byte offset {begin}")
        tag = self._open.pop()
        if name not in ("", tag.name):
            raise HtmlError(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        if self._offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        entity = Entity(kind=_TAGS[tag.name], offset=tag.offset, length=self._offset - tag.offset)
        match entity.kind:
            case Kind.TEXT_LINK:
                text = self._text[tag.text_start :].decode(errors="replace")
                self._entities += _linked(entity, tag.argument or text)
            case Kind.CUSTOM_EMOJI:
                self._entities.append(_with_emoji(entity, tag.argument))
            case Kind.DATE_TIME:
                self._entities += _with_time(entity, tag)
            case Kind.PRE | Kind.CODE:
                self._close_code(replace(entity, language=tag.argument))
            case Kind.BLOCKQUOTE if tag.argument:
                self._entities.append(replace(entity, kind=Kind.EXPANDABLE_BLOCKQUOTE))
            case _:
                self._entities.append(entity)

    def _close_code(self, entity: Entity) -> None:
        """`<pre>` and `<code class="language-x">` around the same text make one block."""
        last = self._entities[-1] if self._entities else None
        language = entity.language or (last.language if last else "")
        fused = (
            last is not None
            and (last.offset, last.length) == (entity.offset, entity.length)
            and {last.kind, entity.kind} == {Kind.PRE, Kind.CODE}
            and not (last.kind is Kind.PRE and last.language)
            and language
        )
        if fused:
            self._entities[-1] = replace(entity, kind=Kind.PRE, language=language)
        else:
            self._entities.append(entity)


def _with_attribute(tag: _Tag, name: str, value: str | None) -> _Tag:
    if (tag.name, name) == ("blockquote", "expandable"):
        return replace(tag, argument="1")
    if value is None:
        return tag
    if (tag.name, name) == ("tg-time", "unix"):
        leading = re.match(r"[0-9]{1,18}", value)
        return replace(tag, unix_time=int(leading[0]) if leading else 0)
    prefix = _ARGUMENTS.get((tag.name, name))
    if prefix is None or not value.startswith(prefix):
        return tag
    return replace(tag, argument=value.removeprefix(prefix))


def _linked(entity: Entity, link: str) -> list[Entity]:
    user_id = mentioned_user_id(link)
    if user_id:
        return [replace(entity, kind=Kind.TEXT_MENTION, user_id=user_id)]
    try:
        return [replace(entity, url=checked_link(link))]
    except InvalidLinkError:
        return []


def _with_emoji(entity: Entity, identifier: str) -> Entity:
    is_number = re.fullmatch(r"-?[0-9]{1,19}", identifier) is not None
    if not is_number or not 0 < abs(int(identifier)) <= _MAX_INT64:
        raise HtmlError("Invalid custom emoji identifier specified")
    return replace(entity, custom_emoji_id=str(int(identifier)))


def _with_time(entity: Entity, tag: _Tag) -> list[Entity]:
    try:
        date_time_format = canonical_format(tag.argument)
    except InvalidFormatError as error:
        raise HtmlError("Invalid date format used") from error
    if not tag.unix_time:
        return []
    return [replace(entity, unix_time=tag.unix_time, date_time_format=date_time_format)]


def _decoded_reference(source: bytes, position: int) -> tuple[str, int]:
    """The character of the reference at `position` ('' if it is none) and where it ends."""
    number = _NUMBER.match(source, position + 1)
    if number:
        end = number.end()
        digits, base = (number[1], 16) if number[1] is not None else (number[2], 10)
        too_long = end - position >= _MAX_REFERENCE
        code = int(digits, base) if digits and not too_long else 0
        character = chr(code) if 0 < code < _MAX_CODE_POINT else ""
    else:
        end = position + 1
        while end < len(source) and chr(source[end]).isalpha() and source[end] < _FIRST_NON_ASCII:
            end += 1
        character = _REFERENCES.get(source[position + 1 : end], "")
    return character, end + (source[end : end + 1] == b";")


_FIRST_NON_ASCII: Final = 0x80
_FIRST_OF_FOUR_BYTES: Final = 0xF0
_CONTINUATION: Final = range(0x80, 0xC0)


def _utf16_width(byte: int) -> int:
    """The code units of the character that begins with `byte`; 0 inside a character."""
    return 0 if byte in _CONTINUATION else 1 + (byte >= _FIRST_OF_FOUR_BYTES)


def _lowered(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)

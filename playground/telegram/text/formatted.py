"""From what a bot or a person wrote to what the message holds.

The order of TDLib's `fix_formatted_text`: control characters are cleaned, entities nested, the
text trimmed (but not in front of an entity), then the server adds what it detects.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from playground.telegram.text.detection import detected
from playground.telegram.text.entities import (
    Entity,
    limited,
    merged,
    utf16_length,
    utf16_offsets,
    well_nested,
)


class TextError(ValueError):
    """The text or its entities are refused; the message is the server's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FormattedText:
    """A text as it stands in a message."""

    text: str = ""
    entities: tuple[Entity, ...] = ()

    @property
    def length(self) -> int:
        """In UTF-16 code units, as the limits count it."""
        return utf16_length(self.text)


EMPTY = FormattedText()
MAX_TEXT = 4096
MAX_CAPTION = 1024


def formatted(text: str, entities: Iterable[Entity] = ()) -> FormattedText:
    """The text as the server keeps it; EMPTY where only white space was given."""
    if not _is_unicode(text):
        raise TextError("Strings must be encoded in UTF-8")
    given = well_nested(_checked(entities))
    clean, given = _cleaned(text, given)
    stripped = clean.rstrip(_TRIMMED)
    if not stripped.strip(_INVISIBLE):
        return EMPTY
    fitting = well_nested(_shortened(given, utf16_length(stripped)))
    stripped, fitting = _left_trimmed(stripped, fitting)
    return FormattedText(
        text=stripped, entities=tuple(limited(merged(fitting, detected(stripped))))
    )


_MAX_OFFSET = 1_000_000
_TRIMMED = " \n"
# White space of all kinds, and the marks, joiners and fillers that show nothing.
_INVISIBLE = " \n\u00a0\u00ad\u1680\u180e\u202f\u205f\u2060\u2800\u3000\u3164\ufeff" + "".join(
    map(chr, range(0x2000, 0x2010))
)
_FIRST_PRINTABLE = " "
# Removed by TDLib: carriage returns, line and paragraph separators, direction marks that can
# reorder a whole line, and combining lines that paint over their neighbours.
_DROPPED = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a")


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _checked(entities: Iterable[Entity]) -> Iterable[Entity]:
    for entity in entities:
        if not 0 <= entity.offset <= _MAX_OFFSET:
            raise TextError(f"Receive an entity with incorrect offset {entity.offset}")
        if not 0 <= entity.length <= _MAX_OFFSET:
            raise TextError(f"Receive an entity with incorrect length {entity.length}")
        yield entity


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """`text` without the characters the server drops, and `entities` moved accordingly."""
    _check_borders(text, entities)
    kept = ["" if c in _DROPPED else c if c >= _FIRST_PRINTABLE or c == "\n" else " " for c in text]
    old = utf16_offsets(text)
    new = dict(zip(old, _running_offsets(kept), strict=True))
    moved = (replace(e, offset=new[e.offset], length=new[e.end] - new[e.offset]) for e in entities)
    return "".join(kept), [entity for entity in moved if entity.length]


def _running_offsets(pieces: list[str]) -> list[int]:
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + utf16_length(piece))
    return offsets


def _check_borders(text: str, entities: list[Entity]) -> None:
    """Every entity begins and ends between two characters of `text`."""
    offsets = utf16_offsets(text)
    borders = set(offsets)
    end = offsets[-1]
    for entity in entities:
        if entity.offset >= end:
            raise TextError(
                f"Entity begins after the end of the text at UTF-16 offset {entity.offset}"
            )
        if entity.end > end:
            raise TextError(
                f"Entity beginning at UTF-16 offset {entity.offset} ends after the end of the "
                f"text at UTF-16 offset {entity.end}"
            )
        if entity.offset not in borders:
            at = _byte_offset(text, offsets, entity.offset)
            raise TextError(f"Entity begins in a middle of a UTF-16 symbol at byte offset {at}")
        if entity.end not in borders:
            at = _byte_offset(text, offsets, entity.end)
            raise TextError(
                f"Entity beginning at UTF-16 offset {entity.offset} ends in a middle of a UTF-16 "
                f"symbol at byte offset {at}"
            )


def _byte_offset(text: str, offsets: list[int], inside: int) -> int:
    """The byte offset of the first character behind the UTF-16 offset `inside`."""
    index = next(i for i, offset in enumerate(offsets) if offset > inside)
    return len(text[:index].encode())


def _shortened(entities: list[Entity], end: int) -> list[Entity]:
    return [replace(e, length=min(e.end, end) - e.offset) for e in entities if e.offset < end]


def _left_trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    limit = entities[0].offset if entities else len(text)
    cut = min(len(text) - len(text.lstrip(_TRIMMED)), limit)
    return text[cut:], [replace(e, offset=e.offset - cut) for e in entities]

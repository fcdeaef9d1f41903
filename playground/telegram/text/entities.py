"""Message entities and the laws of their nesting.

The rules are those of TDLib (`td/telegram/MessageEntity.cpp`), because they decide what a bot
gets back: styles are split at the borders of links, code takes no styles, quotes may hold
anything but do not nest. Offsets and lengths count UTF-16 code units, as the Bot API does.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate


class Kind(StrEnum):
    """The entity types of the Bot API this server can produce."""

    MENTION = "mention"
    HASHTAG = "hashtag"
    CASHTAG = "cashtag"
    BOT_COMMAND = "bot_command"
    URL = "url"
    EMAIL = "email"
    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKETHROUGH = "strikethrough"
    SPOILER = "spoiler"
    BLOCKQUOTE = "blockquote"
    EXPANDABLE_BLOCKQUOTE = "expandable_blockquote"
    CODE = "code"
    PRE = "pre"
    TEXT_LINK = "text_link"
    TEXT_MENTION = "text_mention"
    CUSTOM_EMOJI = "custom_emoji"
    DATE_TIME = "date_time"


STYLES = (Kind.BOLD, Kind.ITALIC, Kind.UNDERLINE, Kind.STRIKETHROUGH, Kind.SPOILER)
QUOTES = (Kind.BLOCKQUOTE, Kind.EXPANDABLE_BLOCKQUOTE)
PREFORMATTED = (Kind.CODE, Kind.PRE)

MAX_ENTITIES = 100

# Who comes first among entities of one range: quotes outermost, styles innermost.
_PRIORITY = {
    Kind.BLOCKQUOTE: 0,
    Kind.EXPANDABLE_BLOCKQUOTE: 0,
    Kind.PRE: 11,
    Kind.CODE: 20,
    Kind.TEXT_LINK: 49,
    Kind.TEXT_MENTION: 49,
    Kind.BOLD: 90,
    Kind.ITALIC: 91,
    Kind.UNDERLINE: 92,
    Kind.STRIKETHROUGH: 93,
    Kind.SPOILER: 94,
    Kind.CUSTOM_EMOJI: 99,
}
_USUAL_PRIORITY = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """A marked range of a text; the fields after `length` belong to certain kinds only."""

    kind: Kind
    offset: int
    length: int
    url: str = ""
    user_id: int = 0
    language: str = ""
    custom_emoji_id: str = ""
    unix_time: int = 0
    date_time_format: str = ""

    @property
    def end(self) -> int:
        """The offset just behind the range."""
        return self.offset + self.length


def utf16_length(text: str) -> int:
    """How many UTF-16 code units `text` takes."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_offsets(text: str) -> list[int]:
    """For each index of `text`, and for its end, the offset in UTF-16 code units."""
    return list(accumulate((1 + (c > "\uffff") for c in text), initial=0))


def sorted_entities(entities: Iterable[Entity]) -> list[Entity]:
    """Outer before inner: by offset, then the longer first, then by kind."""
    return sorted(
        entities,
        key=lambda e: (e.offset, -e.length, _PRIORITY.get(e.kind, _USUAL_PRIORITY)),
    )


def well_nested(entities: Iterable[Entity]) -> list[Entity]:
    """The entities the server keeps of `entities`, split and sorted; applying it twice is once."""
    return _assembled(entities, detected=())


def merged(entities: Sequence[Entity], detected: Sequence[Entity]) -> list[Entity]:
    """`entities` of the author with what was detected in the text, which gives way to them."""
    return _assembled(entities, detected=detected) if detected else list(entities)


def without_overlaps(entities: Iterable[Entity]) -> list[Entity]:
    """The first of every group of overlapping entities."""
    kept: list[Entity] = []
    end = 0
    for entity in sorted_entities(entities):
        if entity.offset >= end:
            kept.append(entity)
            end = entity.end
    return kept


def limited(entities: Iterable[Entity]) -> list[Entity]:
    """At most 100 of the author's entities, styles dropped first.

    What the server detects and custom emoji do not count.
    """
    room = MAX_ENTITIES
    kept = []
    for entity in sorted(entities, key=lambda e: e.kind in STYLES):
        is_counted = entity.kind not in _UNCOUNTED
        if room > 0 or not is_counted:
            kept.append(entity)
            room -= is_counted
    return sorted_entities(kept)


_UNCOUNTED = (
    Kind.MENTION,
    Kind.HASHTAG,
    Kind.CASHTAG,
    Kind.BOT_COMMAND,
    Kind.URL,
    Kind.EMAIL,
    Kind.CUSTOM_EMOJI,
)


def _assembled(entities: Iterable[Entity], *, detected: Sequence[Entity]) -> list[Entity]:
    given = [entity for entity in entities if entity.length > 0]
    styles = sorted_entities(e for e in given if e.kind in STYLES)
    quotes = without_overlaps(e for e in given if e.kind in QUOTES)
    solid = without_overlaps(e for e in given if e.kind not in STYLES + QUOTES)
    solid = list(_yielding(_crossing_no_quote(solid, quotes), detected, quotes))
    frame = sorted_entities(solid + quotes)
    return sorted_entities(frame + _split_styles(styles, frame))


def _yielding(
    old: Sequence[Entity], new: Sequence[Entity], quotes: Sequence[Entity]
) -> Iterator[Entity]:
    yield from old
    for entity in _crossing_no_quote(new, quotes):
        if not any(entity.offset < other.end and other.offset < entity.end for other in old):
            yield entity


def _crossing_no_quote(entities: Sequence[Entity], quotes: Sequence[Entity]) -> list[Entity]:
    return [e for e in entities if not any(_crosses(e, quote) for quote in quotes)]


def _crosses(entity: Entity, quote: Entity) -> bool:
    apart = entity.end <= quote.offset or quote.end <= entity.offset
    inside = quote.offset <= entity.offset and entity.end <= quote.end
    return not (apart or inside)


def _split_styles(styles: Sequence[Entity], frame: Sequence[Entity]) -> list[Entity]:
    """The styles cut at every border of `frame`; none is left inside code."""
    cutter = _StyleCutter(styles)
    open_frames: list[Entity] = []

    def pass_by(offset: int) -> None:
        while open_frames and offset >= open_frames[-1].end:
            closing = open_frames.pop()
            before = len(cutter.pieces)
            cutter.advance(closing.end)
            if closing.kind in PREFORMATTED:
                del cutter.pieces[before:]
        cutter.advance(offset)

    for entity in frame:
        pass_by(entity.offset)
        open_frames.append(entity)
    pass_by(_END_OF_TEXT)
    return cutter.pieces


_END_OF_TEXT = 2**31


class _StyleCutter:
    """Joins styles of one kind that touch and cuts all open ones where told to."""

    def __init__(self, styles: Sequence[Entity]) -> None:
        self.pieces: list[Entity] = []
        self._waiting = deque(styles)
        self._open: dict[Kind, Entity] = {}

    def advance(self, offset: int) -> None:
        while self._waiting and self._waiting[0].offset < offset:
            style = self._waiting.popleft()
            touching = self._open.get(style.kind)
            if touching is not None and style.offset <= touching.end:
                joined = max(touching.end, style.end) - touching.offset
                self._open[style.kind] = replace(touching, length=joined)
            else:
                self._cut(style.offset)
                self._open[style.kind] = style
        self._cut(offset)

    def _cut(self, offset: int) -> None:
        for kind in STYLES:
            style = self._open.get(kind)
            if style is None or style.offset >= offset:
                continue
            if style.end <= offset:
                self.pieces.append(style)
                del self._open[kind]
            else:
                self.pieces.append(replace(style, length=offset - style.offset))
                self._open[kind] = replace(style, offset=offset, length=style.end - offset)

"""Keeps a page's structure within browsers' limits, so that parsing takes bounded time.

An HTML parser walks its stack of open elements for many tags and compares each attribute with those
before it: a hundred thousand nested elements or attributes take minutes. Browsers limit nesting to
512. Harmless pages are recognised by their bytes, in microseconds, and pass unchanged; only the others
are read tag by tag, and copied without tags that are too deep and attributes beyond the limit.

This is a guard, not a tokenizer: it may see a tag where there is none (inside an attribute's value),
and then at worst drops one that was too deep anyway.
"""

import re
from collections import Counter

MAX_DEPTH = 256
MAX_ATTRIBUTES = 256
MAX_TAGS = 200_000  #: a page is cut after so many
_SAFE_TAGS = 12_000  # parsing so many nested ones takes a quarter of a second
_WINDOW = 10_000  # bytes in which a sane page opens at least one tag
_TAG = re.compile(rb"<(?:!--|(/?)([a-zA-Z][a-zA-Z0-9:-]*))")
_tag, _tag_at = _TAG.search, _TAG.match
_attribute = re.compile(
    rb"[\s/]*+(?:=*+[^\s=>/]+)(?:\s*=\s*(?:\"[^\"]*(?:\"|$)|'[^']*(?:'|$)|[^\s>]*))?|[\s/]++"
).match
_VOID = frozenset(
    b"area base br col embed hr img input link meta param source track wbr path use circle rect"
    b" line polygon polyline ellipse stop".split()
)
_RAW_TEXT = {
    name: re.compile(rb"</" + name, re.IGNORECASE).search
    for name in (
        b"script",
        b"style",
        b"textarea",
        b"title",
        b"noscript",
        b"iframe",
        b"noembed",
        b"xmp",
    )
}
_CELL, _ROW = (b"td", b"th"), (b"td", b"th", b"tr")
_LISTS = frozenset({b"ul", b"ol", b"dl", b"menu", b"select"})
#: end tags do not reach through these (the scope markers of the HTML Standard, 13.2.4.2)
_SCOPES = frozenset(
    b"applet caption html table td th marquee object template foreignobject desc".split()
)
_TABLE = frozenset(b"table caption tbody thead tfoot tr td th".split())
_TABLE_SCOPES = frozenset({b"table", b"template"})
_CLOSE_P = frozenset(
    b"address article aside blockquote center details dialog dir div dl fieldset figcaption figure"
    b" footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre section summary table"
    b" ul li dd dt".split()
)
#: which open elements a start tag closes by itself, with what is in them, and what shields those
_CLOSED_BY: dict[bytes, tuple[tuple[bytes, ...], frozenset[bytes]]] = {
    **dict.fromkeys(_CLOSE_P, ((b"p",), _SCOPES | {b"button"})),
    b"li": ((b"li",), _SCOPES | _LISTS),
    **dict.fromkeys((b"dt", b"dd"), ((b"dt", b"dd"), _SCOPES | _LISTS)),
    **dict.fromkeys((b"option", b"optgroup"), ((b"option",), _SCOPES | _LISTS)),
    **dict.fromkeys(_CELL, (_CELL, _TABLE_SCOPES)),
    b"tr": (_ROW, _TABLE_SCOPES),
    **dict.fromkeys((b"tbody", b"tfoot"), ((*_ROW, b"tbody", b"thead"), _TABLE_SCOPES)),
}
_ONCE = frozenset({b"html", b"body", b"head"})


def within_limits(body: bytes) -> bytes:
    """The page itself if it is sane, else a copy without what is too deep or too much."""
    if _has_many_tags(body) or _has_endless_tag(body):
        return _Trimmer(body).trimmed()
    return body


def _has_many_tags(body: bytes) -> bool:
    """Whether there are more than `_SAFE_TAGS`, in half the time of a count, which goes byte by byte."""
    return b"<" in body.replace(b"<", b">", _SAFE_TAGS)


def _has_endless_tag(body: bytes) -> bool:
    """Whether a stretch without any "<" may be one tag with very many attributes."""
    judged = -1
    for start in range(0, len(body) - _WINDOW, _WINDOW):
        if body.find(b"<", start, start + _WINDOW) < 0:
            place = body.rfind(b"<", judged + 1, start)
            if place < 0:
                continue
            judged = place
            opened = _tag_at(body, place)
            suspicious = opened is None or _attributes(body, opened.end()) > MAX_ATTRIBUTES
            if suspicious and not _in_script(body, place):
                return True
    return False


def _in_script(body: bytes, place: int) -> bool:
    opened = max(body.rfind(b"<script", 0, place), body.rfind(b"<style", 0, place))
    return opened > max(body.rfind(b"</script", 0, place), body.rfind(b"</style", 0, place))


def _attributes(body: bytes, at: int) -> int:
    """How many attributes begin at `at`; counting stops soon above the limit."""
    count = 0
    while count <= MAX_ATTRIBUTES and (match := _attribute(body, at)) and match.end() > at:
        at = match.end()
        count += 1
    return count


class _Trimmer:
    """One walk over the tags of a suspicious page."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0
        self._kept_to = 0
        self._parts: list[bytes] = []
        self._open: list[bytes] = []
        self._count: Counter[bytes] = Counter()
        self._dropped: dict[bytes, int] = {}
        self._seen: set[bytes] = set()

    def trimmed(self) -> bytes:
        tags = 0
        while match := _tag(self._body, self._at):
            tags += 1
            if tags > MAX_TAGS:
                return b"".join([*self._parts, self._body[self._kept_to : match.start()]])
            self._at = match.end()
            name = match[2].lower() if match[2] else b""
            if not name:
                self._skip_to(self._body.find(b"-->", self._at), 3)
            elif match[1]:
                self._end_tag(name, match.start())
            else:
                self._start_tag(name, match.start())
        if not self._parts:
            return self._body
        return b"".join([*self._parts, self._body[self._kept_to :]])

    def _start_tag(self, name: bytes, start: int) -> None:
        self._limit_attributes()
        again = name in _ONCE and name in self._seen
        self._seen.add(name)
        if name in _VOID or self._body[self._at - 2 : self._at] == b"/>":
            return
        if name in _CLOSED_BY:
            self._close(*_CLOSED_BY[name])
        if again or len(self._open) >= MAX_DEPTH:
            self._drop(start)
            self._dropped[name] = self._dropped.get(name, 0) + 1
            return
        self._open.append(name)
        self._count[name] += 1
        if name in _RAW_TEXT:
            end = _RAW_TEXT[name](self._body, self._at)
            self._skip_to(end.start() if end else -1, 0)

    def _end_tag(self, name: bytes, start: int) -> None:
        self._skip_to(self._body.find(b">", self._at), 1)
        if self._dropped.get(name):
            self._dropped[name] -= 1
            self._drop(start)
        else:
            self._close((name,), (_TABLE_SCOPES if name in _TABLE else _SCOPES) - {name})

    def _close(self, names: tuple[bytes, ...], shields: frozenset[bytes]) -> None:
        """Closes the outermost of `names` that no shield stands before, and all inside it."""
        if not any(self._count[name] for name in names):
            return
        outermost = -1
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place] in names:
                outermost = place
                if len(names) == 1:
                    break
            elif self._open[place] in shields:
                break
        if outermost >= 0:
            self._count.subtract(self._open[outermost:])
            del self._open[outermost:]

    def _limit_attributes(self) -> None:
        """Moves behind the tag; leaves out the attributes beyond the limit."""
        count = 0
        while (match := _attribute(self._body, self._at)) and match.end() > self._at:
            count += 1
            if count == MAX_ATTRIBUTES:
                self._parts.append(self._body[self._kept_to : self._at])
                self._kept_to = -1
            self._at = match.end()
        if self._kept_to < 0:
            self._kept_to = self._at
        self._at += 1

    def _drop(self, start: int) -> None:
        self._parts.append(self._body[self._kept_to : start])
        self._kept_to = self._at

    def _skip_to(self, place: int, length: int) -> None:
        self._at = len(self._body) if place < 0 else place + length

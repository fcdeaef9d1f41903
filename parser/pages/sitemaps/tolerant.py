"""The tolerant scanner: finds the tags in a text that is no XML, in one pass.

It never builds up a tree and never fails. A bare "&" is an ampersand, a "<" that begins no tag is
text, control characters vanish, comments and CDATA without an end are passed over, and of the
entities only the five of XML and numeric references are read.
"""

import re
import sys

from parser.pages.sitemaps.entries import MAX_ENTRY, EntryBuilder
from parser.pages.sitemaps.findings import Findings
from parser.pages.sitemaps.records import Flaw

_HELD = 65_536  # characters to wait for the end of a tag, comment or run of text
_LONGEST_OPENING = len("<![CDATA[")
_tag = re.compile(r"<(/?)([A-Za-z_][^\s<>/]*+)([^<>]*+)>(?:([^<]*+)(?=<))?").match
_attributes = re.compile(r"(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')").findall
_reference = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6}));").sub
_controls = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]+").sub
_angle = re.compile(r"[<>]").search
_swallowed = re.compile(r"</(?:\w{1,32}:)?(?:loc|url|sitemap|item|entry)\s*>").search
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_SPANS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
_MAX_ATTRIBUTES = 8192  # characters


class TolerantScanner:
    """Drives a builder with whatever looks like a tag."""

    def __init__(self, builder: EntryBuilder, findings: Findings) -> None:
        self.stray = False  #: a "<" was met that begins nothing
        self._builder = builder
        self._findings = findings
        self._buffer = ""
        self._at = 0
        self._passed = 0  # characters before the buffer
        self._searched: dict[str, int] = {}  # how far each end of a span was looked for in vain
        builder.max_depth = sys.maxsize  # no tree here to grow
        builder.position = self._position

    def feed(self, text: str, *, final: bool = False) -> None:
        """Reads all whose meaning is settled; `final` settles the rest."""
        self._passed += self._at
        self._buffer = self._buffer[self._at :] + text
        self._at = 0
        while self._at < len(self._buffer) and self._step(final=final):
            pass
        self._let_go()

    def _position(self) -> int:
        return self._passed + self._at

    def _let_go(self) -> None:
        builder, place = self._builder, self._position()
        if builder.inside and place - builder.mark > MAX_ENTRY:
            self._findings.add(Flaw.OVERSIZED_ENTRY)
            builder.abandon()
        if not builder.inside:
            builder.pass_over(place)

    def _step(self, *, final: bool) -> bool:
        """One tag, span or run of text; False if its end has yet to come."""
        buffer, at = self._buffer, self._at
        if buffer[at] != "<":
            return self._run(buffer.find("<", at), final=final)
        if match := _tag(buffer, at):
            self._at = match.end()
            slash, name, inner, text = match.groups()
            self._take_tag(slash, name, inner)
            if text:
                self._take_text(text)
            return True
        wait = not final and len(buffer) - at < _HELD
        if buffer.startswith(("<!", "<?"), at):
            return self._markup(wait=wait)
        if not _angle(buffer, at + 1) and (wait or final):
            return self._cut_off(buffer[at : at + 2]) if final else False
        self.stray = True
        self._take_text("<")
        self._at += 1
        return True

    def _run(self, end: int, *, final: bool) -> bool:
        """Text up to the next tag; at the end of the file it may be cut and is not taken."""
        if end < 0:
            if final or len(self._buffer) - self._at < _HELD:
                return False
            end = len(self._buffer)
        self._take_text(self._buffer[self._at : end])
        self._at = end
        return True

    def _cut_off(self, start: str) -> bool:
        """The file ends inside a tag: the text before it is whole."""
        if start[1:] == "/" or start[1:].isalpha():
            self._builder.cut_part()
        self._at = len(self._buffer)
        return False

    def _markup(self, *, wait: bool) -> bool:
        """A comment, CDATA or instruction as a whole; a declaration up to the next bracket."""
        if wait and len(self._buffer) - self._at < _LONGEST_OPENING:
            return False
        for opening, closing in _SPANS:
            if self._buffer.startswith(opening, self._at):
                return self._span(opening, closing, wait=wait)
        match = _angle(self._buffer, self._at + 1)
        if match is None and wait:
            return False
        self._at = len(self._buffer) if match is None else match.end() - (match[0] == "<")
        return True

    def _span(self, opening: str, closing: str, *, wait: bool) -> bool:
        """Past its end; past its opening alone if it has none, or is CDATA around other entries."""
        buffer, start = self._buffer, self._at + len(opening)
        known = self._searched.get(closing, 0) - self._passed - len(closing) + 1
        end = buffer.find(closing, max(start, known))
        if end < 0:
            self._searched[closing] = self._passed + len(buffer)
            if wait:
                return False
        is_text = opening == "<![CDATA["
        if end < 0 or (is_text and _swallowed(buffer, start, end)):
            self.stray = True
            self._at = start
            return True
        if is_text and self._builder.inside:
            self._builder.pieces.append(_controls("", buffer[start:end]))
        self._at = end + len(closing)
        return True

    def _take_tag(self, slash: str, name: str, inner: str) -> None:
        if slash:
            self._builder.end(name)
            return
        if "=" in inner:
            found = _attributes(inner[:_MAX_ATTRIBUTES])
            attributes = {key: _unescaped(double or single) for key, double, single in found}
            self._builder.start(name, attributes)
        else:
            self._builder.start(name)
        if inner.endswith("/"):
            self._builder.end(name)

    def _take_text(self, text: str) -> None:
        if self._builder.inside and not text.isspace():
            self._builder.pieces.append(_controls("", _unescaped(text)))


def _unescaped(text: str) -> str:
    return _reference(_meant, text) if "&" in text else text


def _meant(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code <= sys.maxunicode else ""

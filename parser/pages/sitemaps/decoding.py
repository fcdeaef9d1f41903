"""Bytes of a sitemap into text as they stream.

The encoding is settled by the same rules as for pages (`charset`): byte order mark, zero bytes of
UTF-16, XML declaration, HTTP header, and what the bytes make of these. Nearly all of a sitemap is
ASCII, its first kilobytes often wholly, and those prove nothing of a declaration: then it is settled
on the kilobytes from the first other byte on. One that cannot be read costs a character, not the file.
"""

import re
from codecs import IncrementalDecoder, getincrementaldecoder

from parser.pages import charset

_HEAD = charset.PRESCAN
_foreign = re.compile(rb"[\x80-\xff]").search
#: encodings that write other letters, too, with the bytes of ASCII
_NOT_ASCII = frozenset({"utf-16le", "utf-16be", "iso-2022-jp"})


class Decoder:
    """Feed it bytes; it gives text without a byte order mark, never half a character."""

    def __init__(self, content_type: str | None) -> None:
        self.encoding = "utf-8"
        self.damage = 0  #: characters lost so far
        self._content_type = content_type
        self._head = b""  # where a declaration stands
        self._held = b""  # what waits for enough to judge it by
        self._decoder: IncrementalDecoder | None = None  # none as long as all is ASCII

    def feed(self, piece: bytes, *, final: bool = False) -> str:
        """The text of what has come so far, as far as it can be told."""
        piece, self._held = self._held + piece, b""
        if not self._head:
            if len(piece) < _HEAD and not final:
                self._held = piece
                return ""
            self._begin(_without_cut_end(piece[:_HEAD]))
        text = ""
        if self._decoder is None:
            match = _foreign(piece)
            plain = match.start() if match else len(piece)
            text, piece = piece[:plain].decode("ascii"), piece[plain:]
            if not piece or (len(piece) < _HEAD and not final):
                self._held = piece
                return text
            sample = self._head + _without_cut_end(piece[:_HEAD])
            self._settle(charset.encoding_of(sample, self._content_type))
        return text + self._decoded(piece, final=final)

    def _begin(self, head: bytes) -> None:
        self._head = head
        encoding = charset.encoding_of(head, self._content_type)
        if not head.isascii() or encoding in _NOT_ASCII:
            self._settle(encoding)
        elif encoding != charset.FALLBACK:
            self.encoding = encoding  # else a server's default, no statement; XML's own is UTF-8

    def _settle(self, encoding: str) -> None:
        self.encoding = encoding
        self._decoder = getincrementaldecoder(charset.codec_of(encoding))(errors="replace")

    def _decoded(self, piece: bytes, *, final: bool) -> str:
        text = self._decoder.decode(piece, final) if self._decoder else ""
        if "\ufffd" in text:
            self.damage += charset.damage(text)
        return text.replace("\ufeff", "") if "\ufeff" in text else text


def _without_cut_end(bytes_: bytes) -> bytes:
    """Up to the last tag, so that no character is cut in half."""
    return bytes_[: bytes_.rfind(b">") + 1] or bytes_

"""Bytes of a sitemap into text as they stream.

The encoding is settled on the first kilobytes, by the same rules as for pages (`charset`): byte order
mark, zero bytes of UTF-16, XML declaration, HTTP header. Addresses are nearly always ASCII, so that
an unreadable byte later costs one character, not the file.
"""

from codecs import IncrementalDecoder, getincrementaldecoder

from parser.pages import charset

_HEAD = charset.PRESCAN


class Decoder:
    """Feed it bytes; it gives text without a byte order mark, never half a character."""

    def __init__(self, content_type: str | None) -> None:
        self.encoding = "utf-8"
        self.damage = 0  #: characters lost so far
        self._content_type = content_type
        self._head: bytes | None = b""
        self._decoder: IncrementalDecoder = getincrementaldecoder("utf-8")(errors="replace")

    def feed(self, piece: bytes, *, final: bool = False) -> str:
        """The text of what has come so far, as far as it can be told."""
        if self._head is not None:
            piece = self._head + piece
            if len(piece) < _HEAD and not final:
                self._head = piece
                return ""
            self._head = None
            self._settle(piece[:_HEAD])
        text = self._decoder.decode(piece, final)
        if "\ufffd" in text:
            self.damage += charset.damage(text)
        return text.replace("\ufeff", "") if "\ufeff" in text else text

    def _settle(self, head: bytes) -> None:
        whole = head[: head.rfind(b">") + 1] or head  # no character cut in half
        self.encoding = charset.encoding_of(whole, self._content_type)
        if self.encoding == charset.FALLBACK and whole.isascii():
            self.encoding = "utf-8"  # a server's default, not a statement; XML's own is UTF-8
        self._decoder = getincrementaldecoder(charset.codec_of(self.encoding))(errors="replace")

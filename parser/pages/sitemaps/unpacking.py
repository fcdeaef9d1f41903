"""Gzip undone as it streams: by magic number, member after member, keeping all that is readable.

Names and headers lie about compression, so only the first two bytes count; a gzip inside a gzip
(a `.gz` file sent with Content-Encoding by a server that packs again) is undone too. Memory is
bounded: at most `STEP` bytes of text come at a time, and a file that unpacks to more than any
sitemap would is a bomb.
"""

import zlib
from collections.abc import Iterator

from parser.pages.sitemaps.findings import Findings, Stopped
from parser.pages.sitemaps.records import Flaw, SitemapLimits, Stop

STEP = 65_536  #: bytes of text handed on at once
_MAGIC = b"\x1f\x8b"
#: zlib's words for a member that is whole, but for its sums; and the bytes that follow the wrong one
_WRONG_SUMS = {"incorrect data check": 4, "incorrect length check": 0}
_AUTO_HEADER = 31  # zlib's window size argument for gzip


class Unpacker:
    """Feed it a body in pieces; plain bytes pass through as they are."""

    def __init__(self, findings: Findings, limits: SitemapLimits, *, layers: int = 2) -> None:
        self._findings = findings
        self._limits = limits
        self._layers = layers
        self._start: bytes | None = b""
        self._inner: Unpacker | None = None
        self._inflate = zlib.decompressobj(_AUTO_HEADER)
        self._received = self._unpacked = 0
        self._skip = 0  #: bytes of a wrong checksum still to come
        self._ended = False  #: the member has ended, though zlib does not know it
        self._done = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The text of this piece. Raises Stopped for a bomb."""
        if self._start is not None:
            chunk = self._start + chunk
            if len(chunk) < len(_MAGIC):
                self._start = chunk
                return
            self._start = None
            if chunk.startswith(_MAGIC) and self._layers:
                self._inner = Unpacker(self._findings, self._limits, layers=self._layers - 1)
        if self._inner is None:
            yield from (chunk[at : at + STEP] for at in range(0, len(chunk), STEP))
            return
        self._received += len(chunk)
        for text in self._unpack(chunk):
            self._weigh(len(text))
            yield from self._inner.feed(text)

    def close(self) -> Iterator[bytes]:
        """What is left; a member without its end is noted."""
        if self._start:
            yield self._start
        if self._inner is None:
            return
        is_over = self._done or self._ended
        if not is_over and not self._inflate.eof:
            self._findings.once(Flaw.GZIP_TRUNCATED)
        yield from self._inner.feed(b"" if is_over else self._inflate.flush())
        yield from self._inner.close()

    def _unpack(self, packed: bytes) -> Iterator[bytes]:
        while packed and not self._done:
            if self._skip:
                packed, self._skip = packed[self._skip :], max(0, self._skip - len(packed))
                continue
            if self._inflate.eof or self._ended:
                packed = self._next_member(packed)
                continue
            before = self._inflate.copy()
            try:
                text = self._inflate.decompress(packed, STEP)
            except zlib.error as error:
                more = _sums_to_come(error)
                if more is not None:
                    self._findings.once(Flaw.GZIP_CHECKSUM)
                    text, end = _up_to_the_sums(before, packed)
                    packed, self._skip, self._ended = packed[end:], more, True
                    yield text
                    continue
                self._done = True
                self._findings.once(Flaw.GZIP_CORRUPT, str(error))
                yield from _to_the_last_byte(before, packed)
                return
            packed = self._inflate.unconsumed_tail or self._inflate.unused_data
            if text:
                yield text

    def _next_member(self, packed: bytes) -> bytes:
        """Starts the next member, if it is one; padding with zeros is common and no flaw."""
        packed = packed.lstrip(b"\0")
        if packed[:2] == _MAGIC or packed == _MAGIC[:1]:
            self._inflate = zlib.decompressobj(_AUTO_HEADER)
            self._ended = False
            return packed
        if packed:
            self._done = True
            self._findings.once(Flaw.GZIP_TRAILING)
        return b""

    def _weigh(self, unpacked: int) -> None:
        self._unpacked += unpacked
        limits = self._limits
        if self._unpacked > max(limits.ratio_from, self._received * limits.ratio):
            raise Stopped(Stop.GZIP_BOMB)


def _sums_to_come(error: Exception) -> int | None:
    """If only a checksum is wrong: how many bytes of the sums follow it."""
    return next((more for told, more in _WRONG_SUMS.items() if told in str(error)), None)


def _up_to_the_sums(inflate: "zlib._Decompress", packed: bytes) -> tuple[bytes, int]:
    """The text before a wrong checksum, and the place after it: zlib gives nothing of that step."""
    sound, wrong, text = 0, len(packed), b""
    while wrong - sound > 1:
        middle = (sound + wrong) // 2
        try:
            text = inflate.copy().decompress(packed[:middle], STEP)
        except zlib.error:
            wrong = middle
        else:
            sound = middle
    return text, wrong


def _to_the_last_byte(inflate: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    """What can be had before the fault: zlib gives nothing of the step in which it fails."""
    for size in (4096, 256, 16, 1):
        try:
            while True:
                before = inflate.copy()
                text = inflate.decompress(packed, size)
                if not text:
                    return
                packed = inflate.unconsumed_tail
                yield text
        except zlib.error:
            inflate = before

"""Decodes Content-Encoding as a body arrives, a bounded step at a time.

httpx's own decoders turn each chunk that arrives into one chunk of output, however long: 500 bytes of
Brotli can become 300 MB of zeros. Here no step yields more than a few megabytes, so the reader can
stop at its limit. A compressed body that stops before its end marker is detected as cut off, even
without a Content-Length.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Protocol

import brotli
import zstandard
from zlib_ng import zlib_ng as zlib

#: most bytes of decoded text yielded at once
STEP = 1 << 18
#: some servers compress an already compressed body; more layers than this are an attack
_MOST_LAYERS = 3
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_SUMS = 8  # bytes of a member's trailer: CRC-32 of the text, and its length
_MOST_HEADER = 1 << 16  # bytes that a name or a comment in gzip's header may take
_ZLIB, _RAW = zlib.MAX_WBITS, -zlib.MAX_WBITS
#: a block of 4 bytes can expand to 128 KiB, so this many bytes at once give at most 4 MiB
_ZSTD_STEP = 128
#: RFC 9659: no larger window on the web
_ZSTD_WINDOW = 8 << 20


class BadCoding(Exception):
    """The body does not match its Content-Encoding, or is cut off (`cut`)."""

    def __init__(self, why: str, *, cut: bool = False) -> None:
        super().__init__(why)
        self.cut = cut


class Coding(Protocol):
    """The decoder of one layer of compression."""

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        """Decodes the next piece of the body. Raises BadCoding."""
        ...

    def close(self) -> None:
        """Ends the body. Raises BadCoding if its end is missing."""
        ...


class Unpacking:
    """Decodes all layers of one body, the outermost first. Raises BadCoding for too many layers."""

    def __init__(self, content_encoding: str) -> None:
        named = [name.strip().lower() for name in content_encoding.split(",")]
        makers = [_CODINGS[name] for name in reversed(named) if name in _CODINGS]
        if len(makers) > _MOST_LAYERS:
            raise BadCoding(f"packed {len(makers)} times")
        self._layers = [make() for make in makers]

    def unpack(self, packed: bytes) -> Iterable[bytes]:
        """Decodes the next piece of the body lazily, in bounded steps. Raises BadCoding."""
        texts: Iterable[bytes] = (packed,)
        for layer in self._layers:
            texts = chain.from_iterable(map(layer.unpack, texts))
        return texts

    def close(self) -> None:
        """Ends the body. Raises BadCoding if the end of a layer is missing."""
        for layer in self._layers:
            layer.close()


class _Deflate:
    """With or without zlib's header: servers send both as "deflate"."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_ZLIB)
        self._is_known = False
        self._kept = b""  #: a first byte alone does not show whether there is a zlib header

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        packed, self._kept = self._kept + packed, b""
        if not self._is_known:
            if len(packed) < 2:  # noqa: PLR2004 - zlib's header
                self._kept = packed
                return
            self._is_known = True
            if not _has_zlib_header(packed):
                self._inflate = zlib.decompressobj(_RAW)
        yield from _steps(self._inflate, packed)

    def close(self) -> None:
        if (self._is_known or self._kept) and not self._inflate.eof:
            raise BadCoding("the packed body has no end", cut=True)


class _Gzip:
    """Decodes all members of a gzip body.

    The deflate stream marks its own end. The checksums behind it are skipped, as browsers do:
    scripts that compress pages by hand write zlib's there, or none.
    """

    def __init__(self) -> None:
        self._inflate: zlib._Decompress | None = None
        self._kept = b""  #: the part of a header that has arrived
        self._members = 0
        self._sums = 0  #: trailer bytes that are still to be skipped

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        packed, self._kept = self._kept + packed, b""
        while packed:
            if self._inflate is None:
                packed = self._past_header(packed)
                continue
            yield from _steps(self._inflate, packed)
            if not self._inflate.eof:
                return
            packed = self._inflate.unused_data
            self._inflate, self._sums = None, _GZIP_SUMS

    def close(self) -> None:
        if self._inflate is not None or self._kept:
            raise BadCoding("the packed body has no end", cut=True)

    def _past_header(self, packed: bytes) -> bytes:
        """The bytes after the next member's header; empty if there is none, or it is incomplete."""
        passed = min(self._sums, len(packed))
        self._sums -= passed
        packed = packed[passed:]
        if not _GZIP_MAGIC.startswith(packed[: len(_GZIP_MAGIC)]):
            if not self._members:
                raise BadCoding("no header of gzip")
            return b""  # bytes after the end are padding
        size = _gzip_header(packed)
        if size is None:
            if len(packed) > _MOST_HEADER:
                raise BadCoding("a header of gzip without end")
            self._kept = packed
            return b""
        self._inflate = zlib.decompressobj(_RAW)
        self._members += 1
        return packed[size:]


def _steps(inflate: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    """Inflates the bytes a step at a time; after a full step zlib may still hold some output."""
    text = b""
    while (packed or len(text) == STEP) and not inflate.eof:
        try:
            text = inflate.decompress(packed, STEP)
        except zlib.error as error:  # type: ignore[misc] # its stub says "an Exception", not "a class"
            raise BadCoding(str(error)) from error
        packed = inflate.unconsumed_tail
        yield text


def _has_zlib_header(packed: bytes) -> bool:
    """Method deflate, a valid window size, and both bytes a multiple of 31 (RFC 1950 2.2)."""
    method, window = packed[0] & 15, packed[0] >> 4
    return method == 8 and window <= 7 and int.from_bytes(packed[:2], "big") % 31 == 0  # noqa: PLR2004 - the format's


def _gzip_header(packed: bytes) -> int | None:
    """Length in bytes of the header with its optional fields (RFC 1952 2.3); None if incomplete."""
    end = 10
    if len(packed) < end:
        return None
    flags = packed[3]
    if flags & 4:
        end += 2 + int.from_bytes(packed[end : end + 2], "little")
    for flag in (8, 16):
        if flags & flag:
            end = packed.find(b"\0", end) + 1 or len(packed) + 1
    end += flags & 2
    return end if end <= len(packed) else None


class _Brotli:
    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()
        self._begun = False

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        if self._decoder.is_finished():
            return
        self._begun = self._begun or bool(packed)
        yield self._step(packed)
        while not self._decoder.can_accept_more_data():
            yield self._step(b"")

    def close(self) -> None:
        if self._begun and not self._decoder.is_finished():
            raise BadCoding("the packed body has no end", cut=True)

    def _step(self, packed: bytes) -> bytes:
        try:
            text: bytes = self._decoder.process(packed, output_buffer_limit=STEP)
        except brotli.error as error:
            raise BadCoding(str(error)) from error
        return text


class _Zstd:
    def __init__(self) -> None:
        self._begun = False
        self._frame = self._new_frame()

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        for start in range(0, len(packed), _ZSTD_STEP):
            rest = packed[start : start + _ZSTD_STEP]
            while rest:
                if self._frame.eof:
                    self._frame = self._new_frame()
                yield self._step(rest)
                self._begun = True
                rest = self._frame.unused_data

    def close(self) -> None:
        if self._begun and not self._frame.eof:
            raise BadCoding("the packed body has no end", cut=True)

    def _step(self, packed: bytes) -> bytes:
        try:
            return self._frame.decompress(packed)
        except zstandard.ZstdError as error:
            raise BadCoding(str(error)) from error

    @staticmethod
    def _new_frame() -> "zstandard.ZstdDecompressionObj":
        return zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()


_CODINGS: dict[str, Callable[[], Coding]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}

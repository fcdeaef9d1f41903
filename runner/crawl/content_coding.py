"""Content-Encoding undone as a body arrives, a bounded step at a time.

httpx's own decoders turn each piece that arrives into one piece of text, however long: 500 bytes of
Brotli can be 300 MB of zeros. Here no step gives more than a few megabytes, so that whoever reads can
stop at his limit. A coded body that ends before its own end is known to be cut, which a body without
Content-Length otherwise never is.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Protocol

import brotli
import zstandard
from zlib_ng import zlib_ng as zlib

#: bytes of text given at once
STEP = 1 << 18
#: a server that packs a packed body again is met; more layers than these are an attack
_MOST_LAYERS = 3
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
#: one block of 4 bytes can be 128 KiB of text: so many bytes at once give 4 MiB at most
_ZSTD_STEP = 128
#: RFC 9659: no larger window on the web
_ZSTD_WINDOW = 8 << 20


class BadCoding(Exception):
    """The body is not what its Content-Encoding says, or is cut."""

    def __init__(self, why: str, *, cut: bool = False) -> None:
        super().__init__(why)
        self.cut = cut


class Coding(Protocol):
    """One layer of packing, undone."""

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        """The text of this piece of the body. Raises BadCoding."""
        ...

    def close(self) -> None:
        """Raises BadCoding where the end is missing."""
        ...


class Unpacking:
    """All layers of one body, undone from the outermost."""

    def __init__(self, content_encoding: str) -> None:
        named = [name.strip().lower() for name in content_encoding.split(",")]
        makers = [_CODINGS[name] for name in reversed(named) if name in _CODINGS]
        if len(makers) > _MOST_LAYERS:
            raise BadCoding(f"packed {len(makers)} times")
        self._layers = [make() for make in makers]

    def unpack(self, packed: bytes) -> Iterable[bytes]:
        """The text of this piece of the body, in steps, each undone when it is asked for."""
        texts: Iterable[bytes] = (packed,)
        for layer in self._layers:
            texts = chain.from_iterable(map(layer.unpack, texts))
        return texts

    def close(self) -> None:
        """The body is over."""
        for layer in self._layers:
            layer.close()


class _Zlib:
    """gzip, member after member, and deflate with or without its header: both are sent by that name."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._inflate = zlib.decompressobj(window)
        self._begun = False
        self._kept = b""  #: one byte tells neither zlib's header nor gzip's magic

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        packed, self._kept = self._kept + packed, b""
        while packed:
            if len(packed) < len(_GZIP_MAGIC) and (self._inflate.eof or not self._begun):
                self._kept = packed
                return
            if self._inflate.eof:
                if self._window != _GZIP or not packed.startswith(_GZIP_MAGIC):
                    return  # bytes after the end are padding
                self._inflate = zlib.decompressobj(_GZIP)
            text = self._step(packed)
            self._begun = True
            packed = self._inflate.unconsumed_tail or self._inflate.unused_data
            yield text
            while len(text) == STEP and not packed:  # some may be left inside
                text = self._step(b"")
                yield text

    def close(self) -> None:
        if (self._begun or self._kept) and not self._inflate.eof:
            raise BadCoding("the packed body has no end", cut=True)

    def _step(self, packed: bytes) -> bytes:
        try:
            return self._inflate.decompress(packed, STEP)
        except zlib.error as error:  # type: ignore[misc] # its stub says "an Exception", not "a class"
            if self._begun or self._window != _ZLIB:
                raise BadCoding(str(error)) from error
        self._window = _RAW
        self._inflate = zlib.decompressobj(_RAW)
        return self._step(packed)


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
    "gzip": lambda: _Zlib(_GZIP),
    "x-gzip": lambda: _Zlib(_GZIP),
    "deflate": lambda: _Zlib(_ZLIB),
    "br": _Brotli,
    "zstd": _Zstd,
}

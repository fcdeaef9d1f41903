"""Bodies that cross the line packed: every coding, bombs, and what is not what it says."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Mapping
from functools import partial

import brotli
import pytest
import zstandard

from runner.crawl.content_coding import STEP, Unpacking
from tests.integration.runner.fetching import POLICY, asking, cause
from tests.integration.runner.loopback import answer

TEXT = b"<html><body>" + b"One kettle, two kettles. " * 3000 + b"</body></html>"


def raw_deflate(text: bytes) -> bytes:
    """Deflate as some old servers send it, without zlib's header."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush()


def members(text: bytes) -> bytes:
    """Gzip in three members, as a server that joins packed files sends it."""
    return b"".join(gzip.compress(text[at : at + 30_000]) for at in range(0, len(text), 30_000))


def by_hand(text: bytes) -> bytes:
    """Gzip as scripts of the two-thousands wrote it: eight bytes, and all that zlib gave, its sum too."""
    return b"\x1f\x8b\x08" + bytes(5) + zlib.compress(text)


def named(text: bytes) -> bytes:
    """Gzip with all that its header may hold: a field of its own, a name, a comment and a sum."""
    return (
        b"\x1f\x8b\x08\x1f"
        + bytes(6)
        + b"\x02\0ab"
        + b"page\0"
        + b"hi\0"
        + b"zz"
        + raw_deflate(text)
    )


PACKED: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "gzip-members": ("x-gzip", members),
    "gzip-padded": ("gzip", lambda text: gzip.compress(text) + b"<!-- cached -->"),
    "gzip-by-hand": ("gzip", by_hand),
    "gzip-without-sums": ("gzip", lambda text: gzip.compress(text)[:-8]),
    "gzip-wrong-sums": ("gzip", lambda text: gzip.compress(text)[:-8] + bytes(8)),
    "gzip-named": ("gzip", named),
    "deflate": ("deflate", zlib.compress),
    "raw-deflate": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.compress),
    "twice": ("br, gzip", lambda text: gzip.compress(brotli.compress(text))),
    "unknown": ("identity, utf-8", bytes),
}


@pytest.mark.parametrize("name", PACKED)
async def test_every_coding_gives_the_same_text(name: str) -> None:
    """However the body is packed, it is the same; what crossed the line is counted packed."""
    coding, pack = PACKED[name]
    body = pack(TEXT)
    async with asking({"/": answer(body, headers={"Content-Encoding": coding})}) as (fetcher, web):
        found = await fetcher.get(web.root)
    assert (found.body, found.wire_bytes, found.too_large) == (TEXT, len(body), False)


@pytest.mark.parametrize("name", [name for name in PACKED if name != "unknown"])
def test_where_the_line_cuts_makes_no_difference(name: str) -> None:
    """Byte after byte, one that a flush sent ahead, and a cut within the magic of a later member."""
    coding, pack = PACKED[name]
    body = pack(TEXT)
    for size in (1, 2, 3):
        unpacking = Unpacking(coding)
        pieces = [body[at : at + size] for at in range(0, len(body), size)]
        text = b"".join(step for piece in pieces for step in unpacking.unpack(piece))
        unpacking.close()
        assert text == TEXT


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
async def test_a_bomb_stops_at_the_limit(name: str) -> None:
    """A few kilobytes that unpack to 200 MB cost a few megabytes, and the page is too large."""
    coding, pack = PACKED[name]
    pack = partial(brotli.compress, quality=1) if name == "br" else pack
    bomb = pack(bytes(200_000_000))
    async with asking({"/": answer(bomb, headers={"Content-Encoding": coding})}) as (fetcher, web):
        tracemalloc.start()
        found = await fetcher.get(web.root)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (len(found.body), found.too_large) == (POLICY.max_page_bytes, True)
    assert peak < 6 * (1 << 20) + 8 * STEP


async def test_what_was_packed_on_the_way_is_unpacked() -> None:
    """A transfer coding lies over the content's (RFC 9112 6.1), though we ask for none."""
    body = gzip.compress(brotli.compress(TEXT))
    head = "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
    sent = head.encode() + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    async with asking({"/": sent}) as (fetcher, web):
        found = await fetcher.get(web.root)
    assert found.body == TEXT


@pytest.mark.parametrize("name", ["gzip", "deflate", "raw-deflate", "br", "zstd"])
async def test_a_packed_body_without_its_end_is_cut_off(name: str) -> None:
    """Even where the headers say that everything came: half a page is no page."""
    coding, pack = PACKED[name]
    half = pack(TEXT)[:-20]
    async with asking({"/": answer(half, headers={"Content-Encoding": coding})}) as (fetcher, web):
        assert await cause(fetcher, web.root) == "cut_off"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip, br, gzip"])
async def test_a_body_that_is_not_what_it_says_is_bad(coding: str) -> None:
    """A plain page under a packed one's name, and more layers than anybody means."""
    async with asking({"/": answer(TEXT, headers={"Content-Encoding": coding})}) as (fetcher, web):
        assert await cause(fetcher, web.root) == "bad_encoding"


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
async def test_nothing_packed_is_nothing(coding: str) -> None:
    """An empty body, as of an answer to HEAD, is empty whatever its headers say."""
    async with asking({"/": answer(b"", headers={"Content-Encoding": coding})}) as (fetcher, web):
        found = await fetcher.get(web.root)
    assert (found.status, found.body) == (200, b"")

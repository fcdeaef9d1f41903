"""Time, memory and numbers stay bounded, whatever is fed."""

import gzip
import random
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.pages.sitemaps.reader import SitemapReader
from parser.pages.sitemaps.records import Flaw, ReadingMode, SitemapLimits, Stop

Read = Callable[..., Any]
MEGABYTE = 2**20
OPEN = b"<urlset>"
FAULT = b"<url><loc>https://shop.ru/?a&b</loc></url>"
URL = "https://shop.ru/sitemap.xml"

PIECES = [
    *(b"<urlset>", b"</urlset>", b"<sitemapindex>", b"<url>", b"</url>", b"<loc>", b"</loc>"),
    *(
        b"https://shop.ru/",
        b"/a",
        b"a",
        b"1",
        b" ",
        b"\n",
        b"&",
        b"<",
        b">",
        b'"',
        b"=",
        b"/",
        b"\0",
    ),
    *(b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?xml version='1.0'?>", b"<!DOCTYPE x [", b"]>"),
    *(b"<!ENTITY e 'f'>", b"&e;", b"&amp;", b"&#65;", b"\xff", b"\xfe\xff", b"\x1f\x8b", b"<rss>"),
    *(b"<item>", b"<link>", b"<feed>", b"<entry>", b"<link href='/x'/>", b"<image:image>", b"<a/>"),
    *(b"<image:loc>", b"</image:image>", b"<lastmod>", b"</lastmod>", b"<html>", b"<sitemap>"),
]


def sitemap(count: int, *, fault: bool = False) -> Iterator[bytes]:
    """A file of many addresses in pieces."""
    yield OPEN + (FAULT if fault else b"")
    for start in range(0, count, 500):
        yield b"".join(
            b"<url><loc>https://shop.ru/p/%d</loc><lastmod>2026-01-01</lastmod></url>\n" % number
            for number in range(start, start + 500)
        )
    yield b"</urlset>"


@given(
    st.binary() | st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join),
    st.integers(1, 7),
)
def test_pieces_do_not_matter(body: bytes, step: int) -> None:
    """Any bytes are read without failing, and the same whatever the pieces they come in."""
    results = []
    for size in (len(body) or 1, step):
        reader = SitemapReader(url=URL, limits=SitemapLimits(gather=1))
        entries = [e for at in range(0, len(body), size) for e in reader.feed(body[at : at + size])]
        last, summary = reader.close()
        results.append((entries + last, summary.mode, summary.kind, summary.stop))
    assert results[0] == results[1]
    urls = [entry.url for entry in results[0][0]]
    assert len(urls) == len(set(urls))


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_one_fault_costs_no_more_than_its_neighbours(read: Read, rng: random.Random) -> None:
    """A character lost or a stray one leaves every address but the one or two it touches."""
    body = b"".join(sitemap(40))
    place = rng.randrange(len(OPEN), len(body) - 10)
    stray = rng.choice(
        [b"&", b"<", b">", b"\x01", b"</url>", b"<url>", b"</loc>", b"&nbsp;", b"]]>"]
    )
    broken = rng.choice([body[:place] + stray + body[place:], body[:place] + body[place + 1 :]])
    whole = {entry.url for entry in read(body)[0]}
    left = {entry.url for entry in read(broken, step=777)[0]}
    assert len(whole - left) <= 2


@pytest.mark.parametrize("fault", [False, True])
def test_memory_does_not_grow_with_the_file(*, fault: bool) -> None:
    """Thousands of addresses leave no trace but the bounded set that tells duplicates."""
    reader = SitemapReader(url=URL, limits=SitemapLimits(remembered=1000))
    count, peaks = 0, []
    tracemalloc.start()
    for number, piece in enumerate(sitemap(10_000, fault=fault)):
        count += len(reader.feed(piece))
        if number in {5, 19}:
            peaks.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    last, summary = reader.close()
    assert count + len(last) == 10_000 + fault
    assert summary.mode is (ReadingMode.REPAIRED if fault else ReadingMode.STRICT)
    assert peaks[1] - peaks[0] < 100_000


def test_over_the_protocols_limits_is_a_flaw_and_over_ours_the_end(read: Read) -> None:
    """Reading goes on past 50,000 addresses or 50 MB, and stops at the hard limits."""
    body = b"".join(sitemap(1000))
    _, summary = read(body, limits=SitemapLimits(urls=500, text_bytes=10_000))
    assert summary.read == 1000
    assert summary.count(Flaw.TOO_MANY_URLS) == summary.count(Flaw.TOO_LARGE) == 1
    entries, summary = read(body, step=100, limits=SitemapLimits(hard_urls=100, gather=1))
    assert (len(entries), summary.stop) == (100, Stop.TOO_MANY_URLS)
    _, summary = read(body, step=100, limits=SitemapLimits(hard_text_bytes=20_000, gather=1))
    assert 200 < summary.read < 400
    assert summary.stop is Stop.TOO_LARGE


def test_a_gzip_bomb_is_stopped(read: Read) -> None:
    """Some megabytes of nothing are enough to know; a second layer does not hide it."""
    for layers in (1, 2):
        body = OPEN + b" " * (20 * MEGABYTE)
        for _ in range(layers):
            body = gzip.compress(body, 1)
        entries, summary = read(body, step=65_536)
        assert (entries, summary.stop) == ([], Stop.GZIP_BOMB)
        assert summary.text_bytes < 14 * MEGABYTE


def test_endless_text_without_an_address_is_no_sitemap() -> None:
    """After a megabyte of lines that are none the rest need not be fetched."""
    reader = SitemapReader(url=URL)
    for _ in range(40):
        reader.feed(b"0123456789abcdef\n" * 4096)
    assert reader.stop is Stop.NOT_A_SITEMAP


@pytest.mark.parametrize(
    "unit",
    [
        *(b"<", b"&", b"<!--", b"<![CDATA[", b"<?", b"<!", b"<a ", b"<a>", b"<url>", b"<url><loc>"),
        *(
            b"<loc>x<lastmod>y",
            b"<a/> ",
            b'<a b="',
            b"<a b='\"",
            b"&amp",
            b"<url/>",
            b"]]>",
            b"</url>",
        ),
    ],
)
@pytest.mark.parametrize(
    "start", [OPEN, OPEN + FAULT, OPEN + b"<url><loc>", OPEN + FAULT + b"<url><loc>"]
)
def test_hostile_repetition_takes_linear_time_and_little_memory(
    read: Read, start: bytes, unit: bytes
) -> None:
    """Openings without an end, nesting without a bottom, tags that never close."""
    tracemalloc.start()
    _, summary = read(start + unit * (MEGABYTE // 32 // len(unit)), step=8192)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert summary.mode is ReadingMode.SALVAGED
    assert peak < 2 * MEGABYTE


def test_bytes_one_by_one_are_gathered(read: Read) -> None:
    """A server that drips a tag without end costs one copy for each gathered piece."""
    body = OPEN + b"<url " + b"a" * (MEGABYTE // 4)
    entries, summary = read(body, step=1, limits=SitemapLimits())
    assert (entries, summary.mode) == ([], ReadingMode.SALVAGED)


def test_an_entry_without_end_is_given_up(read: Read) -> None:
    """More than a megabyte for one entry is not held; the next ones are read."""
    giant = b"<url><loc>https://shop.ru/x</loc>" + b"<junk>text</junk>" * 100_000 + b"</url>"
    after = b"<url><loc>https://shop.ru/2</loc></url></urlset>"
    for start in (OPEN, OPEN + FAULT):
        entries, summary = read(start + giant + after, step=65_536)
        assert entries[-1].url == "https://shop.ru/2"
        assert summary.count(Flaw.OVERSIZED_ENTRY) >= 1

"""Answers that are not quite HTTP, and that every browser shows: what is read of each."""

import asyncio
import tracemalloc

import pytest

from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import Incoming
from runner.crawl.response_head import MOST_HEAD
from tests.integration.runner.fetching import POLICY, asking, cause
from tests.integration.runner.loopback import Act, Asked, answer

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
LENGTH = b"Content-Length: 2\r\n\r\n"
CHUNKS = b"2\r\nok\r\n0\r\n\r\n"
COOKIES = b"".join(b"Set-Cookie: c%d=1\r\n" % number for number in range(400))

ODD = {
    "no-reason": b"HTTP/1.1 200\r\n" + LENGTH + b"ok",
    "later-version": b"HTTP/1.2 200 OK\r\n" + LENGTH + b"ok",
    "another-version": b"HTTP/2 200\r\nContent-Length: 2, 2\r\n\r\nok",
    "bare-line-feeds": b"HTTP/1.1 200 OK\nX-A: b\nContent-Length: 2\n\nok",
    "lines-before": b"\r\n\r\n" + HEAD + LENGTH + b"ok",
    "folded": HEAD + b"X-A: b\r\n\tc\r\n" + LENGTH + b"ok",
    "folded-under-nothing": b"HTTP/1.1 200 OK\r\n b: c\r\n" + LENGTH + b"ok",
    "length-twice": HEAD + b"Content-Length: 2\r\n" + LENGTH + b"ok",
    "length-listed": HEAD + b"Content-Length: 2, 2\r\n\r\nok",
    "length-and-chunks": HEAD + b"Transfer-Encoding: chunked\r\n" + LENGTH + CHUNKS,
    "length-and-identity": HEAD + b"Transfer-Encoding: identity\r\n" + LENGTH + b"ok",
    "space-before-colon": HEAD + b"X-A : b\r\n" + LENGTH + b"ok",
    "length-with-a-space": HEAD + b"Content-Length : 2\r\n\r\nok",
    "space-in-a-name": HEAD + b"X A: b\r\n" + LENGTH + b"ok",
    "no-colon": HEAD + b"Warning in line 7\r\n" + LENGTH + b"ok",
    "no-name": HEAD + b": b\r\n" + LENGTH + b"ok",
    "foreign-name": HEAD + "\N{CYRILLIC SMALL LETTER YA}: b\r\n".encode() + LENGTH + b"ok",
    "nul": HEAD + b"X-A: b\0c\r\n" + LENGTH + b"ok",
    "carriage-return": HEAD + b"X-A: b\rc\r\n" + LENGTH + b"ok",
    "hundreds-of-cookies": HEAD + COOKIES + LENGTH + b"ok",
    "long-header": HEAD + b"X-A: " + b"b" * 200_000 + b"\r\n" + LENGTH + b"ok",
    "more-than-announced": HEAD + LENGTH + b"ok<!-- cached -->",
    "more-than-chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKS + b"<!-- cached -->",
    "hints": b"HTTP/1.1 103 Early Hints\r\nLink : </a.css>\r\n\r\n" * 3 + HEAD + LENGTH + b"ok",
}


@pytest.mark.parametrize("name", ODD)
async def test_what_browsers_show_is_read(name: str) -> None:
    """The page comes whole, and so does the one that is asked for after it."""
    async with asking({"/": ODD[name], "/next": answer(b"next")}) as (fetcher, web):
        found = await fetcher.get(web.root)
        after = await fetcher.get(web.url("/next"))
    assert (found.status, found.body, after.body) == (200, b"ok", b"next")


@pytest.mark.parametrize("size", [1, 7])
async def test_a_head_may_come_in_any_pieces(size: int) -> None:
    """Where the line cuts it makes no difference."""

    async def piecemeal(asked: Asked, writer: asyncio.StreamWriter) -> None:
        whole = ODD["hints"] + b"<!-- cached -->"
        for at in range(0, len(whole), size):
            writer.write(whole[at : at + size])
            await asyncio.sleep(0)

    async with asking({"/": piecemeal}) as (fetcher, web):
        found = await fetcher.get(web.root)
    assert (found.status, found.body) == (200, b"ok")


async def test_a_header_in_another_alphabet_spoils_no_other() -> None:
    """A name in Windows-1251 beside a link in UTF-8: the link is read as it was meant."""
    link = "</\N{CYRILLIC SMALL LETTER TE}>; rel=canonical"
    head = HEAD + b"X-A: \xcf\xf0\r\nLink: " + link.encode() + b"\r\n" + LENGTH
    async with asking({"/": head + b"ok"}) as (fetcher, web):
        found = await fetcher.get(web.root)
    assert found.headers["link"] == link


async def test_a_length_that_nobody_told_is_none() -> None:
    """A script that could not tell the length of its page sent it all the same, to the end of the line."""

    async def act(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: \r\n\r\nok")
        writer.close()

    async with asking({"/": act}) as (fetcher, web):
        assert (await fetcher.get(web.root)).body == b"ok"


async def test_a_page_without_a_body_may_be_followed_by_one() -> None:
    """A 404 that says that it is empty, and is not, is a 404."""
    gone = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n<h1>Gone</h1>"
    async with asking({"/": gone, "/next": answer(b"next")}) as (fetcher, web):
        assert (await fetcher.get(web.root)).status == 404
        assert (await fetcher.get(web.url("/next"))).body == b"next"


async def endless_head(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Header after header."""
    writer.write(HEAD)
    while not writer.is_closing():
        writer.write(b"X-A: b\r\n" * 5_000)
        await writer.drain()


async def late_fault(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Chunks that go wrong when the head has long been read; the line stays open."""
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.write(b"no size\r\n")


@pytest.mark.parametrize(
    "act",
    [
        HEAD + b"Content-Length: 3\r\n" + LENGTH + b"ok",
        HEAD + b"Content-Length: -2\r\n\r\nok",
        HEAD + b"X-A: " + b"b" * MOST_HEAD + b"\r\n" + LENGTH + b"ok",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nno size\r\nok\r\n0\r\n\r\n",
        late_fault,
        endless_head,
    ],
    ids=["two-lengths", "negative", "huge", "bad-chunk", "late-bad-chunk", "endless"],
)
async def test_what_contradicts_itself_is_refused(act: Act) -> None:
    """At once, not when the time is over; and no head is kept beyond the bound."""
    policy = POLICY.model_copy(update={"read_timeout": 60, "page_timeout": 60})
    async with asking({"/": act}, policy=policy) as (fetcher, web):
        tracemalloc.start()
        async with asyncio.timeout(10):
            assert await cause(fetcher, web.root) == "protocol"
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 16 * MOST_HEAD


@pytest.mark.parametrize("fault", [b"no size\r\n", b""], ids=["bad-chunk", "cut"])
async def test_what_came_before_a_fault_is_given_out(fault: bytes) -> None:
    """A reader that was busy when the line broke still gets it all: a sitemap keeps what it has."""
    body = b"x" * 100_000
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(body), body)

    async def act(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(chunked + fault)
        await writer.drain()
        writer.close()

    come: list[bytes] = []

    async def read(incoming: Incoming) -> None:
        async for piece in incoming.pieces():
            come.append(piece)  # noqa: PERF401 - what comes before the fault is wanted

    async with asking({"/": act}) as (fetcher, web), fetcher.stream(web.root) as incoming:
        await asyncio.sleep(0.2)
        with pytest.raises(FetchFailed):
            await read(incoming)
    assert b"".join(come) == body


@pytest.mark.parametrize("size", [0, 10, 4096, 300_000])
async def test_what_was_read_ahead_is_given_out_again(size: int) -> None:
    """A sitemap that calls itself HTML and sets a cookie is looked at first, and read whole."""
    body = bytes(range(256)) * (size // 256) + b"refresh"
    told = {"Set-Cookie": "seen=1"}
    async with (
        asking({"/": answer(body, headers=told)}) as (fetcher, web),
        fetcher.stream(web.root) as incoming,
    ):
        assert await incoming.way_on(web.root) is None
        assert b"".join([piece async for piece in incoming.pieces()]) == body


@pytest.mark.parametrize("status", [301, 404, 410, 503])
@pytest.mark.parametrize("trouble", ["cut", "silent", "not-packed"])
async def test_what_a_head_says_is_heard_whatever_its_body_is(status: int, trouble: str) -> None:
    """People are led on by a redirect, and shown an error, whose body breaks, stalls or is not what it says."""

    async def act(asked: Asked, writer: asyncio.StreamWriter) -> None:
        length = 2 if trouble == "not-packed" else 500
        packed = b"Content-Encoding: gzip\r\n" if trouble == "not-packed" else b""
        head = b"HTTP/1.1 %d Odd\r\nLocation: /next\r\nContent-Length: %d\r\n%b\r\n"
        writer.write(head % (status, length, packed) + b"ok")
        await writer.drain()
        if trouble == "cut":
            writer.transport.abort()

    policy = POLICY.model_copy(update={"read_timeout": 0.3})
    async with asking({"/": act, "/next": answer(b"next")}, policy=policy) as (fetcher, web):
        found = await fetcher.get(web.root)
        after = await fetcher.get(web.url("/next"))
    assert (found.status, found.headers["location"], after.body) == (status, "/next", b"next")

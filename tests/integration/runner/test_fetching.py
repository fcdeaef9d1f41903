"""What crosses the line: cut, endless, dripping and forbidden answers, over real sockets."""

import asyncio
import socket
import ssl
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from config.policies import Policy
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import Fetcher, open_fetcher
from runner.crawl.network_guard import ForbiddenAddress, GuardedResolver
from tests.integration.runner.fetching import POLICY, asking, cause
from tests.integration.runner.loopback import (
    Act,
    Asked,
    answer,
    breaking,
    dripping,
    loopback,
)


async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Headers, and then nothing."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
    await asyncio.sleep(2)


async def hanging_up(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """No answer at all."""
    writer.close()


async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A body without an end."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"<p>more</p>" * 1000)
        await writer.drain()


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (dripping, "timeout"),
        (silent, "timeout"),
        (breaking, "cut_off"),
        (hanging_up, "reset"),
        (b"HTTP/9.9 hello\r\n\r\n", "protocol"),
        (b"\x16\x03\x01 no http at all\r\n\r\n", "protocol"),
    ],
    ids=["dripping", "silent", "breaking", "hanging-up", "odd-version", "no-http"],
)
async def test_a_server_that_misbehaves_is_named(act: Act, expected: str) -> None:
    """Each way not to answer ends, in bounded time, as a word of the ledger."""
    policy = POLICY.model_copy(update={"page_timeout": 1.0, "read_timeout": 0.5})
    async with asking({"/": act}, policy=policy) as (fetcher, web):
        assert await cause(fetcher, web.root) == expected


async def hanging_up_early(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Half of the headers."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Len")
    await writer.drain()
    writer.close()


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (hanging_up, "reset: the server closed the connection"),
        (hanging_up_early, "reset: the server closed the connection"),
        (breaking, "cut_off: the connection closed before the end"),
        (silent, "timeout: the server fell silent"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "protocol: Invalid character in Content-Length",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\n<b>\n0\n\n",
            "protocol: Expected LF after chunk size",
        ),
    ],
    ids=["hanging-up", "hanging-up-early", "breaking", "silent", "odd-length", "odd-chunk"],
)
async def test_the_reason_is_a_line_for_people(act: Act, told: str) -> None:
    """No object of a library, no bytes and no status that no server sent come into skipped.csv."""
    async with asking({"/": act}) as (fetcher, web):
        with pytest.raises(FetchFailed) as caught:
            await fetcher.get(web.root)
    assert str(caught.value) == told


async def test_a_body_without_end_is_cut_at_the_limit() -> None:
    """No Content-Length is needed to know that it is enough."""
    async with asking({"/": endless}) as (fetcher, web):
        found = await fetcher.get(web.root)
    assert (len(found.body), found.too_large) == (POLICY.max_page_bytes, True)


async def test_a_file_is_not_read_to_its_end() -> None:
    """A film that would take an hour is told by its head, with the size that it says it has."""

    async def film(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n")
        writer.write(b"Content-Length: 7000000000\r\n\r\n" + b"x" * 70_000)
        await writer.drain()
        await writer.wait_closed()

    async with asking({"/film": film}) as (fetcher, web):
        found = await fetcher.get(web.url("/film"))
    assert (len(found.body), found.too_large) == (1 << 16, True)
    assert found.size_bytes == 2**31 - 1


async def test_a_small_file_keeps_the_connection() -> None:
    """It is read whole, and the next request needs no handshake."""
    picture = answer(b"x" * 60_000, content_type="image/png")
    async with asking({"/a.png": picture}) as (fetcher, web):
        sizes = [(await fetcher.get(web.url("/a.png"))).size_bytes for _ in range(3)]
        assert len(web.open) == 1
    assert sizes == [60_000] * 3


async def read_all(fetcher: Fetcher, url: str) -> int:
    """Reads a body as sitemaps are read; how many bytes there were."""
    async with fetcher.stream(url) as incoming:
        return sum([len(piece) async for piece in incoming.pieces()])


async def hinting(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Early hints without end, and never an answer."""
    while not writer.is_closing():
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def test_a_sitemap_whose_headers_never_end_is_given_up() -> None:
    """Each byte in time, and still no answer: headers may take as long as a page."""
    policy = POLICY.model_copy(update={"page_timeout": 0.3})
    async with asking({"/s.xml": hinting}, policy=policy) as (fetcher, web):
        with pytest.raises(FetchFailed) as caught:
            await asyncio.wait_for(read_all(fetcher, web.url("/s.xml")), 5)
    assert caught.value.cause == "timeout"


async def test_a_streamed_body_that_drips_is_given_up() -> None:
    """A sitemap may take longer than a page, but not for ever: a byte now and then is no reading."""
    policy = POLICY.model_copy(update={"page_timeout": 0.3})
    async with asking({"/s.xml": dripping}, policy=policy) as (fetcher, web):
        with pytest.raises(FetchFailed) as caught:
            await read_all(fetcher, web.url("/s.xml"))
    assert caught.value.cause == "timeout"


async def test_an_address_is_asked_for_as_the_ledger_spells_it() -> None:
    """No library respells what is escaped: `%2C` stays `%2C`, for servers that tell them apart."""
    target = "/a%2Cb%3B%40~%21(x)%27/%D1%87?x=%2C%3A%2F%3F&y=a%20b+c%2B&w=%5B1%5D%7C"
    async with asking({target: answer(b"found")}) as (fetcher, web):
        found = await fetcher.get(web.url(target))
    assert (found.body, web.targets()) == (b"found", [target])


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/" + "a" * 70_000,
        "http://xn--a.com/",
        "http://exa mple.com/",
        "http://127.0.0.1:99999/",
        "http://[::1",
        "ftp://127.0.0.1/",
        "http://user:secret@127.0.0.1/",
        "http://\N{SNOWMAN}" + "a" * 64 + ".com/",
    ],
)
async def test_what_is_no_address_is_a_failure_and_no_error(url: str) -> None:
    """Whatever a sitemap or a redirect names, the crawl goes on."""
    async with asking({}) as (fetcher, _):
        with pytest.raises(FetchFailed) as caught:
            await fetcher.get(url)
    assert (caught.value.cause, caught.value.permanent) == ("bad_address", True)


async def test_who_asks_says_so() -> None:
    """Our name and whom to write to; no cookies, no compression we cannot undo."""
    acts = {"/": answer(b"x", headers={"Set-Cookie": "session=1"})}
    async with asking(acts) as (fetcher, web):
        await fetcher.get(web.root)
        await fetcher.get(web.root, headers={"If-None-Match": '"1"'})
    first, second = web.asked
    assert first.headers["user-agent"] == "ProgonBot/0.1 (+https://team.example)"
    assert first.headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert "cookie" not in second.headers
    assert second.headers["if-none-match"] == '"1"'


async def test_connections_are_kept() -> None:
    """Ten pages of one site need one connection."""
    async with asking({"/": answer(b"x")}) as (fetcher, web):
        for _ in range(10):
            await fetcher.get(web.root)
        assert len(web.open) == 1


class Names(AbstractResolver):
    """Answers each question about a name with the next list of addresses."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The next answer."""
        return [
            ResolveResult(hostname=host, host=ip, port=port, family=family, proto=0, flags=0)
            for ip in self._answers.pop(0)
        ]

    async def close(self) -> None:
        """Nothing is held."""


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"])
async def test_a_name_of_our_own_network_is_not_connected_to(inner: str) -> None:
    """What the name resolves to is judged, not the name; the server hears nothing."""
    async with (
        loopback() as web,
        open_fetcher(POLICY, contact="", allow_private=False, resolver=Names([inner])) as fetcher,
    ):
        with pytest.raises(FetchFailed) as caught:
            await fetcher.get(f"http://rebound.example:{web.port}/")
    assert str(caught.value) == f"forbidden_address: rebound.example is {inner}"
    assert (caught.value.permanent, web.open) == (True, [])


async def test_a_name_that_is_bound_anew_is_judged_anew() -> None:
    """Public at the first question, ours at the second: nothing that was judged before counts."""
    names = GuardedResolver(Names(["93.184.215.14", "127.0.0.1"], ["127.0.0.1"]))
    assert [found["host"] for found in await names.resolve("rebound.example")] == ["93.184.215.14"]
    with pytest.raises(ForbiddenAddress, match=r"rebound\.example is 127\.0\.0\.1"):
        await names.resolve("rebound.example")


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/latest/", "http://metadata.google.internal/", "http://x.example/"],
)
async def test_no_site_may_send_us_for_credentials(url: str) -> None:
    """A site of our own network is allowed there, but not at the address where clouds give them out."""
    names = Names(["169.254.169.254"])
    async with open_fetcher(POLICY, contact="", allow_private=True, resolver=names) as fetcher:
        assert await cause(fetcher, url) == "forbidden_address"


async def test_a_proxy_is_asked_by_the_whole_address() -> None:
    """It may live in our own network; what it is asked for may not."""
    async with loopback() as proxy:
        proxy.acts["http://shop.example/a%2Cb"] = answer(b"by proxy")
        policy = Policy(proxies=(proxy.root,), reason="a test")
        async with open_fetcher(policy, contact="", allow_private=False) as fetcher:
            found = await fetcher.get("http://shop.example/a%2Cb")
            assert await cause(fetcher, "http://10.0.0.1/") == "forbidden_address"
    assert (found.body, proxy.targets()) == (b"by proxy", ["http://shop.example/a%2Cb"])


class Nameless(Names):
    """Knows no name."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Never."""
        raise OSError(f"{host} is not known")


async def plain_speaking(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that has no TLS, and answers before it is asked."""
    writer.write(b"220 plain.example\r\n" * 10)
    writer.close()


async def test_what_does_not_connect_is_named() -> None:
    """A name that nobody knows, a port where nobody listens, and TLS that is none."""
    async with (
        await asyncio.start_server(plain_speaking, "127.0.0.1", 0) as server,
        open_fetcher(POLICY, contact="", allow_private=True, resolver=Nameless()) as fetcher,
    ):
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(
            FetchFailed, match=r"^dns: cannot connect to nowhere\.example:80: nowhere"
        ):
            await fetcher.get("http://nowhere.example/")
        with pytest.raises(FetchFailed, match=r"^refused: Connection refused$"):
            await fetcher.get("http://127.0.0.1:1/")
        assert await cause(fetcher, f"https://127.0.0.1:{port}/") == "tls"


async def test_a_name_without_an_address_is_a_name_that_nobody_knows() -> None:
    """A resolver may answer with an empty list instead of an error."""
    async with open_fetcher(POLICY, contact="", allow_private=False, resolver=Names([])) as fetcher:
        with pytest.raises(FetchFailed, match=r"^dns: .* empty\.example has no address$"):
            await fetcher.get("http://empty.example/")


async def test_what_is_wrong_with_a_certificate_is_told_in_words() -> None:
    """People read why, not what a library calls it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(__file__).parent / "self_signed.pem")
    async with (
        await asyncio.start_server(plain_speaking, "127.0.0.1", 0, ssl=context) as server,
        open_fetcher(POLICY, contact="", allow_private=True) as fetcher,
    ):
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchFailed) as caught:
            await fetcher.get(f"https://127.0.0.1:{port}/")
    assert str(caught.value) == "tls: self-signed certificate"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "http://0177.0.0.1:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[::127.0.0.1]:{port}/",
        "http://localhost:{port}/",
        "http://metadata.google.internal/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
async def test_no_spelling_of_a_private_address_is_connected_to(url: str) -> None:
    """Octal, hex, short, mapped: all are refused before a socket is opened."""
    async with (
        loopback() as web,
        open_fetcher(POLICY, contact="", allow_private=False, resolver=Names()) as fetcher,
    ):
        with pytest.raises(FetchFailed) as caught:
            await fetcher.get(url.format(port=web.port))
    assert (caught.value.cause, web.open) == ("forbidden_address", [])

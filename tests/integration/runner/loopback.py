"""A web server of a test's own on loopback: each path answers with exact bytes, however odd."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

#: what a path does: raw bytes to send, or a coroutine that writes by itself
Act = bytes | Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as it came over the line."""

    target: str
    headers: Mapping[str, str]
    number: int  #: how often this target was asked for before
    method: str = "GET"


@dataclass(kw_only=True)
class Loopback:
    """The server's behaviour, which a test may change at any time, and what it was asked."""

    port: int = 0
    acts: dict[str, Act] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    open: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def root(self) -> str:
        """The address of the home page."""
        return f"http://127.0.0.1:{self.port}/"

    def url(self, target: str) -> str:
        """The address of a path."""
        return self.root + target.removeprefix("/")

    def targets(self) -> list[str]:
        """What was asked for, in order."""
        return [one.target for one in self.asked]


def answer(
    body: bytes = b"",
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    content_type: str = "text/html; charset=utf-8",
) -> bytes:
    """A plain answer; the connection is kept."""
    lines = {"Content-Type": content_type, "Content-Length": str(len(body)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Odd\r\n{head}\r\n".encode() + body


def page(title: str, links: Sequence[str] = (), head: str = "") -> bytes:
    """A small HTML page."""
    anchors = " ".join(f'<a href="{link}">{link}</a>' for link in links)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head>'
        f"<body><h1>{title}</h1><p>About {title}.</p>{anchors}</body></html>"
    ).encode()


def sitemap(urls: Sequence[str], *, tag: str = "urlset") -> bytes:
    """A sitemap or an index."""
    entry = "url" if tag == "urlset" else "sitemap"
    locs = "".join(f"<{entry}><loc>{url}</loc></{entry}>" for url in urls)
    name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><{tag} xmlns="{name}">{locs}</{tag}>'.encode()


async def dripping(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A byte now and then, without end."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 100000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"<")
        await writer.drain()
        await asyncio.sleep(0.02)


async def breaking(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Half a body, and the line is cut."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<html>")
    await writer.drain()
    writer.transport.abort()


@asynccontextmanager
async def loopback() -> AsyncIterator[Loopback]:
    """Serves on a free port; unknown paths are 404."""
    served = Loopback()
    server = await asyncio.start_server(
        lambda reader, writer: _serve(served, reader, writer), "127.0.0.1", 0
    )
    served.port = server.sockets[0].getsockname()[1]
    async with server:
        yield served
        for writer in served.open:
            writer.transport.abort()
        await asyncio.sleep(0)  # the loop lets go of them before it may end


async def _serve(
    served: Loopback, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    served.open.append(writer)
    with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        while not writer.is_closing():
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            await _act(served, _request(served, head), writer)
    writer.close()


def _request(served: Loopback, head: Sequence[str]) -> Asked:
    method, target, _ = head[0].split(" ")
    pairs = (line.partition(":") for line in head[1:] if line)
    asked = Asked(
        target=target,
        headers={name.lower(): value.strip() for name, _, value in pairs},
        number=served.targets().count(target),
        method=method,
    )
    served.asked.append(asked)
    return asked


async def _act(served: Loopback, asked: Asked, writer: asyncio.StreamWriter) -> None:
    act = served.acts.get(asked.target, answer(page("Nothing"), status=404))
    if isinstance(act, bytes):
        head, blank, body = act.partition(b"\r\n\r\n")
        writer.write(head + blank + (b"" if asked.method == "HEAD" else body))
        await writer.drain()
    else:
        await act(asked, writer)

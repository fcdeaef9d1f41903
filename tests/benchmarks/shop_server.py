"""The benchmark's web server: a process that sends prebuilt bytes over kept connections.

Usage: python -m tests.benchmarks.shop_server heavy|light PAGES
It prints its address when it is ready, and ends when its standard input does.

It parses of a request what it needs and nothing more: on one core it answers several times as many
requests a second as the quickest contender asks, so that the contest measures the contenders.
"""

import asyncio
import gc
import socket
import sys
from collections.abc import Callable

from tests.benchmarks.shop_pages import HeavyShop, LightShop, Response, message

_END = b"\r\n\r\n"
_NOT_FOUND = message(b"", "text/plain").replace(b"200 OK", b"404 Not Found")

Answer = Callable[[bytes], Response | None]


class _Connection(asyncio.Protocol):
    """One kept connection; requests may come in pieces or several at once."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while _END in self._received:
            head, _, self._received = self._received.partition(_END)
            response = self._answer(head.split(b" ", 2)[1])
            if response is None:
                self._transport.write(_NOT_FOUND)
            else:
                self._transport.write(response.for_client(takes_gzip=b"gzip" in head))


async def _serve(kind: str, pages: int) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        shop = HeavyShop(pages, base) if kind == "heavy" else LightShop(pages, base)
        gc.freeze()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Connection(shop.answer), sock=listening)
        async with server:
            print(base, flush=True)  # noqa: T201 - whoever started it waits for this line
            await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], int(sys.argv[2])))

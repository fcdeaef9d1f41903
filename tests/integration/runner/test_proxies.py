"""Asking by way of proxies: they know us by name, and one that is down costs no page."""

from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from config.policies import Policy
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import Fetcher, open_fetcher
from tests.integration.runner.loopback import Loopback, answer, loopback

SHOP = "http://shop.example/"


@asynccontextmanager
async def by_way_of(*addresses: str) -> AsyncIterator[tuple[Fetcher, Loopback]]:
    """A fetcher that asks by proxies; `{port}` is that of one which answers."""
    async with loopback() as proxy:
        proxy.acts[SHOP] = answer(b"by proxy")
        ways = tuple(address.format(port=proxy.port) for address in addresses)
        policy = Policy(proxies=ways, reason="a test", connect_timeout=2)
        async with open_fetcher(policy, contact="", allow_private=False) as fetcher:
            yield fetcher, proxy


async def failure(fetcher: Fetcher, url: str) -> str:
    """Why an address gives nothing, in words."""
    with pytest.raises(FetchFailed) as caught:
        await fetcher.get(url)
    return str(caught.value)


@pytest.mark.parametrize("url", [SHOP, "https://shop.example/"])
async def test_a_proxy_knows_us_by_name(url: str) -> None:
    """Name and password may hold what addresses escape, and any alphabet; a tunnel is asked for with them."""
    async with by_way_of("http://us%40er:%D0%BF%3Aw@127.0.0.1:{port}") as (fetcher, proxy):
        if url == SHOP:
            assert (await fetcher.get(url)).body == b"by proxy"
        else:
            assert (await failure(fetcher, url)).startswith("proxy: 404")
    [asked] = proxy.asked
    kind, _, told = asked.headers["proxy-authorization"].partition(" ")
    assert (kind, b64decode(told).decode()) == ("Basic", "us@er:\N{CYRILLIC SMALL LETTER PE}:w")


async def test_a_proxy_that_is_down_is_passed_over() -> None:
    """Whichever of them has its turn, each page comes at the first attempt."""
    ways = ("http://127.0.0.1:1", "http://127.0.0.1:{port}", "http://127.0.0.1:1")
    async with by_way_of(*ways) as (fetcher, _):
        pages = [await fetcher.get(SHOP) for _ in range(6)]
    assert [page.body for page in pages] == [b"by proxy"] * 6


async def test_what_a_proxy_refuses_is_no_answer_of_the_site() -> None:
    """A robots.txt that answers 407 would allow everything; and the reason names who refused."""
    async with by_way_of("http://127.0.0.1:{port}") as (fetcher, proxy):
        for asked in (SHOP, "shop.example:443"):
            proxy.acts[asked] = answer(status=407)
        for url in (SHOP, "https://shop.example/"):
            assert await failure(fetcher, url) == "proxy: 407 Odd"

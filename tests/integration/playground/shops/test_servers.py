"""The shops over real HTTP."""

import asyncio
import gzip
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from playground.shops.content.profiles import shop_ids


@pytest.mark.parametrize("shop_id", [each for each in shop_ids(endless=True) if each != "molchun"])
async def test_every_shop_answers_at_its_port(shop_id: str, town: Any) -> None:
    """The front page is HTML and is what the plan says, byte for byte."""
    async with town.client.get(
        town.url(shop_id), headers={"Accept-Encoding": "identity"}
    ) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/html")
        assert await answer.read() == town.world.shop(shop_id).page("/").body


async def test_the_silent_shop_refuses_connections(town: Any) -> None:
    """Nothing listens at the port of the shop that is down."""
    with pytest.raises(aiohttp.ClientConnectorError):
        await town.client.get(town.url("molchun"))


async def test_truth_can_be_checked_over_http(town: Any) -> None:
    """Every address told as fetched, gone, missing or redirecting answers so."""
    statuses = {"fetched": 200, "not_html": 200, "not_found": 404, "gone": 410}
    for shop_id in ("plutanitsa", "prostolavka", "starobyt"):
        for address in town.world.truth(shop_id).addresses:
            if address.outcome in {"foreign", "robots_disallowed"}:
                continue
            url = URL(address.url, encoded=True)
            async with town.client.get(url, allow_redirects=False) as answer:
                await answer.read()
                if address.outcome.startswith("redirect"):
                    assert answer.status == address.status
                    target = url.join(URL(answer.headers["Location"], encoded=True))
                    assert str(target) == address.detail
                else:
                    assert answer.status == statuses[address.outcome], address


async def test_unchanged_pages_are_304_over_http(town: Any) -> None:
    """A repeated request with the page's validators is answered 304 and empty."""
    url = town.url("peremenchik")
    async with town.client.get(url) as answer:
        etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
    for condition in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
        async with town.client.get(url, headers=condition) as answer:
            assert (answer.status, await answer.read()) == (304, b"")
            assert answer.headers["ETag"] == etag
            assert "Content-Encoding" not in answer.headers


async def test_a_new_edition_ends_the_304(town: Any) -> None:
    """What was current in one edition is not in the next, and is again when it comes back."""
    url = town.url("peremenchik", "/sitemap_index.xml.gz")
    async with town.client.get(url) as answer:
        condition = {"If-None-Match": answer.headers["ETag"]}
        modified = parsedate_to_datetime(answer.headers["Last-Modified"])
    town.world.set_edition(2)
    async with town.client.get(url, headers=condition) as answer:
        assert answer.status == 200
        assert parsedate_to_datetime(answer.headers["Last-Modified"]) > modified
    town.world.set_edition(1)
    async with town.client.get(url, headers=condition) as answer:
        assert answer.status == 304


async def test_gzip_comes_to_those_who_ask(town: Any) -> None:
    """The compressed and the plain page are the same page."""
    url = town.url("yasnotsvet")
    async with town.client.get(url, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        packed = await answer.read()
    async with town.client.get(url, headers={"Accept-Encoding": "identity"}) as answer:
        assert "Content-Encoding" not in answer.headers
        plain = await answer.read()
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 3


@pytest.mark.parametrize("target", ["/", "/robots.txt", "/no/such/page", "/images/a.png"])
async def test_head_is_get_without_a_body(target: str, town: Any) -> None:
    """HEAD has the status and headers of GET, its Content-Length too, and nothing after them."""
    url = town.url("yasnotsvet", target)
    async with town.client.get(url) as full, town.client.head(url) as head:
        body = await full.read()
        assert head.status == full.status
        assert await head.read() == b""
        assert int(head.headers["Content-Length"]) == len(body)
        assert head.headers["Content-Type"] == full.headers["Content-Type"]
        assert head.headers.get("ETag") == full.headers.get("ETag")


async def test_other_methods_are_refused(town: Any) -> None:
    """A shop sells nothing: POST is answered 405 with what is allowed."""
    async with town.client.post(town.url("yasnotsvet", "/cart/"), data={"id": "1"}) as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET, HEAD"


async def test_old_pages_are_bytes_of_windows_1251(town: Any) -> None:
    """The bytes are no UTF-8, decode as cp1251, and say somewhere that they do."""
    headers = {"Accept-Encoding": "identity"}
    async with town.client.get(town.url("starobyt", "/item.php?id=1"), headers=headers) as answer:
        body, kind = await answer.read(), answer.headers["Content-Type"]
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert "Старобыт" in body.decode("cp1251")
    assert ("windows-1251" in kind) != (b"charset=windows-1251" in body)


async def test_cyrillic_addresses_work_with_an_ordinary_client(town: Any) -> None:
    """A link with raw Cyrillic letters, resolved by the client, leads to its product."""
    product = town.world.truth("prostolavka").products[0]
    raw = str(URL(product.url))
    assert re.search("[а-я]", URL(raw).path)
    async with town.client.get(raw) as answer:
        assert answer.status == 200


async def test_robots_txt_of_the_crooked_shop_fails_first(town: Any) -> None:
    """503 with Retry-After once, then the rules; again after another edition is set."""
    url = town.url("krivotrop", "/robots.txt")

    async def statuses() -> list[int]:
        found = []
        for _ in range(3):
            async with town.client.get(url) as answer:
                found.append(answer.status)
                assert (answer.status == 503) == ("Retry-After" in answer.headers)
        return found

    assert await statuses() == [503, 200, 200]
    town.world.set_edition(2)
    assert await statuses() == [503, 200, 200]


async def test_a_hurried_crawler_gets_429_from_the_slow_shop(town: Any) -> None:
    """Ten requests at once: one page, nine refusals that say when to return."""
    url = town.url("tikhokhod")

    async def ask() -> tuple[int, str | None]:
        async with town.client.get(url) as answer:
            return answer.status, answer.headers.get("Retry-After")

    answers = await asyncio.gather(*(ask() for _ in range(10)))
    assert sorted(status for status, _ in answers) == [200] + [429] * 9
    assert all(retry for status, retry in answers if status == 429)


async def test_a_polite_crawl_of_the_slow_shop_takes_less_than_45_seconds(
    tmp_path: Path, open_street: Any
) -> None:
    """All pages, half a second after the end of the one before, without a refusal."""
    async with open_street(tmp_path, ("tikhokhod",), scale=1.0) as running:
        addresses = running.world.truth("tikhokhod").addresses
        assert len(addresses) >= 30
        for address in addresses:
            running.hands.seconds += 0.5
            async with running.client.get(address.url) as answer:
                assert answer.status == 200, address.url
        assert len(addresses) * 0.55 < running.hands.seconds < 45


async def test_the_endless_shop_answers_anywhere(town: Any) -> None:
    """Pages far out exist and cost little."""
    for number in (1, 99_999, 200_000):
        async with town.client.get(town.url("beskray", f"/n/{number}")) as answer:
            assert answer.status == 200
            assert len(await answer.read()) < 2_000
    async with town.client.get(town.url("beskray", "/n/200001")) as answer:
        assert answer.status == 404


async def test_broken_requests_do_not_break_the_server(town: Any) -> None:
    """Raw nonsense and absolute request targets are answered; the next request is fine."""
    port = town.world.ports["yasnotsvet"]
    for line in (
        b"GET http://127.0.0.1/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /%zz%FF?%=& HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"NONSENSE\r\n\r\n",
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(line)
        answer = await asyncio.wait_for(reader.read(), timeout=5)
        assert answer.startswith(b"HTTP/1.")
        writer.close()
        await writer.wait_closed()
    async with town.client.get(town.url("yasnotsvet")) as fine:
        assert fine.status == 200

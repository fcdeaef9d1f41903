"""The told ledger is what an independent crawler finds in the rendered pages."""

import gzip
import re
import zlib
from collections import deque
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest

from playground.shops.content.profiles import shop_ids


class Crawler:
    """A small polite crawler that knows nothing but the bytes."""

    def __init__(self, shop: Any, read: Any) -> None:
        self.shop, self.read, self.base = shop, read, shop.site.base
        self.rules = self._rules()
        self.outcome: dict[str, str] = {}
        self.found_by: dict[str, set[str]] = {}
        self.onward: dict[str, list[str]] = {}
        self.queue: deque[str] = deque()

    def crawl(self) -> None:
        """Go through the shop."""
        self._find(f"{self.base}/", "home")
        for loc in self._sitemap_locs():
            self._find(loc, "sitemap")
        while self.queue:
            self._visit(self.queue.popleft())

    def _find(self, url: str, how: str) -> None:
        self.found_by.setdefault(url, set()).add(how)
        if url not in self.outcome:
            self.outcome[url] = "waiting"
            self.queue.append(url)

    def _visit(self, url: str) -> None:
        if not url.startswith(self.base + "/"):
            self.outcome[url] = "foreign"
            return
        if not self._allowed(url):
            self.outcome[url] = "robots_disallowed"
            return
        response = self.shop.page(url.removeprefix(self.base))
        kinds = {404: "not_found", 410: "gone"}
        self.outcome[url] = kinds.get(response.status, "fetched")
        if 300 <= response.status < 400:
            location = response.headers["Location"]
            target = location if location.startswith("http") else self.base + location
            self.outcome[url] = "redirect"
            self.onward[url] = [target]
            self._find(target, "redirect")
        elif response.status == 200 and not response.headers["Content-Type"].startswith("text/h"):
            self.outcome[url] = "not_html"
        elif response.status == 200:
            self._follow(url)

    def _follow(self, url: str) -> None:
        page = self.read(self.shop, url)
        links = [found for found, nofollow in page.links if not nofollow]
        self.onward[url] = [found for found in links if found != url]
        for found in self.onward[url]:
            self._find(found, "link")

    def depths(self) -> Mapping[str, int]:
        """Clicks from home."""
        home = f"{self.base}/"
        depths, queue = {home: 0}, deque([home])
        while queue:
            url = queue.popleft()
            for found in self.onward.get(url, ()):
                if found not in depths:
                    depths[found] = depths[url] + 1
                    queue.append(found)
        return depths

    def _allowed(self, url: str) -> bool:
        target = url.removeprefix(self.base)
        matching = [rule for rule in self.rules if rule[2].match(target)]
        return not matching or max(matching, key=lambda rule: rule[:2])[1]

    def _rules(self) -> list[tuple[int, bool, re.Pattern[str]]]:
        response = self.shop.page("/robots.txt")
        text = response.body.decode() if response.status == 200 else ""
        group = text.partition("User-agent: *")[2].partition("User-agent:")[0]
        rules = []
        for kind, path in re.findall(r"^(Allow|Disallow): *(\S+)$", group, re.MULTILINE):
            safe = quote(path, safe="/%*$?=&-._~")
            pattern = "".join(".*" if each == "*" else re.escape(each) for each in safe)
            rules.append((len(safe), kind == "Allow", re.compile(pattern)))
        return rules

    def _sitemap_locs(self) -> list[str]:
        text = self.shop.page("/robots.txt").body.decode()
        waiting = re.findall(r"^Sitemap: (\S+)$", text, re.MULTILINE)
        locs: list[str] = []
        while waiting:
            response = self.shop.page(waiting.pop(0).removeprefix(self.base))
            if response.status != 200:
                continue
            body = _unzipped(response.body)
            found = [loc.replace("&amp;", "&") for loc in re.findall("<loc>([^<]+)</loc>", body)]
            found = [loc if "://" in loc else self.base + loc for loc in found]
            (waiting if "<sitemapindex" in body else locs).extend(found)
        return locs


def _unzipped(body: bytes) -> str:
    if body[:2] == b"\x1f\x8b":
        body = zlib.decompressobj(wbits=31).decompress(body)
    encoding = "cp1251" if b"windows-1251" in body[:80] else "utf-8"
    return body.decode(encoding, "replace")


@pytest.mark.parametrize("shop_id", [each for each in shop_ids() if each != "molchun"])
def test_the_told_addresses_are_those_a_crawler_finds(shop_id: str, shops: Any, read: Any) -> None:
    """Addresses, outcomes, ways of finding and depths agree with a crawl of the bytes."""
    shop = shops[shop_id]
    crawler = Crawler(shop, read)
    crawler.crawl()
    depths = crawler.depths()
    followed = {"home", "sitemap", "link", "redirect"}
    told = {each.url: each for each in shop.truth.addresses if followed & set(each.found_by)}
    assert crawler.outcome == {
        url: "redirect" if each.outcome == "redirect_loop" else each.outcome
        for url, each in told.items()
    }
    assert crawler.found_by == {url: followed & set(each.found_by) for url, each in told.items()}
    assert depths == {url: each.depth for url, each in told.items() if each.depth is not None}


@pytest.mark.parametrize("shop_id", [each for each in shop_ids() if each != "molchun"])
def test_only_named_addresses_are_told_as_such(shop_id: str, shops: Any, read: Any) -> None:
    """What is found by nofollow links, canonicals or hreflang alone is in those attributes."""
    shop = shops[shop_id]
    fetched = [each.url for each in shop.truth.addresses if each.outcome == "fetched"]
    pages = [read(shop, url) for url in fetched]
    nofollow = {url for page in pages for url, unfollowed in page.links if unfollowed}
    told = {each.url for each in shop.truth.addresses if "nofollow" in each.found_by}
    assert told == nofollow


def test_every_outcome_but_silence_is_met_while_walking(shops: Any) -> None:
    """The shops together give a crawler each outcome of the ledger."""
    outcomes = {each.outcome for shop in shops.values() for each in shop.truth.addresses}
    assert outcomes == {
        "fetched", "not_html", "redirect", "redirect_loop", "not_found", "gone",
        "robots_disallowed", "foreign", "unreachable",
    }  # fmt: skip


def test_blocked_addresses_quote_the_deciding_line(shops: Any) -> None:
    """A disallowed address tells the line of robots.txt that decided, as it is written there."""
    for shop_id, shop in shops.items():
        lines = shop.page("/robots.txt").body.decode().splitlines()
        blocked = [each for each in shop.truth.addresses if each.outcome == "robots_disallowed"]
        assert all(each.detail in lines for each in blocked), shop_id
    details = {each.detail for each in shops["yasnotsvet"].truth.addresses}
    assert "Disallow: /*?sort=" in details


def test_same_as_points_past_tracking_and_sessions(shops: Any) -> None:
    """Addresses with tracking or a session tell which plain address they repeat."""
    marked = [each for each in shops["plutanitsa"].truth.addresses if each.same_as]
    assert {re.sub(r"=.*", "", each.url.partition("?")[2]) for each in marked} == {
        "sid",
        "utm_source",
    }
    known = {each.url for each in shops["plutanitsa"].truth.addresses}
    assert all("?" not in (each.same_as or "") and each.same_as in known for each in marked)


def test_the_calendar_never_ends_and_is_never_entered(shops: Any) -> None:
    """Every month leads to the next one, and robots.txt stops a polite crawler at the first."""
    shop = shops["plutanitsa"]
    target = "/events/2025-12"
    for _ in range(30):
        response = shop.page(target)
        assert response.status == 200
        target = re.findall(r'href="(/events/\d{4}-\d{2})"', response.body.decode())[-1]
    assert target == "/events/2028-06"
    months = [each for each in shop.truth.addresses if "/events/2" in each.url]
    assert [each.outcome for each in months] == ["robots_disallowed"]
    assert shop.page("/events/2025-13").status == 404


def test_gzip_of_sitemaps_is_whole_but_one(shops: Any) -> None:
    """Only the crooked shop has a compressed sitemap that was cut off."""
    for shop in shops.values():
        for sitemap in shop.truth.sitemaps:
            if not sitemap.url.endswith(".gz"):
                continue
            body = shop.page(sitemap.url.removeprefix(shop.site.base)).body
            if sitemap.state == "truncated":
                with pytest.raises(EOFError):
                    gzip.decompress(body)
            else:
                assert gzip.decompress(body).startswith(b"<?xml")

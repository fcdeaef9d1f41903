"""The demo shops in small, and an independent reader of their pages."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit
from weakref import WeakKeyDictionary

import pytest
from selectolax.lexbor import LexborHTMLParser

from playground.shops.content.profiles import shop_ids
from playground.shops.plan.draft import Order
from playground.shops.responses import Response
from playground.shops.shop import Shop, open_shop

SCALE = 0.05


@pytest.fixture(scope="session")
def shops() -> Mapping[str, Shop]:
    """Every ordinary demo shop at a twentieth of its size, in its first edition."""
    return {shop_id: _small(shop_id) for shop_id in shop_ids()}


@pytest.fixture(scope="session")
def order() -> type["SmallOrder"]:
    """Orders of small shops."""
    return SmallOrder


class SmallOrder:
    """Opens small shops with other seeds and editions."""

    @staticmethod
    def open(shop_id: str, *, edition: int = 1, seed: int = 1, scale: float = SCALE) -> Shop:
        """The small shop."""
        return _small(shop_id, edition=edition, seed=seed, scale=scale)


def _small(shop_id: str, *, edition: int = 1, seed: int = 1, scale: float = SCALE) -> Shop:
    port = 21_000 + shop_ids(endless=True).index(shop_id)
    base = f"http://127.0.0.1:{port}"
    return open_shop(Order(shop_id=shop_id, base=base, seed=seed, edition=edition, scale=scale))


@dataclass
class Block:
    """One JSON-LD block: what it says, or that it is no JSON."""

    value: Any = None
    broken: bool = False


@dataclass
class Read:
    """What an independent reader sees in the bytes of one page."""

    url: str
    response: Response
    text: str
    tree: LexborHTMLParser
    titles: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    h1s: list[str] = field(default_factory=list)
    canonical: str | None = None
    robots: str | None = None
    links: list[tuple[str, bool]] = field(default_factory=list)  # absolute, nofollow
    blocks: list[Block] = field(default_factory=list)

    @property
    def words(self) -> int:
        """Words a visitor sees on the whole page."""
        return len(re.findall(r"\w+", self.visible))

    @property
    def visible(self) -> str:
        """The visible text of the whole page."""
        tree = LexborHTMLParser(self.text)
        tree.strip_tags(["script", "style", "head", "svg"])
        return re.sub(r"\s+", " ", tree.body.text(separator=" ") if tree.body else "")

    @property
    def product(self) -> dict[str, Any] | None:
        """The Product of the JSON-LD that can be read after the simplest repairs."""
        for block in self.blocks:
            things = block.value.get("@graph", [block.value]) if block.value else []
            for thing in things:
                if thing.get("@type") == "Product":
                    return dict(thing)
        return None

    def itemprop(self, name: str) -> str | None:
        """A microdata property of the page's own product."""
        node = self.tree.css_first(f'[itemprop="{name}"]')
        if node is None:
            return None
        for attribute in ("content", "href", "src"):
            if node.attributes.get(attribute):
                return node.attributes[attribute]
        return node.text().strip()

    @property
    def shown_price(self) -> Decimal | None:
        """The price beside the button, by the look of each layout."""
        node = self.tree.css_first(".price-box__current, .cost .now, font[size='5'][color] b")
        return amount(node.text()) if node else None

    @property
    def markup_price(self) -> Decimal | None:
        """The price that machines are told."""
        if self.product:
            price = self.product["offers"].get("price")
            return None if price is None else Decimal(str(price))
        price = self.itemprop("price")
        if price is None:
            node = self.tree.css_first('meta[property="product:price:amount"]')
            price = node.attributes["content"] if node else None
        return amount(price) if price else None


def amount(text: str) -> Decimal:
    """The number in a printed price; the last comma or point before two digits parts the cents."""
    digits = re.sub(r"[^\d.,]", "", text).strip(".,")
    match = re.fullmatch(r"([\d.,]*?)(?:[.,](\d{1,2}))?", digits)
    assert match, text
    return Decimal(re.sub(r"[.,]", "", match[1]) + "." + (match[2] or "0"))


@pytest.fixture(scope="session")
def read() -> "Reader":
    """The independent reader."""
    return Reader()


class Reader:
    """Reads pages from their bytes alone; remembers what it has read."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Shop, dict[str, Read]] = WeakKeyDictionary()

    def __call__(self, shop: Shop, url: str) -> Read:
        """The page at an address of a shop."""
        known = self._known.setdefault(shop, {})
        if url not in known:
            known[url] = _read_page(shop, url)
        return known[url]

    def every(self, shop: Shop) -> Iterator[Read]:
        """All pages of a shop that stand in its truth."""
        return (self(shop, page.url) for page in shop.truth.pages)


def _read_page(shop: Shop, url: str) -> Read:
    response = shop.page(url.removeprefix(shop.site.base))
    text = decoded(response)
    tree = LexborHTMLParser(text)
    read = Read(url=url, response=response, text=text, tree=tree)
    read.titles = [node.text() for node in tree.css("title")]
    read.descriptions = _contents(tree, 'meta[name="description"]', "content")
    read.h1s = [node.text() for node in tree.css("h1")]
    read.canonical = next(iter(_contents(tree, 'link[rel="canonical"]', "href")), None)
    read.robots = next(iter(_contents(tree, 'meta[name="robots"]', "content")), None)
    read.links = list(_links(tree, url))
    read.blocks = [_block(node.text()) for node in tree.css('script[type="application/ld+json"]')]
    return read


def decoded(response: Response) -> str:
    """The text of a page, by its header or else by its meta element."""
    named = re.search(r"charset=([\w-]+)", response.headers.get("Content-Type", ""))
    inside = re.search(rb"charset=\"?([\w-]+)", response.body[:1024])
    assert named or inside
    encoding = named[1] if named else inside[1].decode() if inside else ""
    return response.body.decode(encoding)


def _contents(tree: LexborHTMLParser, selector: str, attribute: str) -> list[str]:
    return [node.attributes.get(attribute) or "" for node in tree.css(selector)]


def _links(tree: LexborHTMLParser, url: str) -> Iterator[tuple[str, bool]]:
    for node in tree.css("a[href]"):
        absolute = urljoin(url, node.attributes["href"] or "").partition("#")[0]
        parts = urlsplit(absolute)
        if parts.scheme in {"http", "https"}:
            path = quote(unquote(parts.path or "/"), safe="/;:@!$&'()*+,=~-._")
            query = f"?{parts.query}" if parts.query else ""
            found = f"{parts.scheme}://{parts.netloc}{path}{query}"
            yield found, "nofollow" in (node.attributes.get("rel") or "")


def _block(text: str) -> Block:
    try:
        return Block(value=json.loads(text))
    except ValueError:
        repaired = text.replace("<!--", "").replace("-->", "").replace(",}", "}")
        try:
            return Block(value=json.loads(repaired), broken=True)
        except ValueError:
            return Block(broken=True)

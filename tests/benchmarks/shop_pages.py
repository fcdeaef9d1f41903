"""What the benchmark's shop answers: whole HTTP responses as bytes, made before the first request.

Two shops. The heavy one has pages of 60 to 100 KB, as large shops do, in three editions: in the second
every tenth product has another price, in the third every page bears a stamp as well. The light one has as many tiny pages as one likes, made when asked:
for tests of size, where the crawler's memory matters and not the parser's speed.
"""

import gzip
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playground.shops.benchmark import benchmark_site

_PRICE = re.compile(r'"price":"(\d+)')
_END_OF_BODY = "</body>"
#: what templates write below a page: it tells nobody anything, and makes the bytes others
_STAMP = "<!-- rendered 2026-11-22T10:00:00Z -->"
_MORE_LINKS = 32
_PER_SITEMAP = 25_000
_LIGHT = re.compile(rb"/n/([1-9][0-9]{0,8})$")
_LIGHT_SITEMAP = re.compile(rb"/sitemap-([0-9]{1,4})\.xml$")


@dataclass(frozen=True, kw_only=True)
class Response:
    """A response for clients that take gzip, and one for those that don't."""

    packed: bytes
    plain: bytes | None = None  #: None: unpack the packed one

    def for_client(self, *, takes_gzip: bool) -> bytes:
        """The bytes to send."""
        if takes_gzip:
            return self.packed
        if self.plain is not None:
            return self.plain
        head, _, body = self.packed.partition(b"\r\n\r\n")
        kind = next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Type"))
        return message(gzip.decompress(body), kind.partition(b": ")[2].decode())


def message(body: bytes, content_type: str, *, packed: bool = False) -> bytes:
    """A whole 200."""
    coding = "Content-Encoding: gzip\r\n" if packed else ""
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n{coding}"
        f"Content-Length: {len(body)}\r\nConnection: keep-alive\r\n\r\n"
    )
    return head.encode() + body


class HeavyShop:
    """So many heavy product pages, a front page, sitemaps and robots.txt."""

    def __init__(self, pages: int, base_url: str) -> None:
        self._editions: dict[bytes, dict[bytes, Response]] = {
            b"/edition/1": {},
            b"/edition/2": {},
            b"/edition/3": {},
        }
        self._edition: Mapping[bytes, Response] = {}
        with tempfile.TemporaryDirectory() as name:
            benchmark_site(pages, 7, directory=Path(name), base_url=base_url)
            self._responses = self._read(Path(name), pages)

    def answer(self, target: bytes) -> Response | None:
        """The response of one address."""
        if target in self._editions:
            self._edition = self._editions[target]
            return _text("ok")
        return self._edition.get(target) or self._responses.get(target)

    def _read(self, directory: Path, pages: int) -> Mapping[bytes, Response]:
        found: dict[bytes, Response] = {}
        for path in sorted(directory.rglob("*")):
            if not path.is_file():
                continue
            target = f"/{path.relative_to(directory)}".encode()
            if path.suffix != ".html":
                found[target] = _as_is(path.read_bytes(), _type(path.name))
                continue
            html = _with_english(path.read_text(encoding="utf-8"), pages)
            found[target] = _page(html)
            if path.stem.endswith("0"):
                html = _dearer(html)
                self._editions[b"/edition/2"][target] = _page(html)
            self._editions[b"/edition/3"][target] = _page(html + _STAMP)
        found[b"/"] = found.pop(b"/index.html")
        return found


class LightShop:
    """So many tiny product pages, each with links to its neighbours."""

    def __init__(self, pages: int, base_url: str) -> None:
        self._pages = pages
        self._base = base_url

    def answer(self, target: bytes) -> Response | None:
        """The response of one address."""
        if (match := _LIGHT.match(target)) and int(match[1]) <= self._pages:
            return _text(self._page(int(match[1])), "text/html; charset=utf-8")
        if match := _LIGHT_SITEMAP.match(target):
            return _text(self._sitemap(int(match[1])), "application/xml")
        if target == b"/":
            return _text(_LIGHT_FRONT, "text/html; charset=utf-8")
        if target == b"/robots.txt":
            return _text(f"User-agent: *\nDisallow:\nSitemap: {self._base}/sitemap.xml\n")
        if target == b"/sitemap.xml":
            return _text(self._index(), "application/xml")
        return None

    def _page(self, number: int) -> str:
        links = "".join(
            f'<li><a href="/n/{near}">Product {near}</a></li>'
            for near in range(number + 1, min(number + 6, self._pages + 1))
        )
        product = (
            f'{{"@context":"https://schema.org","@type":"Product","name":"Product {number}",'
            f'"sku":"N-{number}","offers":{{"@type":"Offer","price":"{number % 900 + 99}.00",'
            '"priceCurrency":"RUB","availability":"https://schema.org/InStock"}}'
        )
        return (
            f'<!doctype html><html lang="ru"><head><title>Товар {number}</title>'
            f'<link rel="canonical" href="{self._base}/n/{number}">'
            f'<script type="application/ld+json">{product}</script></head>'
            f"<body><h1>Товар {number}</h1><p>Описание товара {number}.</p>"
            f"<ul>{links}</ul></body></html>"
        )

    def _index(self) -> str:
        count = -(-self._pages // _PER_SITEMAP)
        rows = "".join(
            f"<sitemap><loc>{self._base}/sitemap-{file}.xml</loc></sitemap>"
            for file in range(count)
        )
        return f'<sitemapindex xmlns="{_SITEMAPS}">{rows}</sitemapindex>'

    def _sitemap(self, file: int) -> str:
        first = file * _PER_SITEMAP + 1
        rows = "".join(
            f"<url><loc>{self._base}/n/{number}</loc></url>"
            for number in range(first, min(first + _PER_SITEMAP, self._pages + 1))
        )
        return f'<urlset xmlns="{_SITEMAPS}">{rows}</urlset>'


_LIGHT_FRONT = (
    '<!doctype html><html lang="ru"><head><title>Лёгкий магазин</title></head>'
    '<body><h1>Лёгкий магазин</h1><p><a href="/n/1">Товары</a></p></body></html>'
)
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _page(html: str) -> Response:
    body = gzip.compress(html.encode(), compresslevel=5, mtime=0)
    return Response(packed=message(body, "text/html; charset=utf-8", packed=True))


def _text(text: str, content_type: str = "text/plain") -> Response:
    return _as_is(text.encode(), content_type)


def _as_is(body: bytes, content_type: str) -> Response:
    whole = message(body, content_type)
    return Response(packed=whole, plain=whole)


def _type(name: str) -> str:
    return "application/gzip" if name.endswith(".gz") else "text/plain"


def _with_english(html: str, pages: int) -> str:
    """A foot with a paragraph and links in English, which brings a page to about a hundred links."""
    links = "".join(
        f'<li><a href="/p/{number // 1000}/{number}.html">See product No. {number}, in stock</a></li>'
        for number in range(1, min(_MORE_LINKS, pages) + 1)
    )
    foot = f"<section><p>{_ENGLISH}</p><ul>{links}</ul></section>"
    return html.replace(_END_OF_BODY, foot + _END_OF_BODY)


_ENGLISH = (
    "Delivery takes two to five days. Returns are free within fourteen days of receipt, provided "
    "that the goods have not been used and that their package is whole. "
)


def _dearer(html: str) -> str:
    """The same page with another price, in its markup and in what people read."""
    match = _PRICE.search(html)
    if match is None:
        return html
    price = match[1]
    raised = str(int(price[0]) % 9 + 1) + price[1:]
    spaced = re.compile("([\\s\u202f\xa0]?)".join(price) + r"(?!\d)")
    return spaced.sub(
        lambda found: (
            raised[0]
            + "".join(
                (found[place] or "") + digit for place, digit in enumerate(raised[1:], start=1)
            )
        ),
        html,
    )

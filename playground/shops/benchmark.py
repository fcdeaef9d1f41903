"""A static shop for benchmarks: product pages of 60 to 100 KB, sitemaps and robots.txt as files.

Meant for a web server that is faster than any crawler, so that a benchmark measures the crawler.
The pages are those of the clean shop, made heavy with neighbours; every link leads to a file.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from playground.shops.content.goods import Product, make_products
from playground.shops.plan.draft import Draft, Order, new_draft
from playground.shops.plan.outline import product_page
from playground.shops.plan.site import Anchor, ListBody, Page, PageKind, TextBody
from playground.shops.plan.sitemaps import entry, gzipped, index, urlset
from playground.shops.render.pages import Renderer

_SHOP = "yasnotsvet"
_NEIGHBOURS = (36, 64)  # per page: what makes the size
_ON_FRONT = 60
_PER_SITEMAP = 10_000
_PER_FOLDER = 1_000


@dataclass(frozen=True, kw_only=True)
class BenchmarkSite:
    """What was written."""

    directory: Path
    pages: int
    total_bytes: int  #: of the product pages
    sitemaps: tuple[str, ...]  #: file names of the index's children


def benchmark_site(n_pages: int, seed: int, *, directory: Path, base_url: str) -> BenchmarkSite:
    """Write a shop of `n_pages` product pages into a directory; the same arguments, the same files.

    `base_url` is where the directory will be served from, without a slash at the end.
    """
    draft = new_draft(Order(shop_id=_SHOP, base=base_url, seed=seed))
    draft.header.append(Anchor(href="/", text=draft.shelves.language.ui["home"]))
    products = [
        replace(product, target=_target(product.number))
        for product in make_products(draft.shelves, draft.dice, n_pages)
    ]
    renderer = Renderer(draft.site())
    total = 0
    for product in products:
        page = _page(draft, product, products)
        total += _write(directory, page.target, renderer.page(page).encode())
    _write(directory, "/index.html", renderer.page(_front(draft, products)).encode())
    robots = f"User-agent: *\nDisallow: /private/\n\nSitemap: {base_url}/sitemap_index.xml.gz\n"
    _write(directory, "/robots.txt", robots.encode())
    names = _write_sitemaps(directory, base_url, products)
    return BenchmarkSite(directory=directory, pages=n_pages, total_bytes=total, sitemaps=names)


def _target(number: int) -> str:
    return f"/p/{number // _PER_FOLDER}/{number}.html"


def _page(draft: Draft, product: Product, products: list[Product]) -> Page:
    """A product's page with so many neighbours that it has the size of a real one."""
    count = draft.dice.whole(*_NEIGHBOURS, f"size {product.number}")
    start = draft.dice.whole(0, len(products) - 1, f"neighbours {product.number}")
    related = [products[(start + step) % len(products)] for step in range(count)]
    page = product_page(draft, product, related)
    return replace(page, crumbs=page.crumbs[:1])


def _front(draft: Draft, products: list[Product]) -> Page:
    name = draft.profile.name
    text = TextBody(name="front", pool="service", sentences=20, slots=draft.slots())
    shown = tuple(map(draft.card, products[:_ON_FRONT]))
    return Page(
        target="/",
        kind=PageKind.OTHER,
        body=ListBody(cards=shown, text=text),
        titles=(f"{name} — {draft.profile.slogan}",),
        descriptions=(),
        h1s=(name,),
        canonical="/",
    )


def _write_sitemaps(directory: Path, base: str, products: list[Product]) -> tuple[str, ...]:
    names: list[str] = []
    for start in range(0, len(products), _PER_SITEMAP):
        entries = (entry(base + each.target) for each in products[start : start + _PER_SITEMAP])
        names.append(f"sitemap-{len(names) + 1}.xml.gz")
        _write(directory, f"/{names[-1]}", gzipped(urlset(entries)))
    content = index([f"{base}/{name}" for name in names])
    _write(directory, "/sitemap_index.xml.gz", gzipped(content))
    return tuple(names)


def _write(directory: Path, target: str, content: bytes) -> int:
    path = directory / target.removeprefix("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.write_bytes(content)

"""The shop with the crooked sitemap, for readers who must save what can be saved.

One page is named by the sitemap only. Its index begins with a byte order mark and names four files: one with relative addresses, one with
bare ampersands, a control character, another host and addresses that do not belong in a sitemap,
one gzip file that was cut off, and one that does not exist. Its JSON-LD is broken in several ways,
and its robots.txt answers 503 at first (the server's work).
"""

from dataclasses import replace

from playground.shops.content.goods import Product, make_products
from playground.shops.natures.extras import add_text_page, some, some_pairs
from playground.shops.plan.draft import Draft
from playground.shops.plan.outline import outline
from playground.shops.plan.publishing import (
    GZIP,
    XML,
    listed_pages,
    page_entries,
    publish_robots,
    put_sitemap,
)
from playground.shops.plan.site import (
    File,
    Form,
    Page,
    PageKind,
    ProductBody,
    Redirect,
    Site,
    SitemapFile,
)
from playground.shops.plan.sitemaps import entry, gzipped, index, locs_before_cut, urlset

_BOM = b"\xef\xbb\xbf"
_CONTROL = "<url><!-- \x0b --><priority>0.\x085</priority></url>"
_FOREIGN = "https://partner.example/catalog/?from=krivotrop&to=all"
_KEPT_OF_GZIP = 0.6
_FORMS = {1: Form.GRAPH, 3: Form.TRAILING_COMMA, 5: Form.HTML_WRAPPED, 7: Form.BESIDE_BROKEN}
_FORM_TURN = 9


def shape(draft: Draft) -> Site:
    """A shop whose sitemaps and JSON-LD need patience."""
    products = make_products(draft.shelves, draft.dice, draft.count)
    outline(draft, [_readdressed(draft, product) for product in products])
    _break_json(draft)
    add_text_page(draft, "/info/archive.html", "archive")
    publish_robots(
        draft,
        "User-agent: *",
        "Disallow: /closed/",
        "Disallow: /admin",
        sitemap="/sitemap.xml",
    )
    misplaced = _misplaced(draft)
    _publish(draft, misplaced)
    return draft.site()


def _readdressed(draft: Draft, product: Product) -> Product:
    """One category has addresses with an ampersand, another stands in a closed folder."""
    category = product.category
    _, shown, *_, closed = draft.shelves.categories
    if category is shown:
        return replace(product, target=f"/show?dept={category.slug}&item={product.number}")
    if category is closed:
        return replace(product, target=f"/closed/{product.slug}.html")
    return product


def _break_json(draft: Draft) -> None:
    for page in list(draft.pages.values()):
        if isinstance(page.body, ProductBody):
            form = _FORMS.get(page.body.product.number % _FORM_TURN, Form.PLAIN)
            markup = replace(page.body.markup, form=form)
            draft.change(page.target, body=replace(page.body, markup=markup))


def _misplaced(draft: Draft) -> list[str]:
    """Make pages that do not belong in a sitemap, and name their targets for it."""
    open_pages = (
        page
        for page, body in draft.product_pages()
        if page.target.startswith("/product/") and body.markup.form is Form.PLAIN
    )
    targets = [target for target in draft.pages if target.startswith("/closed/")]
    for page in some(draft, open_pages):
        draft.change(page.target, robots_meta="noindex, follow")
        targets.append(page.target)
    for page, other in some_pairs(draft, open_pages):
        draft.change(page.target, canonical=other.target)
        targets.append(page.target)
    for page in some(draft, open_pages):
        old = page.target.replace("/product/", "/old/")
        draft.others[old] = Redirect(location=page.target)
        targets += [old, page.target.replace(".html", "-2019.html")]
    return targets


def _publish(draft: Draft, misplaced: list[str]) -> None:
    pages = listed_pages(draft)
    shown = [page for page in pages if page.target.startswith("/show?")]
    others = [page for page in pages if page.kind is not PageKind.PRODUCT]
    products = [page for page in pages if page.kind is PageKind.PRODUCT and page not in shown]
    children = ("/sitemap-pages.xml", "/sitemap-show.xml", "/sitemap-goods.xml.gz")
    missing = "/sitemap-archive.xml"
    names = (*children, missing)
    content = _BOM + index([draft.order.base + name for name in names])
    draft.others["/sitemap.xml"] = File(content=content, content_type=XML)
    draft.sitemaps.append(
        SitemapFile(target="/sitemap.xml", state="damaged", locs=(), children=names)
    )
    _put_relative(draft, children[0], others)
    _put_ampersands(draft, children[1], [*(page.target for page in shown), *misplaced])
    _put_truncated(draft, children[2], products)
    draft.sitemaps.append(SitemapFile(target=missing, state="not_found", locs=()))


def _put_relative(draft: Draft, target: str, pages: list[Page]) -> None:
    """Every third address is written without scheme and host."""
    entries = page_entries(draft, pages)
    for place in range(0, len(pages), 3):
        entries[place] = entry(pages[place].target)
    put_sitemap(draft, target, _BOM + urlset(entries), pages, state="damaged")


def _put_ampersands(draft: Draft, target: str, targets: list[str]) -> None:
    locs = [draft.order.base + each for each in targets] + [_FOREIGN]
    entries = [entry(loc, raw=True) for loc in locs]
    content = urlset([*entries, _CONTROL])
    draft.others[target] = File(content=content, content_type=XML)
    draft.sitemaps.append(SitemapFile(target=target, state="damaged", locs=tuple(locs)))


def _put_truncated(draft: Draft, target: str, pages: list[Page]) -> None:
    whole = gzipped(urlset(page_entries(draft, pages)))
    content = whole[: int(len(whole) * _KEPT_OF_GZIP)]
    read = pages[: locs_before_cut(content)]
    put_sitemap(draft, target, content, read, state="truncated", content_type=GZIP)

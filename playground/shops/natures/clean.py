"""The good shop: JSON-LD everywhere, gzip sitemaps under an index, canonicals, no faults at all.

The biggest of the shops; what it has to offer is size, and a robots.txt with rules that matter:
a basket, an allowed page inside a forbidden folder, and sorted lists that only a wildcard stops.
"""

from playground.shops.content.goods import make_products
from playground.shops.natures.extras import add_text_page, sorted_lists
from playground.shops.plan.draft import Draft
from playground.shops.plan.outline import outline
from playground.shops.plan.publishing import listed_pages, publish_gzip_index, publish_robots
from playground.shops.plan.site import Page, PageKind, Site

_CHILD_SIZE = 500


def shape(draft: Draft) -> Site:
    """A faultless shop."""
    outline(draft, make_products(draft.shelves, draft.dice, draft.count))
    add_text_page(draft, "/cart/", "cart")
    add_text_page(draft, "/search/help/", "search_help")
    ui = draft.shelves.language.ui
    draft.header.append(draft.anchor("/cart/", ui["cart"]))
    draft.footer.append(draft.anchor("/search/help/", draft.pages["/search/help/"].h1s[0]))
    sorted_lists(draft)
    publish_robots(
        draft,
        "User-agent: GreedyBot",
        "Disallow: /",
        "",
        "User-agent: *",
        "Disallow: /cart/",
        "Disallow: /search/",
        "Allow: /search/help/",
        "Disallow: /*?sort=",
        sitemap="/sitemap_index.xml.gz",
    )
    publish_gzip_index(draft, "/sitemap_index.xml.gz", _groups(listed_pages(draft)))
    return draft.site()


def _groups(pages: list[Page]) -> dict[str, list[Page]]:
    """Products in files of a few hundred, lists and texts in files of their own."""
    products = [page for page in pages if page.kind is PageKind.PRODUCT]
    lists = [page for page in pages if page.kind is PageKind.CATEGORY]
    texts = [page for page in pages if page.kind not in (PageKind.PRODUCT, PageKind.CATEGORY)]
    groups = {"/sitemap-texts.xml.gz": texts, "/sitemap-catalog.xml.gz": lists}
    size = min(_CHILD_SIZE, -(-len(products) // 2))
    for number, start in enumerate(range(0, len(products), size), start=1):
        groups[f"/sitemap-products-{number}.xml.gz"] = products[start : start + size]
    return groups

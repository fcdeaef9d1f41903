"""The plain shop: no structured data, OpenGraph on some products, prices only in the text.

Its addresses are Cyrillic: raw in links and in robots.txt, percent-encoded in the sitemap and in
canonicals. It also holds the faults of titles and descriptions.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from playground.shops.content.catalogue import encoded
from playground.shops.content.goods import Product, make_products
from playground.shops.natures.extras import add_text_page, label, some, some_pairs
from playground.shops.plan.draft import Draft
from playground.shops.plan.outline import outline
from playground.shops.plan.publishing import publish_robots, publish_sitemap
from playground.shops.plan.site import Markup, Page, ProductBody, Site, Syntax


def shape(draft: Draft) -> Site:
    """A shop that tells machines next to nothing."""
    outline(draft, make_products(draft.shelves, draft.dice, draft.count))
    _open_graph(draft)
    _fault_texts(draft)
    cart = "/" + draft.shelves.language.ui["cart"].lower()
    add_text_page(draft, encoded(cart), "cart")
    draft.header.append(draft.anchor(encoded(cart), label(draft, "cart")))
    publish_robots(draft, "User-agent: *", f"Disallow: {cart}", sitemap="/sitemap.xml")
    publish_sitemap(draft, "/sitemap.xml")
    return draft.site()


def _open_graph(draft: Draft) -> None:
    """Even products have OpenGraph with a price; a few have one that is not the one shown."""
    stale = draft.each
    for page in list(draft.pages.values()):
        if isinstance(page.body, ProductBody) and page.body.product.number % 2 == 0:
            price = page.body.product.price
            if stale and page.body.product.number % 10 == 0:
                price, stale = price + 50, stale - 1
            markup = Markup(syntax=Syntax.OPEN_GRAPH, price=price)
            draft.change(page.target, body=replace(page.body, markup=markup))


def _fault_texts(draft: Draft) -> None:
    """Give each fault of titles and descriptions to a few products."""
    victims = draft.product_pages()
    for fault in _TEXT_FAULTS:
        for page, body in some(draft, victims):
            draft.change(page.target, **fault(draft, page, body.product))
    for (page, _), (other, _) in some_pairs(draft, victims):
        draft.change(page.target, titles=other.titles, descriptions=other.descriptions)


_Texts: TypeAlias = dict[str, tuple[str, ...]]


def _long_title(draft: Draft, _: Page, product: Product) -> _Texts:
    return {"titles": (_filled(draft, draft.shelves.language.titles["long"], product),)}


def _long_heading(draft: Draft, _: Page, product: Product) -> _Texts:
    return {"h1s": (_filled(draft, draft.shelves.language.titles["long"], product),)}


def _long_description(draft: Draft, _: Page, product: Product) -> _Texts:
    return {"descriptions": (_filled(draft, draft.shelves.language.descriptions["long"], product),)}


def _short_description(draft: Draft, _: Page, product: Product) -> _Texts:
    return {
        "descriptions": (_filled(draft, draft.shelves.language.descriptions["short"], product),)
    }


def _filled(draft: Draft, patterns: Sequence[str], product: Product) -> str:
    return patterns[0].format_map({**draft.slots(), **product.slots})


_TEXT_FAULTS: tuple[Callable[[Draft, Page, Product], _Texts], ...] = (
    lambda _draft, _page, _product: {"titles": ()},
    lambda _draft, page, _product: {"titles": (*page.titles, page.h1s[0])},
    lambda _draft, _page, product: {"titles": (product.model,)},
    lambda _draft, page, _product: {"titles": page.h1s},
    lambda draft, _page, _product: {"h1s": (draft.profile.name,)},
    lambda _draft, _page, _product: {"descriptions": ()},
    _long_title,
    _long_heading,
    _long_description,
    _short_description,
)

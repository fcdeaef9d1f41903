"""The shop from the nineties: Windows-1251, tables, microdata, `item.php?id=`.

Its charset is named sometimes in the header and sometimes in a meta element; its prices are printed
with every kind of space; the sitemap too is in Windows-1251. No page has a canonical or a viewport.
"""

from dataclasses import replace

from playground.shops.content.goods import make_products, wrong_gtin
from playground.shops.natures.extras import some
from playground.shops.plan.draft import Draft
from playground.shops.plan.outline import outline
from playground.shops.plan.publishing import publish_robots, publish_sitemap
from playground.shops.plan.site import Form, ImageFault, ProductBody, Site


def shape(draft: Draft) -> Site:
    """An old shop with the faults of its age."""
    outline(draft, make_products(draft.shelves, draft.dice, draft.count))
    for target in list(draft.pages):
        draft.change(target, canonical=None, viewport=False)
    _write_prices_as_text(draft)
    _fault_products(draft)
    publish_robots(
        draft,
        "User-agent: *",
        "Disallow: /basket.php",
        "Disallow: /search.php",
        sitemap="/sitemap.xml",
    )
    publish_sitemap(draft, "/sitemap.xml", encoding="windows-1251")
    return draft.site()


def _write_prices_as_text(draft: Draft) -> None:
    """Every third product has no `content` beside its price: machines must read the text."""
    for page in list(draft.pages.values()):
        if isinstance(page.body, ProductBody) and page.body.product.number % 3 == 0:
            markup = replace(page.body.markup, form=Form.TEXT_PRICE)
            draft.change(page.target, body=replace(page.body, markup=markup))


def _fault_products(draft: Draft) -> None:
    victims = draft.product_pages()
    for page, _ in some(draft, victims):
        draft.change(page.target, descriptions=())
    for page, _ in some(draft, victims):
        draft.change(page.target, h1s=())
    for page, body in some(draft, victims):
        draft.change(page.target, h1s=(*page.h1s, body.product.model))
    for page, _ in some(draft, victims):
        draft.change(page.target, image_fault=ImageFault.ALT_ATTRIBUTE)
    for page, body in some(draft, victims):
        product = replace(body.product, gtin=wrong_gtin(body.product.gtin or ""))
        draft.change(page.target, body=replace(body, product=product))
    for page, body in some(draft, victims):
        markup = replace(body.markup, price=None)
        draft.change(page.target, body=replace(body, markup=markup))
    for page, body in some(draft, victims):
        markup = replace(body.markup, price=body.product.price + 100, form=Form.PLAIN)
        draft.change(page.target, body=replace(body, markup=markup))

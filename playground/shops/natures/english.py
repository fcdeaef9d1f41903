"""The English shop: prices as `1.299,00 €`, one `@graph` per page, pages for two countries.

Its faults are those of structured data and of hreflang.
"""

from dataclasses import replace

from playground.shops.content.goods import make_products, wrong_gtin
from playground.shops.natures.extras import label, some
from playground.shops.plan.draft import Draft
from playground.shops.plan.outline import outline, text_page
from playground.shops.plan.publishing import publish_robots, publish_sitemap
from playground.shops.plan.site import Anchor, Form, ImageFault, ProductBody, Site, TextBody

_HERE, _THERE = "en-IE", "en-US"
_ONE_WAY = "returns"  # its American page does not name the Irish one


def shape(draft: Draft) -> Site:
    """A shop for two countries."""
    outline(draft, make_products(draft.shelves, draft.dice, draft.count))
    for target in list(draft.pages):
        draft.change(target, language=_HERE)
    _use_graphs(draft)
    _add_country(draft)
    _fault_products(draft)
    publish_robots(draft, "User-agent: *", "Disallow: /basket", sitemap="/sitemap.xml")
    publish_sitemap(draft, "/sitemap.xml")
    return draft.site()


def _use_graphs(draft: Draft) -> None:
    for page in list(draft.pages.values()):
        if isinstance(page.body, ProductBody) and page.body.product.number % 3 != 0:
            markup = replace(page.body.markup, form=Form.GRAPH)
            draft.change(page.target, body=replace(page.body, markup=markup))


def _add_country(draft: Draft) -> None:
    """An American form of each page of information, each naming the other but one."""
    for info in draft.shelves.language.info_pages:
        here, there = f"/{info['slug']}", f"/us/{info['slug']}"
        pair = ((_HERE.lower(), here), (_THERE.lower(), there), ("x-default", here))
        name = label(draft, "us").format(page=info["label"])
        title = draft.shelves.language.pages["us"]["title"].format(
            page=info["label"], shop=draft.profile.name
        )
        body = TextBody(name=f"us {here}", pool="service", sentences=29, slots=draft.slots())
        page = text_page(draft, there, title, name, body)
        back = () if info["slug"] == _ONE_WAY else pair
        draft.add(replace(page, language=_THERE, hreflang=back))
        draft.change(here, hreflang=pair)
        draft.link_from(here, Anchor(href=there, text=name))


def _fault_products(draft: Draft) -> None:
    victims = draft.product_pages()
    for page, body in some(draft, victims):
        product = replace(body.product, gtin=wrong_gtin(body.product.gtin or ""))
        draft.change(page.target, body=replace(body, product=product))
    for page, body in some(draft, victims):
        markup = replace(body.markup, price=body.product.price + 5)
        draft.change(page.target, body=replace(body, markup=markup))
    for page, body in some(draft, victims):
        markup = replace(body.markup, price=None)
        draft.change(page.target, body=replace(body, markup=markup))
    for page, _ in some(draft, victims):
        draft.change(page.target, image_fault=ImageFault.ALT_TEXT)
    for page, body in some(draft, victims):
        draft.change(page.target, h1s=(*page.h1s, body.product.model))

"""What a page tells machines: JSON-LD in several hands, and the attributes of microdata."""

import json
from collections.abc import Mapping
from decimal import Decimal
from html import escape
from typing import Any

from playground.shops.content.goods import Product
from playground.shops.plan.site import Form, Markup, Page, ProductBody, Site, Syntax

_CONTEXT = "https://schema.org"
_SCOPE = ' itemscope itemtype="https://schema.org/{}"'


def json_ld(site: Site, page: Page) -> str:
    """The JSON-LD blocks of a page, as its shop writes them."""
    things = [_breadcrumbs(site, page), _organization(site)]
    form = Form.PLAIN
    if isinstance(page.body, ProductBody):
        form = page.body.markup.form
        things.insert(0, _product(site, page.body))
    if form is Form.GRAPH:
        return _script(_dumped({"@context": _CONTEXT, "@graph": things}))
    blocks = [_dumped({"@context": _CONTEXT, **thing}) for thing in things]
    blocks[0] = _written(blocks[0], form)
    if form is Form.BESIDE_BROKEN:
        blocks.insert(0, f'{{"@context":"{_CONTEXT}","@type":"WebSite","url":"{site.base}')
    return "\n".join(map(_script, blocks))


def microdata(body: ProductBody, currency: str) -> Mapping[str, str]:
    """What each microdata slot of a template holds; all empty on a page without microdata."""
    product, markup = body.product, body.markup
    if markup.syntax is not Syntax.MICRODATA:
        return dict.fromkeys(_SLOTS, "")
    return {
        "scope": _SCOPE.format("Product"),
        "name": ' itemprop="name"',
        "sku": ' itemprop="sku"',
        "gtin": ' itemprop="gtin13"',
        "mpn": ' itemprop="mpn"',
        "brand": ' itemprop="brand"',
        "image": ' itemprop="image"',
        "description": ' itemprop="description"',
        "offer": ' itemprop="offers"' + _SCOPE.format("Offer"),
        "price": _microdata_price(markup),
        "currency": f'<meta itemprop="priceCurrency" content="{currency}">',
        "availability": f'<link itemprop="availability" href="{_CONTEXT}/{product.availability}">',
        "rating": ' itemprop="aggregateRating"' + _SCOPE.format("AggregateRating"),
        "rating_value": ' itemprop="ratingValue"',
        "rating_count": ' itemprop="reviewCount"',
    }


def open_graph(site: Site, page: Page) -> list[str]:
    """The OpenGraph lines of a page; a product's price only where OpenGraph is its markup."""
    title = next(iter((*page.titles, *page.h1s)), site.profile.name)
    values = {"og:title": title, "og:url": site.url(page.target), "og:site_name": site.profile.name}
    if not isinstance(page.body, ProductBody):
        values["og:type"] = "website"
        return _properties(values)
    product, markup = page.body.product, page.body.markup
    values |= {
        "og:type": "product",
        "og:image": site.url(product.images[0]),
        "og:description": product.lead,
    }
    if markup.syntax is Syntax.OPEN_GRAPH and markup.price is not None:
        stock = "in stock" if product.availability == "InStock" else "out of stock"
        values |= {
            "product:price:amount": str(markup.price),
            "product:price:currency": site.profile.currency,
            "product:availability": stock,
            "product:brand": product.brand,
        }
    return _properties(values)


_SLOTS = (
    "scope", "name", "sku", "gtin", "mpn", "brand", "image", "description", "offer", "price",
    "currency", "availability", "rating", "rating_value", "rating_count",
)  # fmt: skip


def _microdata_price(markup: Markup) -> str:
    if markup.price is None:
        return ""
    if markup.form is Form.TEXT_PRICE:
        return ' itemprop="price"'
    return f' itemprop="price" content="{markup.price}"'


def _product(site: Site, body: ProductBody) -> dict[str, Any]:
    product = body.product
    thing: dict[str, Any] = {
        "@type": "Product",
        "name": product.name,
        "description": product.lead,
        "image": [site.url(image) for image in product.images],
        "sku": product.sku,
        "brand": {"@type": "Brand", "name": product.brand},
        "category": " > ".join(product.category.path),
    }
    if product.mpn:
        thing["mpn"] = product.mpn
    if product.gtin:
        thing["gtin13"] = product.gtin
    thing["offers"] = _offer(site, product, body.markup.price)
    if product.rating is not None:
        thing["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(product.rating),
            "reviewCount": product.reviews,
        }
    return thing


def _offer(site: Site, product: Product, price: Decimal | None) -> dict[str, Any]:
    offer: dict[str, Any] = {
        "@type": "Offer",
        "url": site.url(product.target),
        "priceCurrency": site.profile.currency,
        "availability": f"{_CONTEXT}/{product.availability}",
        "itemCondition": f"{_CONTEXT}/NewCondition",
    }
    if price is not None:
        offer["price"] = str(price) if product.number % 2 else float(price)
        if product.old_price is not None:
            offer["priceSpecification"] = {
                "@type": "UnitPriceSpecification",
                "priceType": f"{_CONTEXT}/StrikethroughPrice",
                "price": str(product.old_price),
                "priceCurrency": site.profile.currency,
            }
    if product.stock is not None:
        offer["inventoryLevel"] = {"@type": "QuantitativeValue", "value": product.stock}
    return offer


def _breadcrumbs(site: Site, page: Page) -> dict[str, Any]:
    steps = [(crumb.text, site.resolve(page.target, crumb.href)) for crumb in page.crumbs]
    steps.append((page.h1s[0] if page.h1s else site.profile.name, site.url(page.target)))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": url}
            for place, (name, url) in enumerate(steps, start=1)
        ],
    }


def _organization(site: Site) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "name": site.profile.name,
        "url": site.url("/"),
        "logo": site.url("/assets/icon.png"),
    }


def _written(block: str, form: Form) -> str:
    if form is Form.TRAILING_COMMA:
        return block[:-1] + ",}"
    return f"<!--\n{block}\n-->" if form is Form.HTML_WRAPPED else block


def _dumped(thing: Mapping[str, Any]) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))


def _script(block: str) -> str:
    return f'<script type="application/ld+json">{block}</script>'


def _properties(values: Mapping[str, str]) -> list[str]:
    return [f'<meta property="{key}" content="{escape(text)}">' for key, text in values.items()]

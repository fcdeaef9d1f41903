"""The main part of a product's page, and the cards of products in lists."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape

from playground.shops.content.goods import Product
from playground.shops.content.prose import paragraphs
from playground.shops.plan.site import Card, ImageFault, Page, ProductBody
from playground.shops.render.layouts import Context
from playground.shops.render.money import discount, printed
from playground.shops.render.structured import microdata

_SENTENCES = 24
_REVIEWS = 3
_INSTALMENTS = 4
_DELIVERY = Decimal("290.00")


def product_main(context: Context, page: Page, body: ProductBody) -> str:
    """The main part of a product's page."""
    words, forms, product = context.words, context.forms, body.product
    ip = microdata(body, context.site.profile.currency)
    specs = (forms.fragment("spec", label=label, value=value) for label, value in product.specs)
    return forms.product.format_map(
        {
            **_money_slots(context, product),
            "ui": words.ui,
            "ip": ip,
            "number": product.number,
            "category_number": product.category.number,
            "h1s": _headings(context, page, product, ip["name"]),
            "gallery": _gallery(context, page, product, ip["image"]),
            "facts": _facts(context, product, ip),
            "availability": product.availability,
            "availability_text": product.availability_text,
            "stock": _stock(context, product),
            "buy": _buy(context, product, "buy", "notify"),
            "rating": _rating(context, product, ip),
            "lead": escape(product.lead),
            "specs": "\n".join(specs),
            "text": _text(context, product),
            "reviews": _reviews(context, product),
            "related": cards(context, body.related),
            "links": see_also(context, page),
        }
    )


def cards(context: Context, shown: Iterable[Card]) -> str:
    """Products in a list."""
    return "\n".join(_card(context, card, place) for place, card in enumerate(shown, start=1))


def see_also(context: Context, page: Page) -> str:
    """The page's own extra links, if it has any."""
    if not page.links:
        return ""
    items = context.forms.anchors("link", page.links)
    return context.forms.fragment("links", label=context.words.ui["see_also"], items=items)


def alt(text: str, fault: ImageFault) -> str:
    """The `alt` attribute of a picture, or what is left of it."""
    if fault is ImageFault.ALT_ATTRIBUTE:
        return ""
    return ' alt=""' if fault is ImageFault.ALT_TEXT else f' alt="{escape(text)}"'


def _headings(context: Context, page: Page, product: Product, ip: str) -> str:
    """The H1s, and the name in big letters where none of them has it."""
    forms = context.forms
    pieces = [
        forms.fragment("h1", text=escape(h1), ip=ip if product.name in h1 else "")
        for h1 in page.h1s
    ]
    if not any(product.name in h1 for h1 in page.h1s):
        pieces.append(forms.fragment("name", text=escape(product.name), ip=ip))
    return "".join(pieces)


def _money_slots(context: Context, product: Product) -> dict[str, str]:
    """The price, the old one, and the sums beside it that are no prices of the product."""
    form, price, old = context.words.money[product.money], product.price, product.old_price
    struck = ""
    if old:
        off = discount(price, old)
        struck = context.forms.fragment("old_price", price=printed(old, form), off=off)
    return {
        "price": printed(price, form),
        "old_price": struck,
        "monthly": printed(round(price / _INSTALMENTS, 2), form),
        "bonus": printed(round(price / 100, 2), form),
        "delivery": printed(_DELIVERY, form),
    }


def _card(context: Context, card: Card, place: int) -> str:
    words, forms, product = context.words, context.forms, card.product
    form = words.money[product.money]
    old, label = "", ""
    if product.old_price:
        old = forms.fragment("card_old_price", price=printed(product.old_price, form))
        label = forms.fragment("label", text=discount(product.price, product.old_price))
    return forms.card.format_map(
        {
            "ui": words.ui,
            "href": escape(card.href),
            "rel": "",
            "number": product.number,
            "place": place,
            "image": product.images[0],
            "name": escape(product.name),
            "brand": escape(product.brand),
            "price": printed(product.price, form),
            "old_price": old,
            "label": label,
            "availability": product.availability,
            "availability_text": product.availability_text,
            "buy": _buy(context, product, "card_buy", "card_notify"),
        }
    )


def _gallery(context: Context, page: Page, product: Product, ip: str) -> str:
    caption = f"{product.name}, {context.words.ui['photo']}"
    pieces = []
    for place, image in enumerate(product.images, start=1):
        key, fault = ("image_first", page.image_fault) if place == 1 else ("image", ImageFault.NONE)
        text = alt(f"{caption} {place}", fault)
        pieces.append(context.forms.fragment(key, src=image, alt=text, ip=ip))
    return "\n".join(pieces)


def _facts(context: Context, product: Product, ip: Mapping[str, str]) -> str:
    facts = {"sku": product.sku, "mpn": product.mpn, "gtin": product.gtin, "brand": product.brand}
    ui, forms = context.words.ui, context.forms
    return "\n".join(
        forms.fragment("fact", key=key, label=ui[key], value=escape(value), ip=ip[key])
        for key, value in facts.items()
        if value
    )


def _stock(context: Context, product: Product) -> str:
    if not product.stock:
        return ""
    ui = context.words.ui
    return context.forms.fragment(
        "stock", label=ui["in_stock"], count=product.stock, pieces=ui["pieces"]
    )


def _buy(context: Context, product: Product, buy: str, notify: str) -> str:
    """What a visitor can do about the product: nobody can buy what is out of stock."""
    ui = context.words.ui
    return context.forms.fragment(
        notify if product.availability == "OutOfStock" else buy,
        number=product.number,
        to_cart=ui["to_cart"],
        one_click=ui["one_click"],
        notify=ui["notify"],
    )


def _rating(context: Context, product: Product, ip: Mapping[str, str]) -> str:
    if product.rating is None:
        return ""
    ui = context.words.ui
    return context.forms.fragment(
        "rating",
        label=ui["rating"],
        value=product.rating,
        of_five=ui["of_five"],
        reviews=ui["reviews"],
        count=product.reviews,
        ip=ip["rating"],
        ip_value=ip["rating_value"],
        ip_count=ip["rating_count"],
    )


def _text(context: Context, product: Product) -> str:
    dice, lists = context.site.dice.at("text of", product.number), context.words.lists
    slots = {**product.slots, "city": dice.pick(lists["cities"], "city")}
    gender = product.noun.gender
    texts = paragraphs(dice, lists["product"], slots, count=_SENTENCES, gender=gender)
    return "\n".join(context.forms.fragment("paragraph", text=escape(text)) for text in texts)


def _reviews(context: Context, product: Product) -> str:
    dice, lists = context.site.dice.at("reviews of", product.number), context.words.lists
    authors = dice.some(lists["reviewers"], _REVIEWS, "authors")
    texts = dice.some(lists["review"], _REVIEWS, "texts")
    return "\n".join(
        context.forms.fragment("review", author=author, text=text, stars=dice.whole(3, 5, author))
        for author, text in zip(authors, texts, strict=True)
    )

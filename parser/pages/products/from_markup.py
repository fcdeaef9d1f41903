"""A product as schema.org markup states it, whatever the syntax: one `Thing` becomes `Claims`."""

from decimal import Decimal

from parser.pages.currencies import currency_code
from parser.pages.markup.things import Graph, Thing
from parser.pages.products import cleaning
from parser.pages.products.claims import Claims
from parser.pages.products.context import PageContext
from parser.pages.products.crumbs import without_product
from parser.pages.products.offers import (
    Offer,
    best_availability,
    condition_of,
    main_offer,
    offers_of,
)
from parser.pages.records import Variant
from parser.pages.urls import Base

MAX_VARIANTS = 500
MAX_ATTRIBUTES = 200
_GTINS = ("gtin13", "gtin", "gtin14", "gtin12", "gtin8", "ean", "ean13", "upc", "barcode")
_PROPERTIES = ("color", "size", "material")


def read(
    graph: Graph, product: Thing, siblings: list[Thing], page: PageContext, base: Base | None
) -> Claims:
    """What `product` says; `siblings` are things that are other forms of the same product."""
    claims = Claims(source=product.source)
    variants = graph.things_of(product, "hasvariant", "model") + siblings
    own = _page_variant(graph, variants, page) if variants else None
    claims.put("variant_id", cleaning.identifier(graph.text(own, "sku")))
    for thing in (own, product, *variants[:1]):
        if thing is not None:
            _identity(graph, thing, claims)
            _description(graph, thing, claims, base)
    if own is None:
        _forget_one_of_several(graph, variants, claims)
    things = [product, *variants] if own is None else [own]
    offers = [offer for thing in things for offer in offers_of(graph, thing, page)]
    if not offers and own is not None:
        offers = offers_of(graph, product, page)
    _money(graph, product, offers, claims, page)
    _rating(graph, product, claims)
    _variants(graph, [thing for thing in variants if thing is not product], claims, page)
    if own is None and len(offers) > 1 and not variants:
        _variants_of_offers(graph, offers, claims)
    return claims


def _forget_one_of_several(graph: Graph, variants: list[Thing], claims: Claims) -> None:
    """Takes back numbers of the first variant, where every variant has its own."""
    for name in ("sku", "mpn", "gtin"):
        stated = {number for thing in variants if (number := graph.text(thing, name))}
        if len(stated) > 1 and claims.get(name) in stated:
            del claims.values[name]


def breadcrumbs(graph: Graph, name: str) -> Claims | None:
    """The longest BreadcrumbList as a category, without the shop's home and the product `name`."""
    longest: Claims | None = None
    for thing in graph.of_type("breadcrumblist"):
        trail = without_product(cleaning.without_home(_trail(graph, thing)), name)
        if len(trail) > len(longest.get("category_path") if longest else ()):
            longest = Claims(source=thing.source, values={"category_path": trail})
    return longest


def _identity(graph: Graph, thing: Thing, claims: Claims) -> None:
    claims.put("name", cleaning.name(graph.text(thing, "name")))
    claims.put("sku", cleaning.identifier(graph.text(thing, "sku")))
    claims.put("mpn", cleaning.identifier(graph.text(thing, "mpn")))
    claims.put("mpn", cleaning.part_number(graph.text(thing, "model")), certainty=0.6)
    claims.put(
        "group_id", cleaning.identifier(graph.text(thing, "productgroupid", "inproductgroupwithid"))
    )
    brands = graph.texts(thing, "brand") or graph.texts(thing, "manufacturer")
    claims.put("brand", next((word for word in map(cleaning.brand, brands) if word), None))
    _product_id(graph, thing, claims)
    numbers = _numbers(graph, thing)
    for offer in graph.things_of(thing, "offers")[:20] if not numbers else ():
        numbers += _numbers(graph, offer)
    found = cleaning.gtin(numbers, claims.warnings) or cleaning.gtin(
        graph.texts(thing, "isbn"), claims.warnings, isbn=True
    )
    if found:
        claims.put("gtin", found.value)
        claims.put("gtin_type", found.type)
    for name in _PROPERTIES:
        claims.put(name, cleaning.name(graph.text(thing, name)))


def _numbers(graph: Graph, thing: Thing) -> list[str]:
    """What a thing states under the names of trade item numbers."""
    stated = [name for name in _GTINS if name in thing.properties]
    return [text for name in stated for text in graph.texts(thing, name)]


def _product_id(graph: Graph, thing: Thing, claims: Claims) -> None:
    """`productID` is a number with or without a scheme: "sku:123", "isbn:978...", "123"."""
    stated = graph.text(thing, "productid") or ""
    scheme, mark, value = stated.partition(":")
    if mark and scheme.casefold() in {"sku", "mpn"}:
        claims.put(scheme.casefold(), cleaning.identifier(value))
    elif stated and not mark:
        claims.put("sku", cleaning.identifier(stated), certainty=0.6)


def _description(graph: Graph, thing: Thing, claims: Claims, base: Base | None) -> None:
    text = graph.text(thing, "description")
    claims.put("description", text[: cleaning.MAX_DESCRIPTION] if text else None)
    claims.put("images", _images(graph, thing, base))
    claims.put("category_path", cleaning.category_path(graph.text(thing, "category")))
    attributes = {}
    for fact in graph.things_of(thing, "additionalproperty")[:MAX_ATTRIBUTES]:
        key, value = graph.text(fact, "name", "propertyid"), graph.text(fact, "value")
        if key and value:
            unit = graph.text(fact, "unittext")
            attributes[key] = f"{value} {unit}" if unit and unit not in value else value
    claims.put("attributes", attributes)


def _images(graph: Graph, thing: Thing, base: Base | None) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in graph.values(thing, "image", "images")[: cleaning.MAX_IMAGES]:
        stated = graph.text(value, "contenturl", "url") if isinstance(value, Thing) else str(value)
        stated = (stated or (value.id if isinstance(value, Thing) else "")).strip()
        if stated and base and (address := base.resolve(stated)):
            found[address] = None
    return tuple(found)


def _money(
    graph: Graph, product: Thing, offers: list[Offer], claims: Claims, page: PageContext
) -> None:
    if not offers:
        return
    main = main_offer(offers, page)
    claims.put("condition", condition_of(graph, [one.thing for one in offers[:5]] + [product]))
    states = [offer.availability for offer in offers]
    claims.put("availability", best_availability(states))
    claims.put(
        "availability_raw",
        next((one.availability_raw for one in offers if one.availability_raw), None),
    )
    refused = [state for state in states if state and state != claims.get("availability")]
    if refused:
        claims.warnings.append(
            f"availability_varies: {len(refused)} of {len(offers)} offers differ"
        )
    if main is None:
        return
    for name in ("price", "old_price", "currency", "unit_price"):
        claims.put(name, getattr(main, name))
    claims.put("price_raw", main.raw)
    claims.put("currency", currency_code(graph.text(product, "pricecurrency"), page.country))
    claims.put("seller", cleaning.name(graph.text(main.thing, "seller", "offeredby")))
    claims.put("sku", cleaning.identifier(graph.text(main.thing, "sku")))
    claims.put("mpn", cleaning.identifier(graph.text(main.thing, "mpn")))
    _spread(offers, claims)
    level = graph.thing_of(main.thing, "inventorylevel")
    claims.put(
        "stock_quantity", cleaning.count(graph.text(level, "value") or "") if level else None
    )


def _spread(offers: list[Offer], claims: Claims) -> None:
    """The lowest and highest price, where they differ."""
    currency = claims.get("currency")
    same = [offer for offer in offers if offer.currency in {currency, None}]
    amounts = [
        amount
        for offer in same
        for amount in (offer.price, offer.price_min, offer.price_max)
        if amount is not None
    ]
    if amounts and min(amounts) < max(amounts):
        claims.put("price_min", min(amounts))
        claims.put("price_max", max(amounts))


def _rating(graph: Graph, product: Thing, claims: Claims) -> None:
    rating = graph.thing_of(product, "aggregaterating")
    if rating is None:
        return
    claims.put("rating", cleaning.decimal(graph.text(rating, "ratingvalue") or ""))
    counted = graph.text(rating, "reviewcount") or graph.text(rating, "ratingcount")
    claims.put("review_count", cleaning.count(counted or ""))


def _variants(graph: Graph, things: list[Thing], claims: Claims, page: PageContext) -> None:
    variants = [_variant(graph, thing, page) for thing in things[:MAX_VARIANTS]]
    told = tuple(one for one in variants if one != Variant())
    if len(told) > 1 or (told and claims.get("group_id")):
        claims.put("variants", told)


def _variants_of_offers(graph: Graph, offers: list[Offer], claims: Claims) -> None:
    """Offers that each have a number or a name of their own are the forms of the product."""
    single = [offer for offer in offers if not offer.thing.is_a("aggregateoffer")]
    told = [
        Variant(
            sku=cleaning.identifier(graph.text(offer.thing, "sku")),
            name=cleaning.name(graph.text(offer.thing, "name")),
            url=offer.url,
            price=offer.price,
            currency=offer.currency,
            availability=offer.availability,
        )
        for offer in single[:MAX_VARIANTS]
    ]
    names = {one.sku or one.name for one in told}
    if len(told) > 1 and None not in names and len(names) == len(told):
        claims.put("variants", tuple(told))


def _variant(graph: Graph, thing: Thing, page: PageContext) -> Variant:
    offers = offers_of(graph, thing, page)
    main = main_offer(offers, page)
    number = cleaning.gtin(_numbers(graph, thing), [])
    return Variant(
        sku=cleaning.identifier(
            graph.text(thing, "sku") or graph.text(main.thing if main else None, "sku")
        ),
        gtin=number.value if number else None,
        name=cleaning.name(graph.text(thing, "name")),
        url=graph.text(thing, "url") or (main.url if main else None),
        price=main.price if main else None,
        currency=main.currency if main else None,
        availability=best_availability(offer.availability for offer in offers),
        color=cleaning.name(graph.text(thing, "color")),
        size=cleaning.name(graph.text(thing, "size")),
        material=cleaning.name(graph.text(thing, "material")),
    )


def _page_variant(graph: Graph, variants: list[Thing], page: PageContext) -> Thing | None:
    """The variant that the page's own address names; None if it names none or several."""
    own = []
    for thing in variants:
        address = graph.text(thing, "url") or graph.text(graph.thing_of(thing, "offers"), "url")
        if address and address == page.url and address != page.canonical_url:
            own.append(thing)
    return own[0] if len(own) == 1 else None


def _trail(graph: Graph, thing: Thing) -> list[str]:
    crumbs: list[tuple[Decimal, int, str]] = []
    for order, element in enumerate(graph.things_of(thing, "itemlistelement")[:30]):
        inner = graph.thing_of(element, "item")
        text = graph.text(element, "name") or graph.text(inner, "name")
        position = cleaning.decimal(graph.text(element, "position") or "")
        if text:
            crumbs.append((position if position is not None else Decimal(order), order, text))
    return [text for _, _, text in sorted(crumbs)]

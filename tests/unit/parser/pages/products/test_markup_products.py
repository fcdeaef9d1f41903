"""Products as schema.org markup states them."""

import json
from decimal import Decimal
from typing import Any

import pytest

from parser.pages.reading import SiteRules, read_page
from parser.pages.records import Availability, Product, Source

URL = "https://shop.example/p/chaynik"


def product(*values: Any, html: str = "", url: str = URL) -> Product:
    """The product of a page with these JSON-LD values."""
    blocks = "".join(
        f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values
    )
    found = read_page(f"<head>{blocks}</head><body>{html}".encode(), url=url).product
    assert found is not None
    return found


def offer(price: object = "1299.00", **more: Any) -> dict[str, Any]:
    """An offer."""
    return {
        "@type": "Offer",
        "price": price,
        "priceCurrency": "RUB",
        "availability": "http://schema.org/InStock",
    } | more


def goods(**more: Any) -> dict[str, Any]:
    """A product with an offer."""
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Чайник белый",
        "offers": offer(),
    } | more


def test_a_full_product_is_read_field_by_field() -> None:
    """Every field of the record that markup can state."""
    found = product(
        goods(
            sku="A-1", mpn="M-9", gtin13="4006381333931", brand={"@type": "Brand", "name": "Acme"}, image=["/1.jpg", {"@type": "ImageObject", "url": "2.jpg"}],
            description="<p>Фарфор &amp; бамбук</p>", color="белый", size="800 мл", material="фарфор", category="Посуда > Чайники",
            aggregateRating={"@type": "AggregateRating", "ratingValue": "4,6", "reviewCount": "1 204"},
            additionalProperty=[{"@type": "PropertyValue", "name": "Объём", "value": 800, "unitText": "мл"}],
            offers=offer(itemCondition="https://schema.org/UsedCondition", seller={"@type": "Organization", "name": "Лавка"}, inventoryLevel={"@type": "QuantitativeValue", "value": 7}),
        )
    )  # fmt: skip
    assert (found.name, found.sku, found.mpn, found.brand) == ("Чайник белый", "A-1", "M-9", "Acme")
    assert (found.gtin, found.gtin_type) == ("4006381333931", "gtin13")
    assert (found.price, found.currency, found.availability) == (
        Decimal("1299.00"),
        "RUB",
        Availability.IN_STOCK,
    )
    assert found.images == ("https://shop.example/1.jpg", "https://shop.example/p/2.jpg")
    assert found.description == "Фарфор & бамбук"
    assert (found.color, found.size, found.material) == ("белый", "800 мл", "фарфор")
    assert found.category_path == ("Посуда", "Чайники")
    assert (found.rating, found.review_count) == (Decimal("4.6"), 1204)
    assert (found.condition, found.seller, found.stock_quantity) == ("UsedCondition", "Лавка", 7)
    assert found.attributes == {"Объём": "800 мл"}
    assert found.sources["price"] is Source.JSON_LD


@pytest.mark.parametrize(
    ("offers", "price", "old", "lowest", "highest"),
    [
        (offer(), "1299.00", None, None, None),
        ({"@type": "AggregateOffer", "lowPrice": "990", "highPrice": 1990, "priceCurrency": "RUB"}, "990", None, "990", "1990"),
        ({"@type": "AggregateOffer", "offers": [offer("1500"), offer("1200")]}, "1500", None, "1200", "1500"),
        ([offer("1500", availability="OutOfStock"), offer("1200")], "1200", None, "1200", "1500"),
        (offer(None, priceSpecification={"@type": "PriceSpecification", "price": 1100}), "1100", None, None, None),
        (offer("900", priceSpecification=[{"@type": "UnitPriceSpecification", "price": "1200", "priceType": "https://schema.org/ListPrice"}]), "900", "1200", None, None),
        (offer(None, priceSpecification=[{"priceType": "https://schema.org/StrikethroughPrice", "price": 1200}, {"price": 900}]), "900", "1200", None, None),
        (offer("900", priceSpecification={"price": "450", "referenceQuantity": {"value": "100", "unitCode": "GRM"}}), "900", None, None, None),
        (offer("900", priceSpecification={"price": "800", "validForMemberTier": {"@id": "#gold"}}), "900", None, None, None),
        (offer("0"), None, None, None, None),
        (offer("1 299,00 ₽"), "1299.00", None, None, None),
        (offer(1299.0), "1299.0", None, None, None),
        ("not an offer", None, None, None, None),
    ],
)  # fmt: skip
def test_a_price_stands_in_many_places(
    offers: Any, price: str | None, old: str | None, lowest: str | None, highest: str | None
) -> None:
    """The offer, its specifications, the ends of an aggregate; nought is a price on request."""
    found = product(goods(offers=offers))
    amounts = (found.price, found.old_price, found.price_min, found.price_max)
    assert amounts == tuple(
        Decimal(text) if text else None for text in (price, old, lowest, highest)
    )


def test_one_size_in_stock_is_in_stock() -> None:
    """Several offers or several blocks of one name: what can be bought at best, and a warning."""
    sizes = [
        goods(sku=f"A-{size}", size=size, offers=offer(availability=state))
        for size, state in (("S", "OutOfStock"), ("M", "InStock"))
    ]
    found = product(sizes)
    assert found.availability is Availability.IN_STOCK
    assert any(warning.startswith("availability_varies") for warning in found.warnings)


def test_offers_with_numbers_of_their_own_are_variants() -> None:
    """As shops write sizes without a group; offers of several sellers have none and are no variants."""
    sizes = [offer(price, sku=f"A-{price}", availability="InStock") for price in ("10", "20")]
    found = product(goods(offers=sizes))
    assert [(one.sku, one.price) for one in found.variants] == [
        ("A-10", Decimal(10)),
        ("A-20", Decimal(20)),
    ]
    aggregate = {"@type": "AggregateOffer", "lowPrice": "10", "highPrice": "20", "offers": sizes}
    assert product(goods(offers=aggregate)).variants == found.variants
    for numbers in ((None, None), ("A", None), ("A", "A")):
        sellers = [{**offer("10"), **({"sku": one} if one else {})} for one in numbers]
        assert product(goods(offers=sellers)).variants == ()


def test_a_group_has_variants() -> None:
    """ProductGroup with hasVariant; the variant of the page's own address is the product."""
    variants = [
        {
            "@type": "Product",
            "name": f"Чайник {color}",
            "sku": color,
            "color": color,
            "offers": offer(price, url=f"{URL}?color={color}"),
        }
        for color, price in (("red", "100"), ("blue", "200"))
    ]
    group = {
        "@type": "ProductGroup",
        "name": "Чайник",
        "productGroupID": "G-1",
        "brand": "Acme",
        "hasVariant": variants,
    }
    found = product(group)
    assert (found.group_id, found.brand, found.price) == ("G-1", "Acme", Decimal(100))
    assert (found.price_min, found.price_max) == (Decimal(100), Decimal(200))
    assert [(one.sku, one.color, one.price) for one in found.variants] == [
        ("red", "red", Decimal(100)),
        ("blue", "blue", Decimal(200)),
    ]
    chosen = product(group, url=f"{URL}?color=blue", html=f'<link rel=canonical href="{URL}">')
    assert (chosen.name, chosen.price, chosen.brand) == ("Чайник blue", Decimal(200), "Acme")


def test_references_inside_a_graph_are_followed() -> None:
    """mainEntity, offers and brand by @id."""
    graph = {"@graph": [{"@type": "WebPage", "mainEntity": {"@id": "#p"}}, {"@id": "#o", **offer("77")}, {"@type": "Brand", "@id": "#b", "name": "Acme"},
             {"@type": "Product", "@id": "#p", "name": "A", "offers": {"@id": "#o"}, "brand": {"@id": "#b"}}]}  # fmt: skip
    found = product(graph)
    assert (found.price, found.brand) == (Decimal(77), "Acme")


def test_the_main_product_agrees_with_the_heading() -> None:
    """Not the first block: the one that heading, title or address speak of."""
    blocks = [
        goods(name="Кружка синяя", sku="K"),
        goods(name="Чайник белый", sku="C"),
        goods(name="Ложка", sku="L"),
    ]
    assert product(blocks, html="<h1>Чайник белый фарфоровый</h1>").sku == "C"
    by_address = [goods(name="Икс", sku="K", url="/p/other"), goods(name="Игрек", sku="C", url=URL)]
    assert product(by_address, html="<h1>Что-то</h1>").sku == "C"


def test_related_products_are_not_the_product() -> None:
    """Whatever their prices."""
    related = goods(name="Кружка", sku="K", offers=offer("1"))
    found = product(goods(sku="C", isRelatedTo=[related], isSimilarTo=related))
    assert (found.sku, found.price) == ("C", Decimal("1299.00"))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"gtin13": "4006381333932"}, None), ({"gtin": "0036000291452"}, "0036000291452"), ({"gtin8": "96385074"}, "96385074"),
        ({"isbn": "0-306-40615-2"}, "0306406152"), ({"gtin13": "n/a"}, None), ({"gtin13": 4006381333931}, "4006381333931"),
        ({"offers": offer(gtin13="4006381333931")}, "4006381333931"),
    ],
)  # fmt: skip
def test_an_item_number_has_to_check(fields: dict[str, Any], expected: str | None) -> None:
    """A number with a wrong digit is a warning, not a value."""
    found = product(goods(**fields))
    assert found.gtin == expected
    wrong = fields.get("gtin13") == "4006381333932"
    assert any(warning.startswith("gtin_check_digit") for warning in found.warnings) is wrong


@pytest.mark.parametrize(
    "placeholder",
    [
        "N/A",
        "$brand",
        "{{ product.brand }}",
        " ",
        "null",
        "No Brand",
        "не указан",
        "Unbranded",
        "-",
    ],
)
def test_what_templates_print_is_no_brand(placeholder: str) -> None:
    """Nor is an empty name of a thing."""
    assert product(goods(brand={"@type": "Brand", "name": placeholder})).brand is None


def test_a_product_id_may_name_its_scheme() -> None:
    """A sku for "sku:123", a part number for "mpn:9"."""
    assert product(goods(productID="sku:123")).sku == "123"
    found = product(goods(productID="mpn:9"))
    assert (found.sku, found.mpn) == (None, "9")


def test_breadcrumbs_are_the_category() -> None:
    """Ordered by position, without the shop's home and without the product itself."""
    trail = {"@type": "BreadcrumbList", "itemListElement": [
        {"@type": "ListItem", "position": 3, "name": "Чайник белый"}, {"@type": "ListItem", "position": 1, "item": {"@id": "/", "name": "Главная"}},
        {"@type": "ListItem", "position": "2", "name": "Посуда"}]}  # fmt: skip
    assert product(goods(category="Другое"), trail).category_path == ("Посуда",)


MICRODATA = """<div itemscope itemtype="http://schema.org/Product"><h1 itemprop="name">Чайник белый</h1>
<p itemprop="brand" itemscope itemtype="http://schema.org/Brand"><b itemprop="name">Acme</b></p><img itemprop="image" src="/1.jpg">
<div itemprop="offers" itemscope itemtype="http://schema.org/Offer"><meta itemprop="priceCurrency" content="RUB">
<b itemprop="price">1 299,00 руб.</b><link itemprop="availability" href="https://schema.org/OutOfStock"></div></div>"""


def test_microdata_is_read_like_json_ld() -> None:
    """The same fields from attributes of the visible page."""
    found = read_page(MICRODATA.encode(), url=URL).product
    assert found is not None
    assert (found.name, found.brand, found.price, found.currency) == (
        "Чайник белый",
        "Acme",
        Decimal("1299.00"),
        "RUB",
    )
    assert found.availability is Availability.OUT_OF_STOCK
    assert found.sources["price"] is Source.MICRODATA


def test_sources_are_merged_field_by_field() -> None:
    """JSON-LD first, the gaps from microdata, then from Open Graph; agreement makes surer."""
    og = '<meta property="og:type" content="product"><meta property="product:retailer_item_id" content="OG-1"><meta property="product:price:amount" content="9">'
    found = product({"@type": "Product", "name": "Чайник белый", "mpn": "M"}, html=og + MICRODATA)
    assert (found.mpn, found.brand, found.sku) == ("M", "Acme", "OG-1")
    assert {found.sources[name] for name in ("mpn", "brand", "sku")} == {
        Source.JSON_LD,
        Source.MICRODATA,
        Source.OPEN_GRAPH,
    }
    assert found.confidence["name"] > found.confidence["mpn"]


def test_rdfa_and_open_graph_alone_make_a_product() -> None:
    """Each syntax for itself."""
    rdfa = '<div vocab="https://schema.org/" typeof="Product"><b property="name">A</b><p property="offers" typeof="Offer"><b property="price" content="5">5</b><b property="priceCurrency">EUR</b></p></div>'
    found = read_page(rdfa.encode(), url=URL).product
    assert found is not None
    assert (found.price, found.currency, found.sources["price"]) == (Decimal(5), "EUR", Source.RDFA)
    tags = '<meta property="og:title" content="A"><meta property="product:price:amount" content="12,50"><meta property="product:price:currency" content="BYN"><meta property="product:availability" content="instock">'
    found = read_page(tags.encode(), url=URL).product
    assert found is not None
    assert (found.price, found.currency, found.availability) == (
        Decimal("12.50"),
        "BYN",
        Availability.IN_STOCK,
    )


def test_one_broken_block_costs_nothing() -> None:
    """The product of the next block is read, the fault is reported."""
    html = '<script type="application/ld+json">{"@type":"Product",,,"name"</script><script type="application/ld+json">{"@type":"Product","name":"A","offers":{"@type":"Offer","price":1};}</script>'
    reading = read_page(html.encode(), url=URL)
    assert reading.product is not None
    assert reading.product.price == Decimal(1)
    assert (
        sum(error.startswith("JSON-LD block") for error in reading.seo.structured_data_errors) == 2
    )


def test_an_article_that_mentions_a_product_sells_none() -> None:
    """A block about something else than the heading, on a page that calls itself an article."""
    blocks = [goods(name="Кружка"), {"@type": "BlogPosting", "headline": "Как выбрать чайник"}]
    html = "".join(
        f'<script type="application/ld+json">{json.dumps(block)}</script>' for block in blocks
    )
    reading = read_page(
        f"{html}<title>Как выбрать чайник</title><h1>Как выбрать чайник</h1>".encode(), url=URL
    )
    assert reading.product is None


def test_a_configured_name_alone_makes_no_product() -> None:
    """Every page has a heading; a price, a number or its stock is what tells a product."""
    page = "<h1>О магазине</h1><p>Мы работаем с 2009 года.</p><b class=sku>Ч-17</b>".encode()
    name = {"name": "h1", "images": "img@src"}
    assert read_page(page, url=URL, rules=SiteRules(selectors=name)).product is None
    both = read_page(page, url=URL, rules=SiteRules(selectors={**name, "sku": ".sku"})).product
    assert both is not None
    assert (both.name, both.sku) == ("О магазине", "Ч-17")


def test_a_configured_category_is_kept_beside_breadcrumbs() -> None:
    """A selector is believed before any markup, and the source is named rightly."""
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Разметка"}],
    }
    html = "".join(
        f'<script type="application/ld+json">{json.dumps(block)}</script>'
        for block in (goods(), trail)
    )
    page = f"{html}<h1>Чайник белый</h1><p class=mine>Свои > Чайники</p>".encode()
    rules = SiteRules(selectors={"category_path": ".mine"}, currency="BYN")
    configured = read_page(page, url=URL, rules=rules).product
    stated = read_page(page, url=URL).product
    assert configured is not None
    assert stated is not None
    assert (configured.category_path, configured.sources["category_path"]) == (
        ("Свои", "Чайники"),
        Source.SELECTOR,
    )
    assert (stated.category_path, stated.sources["category_path"]) == (
        ("Разметка",),
        Source.JSON_LD,
    )


def test_a_sites_currency_tells_what_a_sign_means() -> None:
    """A letter stands for the roubles of the configured currency, whatever the domain."""
    page = "<title>Чайник белый</title><h1>Чайник белый</h1><p class=price>25,50 р.</p>".encode()
    found = read_page(page, url="https://shop.com/x", rules=SiteRules(currency="BYN")).product
    assert found is not None
    assert found.currency == "BYN"

"""The told products and pages are what their bytes say."""

import gzip
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from playground.shops.content.profiles import shop_ids
from playground.shops.truth.records import as_json

SELLING = [each for each in shop_ids() if each != "molchun"]


@pytest.mark.parametrize("shop_id", SELLING)
def test_pages_say_what_is_told_of_them(shop_id: str, shops: Any, read: Any) -> None:
    """Titles, descriptions, H1, canonical, robots, languages and viewport agree."""
    shop = shops[shop_id]
    for page in shop.truth.pages:
        seen = read(shop, page.url)
        assert seen.response.status == 200
        assert tuple(seen.titles) == page.titles
        assert tuple(seen.descriptions) == page.descriptions
        assert tuple(seen.h1s) == page.h1s
        assert seen.canonical == page.canonical
        assert seen.robots == page.robots_meta
        hreflang = tuple(
            (node.attributes["hreflang"], node.attributes["href"])
            for node in seen.tree.css("link[hreflang]")
        )
        assert hreflang == page.hreflang
        html = seen.tree.css_first("html")
        assert html.attributes.get("lang", page.language) == page.language


@pytest.mark.parametrize("shop_id", SELLING)
def test_products_are_shown_as_told(shop_id: str, shops: Any, read: Any) -> None:
    """Name, price, old price, availability, sku and brand stand in the visible text."""
    shop = shops[shop_id]
    for product in shop.truth.products:
        page = read(shop, product.url)
        assert page.shown_price == product.price
        assert product.name in page.visible
        assert product.availability_text in page.visible
        assert product.sku in page.visible
        assert product.brand in page.visible
        assert product.description in page.visible
        for printed in (product.gtin_printed, product.mpn):
            assert printed is None or printed in page.visible
        if product.stock_quantity:
            assert f": {product.stock_quantity} " in page.visible
        for number in (product.rating, product.review_count):
            assert number is None or str(number) in page.visible


@pytest.mark.parametrize("shop_id", SELLING)
def test_old_prices_are_struck_through(shop_id: str, shops: Any, read: Any) -> None:
    """The first struck price of a page is the product's old price, or a neighbour's."""
    shop = shops[shop_id]
    own = ".price-box del, .cost s, p strike"
    for product in shop.truth.products:
        page = read(shop, product.url)
        struck = [_digits(node.text()) for node in page.tree.css(own)]
        assert struck == ([_digits(str(product.old_price))] if product.old_price else [])


def _digits(text: str) -> Decimal:
    """The amount of a whole price, which is what old prices are."""
    plain = re.sub(r"[^\d,.]", "", text).strip(".")
    if re.search(r"[.,]\d{2}$", plain):
        return Decimal(re.sub(r"[.,]", "", plain[:-3]) + "." + plain[-2:])
    return Decimal(re.sub(r"[.,]", "", plain) + ".00")


@pytest.mark.parametrize("shop_id", SELLING)
def test_machines_are_told_what_is_told(shop_id: str, shops: Any, read: Any) -> None:
    """The markup's price and form are as told; the other fields agree with the product."""
    shop = shops[shop_id]
    for product in shop.truth.products:
        page = read(shop, product.url)
        assert page.markup_price == product.markup_price
        assert any(block.broken for block in page.blocks) == (
            product.markup_form in {"trailing_comma", "html_wrapped", "beside_broken"}
        )
        graphs = [block for block in page.blocks if block.value and "@graph" in block.value]
        assert bool(graphs) == (product.markup_form == "graph")
        if product.markup == "json-ld":
            data = page.product
            assert data is not None
            assert data["name"] == product.name
            assert data["sku"] == product.sku
            assert data.get("mpn") == product.mpn
            assert data.get("gtin13") == product.gtin_printed
            assert data["brand"]["name"] == product.brand
            assert tuple(data["image"]) == product.images
            assert data["offers"]["availability"].endswith("/" + product.availability)
            assert data["offers"]["priceCurrency"] == product.currency
            assert data.get("aggregateRating", {}).get("reviewCount") == product.review_count
        if product.markup == "microdata":
            assert page.itemprop("sku") == product.sku
            assert page.itemprop("gtin13") == product.gtin_printed
            assert page.itemprop("brand") == product.brand
            assert page.itemprop("availability").endswith("/" + product.availability)
            assert page.itemprop("priceCurrency") == product.currency


def test_only_some_plain_products_have_open_graph(shops: Any, read: Any) -> None:
    """The plain shop tells a price in OpenGraph on some pages and nowhere else on any."""
    shop = shops["prostolavka"]
    kinds = {product.markup for product in shop.truth.products}
    assert kinds == {"og", "none"}
    for product in shop.truth.products:
        page = read(shop, product.url)
        assert not page.blocks
        assert page.tree.css_first("[itemscope]") is None
        assert ("product:price:amount" in page.text) == (product.markup == "og")


@pytest.mark.parametrize("shop_id", SELLING)
def test_breadcrumbs_lead_through_the_category_path(shop_id: str, shops: Any, read: Any) -> None:
    """The names between home and the product are its category path."""
    shop = shops[shop_id]
    for product in shop.truth.products:
        page = read(shop, product.url)
        crumbs = page.tree.css(
            ".breadcrumbs a, .path a, td[valign=top] > font[size='2']:first-of-type > a"
        )
        assert tuple(node.text() for node in crumbs)[1:3] == product.category_path


@pytest.mark.parametrize("shop_id", SELLING)
def test_related_products_have_other_prices(shop_id: str, shops: Any, read: Any) -> None:
    """Beside almost every product stand prices that are not its own."""
    shop = shops[shop_id]
    tempted = 0
    for product in shop.truth.products:
        page = read(shop, product.url)
        cards = page.tree.css(
            ".product-card .price__current, .good .sum b, td[align=center] font b"
        )
        prices = {_digits(node.text()) for node in cards}
        tempted += bool(prices - {product.price})
    assert tempted >= 0.9 * len(shop.truth.products)


@pytest.mark.parametrize("shop_id", SELLING)
def test_the_sitemap_flags_agree_with_the_files(shop_id: str, shops: Any) -> None:
    """A page is told to be in a sitemap exactly if some readable file names it."""
    shop = shops[shop_id]
    text = ""
    for sitemap in shop.truth.sitemaps:
        body = shop.page(sitemap.url.removeprefix(shop.site.base)).body
        if sitemap.url.endswith(".gz") and sitemap.state == "ok":
            text += gzip.decompress(body).decode()
        elif sitemap.state == "truncated":
            text += " ".join(f"<loc>{loc}</loc>" for loc in sitemap.locs)
        else:
            text += body.decode("utf-8", "replace")
    named = {unescape(loc) for loc in re.findall("<loc>([^<]+)</loc>", text)}
    for page in shop.truth.pages:
        relative = page.url.removeprefix(shop.site.base)
        assert page.in_sitemap == (page.url in named or relative in named), page.url


@pytest.mark.parametrize("shop_id", SELLING)
def test_pages_have_the_weight_of_real_ones(shop_id: str, shops: Any, read: Any) -> None:
    """Product pages weigh 10 to 45 KB, and every ordinary page has 300 words or more."""
    shop = shops[shop_id]
    thin = {fault.url for fault in shop.truth.faults if fault.key == "thin_content"}
    for page in shop.truth.pages:
        seen = read(shop, page.url)
        if page.kind == "product":
            assert 10_000 <= len(seen.response.body) <= 45_000
        if page.url not in thin:
            main = seen.tree.css_first("main, #main, table[cellpadding='8']")
            main.strip_tags(["script", "style"])
            assert len(re.findall(r"\w+", main.text(separator=" "))) >= 300, page.url


def test_names_and_skus_are_unique_in_a_shop(shops: Any) -> None:
    """No two products of a shop share a name, a sku, an address or a GTIN."""
    for shop in shops.values():
        for field in ("name", "sku", "url", "gtin"):
            values = [getattr(product, field) for product in shop.truth.products]
            values = [value for value in values if value is not None]
            assert len(values) == len(set(values)), (shop.profile.id, field)


def test_truth_as_json_has_money_as_strings(shops: Any) -> None:
    """Money is a decimal string with two places, tuples are lists, nothing else is odd."""
    truth = as_json(shops["yasnotsvet"].truth)
    product = truth["products"][0]
    assert re.fullmatch(r"\d+\.\d\d", product["price"])
    assert isinstance(product["images"], list)
    assert truth["counts"]["products"] == len(truth["products"])
    assert truth["counts"]["fetched"] == sum(
        each["outcome"] == "fetched" for each in truth["addresses"]
    )


def test_the_silent_shop_is_told_as_unreachable(shops: Any) -> None:
    """The shop that is down has one address, and nobody answers there."""
    truth = shops["molchun"].truth
    assert not truth.listens
    assert [(each.outcome, each.detail) for each in truth.addresses] == [
        ("unreachable", "connection refused")
    ]


def test_the_english_shop_prints_european_prices(shops: Any, read: Any) -> None:
    """Thousands are parted by a point and cents by a comma, beside a euro sign."""
    shop = shops["pennymoor"]
    text = " ".join(read(shop, product.url).visible for product in shop.truth.products)
    assert re.search(r"\d\.\d{3},\d{2}\s€", text)
    assert re.search(r"€ \d+,\d{2}", text)


def test_russian_prices_come_in_every_spelling(shops: Any, read: Any) -> None:
    """The old shop parts thousands by three kinds of space and names roubles in three ways."""
    shop = shops["starobyt"]
    text = " ".join(read(shop, page.url).text for page in shop.truth.pages)
    for pattern in (
        "\\d\u00a0\\d{3}\u00a0&#8381;",
        "\\d&#8201;\\d{3}",
        "\\d \\d{3} руб\\.",
        "\u00a0р\\.",
    ):
        assert re.search(pattern, text), pattern

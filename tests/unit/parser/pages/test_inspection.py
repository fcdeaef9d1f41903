"""A reading turned outwards."""

import json

from parser.pages.inspection import PRODUCT_KEYS, as_contract, origins
from parser.pages.reading import read_page

PAGE = """<title>Чайник</title><h1>Чайник белый</h1><script type="application/ld+json">{"@type":"Product","name":"Чайник белый",
"sku":"A-1","image":["/1.jpg"],"offers":{"@type":"Offer","price":"1299.50","priceCurrency":"RUB","availability":"InStock"},
"additionalProperty":[{"name":"Цвет","value":"белый"}]}</script>"""
URL = "https://shop.example/a"


def test_the_contract_is_plain_json() -> None:
    """One object of address, product and SEO; the price is a decimal string, stock a word of schema.org."""
    found = as_contract(read_page(PAGE.encode(), url=URL), URL)
    assert list(found) == ["url", "product", "seo"]
    assert tuple(found["product"]) == PRODUCT_KEYS
    assert found["product"]["price"] == "1299.50"
    assert (found["product"]["currency"], found["product"]["availability"]) == ("RUB", "InStock")
    assert found["product"]["sources"]["sku"] == "json-ld"
    assert found["product"]["attributes"] == {"Цвет": "белый"}
    assert json.loads(json.dumps(found)) == found


def test_a_page_without_a_product_has_null() -> None:
    """The SEO record is there all the same."""
    found = as_contract(read_page(b"<title>About us</title>", url=URL), URL)
    assert found["product"] is None
    assert found["seo"]["titles"] == ["About us"]


def test_every_value_has_an_origin() -> None:
    """Its source and how far to trust it, in the record's order, long values cut."""
    product = read_page(PAGE.encode(), url=URL).product
    assert product is not None
    found = {origin.field: origin for origin in origins(product)}
    assert list(found)[:2] == ["name", "sku"]
    assert (found["price"].value, found["price"].source) == ("1299.50", "json-ld")
    assert 0 < found["price"].confidence <= 1

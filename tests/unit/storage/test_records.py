"""Records on their way into JSON and back."""

import json
from decimal import Decimal

from parser.pages.records import Availability, Hreflang, Product, Seo, Source, Variant
from storage.records import as_json, from_json

PRODUCT = Product(
    name="Kettle",
    category_path=("Kitchen", "Kettles"),
    price=Decimal("10.50"),
    availability=Availability.IN_STOCK,
    review_count=3,
    variants=(Variant(sku="1", price=Decimal(9), availability=Availability.SOLD_OUT), Variant()),
    attributes={"Colour": "red"},
    sources={"name": Source.JSON_LD},
    confidence={"name": 0.9},
)
SEO = Seo(
    titles=("One", "Two"),
    heading_levels=(1, 2, 3),
    noindex=True,
    text_ratio=1.5,
    hreflang=(Hreflang(language="ru", url="https://shop.example/ru"),),
)


def test_a_record_comes_back_as_it_was() -> None:
    """Through the text of JSON, with its enums, its money and the records within it."""
    for record in (PRODUCT, SEO, Product(), Seo()):
        stored = json.loads(json.dumps(as_json(record)))
        assert from_json(type(record), stored) == record


def test_what_holds_its_default_is_left_out() -> None:
    """Of a page that says nothing nothing is stored."""
    assert as_json(Seo()) == {}
    assert json.loads(json.dumps(as_json(PRODUCT)))["variants"] == [
        {"sku": "1", "price": "9", "availability": "SoldOut"},
        {},
    ]

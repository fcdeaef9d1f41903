"""Structured data against what Google asks for."""

import json
from typing import Any

import pytest

from parser.pages import lexicon
from parser.pages.markup.json_ld import BrokenBlock
from parser.pages.markup.things import Graph
from parser.pages.records import Source
from parser.pages.structured_data_rules import Verdict, check

OFFER = {
    "@type": "Offer", "price": "10", "priceCurrency": "RUB", "availability": "InStock", "itemCondition": "NewCondition",
    "shippingDetails": {"@type": "OfferShippingDetails"}, "hasMerchantReturnPolicy": {"@type": "MerchantReturnPolicy"},
}  # fmt: skip
PRODUCT = {
    "@type": "Product", "name": "A", "image": "/i.jpg", "description": "d", "brand": "B", "sku": "1", "gtin13": "4006381333931",
    "offers": OFFER, "review": {"@type": "Review", "author": "x", "datePublished": "2026-01-01", "reviewRating": {"@type": "Rating", "ratingValue": 5}},
    "aggregateRating": {"@type": "AggregateRating", "ratingValue": "4.5", "reviewCount": 2},
}  # fmt: skip

ITEM = {"@type": "Thing", "name": "A"}
RATING = {"@type": "AggregateRating", "ratingValue": 4, "ratingCount": 2}


def verdict(value: Any) -> Verdict:
    """What is wrong with one JSON-LD value; its first product is the page's."""
    graph = Graph()
    graph.add(json.loads(json.dumps(value)), Source.JSON_LD)
    return check(graph, (), [thing for thing in graph.of_type("product") if not thing.via][:1])


def test_a_complete_product_has_nothing_missing() -> None:
    """Neither required nor recommended."""
    found = verdict(PRODUCT)
    assert (found.errors, found.warnings) == ((), ())
    assert found.types[:2] == ("Product", "Offer")


@pytest.mark.parametrize(
    ("change", "required", "recommended"),
    [
        ({"image": ""}, ("image",), ()), ({"name": None}, ("name",), ()), ({"sku": None}, (), ("sku",)),
        ({"gtin13": None, "mpn": "x"}, (), ()), ({"gtin13": None}, (), ("gtin",)),
        ({"offers": OFFER | {"price": None}}, ("offers.price",), ()),
        ({"offers": OFFER | {"price": None, "priceSpecification": {"@type": "PriceSpecification", "price": 1}}}, (), ()),
        ({"offers": [OFFER, OFFER | {"priceCurrency": ""}]}, ("offers.priceCurrency",), ()),
        ({"offers": OFFER | {"shippingDetails": None}}, (), ("offers.shippingDetails",)),
        ({"offers": None}, (), ("offers",)),
        ({"offers": None, "review": None, "aggregateRating": None}, ("offers",), ("aggregateRating", "offers", "review")),
    ],
)  # fmt: skip
def test_a_missing_property_is_reported(
    change: dict[str, Any], required: tuple[str, ...], recommended: tuple[str, ...]
) -> None:
    """An empty one is missing; of alternatives one is enough; of several offers each needs its own."""
    found = verdict(PRODUCT | change)
    assert found.product_missing_required == required
    assert found.product_missing_recommended == recommended


@pytest.mark.parametrize("price", ["0", 0, "0.00", "free"])
def test_a_price_has_to_be_above_zero(price: object) -> None:
    """Google refuses an offer for nothing."""
    assert (
        "Product: offers.price is not a number above zero"
        in verdict(PRODUCT | {"offers": OFFER | {"price": price}}).errors
    )


@pytest.mark.parametrize("price", ["1 299,00", "12,50", "8,800", "1299 руб.", "$10"])
def test_a_price_is_a_plain_number(price: str) -> None:
    """Google reports an invalid price format; we read it, so it is a warning."""
    for offer in (OFFER | {"price": price}, OFFER | {"price": None, "priceSpecification": {"price": price}}):  # fmt: skip
        found = verdict(PRODUCT | {"offers": offer})
        assert found.errors == ()
        assert [one.rpartition(" is ")[2] for one in found.warnings] == ["not a plain number"]
        assert found.product_missing_recommended == ()
    several = {"@type": "AggregateOffer", "lowPrice": price, "highPrice": "20", "offerCount": 2, "priceCurrency": "RUB"}  # fmt: skip
    found = verdict(PRODUCT | {"offers": several})
    assert found.warnings == ("AggregateOffer: lowPrice is not a plain number",)
    for plain in ("1299.00", " 10 ", 12.5):
        assert verdict(PRODUCT | {"offers": OFFER | {"price": plain}}).warnings == ()


@pytest.mark.parametrize(("code", "right"), [("RUB", True), (" eur", True), ("RUR", False), ("руб.", False), ("$", False), (643, False)])  # fmt: skip
def test_a_currency_is_a_code_of_iso_4217(code: object, right: bool) -> None:  # noqa: FBT001 - a column of a table
    """Google reads no other; what we make of it ourselves is another matter."""
    fault = "Product: offers.priceCurrency is not a code of ISO 4217"
    found = verdict(PRODUCT | {"offers": OFFER | {"priceCurrency": code}}).errors
    assert (fault not in found) is right


@pytest.mark.parametrize(
    ("value", "errors", "warnings"),
    [
        ({"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": {"@id": "/a", "name": "A"}}, {"@type": "ListItem", "position": 2, "name": "B"}]}, 0, 0),
        ({"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": "A"}]}, 1, 0),
        ({"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "A", "item": "/a"}, {"@type": "ListItem", "position": 2, "name": "B"}]}, 0, 0),
        ({"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "A"}, {"@type": "ListItem", "position": 2, "name": "B"}]}, 1, 0),
        ({"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "q"}]}, 0, 0),
        ({"@type": "QAPage", "mainEntity": {"@type": "Question", "name": "q", "answerCount": 1, "acceptedAnswer": {"@type": "Answer", "text": "a"}}}, 0, 3),
        ({"@type": "QAPage", "mainEntity": {"@type": "Question", "name": "q", "answerCount": 0}}, 1, 3),
        ({"@type": "AggregateRating", "itemReviewed": ITEM, "ratingValue": 0, "ratingCount": 1}, 1, 0),
        ({"@type": "AggregateRating", "itemReviewed": ITEM, "ratingValue": "5", "reviewCount": "0"}, 1, 0),
        ({"@type": "AggregateRating", "itemReviewed": ITEM, "ratingValue": "96 %", "ratingCount": "1 204"}, 0, 0),
        ({"@type": "AggregateRating", "itemReviewed": ITEM, "ratingValue": "4,8", "ratingCount": 3, "reviewCount": 0}, 1, 0),
        ({"@type": "Article", "headline": "h"}, 0, 4),
        ({"@type": "NewsArticle", "headline": "h", "author": {"@type": "Person", "name": "A"}}, 0, 4),
        ({"@type": "AggregateRating", "ratingValue": 5, "ratingCount": 1}, 1, 0),
        ({"@type": "AggregateRating", "itemReviewed": ITEM, "ratingValue": "5,5", "ratingCount": 1}, 1, 0),
        ({"@type": "AggregateRating", "itemReviewed": ITEM, "ratingValue": 9, "bestRating": "10", "ratingCount": 1}, 0, 0),
        ({"@type": "AggregateRating", "itemReviewed": ITEM, "ratingValue": "9/10", "ratingCount": 1}, 0, 0),
        ({"@type": "Review", "author": "A", "reviewRating": {"@type": "Rating", "ratingValue": 10}, "datePublished": "2026-01-01"}, 2, 0),
        ({"@type": "ElectronicsStore", "name": "S"}, 1, 5),
        ({"@type": ["Store", "LocalBusiness"], "name": "S"}, 1, 5),
        ({"@type": "MusicEvent", "name": "N", "location": {"@type": "Place", "address": "x"}}, 1, 7),
        ({"@type": "WebApplication", "name": "A", "aggregateRating": RATING}, 1, 2),
        ({"@type": "ProductGroup", "name": "A", "hasVariant": PRODUCT}, 0, 7),
        ({"@type": "ProductGroup", "hasVariant": PRODUCT | {"inProductGroupWithID": "1"}}, 1, 6),
        ({"@type": "Whatever"}, 0, 0),
    ],
)  # fmt: skip
def test_other_types_have_their_own_rules(value: Any, errors: int, warnings: int) -> None:
    """Breadcrumbs, questions, ratings, articles; what no rule speaks of is left alone."""
    found = verdict(value)
    assert (len(found.errors), len(found.warnings)) == (errors, warnings)


def test_what_a_thing_holds_is_judged_anew() -> None:
    """Products with the same properties whose offers differ do not share a verdict."""
    bare = {name: value for name, value in OFFER.items() if name != "priceCurrency"}
    found = [verdict({**PRODUCT, "offers": offers}) for offers in (OFFER, bare, [OFFER, bare])]
    assert [bool(one.errors) for one in found] == [False, True, True]


@pytest.mark.parametrize(
    ("variant", "errors"),
    [
        ({"@type": "Product", "name": "A, red", "offers": OFFER}, ()),
        ({"url": "https://shop.example/a?size=l"}, ()),
        ({"@type": "Product", "url": "https://shop.example/a?size=l"}, ()),
        ({"@type": "Product", "name": "A, red"}, ("Product: missing offers",)),
        ({"@type": "Product", "offers": OFFER | {"price": ""}}, ("Product: missing name", "Product: missing offers.price")),
        ({"@type": "Product", "name": "A, red", "offers": OFFER | {"price": 0}}, ("Product: offers.price is not a number above zero",)),
    ],
)  # fmt: skip
def test_each_variant_of_a_group_owes_its_offer(
    variant: dict[str, Any], errors: tuple[str, ...]
) -> None:
    """What is the same of all may stand on the group; one that is told on another page owes nothing here."""
    group = {"@type": "ProductGroup", "name": "A", "hasVariant": [PRODUCT, variant]}
    assert verdict(group).errors == errors
    apart = [
        {"@type": "ProductGroup", "@id": "#a", "name": "A"},
        {**variant, "isVariantOf": {"@id": "#a"}},
    ]
    assert verdict([PRODUCT, *apart]).errors == errors


def test_what_several_sellers_offer_is_no_merchant_listing() -> None:
    """Google takes an AggregateOffer for product snippets alone, which ask for less."""
    several = {
        "@type": "AggregateOffer",
        "lowPrice": 1,
        "highPrice": 2,
        "offerCount": 2,
        "priceCurrency": "EUR",
    }
    bare = {"@type": "Product", "name": "A", "offers": several}
    found = verdict(bare)
    assert found.errors == ()
    assert found.product_missing_recommended == ("aggregateRating", "review")
    assert verdict(bare | {"offers": [several, OFFER]}).errors == ("Product: missing image",)


@pytest.mark.parametrize(
    ("place", "missing"),
    [
        ({"address": {"@type": "PostalAddress", "addressCountry": "RU"}}, ()),
        ({"address": "Moscow"}, ("JobPosting: missing jobLocation.address.addressCountry",)),
        ({}, ("JobPosting: missing jobLocation.address",)),
    ],
)
def test_a_place_of_work_has_an_address(place: dict[str, Any], missing: tuple[str, ...]) -> None:
    """Google asks for it, and for its country, of each place of a vacancy."""
    job = {
        "@type": "JobPosting", "title": "t", "description": "d", "datePosted": "2026-01-01", "hiringOrganization": "o",
        "jobLocation": {"@type": "Place", **place},
    }  # fmt: skip
    assert verdict(job).errors == missing


def test_a_seller_owes_nothing() -> None:
    """An organisation inside an offer is not the page's organisation."""
    seller = {"@type": "Organization", "name": "Shop"}
    assert not any(
        "Organization" in text
        for text in verdict(PRODUCT | {"offers": OFFER | {"seller": seller}}).warnings
    )
    assert any("Organization" in text for text in verdict(seller).warnings)


def test_broken_blocks_are_errors() -> None:
    """Search engines refuse what could only be read after repair."""
    found = check(Graph(), [BrokenBlock(number=2, repaired=True)], ())
    assert found.errors == ("JSON-LD block 2: not valid JSON (read after repair)",)


def test_each_rule_names_the_page_of_google_it_was_read_from() -> None:
    """So that it can be read again."""
    for name, rule in lexicon.table("structured_data")["types"].items():
        assert (
            rule["source"].startswith(
                "https://developers.google.com/search/docs/appearance/structured-data/"
            )
            or name == "WebSite"
        )
        assert rule["where"] in {"main", "top", "any", "variant"}


def test_what_is_pointed_to_does_not_stand_alone() -> None:
    """A rating beside its product in a graph is the product's if the product names its id."""
    rating = {"@id": "#r", **RATING}
    graph = {"@graph": [PRODUCT | {"aggregateRating": {"@id": "#r"}}, rating]}
    assert verdict(graph).errors == ()
    assert verdict({"@graph": [PRODUCT, rating]}).errors == (
        "AggregateRating: missing itemReviewed",
    )


def test_software_is_no_product_of_a_shop() -> None:
    """Google has a result of its own for it, in which a free application needs no picture."""
    app = {
        "@type": "SoftwareApplication", "name": "A", "aggregateRating": RATING,
        "offers": {"@type": "Offer", "price": 0},
    }  # fmt: skip
    for value, errors in ((app, 0), (app | {"@type": ["SoftwareApplication", "Product"]}, 3)):
        graph = Graph()
        graph.add(value, Source.JSON_LD)
        assert len(check(graph, (), graph.things[:1]).errors) == errors

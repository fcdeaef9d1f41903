"""Articles, comparisons and categories that show amounts and controls that buy; each with a twin."""

import json

import pytest

from parser.pages.reading import read_page
from parser.pages.records import Availability, PageType
from tests.unit.parser.pages.products.kettle_page import BUY, HEAD, found_in, page

ARTICLE = "<meta property=og:type content=article>"
PRICE = "<p class=price>80 €</p>"


def json_ld(value: object) -> str:
    """A block of markup."""
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("head", "around", "is_sold"),
    [
        (ARTICLE, PRICE, False),
        (ARTICLE, "<p>In stock</p>" + PRICE, False),
        (ARTICLE, PRICE + BUY, True),  # what blogs' software says of the products of a shop
        (ARTICLE, PRICE + "<p>SKU: AB-123</p>", True),
        ("<meta property=og:type content=website>", PRICE, True),
    ],
)
def test_an_article_needs_more_than_a_price(head: str, around: str, *, is_sold: bool) -> None:
    """A control that buys, or the number of what is sold."""
    assert (found_in(f"<h1>Kettle 2000</h1>{around}", head=HEAD + head) is not None) == is_sold


@pytest.mark.parametrize(
    ("kind", "headline", "is_sold"),
    [
        ("NewsArticle", "Kettle 2000", False),
        ("BlogPosting", "Kettle 2000", False),
        ("BlogPosting", "Ten teas for the winter", True),  # one of the shop's latest posts
        ("WebPage", "Kettle 2000", True),
    ],
)
def test_stated_news_are_no_product(kind: str, headline: str, *, is_sold: bool) -> None:
    """Though they link to shops with the words of a shop."""
    head = HEAD + json_ld({"@type": kind, "headline": headline})
    assert (found_in(f"<h1>Kettle 2000</h1>{PRICE}{BUY}", head=head) is not None) == is_sold


def test_a_recipe_is_no_product() -> None:
    """Whatever its heading says, and whatever it recommends."""
    head = HEAD + json_ld({"@type": "Recipe", "name": "Tea with milk"})
    assert found_in(f"<h1>My kettle and tea</h1>{PRICE}{BUY}", head=head) is None


def test_what_an_article_is_part_of_is_no_product_of_its_page() -> None:
    """Newspapers state what is subscribed to as a product, on every page."""
    paper = {"@type": ["CreativeWork", "Product"], "name": "Daily", "productID": "daily:basic"}
    head = HEAD + json_ld({"@type": "NewsArticle", "headline": "Tea is dear", "isPartOf": paper})
    assert found_in("<h1>Tea is dear</h1><p>And milk.</p>", head=head) is None


@pytest.mark.parametrize(
    ("address", "is_sold"),
    [
        ("https://market.example/dp/035835", False),
        ("https://www.shop.example/p/1", True),
        ("https://till.example/cart/add?id=1", True),  # a basket on a site of its own
    ],
)
def test_a_control_that_leads_to_another_site_sells_nothing_here(
    address: str, *, is_sold: bool
) -> None:
    """A recommendation with an amount somewhere near is no product."""
    body = f"<h1>Kettles</h1><p>about 80 € in all</p><a href={address}>Order now</a>"
    assert (found_in(body, head="<title>Kettles</title>") is not None) == is_sold


def test_a_seller_may_be_written_to_elsewhere() -> None:
    """Messengers are other sites; who can be asked there can be bought from."""
    contact = "<a href=https://messenger.example/4912345>Contact seller</a>"
    product = found_in(f"<h1>Kettle 2000</h1>{PRICE}{contact}")
    assert product is not None
    assert product.availability is Availability.IN_STOCK


@pytest.mark.parametrize(
    "heading",
    [
        "Обзор чайника Kettle 2000: стоит ли покупать",
        "Топ-10 чайников",
        "Как выбрать чайник",
        "Какой чайник купить?",
        "The 6 Best Kettles of 2026, Tested",
        "Kettle 2000 review: hot",
        "Kettle 2000 im Test: heiß",
        "Les 10 meilleures bouilloires",
    ],
)
def test_a_review_with_links_to_shops_is_no_product(heading: str) -> None:
    """Outside of an article it may be a book of that name."""
    head = f"<title>{heading}</title>"
    body = f"<h1>{heading}</h1>{PRICE}{BUY}"
    assert found_in(f"<article>{body}</article>", head=head) is None
    assert found_in(body, head=head) is not None


@pytest.mark.parametrize("heading", ["Kettle 2000", "Обзорная площадка", "Best of Queen"])
def test_a_product_may_stand_in_an_article(heading: str) -> None:
    """Templates use the element for anything."""
    body = f"<article><h1>{heading}</h1>{PRICE}{BUY}</article>"
    assert found_in(body, head=f"<title>{heading}</title>") is not None


@pytest.mark.parametrize(
    "heading", ["Compare products", "Product comparison", "Сравнение товаров", "My wishlist"]
)
def test_a_list_that_a_visitor_made_is_no_product(heading: str) -> None:
    """By its heading, whatever its address."""
    body = f"<h1>{heading}</h1>{PRICE}{BUY}"
    assert found_in(body, head=f"<title>{heading}</title>") is None


def cards(count: int) -> str:
    """Other products, each with a price."""
    return "".join(
        f"<div class=tile><a href=/p/{n}>Kettle {n}</a><p class=price>{n}5 €</p>{BUY}</div>"
        for n in range(1, count + 1)
    )


RANGE = {"@type": "AggregateOffer", "lowPrice": 15, "highPrice": 65, "priceCurrency": "EUR"}


@pytest.mark.parametrize(
    ("extra", "above", "is_product"),
    [
        ({}, "", False),
        ({}, "<p>The lowest price of all the kettles that we have here is 15 €</p>", False),
        ({}, PRICE.replace("80", "15"), True),  # a comparison of shops shows it at the heading
        ({}, PRICE.replace("80", "15") + BUY, True),
        ({"sku": "K-2000"}, "", True),
        ({"offers": {"@type": "Offer", "price": 15, "priceCurrency": "EUR"}}, "", True),
    ],
)
def test_a_category_that_states_itself_as_a_product_is_a_list(
    extra: dict[str, object], above: str, *, is_product: bool
) -> None:
    """Shops do so for the sake of the range of prices in the results of a search."""
    stated = {"@type": "Product", "name": "Kettles", "offers": RANGE} | extra
    head = f"<title>Kettles</title>{json_ld(stated)}"
    body = page(f"<div><h1>Kettles</h1>{above}</div><div>{cards(6)}</div>", head=head)
    reading = read_page(body, url="https://shop.example/kettles")
    assert (reading.product is not None) == is_product
    assert reading.page_type is (PageType.PRODUCT if is_product else PageType.CATEGORY)

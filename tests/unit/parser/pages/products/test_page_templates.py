"""What shop systems call the template of a page in its body."""

import pytest

from parser.pages.reading import read_page
from tests.unit.parser.pages.products.kettle_page import BUY


def is_product(body: str, content: str) -> bool:
    """Whether a page with a price and a heading, whose `<body>` is named so, is one."""
    page = f"<title>Kettle 2000</title><body {body}><h1>Kettle 2000</h1>{content}"
    return read_page(page.encode(), url="https://shop.example/a").product is not None


PRICE = "<p class=price>80 €</p>"


@pytest.mark.parametrize(
    "body",
    [
        "class='page woocommerce-page woocommerce-order-received'",
        "class='template-collection gradient'",
        "class='catalog-category-view page-layout-2columns'",
        "class='is--ctl-checkout'",
        "class='lang-en page-order-confirmation'",
    ],
)
def test_the_template_of_a_list_or_a_checkout_shows_no_product(body: str) -> None:
    """Whatever amount stands beside its heading, and whatever can be put into a basket."""
    assert not is_product(body, PRICE + BUY)


@pytest.mark.parametrize(
    "body", ["class=template-product", "class='single-product woocommerce'", "id=product", ""]
)
def test_other_templates_say_nothing(body: str) -> None:
    """A product's own, and none."""
    assert is_product(body, PRICE + BUY)


def test_a_post_is_a_product_if_it_can_be_bought() -> None:
    """Some shops write their products as posts."""
    assert is_product("class='single single-post'", PRICE + BUY)
    assert not is_product("class='single single-post'", PRICE)

"""What the templates of widely used shop software print around a product, each with a twin to be read otherwise."""

from decimal import Decimal

import pytest

from parser.pages.currencies import country_of
from parser.pages.records import Availability
from tests.unit.parser.pages.products.kettle_page import BUY, found_in, kettle

STATED = """<script type="application/ld+json">{"@type":"Product","name":"Kettle 2000","offers":{"@type":"Offer",
"price":80,"priceCurrency":"EUR","availability":"https://schema.org/InStock"}}</script><title>Kettle 2000</title>"""


# ------------------------------------------------------------------------------------ the stock


def test_a_hidden_field_that_says_add_is_no_button() -> None:
    """Forms carry what they do in one, whatever the stock is."""
    field = "<form><input type=hidden name=action value=add>{}</form>"
    gone = field.format("<div class=alert><p>Out of stock</p></div>")
    assert kettle(gone).availability is Availability.OUT_OF_STOCK
    assert kettle(field.format("<input type=submit value=Add>")).availability is Availability.IN_STOCK


def test_a_badge_waits_for_its_state_in_a_wrapper_too() -> None:
    """The words have an element of their own inside the one that is named for the state."""
    badges = "<div class='price {}'><div><p class='badge badge--sale'><i>Sale</i></p><p class='badge badge--sold-out'><i>Sold out</i></p></div></div>"
    price = "<p class=price>80 €</p>"
    assert kettle(price + badges.format("") + BUY).availability is Availability.IN_STOCK
    gone = kettle(price + badges.format("price--sold-out") + BUY)
    assert gone.availability is Availability.SOLD_OUT


def test_a_clause_of_a_description_is_no_order_against_markup() -> None:
    """It tells how the thing is made; a line of its own tells how it is sold."""
    told = "<p>Engraved walnut, made to order in our workshop.</p>"
    assert kettle(told + BUY, head=STATED).availability is Availability.IN_STOCK
    line = "<p>Made to order</p>"
    assert kettle(line + BUY, head=STATED).availability is Availability.BACK_ORDER


def test_a_size_that_is_gone_is_no_place_of_the_stock() -> None:
    """The entries of a list in which one chooses are named for their state."""
    entry = "<ul class={}><li class=in-stock>S</li><li class='item item--out-of-stock'>M out of stock</li></ul>"
    sizes = kettle(entry.format("size-list") + "<button>Añadir</button>")
    assert sizes.availability is Availability.IN_STOCK
    facts = "<ul class=facts><li class='product-stock'>Out of stock</li></ul>"
    assert kettle(facts + "<button>Merken</button>").availability is Availability.OUT_OF_STOCK


def test_a_filter_for_what_is_in_stock_makes_no_product_of_a_category() -> None:
    """It stands above many cards with numbers and prices; a product that lists parts has one number."""
    card = "<div class=item><a href=/p/{0}><b>Lid {0}</b></a><i>Art. no.: {0}</i><div class=price>{0} €</div></div>"
    cards = "".join(card.format(number) for number in range(1000, 1006))
    body = "<h1>Kettles</h1><p>Availability: in stock</p>"
    assert found_in(f"{body}<div>{cards}</div>", head="<title>Kettles</title>") is None
    one = "<p>Art. no.: 5077</p>"
    assert found_in(f"{body}{one}", head="<title>Kettles</title>") is not None


# ----------------------------------------------------------------------------- price and currency


@pytest.mark.parametrize(
    ("host", "country"),
    [("shop.co", ""), ("shop.me", ""), ("shop.com.co", "co"), ("shop.com.au", "au")],
)
def test_domains_sold_worldwide_name_no_country(host: str, country: str) -> None:
    """Unless the part that is a country's own stands before them."""
    assert country_of(f"https://{host}/p") == country


def test_the_grid_inside_a_product_is_no_grid_of_products() -> None:
    """Its price is the product's, not one of a card below."""
    grid = "<div class={}><div class=buy><p class=price-now>80 €</p></div></div>"
    other = "<div class=card><a>Lid</a><p class=price-card>12 €</p></div>"
    assert kettle(grid.format("product__grid") + other).price == Decimal(80)
    assert kettle(grid.format("product-grid") + other).price == Decimal(12)


# ------------------------------------------------------------------------------------- numbers


def test_marks_of_direction_before_a_value_are_no_part_of_it() -> None:
    """Sites for all languages print them in every row."""
    rows = "<table><tr><th>Part number<td>&lrm;KT-2000</table>"
    assert kettle(rows).mpn == "KT-2000"

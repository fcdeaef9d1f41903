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
    assert (
        kettle(field.format("<input type=submit value=Add>")).availability is Availability.IN_STOCK
    )


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


def test_a_list_of_prices_of_services_is_no_product() -> None:
    """A table of several amounts, each of another thing; a row that is called a price is the product's."""
    rows = "<h1>Ремонт часов</h1><table><tr><td>{}<td>от 500 руб.<tr><td>Полировка<td>от 2 500 руб.</table>"
    head = "<title>Ремонт часов</title>"
    assert found_in(rows.format("Замена батарейки"), head=head) is None
    assert found_in(rows.format("Цена"), head=head) is not None


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


@pytest.mark.parametrize(
    ("row", "sku"),
    [
        ("<p>SKU</p><p>KT-EX</p>", "KT-EX"),
        ("<p>Артикул KT-EX</p>", "KT-EX"),
        ("<p>Item add-on</p>", None),
        ("<p><span class=product__sku>KT-EX-45</span></p>", "KT-EX-45"),
        ("<p><span class=product__sku>Lid-45</span></p>", None),
    ],
)
def test_numbers_of_few_digits_are_capitals_in_parts(row: str, sku: str | None) -> None:
    """Behind their label without a colon, or in an element that is made for them."""
    assert kettle(row + BUY).sku == sku


def test_a_model_is_the_shops_number_if_the_address_has_it() -> None:
    """Software of shops calls it so; a part is made for another model."""
    told = "<ul><li><b>Модель:</b> <span>YCM-E1500</span></li></ul>"
    assert kettle(told, url="https://shop.example/ardesto-ycm-e1500").sku == "YCM-E1500"
    assert kettle(told, url="https://shop.example/p/kettle").sku is None
    both = told + "<p>Артикул: 10427</p>"
    assert kettle(both, url="https://shop.example/ardesto-ycm-e1500").sku == "10427"


def test_a_label_inside_the_property_is_no_part_of_the_number() -> None:
    """Templates mark the label up together with its number."""
    thing = "<div itemscope itemtype=https://schema.org/Product><h1 itemprop=name>Kettle 2000</h1><p itemprop=sku>{}</p></div>"
    assert kettle(thing.format("SKU 00042")).sku == "00042"
    assert kettle(thing.format("ART 00042")).sku == "ART 00042"


# -------------------------------------------------------------------------------------- brands


@pytest.mark.parametrize(
    ("around", "brand"),
    [
        ("<h2 class=productView-brand><a href=/acme><span>Acme</span></a></h2>", "Acme"),
        ("<p class=site-brand>Acme</p>", None),
        ("<p class=text>Acme Goods</p>", "Acme Goods"),
        ("<p class=text>Acme Goods since 1990</p>", None),
    ],
)
def test_the_shops_own_brand_stands_beside_the_heading(around: str, brand: str | None) -> None:
    """In an element that calls itself the product's brand, or as the shop's whole name; not in a header."""
    head = "<meta property=og:site_name content='Acme Goods'><title>Kettle 2000</title>"
    assert kettle(f"<h1>Kettle 2000</h1>{around}{BUY}", head=head).brand == brand


def test_links_of_a_menu_yield_to_the_element_of_the_brand() -> None:
    """A menu leads to pages of several brands, also near the heading."""
    menu = "<ul><li><a href=/brands/men>Men</a><li><a href=/brands/beauty>Beauty</a></ul>"
    vendor = "<p class=product__vendor>by Grey Owl</p>"
    assert kettle(menu + vendor + BUY).brand == "Grey Owl"
    assert kettle(menu + BUY).brand is None


def test_a_row_of_two_texts_beside_like_rows_needs_no_colon() -> None:
    """Pages drawn by scripts make tables of other elements; a menu has no pairs."""
    row = "<div class=k7q><div><span>{}</span></div><div><span>{}</span></div></div>"
    rows = row.format("Brand", "Vention") + row.format("Length", "1 m")
    assert kettle(rows + BUY).brand == "Vention"
    alone = "<div class=k7q><span>Brand</span><span>Vention</span></div>"
    assert kettle(alone + BUY).brand is None


def test_a_first_latin_word_with_a_small_number_may_be_a_model() -> None:
    """Series of models are counted so; a longer number is one of the maker's."""
    heads = {"Стол Nova 12": None, "Дрель Makita 2470": "Makita"}
    for heading, brand in heads.items():
        body = f"<h1>{heading}</h1><p class=price>80 €</p>{BUY}"
        found = found_in(body, head=f"<title>{heading}</title>")
        assert found is not None
        assert found.brand == brand


# -------------------------------------------------------------------------- sold out, and in shops


def test_what_is_sold_out_online_may_be_in_shops() -> None:
    """In one line or in two; not where the shops are only to be asked, or have none either."""
    one = kettle("<p>Out of stock online, in stock at 12 shops</p>")
    two = kettle("<p>Online: out of stock</p><p>Available in 12 stores</p>")
    assert {one.availability, two.availability} == {Availability.IN_STORE_ONLY}
    asked = kettle("<p>Online: out of stock</p><p>Check availability in 12 stores</p>")
    assert asked.availability is Availability.OUT_OF_STOCK
    nowhere = kettle("<p>Out of stock</p><p>Available in 12 stores</p>")
    assert nowhere.availability is Availability.OUT_OF_STOCK


def test_a_refused_product_may_have_an_amount_without_a_currency() -> None:
    """In an element that calls itself a price's; of tomans, which have no code, too."""
    gone = found_in("<h1>Kettle 2000</h1><p class=price>1 290</p><p>Sold out</p>")
    assert gone is not None
    assert (gone.price, gone.availability) == (Decimal(1290), Availability.SOLD_OUT)
    assert found_in("<h1>Kettle 2000</h1><p class=price>1 290</p><p>Sold</p>") is None
    assert found_in("<h1>Kettle 2000</h1><p class=cost>1 290</p><p>Sold out</p>") is not None
    delivery = "<h1>Kettle 2000</h1><p class=delivery-cost>1 290</p><p>Sold out</p>"
    assert found_in(delivery) is None
    tomans = "<h1>کتری مدل 2000</h1><p class=price>۱٬۲۵۰٬۰۰۰ تومان</p><p>ناموجود</p>"
    found = found_in(tomans, head="<title>کتری مدل 2000</title>")
    assert found is not None
    assert (found.price, found.availability) == (Decimal(1250000), Availability.OUT_OF_STOCK)


def test_a_line_on_the_stock_beside_an_amount_makes_it_none_of_another() -> None:
    """In one element with it, on a page where nobody can buy; other words may tell of another thing."""
    told = "<h1>Kettle 2000</h1><div class=pricing><i>$</i>12.00 <span>Sold out</span></div>"
    gone = found_in(told)
    assert gone is not None
    assert (gone.price, gone.availability) == (Decimal("12.00"), Availability.SOLD_OUT)
    gift = "<p>Sold out</p><div>Replaced by Lid for $12.00</div>"
    found = found_in(f"<h1>Kettle 2000</h1><img alt='Kettle 2000' src=k.jpg>{gift}")
    assert found is None or found.price is None


def test_the_amount_of_a_single_card_below_is_not_the_products() -> None:
    """It follows a link to another page; a price alone behind such a link may be the product's."""
    own = "<div><div><p class=price>80 €</p></div></div>"
    card = "<div class=item><a href=/p/lid>Lid</a><p class=price>12 €</p></div>"
    assert kettle(f"<div>{own}{card}</div>").price == Decimal(80)
    branded = "<div><a href=/acme>Acme</a><p class=price>12 €</p></div>"
    assert kettle(branded).price == Decimal(12)


def test_a_linked_heading_of_the_brand_is_no_card() -> None:
    """It stands beside the product's own heading and calls itself so."""
    headings = "<div><a href=/b/acme><h2 class={}>Acme</h2></a><h1>Kettle 2000</h1></div>"
    assert kettle(headings.format("brand") + BUY).brand == "Acme"
    assert kettle(headings.format("title") + BUY).brand is None


# ---------------------------------------------------------------------------------------- markup


def test_a_number_that_the_page_calls_the_shops_own_is_not_exchanged() -> None:
    """The address may have the maker's, if it is made of the name."""
    head = """<title>Kettle</title><script type="application/ld+json">{"@type":"Product","name":"Kettle",
    "sku":"1000014677","mpn":"DCD771C2","offers":{"price":9,"priceCurrency":"USD"}}</script>"""
    told = "<h1>Kettle</h1><p>Store SKU # <b>1000014677</b></p>"
    own = kettle(told, head=head, url="https://shop.example/p/kettle-DCD771C2")
    assert (own.sku, own.mpn) == ("1000014677", "DCD771C2")
    untold = kettle("<h1>Kettle</h1>", head=head, url="https://shop.example/p/kettle-DCD771C2")
    assert (untold.sku, untold.mpn) == ("DCD771C2", "1000014677")


def test_what_several_sellers_offer_is_in_stock() -> None:
    """A comparison of shops counts its offers and says no more; its page may."""
    head = """<title>Kettle 2000</title><script type="application/ld+json">{"@type":"Product","sku":"7",
    "name":"Kettle 2000","offers":{"@type":"AggregateOffer","lowPrice":80,"offerCount":"%d"}}</script>"""
    assert kettle("", head=head % 2).availability is Availability.IN_STOCK
    assert kettle("", head=head % 0).availability is None
    gone = kettle("<p>Out of stock</p>", head=head % 2)
    assert gone.availability is Availability.OUT_OF_STOCK

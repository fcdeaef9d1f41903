"""Which amount is the price, on pages without markup, each case with a twin that must not be read the same way."""

from decimal import Decimal

import pytest

from parser.pages.records import Availability
from tests.unit.parser.pages.products.kettle_page import BUY, found_in, kettle


@pytest.mark.parametrize(
    ("prices", "price"),
    [
        ("<span class=product-price>1 299,-</span><p>eks. mva. 1 039,20</p>", "1299"),
        ("<small>Ekskl. moms 80,00 kr</small><strong class=price>100,00 kr</strong>", "100.00"),
        ("<div class='price net'>100,00 € <i>zzgl. MwSt.</i></div><div class='price gross'>119,00 €</div>", "119.00"),
        ("<p>Price: £80.00 ex. VAT (£96.00 inc. VAT)</p>", "96.00"),
        ("<span class=price-ex>1 119 kr</span> <span>eks. mva</span> <span class=price>1 399 kr</span>", "1399"),
        ("<p class=price>£80.00 + VAT</p>", "80.00"),
        ("<p class=price>£80.00</p><p>Delivery £96.00 ex VAT</p>", "80.00"),
    ],
)  # fmt: skip
def test_the_price_with_tax_is_the_price(prices: str, price: str) -> None:
    """Where the page shows one beside the one without, whichever element the label stands in."""
    assert kettle(prices, url="https://shop.no/p/kettle").price == Decimal(price)


@pytest.mark.parametrize(
    ("prices", "price"),
    [
        ("<span class=price>€ 449,</span><sup>99</sup>", "449.99"),
        ("<span class=price>€ 449</span> <span class=price-cents>99</span>", "449.99"),
        ("<span class=price>€ 449,</span><span>99</span>", "449.99"),
        ("<span class=price>€ 449</span> <span class=amount-left>99</span>", "449"),
        ("<span class=price>€ 449</span> or <sup>99</sup>", "449"),
        ("<span class=price>€ 449</span><sup>1</sup>", "449"),
        ("<span class=price>€ 449,50</span><sup>12</sup>", "449.50"),
    ],
)
def test_raised_cents_belong_to_the_amount_before_them(prices: str, price: str) -> None:
    """They may stand in an element beside the one of the price."""
    assert kettle(prices + BUY).price == Decimal(price)


def test_the_price_in_its_own_element_is_no_sentence() -> None:
    """Though a block around it, with the heading and more in it, has a better standing."""
    block = (
        "<div class=productSummary><h1>Apricots ripe and ready, a pack of five of them</h1><div>"
        "<div class=tab><p class=pricePerUnit>£3.50<abbr>/</abbr><abbr>unit</abbr></p>"
        f"<p class=pricePerMeasure>£0.70<abbr>/</abbr><abbr>ea</abbr></p></div>{BUY}</div></div>"
    )
    assert kettle(block).price == Decimal("3.50")


def test_a_shop_for_companies_keeps_its_price_without_tax() -> None:
    """It puts that first, and both in places of the same form."""
    prices = "".join(
        f"<div><span>{label}</span><span class=price>{amount} €</span></div>"
        for label, amount in (("bez DPH", "3,56"), ("s DPH", "4,27"))
    )
    assert kettle(prices).price == Decimal("3.56")


@pytest.mark.parametrize(
    ("prices", "price"),
    [
        ("<p class=pricePerUnit>£3.50<abbr>/</abbr><abbr>unit</abbr></p><p class=pricePerMeasure>£7.00/kg</p><p class=price-note>x5</p>", "3.50"),
        ("<span class=price>49:-</span> <span>Jmf-pris 108,89 kr/kg</span>", "49"),
        ("<p class=price-per-kilo>12,45 €/kg</p><p class=product-price>2,49 €</p>", "2.49"),
        ("<p class=price>3 380 ₽</p><p>Частями по 845 ₽</p>", "3380"),
        ("<div><span>845 ₽</span> <span>в месяц</span></div><div class=price>3 380 ₽</div>", "3380"),
        ("<ul id=prices><li><h2>2 890 ₽</h2></li><li>2 или более 2 750 ₽</li></ul>", "2890"),
        ("<p class=price>€20.00</p><ul class=price-tiers><li class=price>5 or more €18.00</li></ul>", "20.00"),
        ("<span class=price>89,95 kr.</span><span class=price>49,97 kr. pr. meter</span>", "89.95"),
        ("<p class=price>80 €</p><h3>You may also like</h3><p class=product-price>30 €</p>", "80"),
        ("<p>80 €</p><h3>You may also like</h3><p class=product-price>30 €</p>", "80"),
        ("<p class=price>80 €</p><p class=price>From 100 € free shipping</p>", "80"),
        ("<p class=price>Save £5</p><p class=price>£20.00</p>", "20.00"),
    ],
)  # fmt: skip
def test_the_price_of_the_thing_is_taken(prices: str, price: str) -> None:
    """Not that of a measure, of a month, of more than one or of another thing, nor what is saved."""
    assert kettle(prices + BUY).price == Decimal(price)


@pytest.mark.parametrize(
    "prices",
    [
        "<ul id=prices><li><span style='text-decoration: line-through;'>100 €</span></li><li><h2>80 €</h2></li></ul>",
        "<div class=price><span>80 €</span> <span class='line-through'>100 €</span> (-20%)</div>",
        "<b class='price-list price-list--lg'><i class=text-on-sale>80 €</i> <i class='compare-at line-through'>100 €</i></b>",
        "<span class=normalprice>100 €</span> <span class=specialPrice>80 €</span>",
        "<div class=price-box><span class=price-compare>100 €</span> <span class=js-price>80 €</span> 3 x de 26,67 €</div>",
        "<div class=buying-price><div class=buying-priceold>Price <b>100</b> €</div><div class=buying-pricenew>With 20 % off <b>80</b> €</div></div>",
    ],
)
def test_a_line_through_a_price_makes_it_the_old_one(prices: str) -> None:
    """Drawn by the element's own style, or named so by its class."""
    found = kettle(prices + BUY)
    assert (found.price, found.old_price) == (Decimal(80), Decimal(100))


def test_a_price_that_is_only_called_normal_is_the_price() -> None:
    """Where nothing is reduced, templates give it that name all the same."""
    assert kettle(f"<span class=normalprice>100 €</span>{BUY}").price == Decimal(100)


HEADING = "<h1>Kettle 2000</h1><img alt='Kettle 2000'>"
GONE = "<p>No longer available</p><button>Notify me</button>"


@pytest.mark.parametrize(
    "neighbour",
    [
        "<p>Other editions: <a href=/p/2>paperback for 12 €, in stock</a></p>",
        "<div class=product-analog><b>Kettle 3000</b> <div class=price>95 €</div></div>",
        "<div id=newer-version>A newer model: <span class=price>95 €</span></div>",
        "<ul><li>Parcel shops and lockers in 1 to 4 days from 2.50 € each</li></ul>",
    ],
)
def test_what_can_be_bought_instead_prices_nothing(neighbour: str) -> None:
    """A thing that is gone shows no price of its own; that of another one is not its."""
    found = found_in(HEADING + GONE + neighbour)
    assert found is not None
    assert (found.price, found.availability) == (None, Availability.DISCONTINUED)


def test_what_lies_in_the_basket_prices_nothing() -> None:
    """The sum of a visitor's basket stands at the head of each page."""
    header = "<header><a class='cart-link-counter' href=/cart/><b>2</b> <span>4 780 €</span></a></header>"
    found = found_in(header + HEADING + GONE)
    assert found is not None
    assert found.price is None


def test_an_amount_in_a_sentence_is_no_offer() -> None:
    """An article tells of prices, too; an offer that is told in many words stands behind a colon."""
    told = "<p>In the box there is no plug at all, you have to buy one (about 12 €) somewhere else.</p>"
    assert found_in(f"<h1>Kettle 2000: a review</h1>{told}{BUY}") is None
    at_noon = "<p>The shop that opens at 10:30 had one for about 12 € when we came by.</p>"
    assert found_in(f"<h1>Kettle 2000: a review</h1>{at_noon}{BUY}") is None
    offered = "<p>For residents of the country: 80 € (with free first class shipping to you)</p>"
    found = found_in(f"<h1>Kettle 2000</h1>{offered}{BUY}")
    assert found is not None
    assert found.price == Decimal(80)


def test_an_amount_in_the_heading_yields_to_one_beside_it() -> None:
    """Numbers of models end like currencies; a heading that alone tells the price is believed."""
    row = "<table><tr><td>Code</td><td>6205-2RS</td></tr><tr><td>Price</td><td>215 €</td></tr></table>"
    found = found_in(f"<h1>Bearing 6205 2RS</h1>{row}")
    assert found is not None
    assert (found.price, found.currency) == (Decimal(215), "EUR")
    alone = found_in(f"<h1>A kettle: 80 €</h1>{BUY}")
    assert alone is not None
    assert alone.price == Decimal(80)


def test_a_price_is_read_in_its_own_element_and_not_in_a_block_named_for_prices() -> None:
    """The words of the block would make it an amount that comes up in a sentence."""
    told = "<p>Very short supply, no confirmed date</p><p>Only sold to those who collect it in our shop</p>"
    block = f"<div class=price-section><p class=the-price>329.99 €</p>{told}</div>"
    found = found_in(f"<h1>Kettle 2000</h1>{block}")
    assert found is not None
    assert (found.price, found.availability) == (Decimal("329.99"), Availability.OUT_OF_STOCK)


@pytest.mark.parametrize(
    ("prices", "price", "old"),
    [
        ("<p class=price><i>119</i>99 ₽</p><div class=best-price><b>99 ₽</b> <i>119</i> <i>-17%</i></div>", "99", "119"),
        ("<p class=price><i>119</i>99 ₽</p><div class=best-price><b>119,99 ₽</b></div>", "119.99", None),
        ("<p class=price><i>119</i>99 ₽</p>", "119.99", None),
        ("<p class=price><i>119</i>99 ₽</p><div class=best-price><b>99 ₽</b></div>", "119.99", None),
    ],
)  # fmt: skip
def test_an_old_price_that_a_style_strikes_is_no_whole_of_cents(
    prices: str, price: str, old: str | None
) -> None:
    """Where the page asks for the second number alone, the two are the old price and the new one."""
    found = kettle(prices, url="https://shop.ru/p/kettle")
    assert (found.price, found.old_price) == (Decimal(price), Decimal(old) if old else None)


@pytest.mark.parametrize(
    ("prices", "price", "old"),
    [
        ("<div class=product-price><i>$24.50</i> <b>Now $10.50</b></div>", "10.50", "24.50"),
        ("<i class=price-standard>$24.50</i> <b class=price-sales>$10.50</b>", "10.50", "24.50"),
        ("<b class=price-standard>$24.50</b>", "24.50", None),
        ("<div class=product-price><i>$24.50</i> <b>lamp $10.50</b></div>", "24.50", None),
    ],
)
def test_what_is_asked_now_is_the_price(prices: str, price: str, old: str | None) -> None:
    """By a word between the two amounts, or by the names that a shop system gives them."""
    found = kettle(prices, url="https://shop.com/p/kettle")
    assert (found.price, found.old_price) == (Decimal(price), Decimal(old) if old else None)


@pytest.mark.parametrize(
    ("link", "price"),
    [
        ("<a href=/p/2><img src=a.jpg alt='Kettle Pro'> Kettle Pro of last year <b class=sale>9 €</b></a>", "80"),
        ("<a href=/p/2><b class='sale price'>70 €</b></a>", "70"),
    ],
)  # fmt: skip
def test_an_amount_in_a_link_to_another_thing_is_its_price(link: str, price: str) -> None:
    """A link with a picture and a name is a card, though it stands right below the heading."""
    assert kettle(f"<div>80 €</div><div>{link}</div>").price == Decimal(price)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("通常価格：10,000円(税込)", "販売価格：8,000円(税込)"), ("メーカー希望小売価格 10,000円", "価格 8,000円"), ("정가 10,000원", "판매가 8,000원"),
        ("市场价：¥10,000", "促销价：¥8,000"), ("Liste Fiyatı: 10.000 TL", "İndirimli: 8.000 TL"), ("Αρχική τιμή: 10.000 €", "Τιμή: 8.000 €"),
        ("Redovna cijena: 10.000 €", "Akcijska cijena: 8.000 €"), ("Sena kaina 10 000 €", "Kaina 8 000 €"), ("Norm. 10 000 €", "Nyt 8 000 €"),
        ("Giá gốc: 10.000₫", "Giá: 8.000₫"), ("Harga normal Rp10.000", "Rp8.000"), ("ราคาปกติ ฿10,000", "ราคาพิเศษ ฿8,000"),
        ("السعر قبل: 10,000 ر.س", "السعر الآن: 8,000 ر.س"), ("מחיר רגיל: ₪10,000", "מחיר מבצע: ₪8,000"), ("Tidigare lägsta pris: 10 000 kr", "8 000 kr"),
    ],
)  # fmt: skip
def test_an_old_price_is_told_by_its_label_in_many_languages(old: str, new: str) -> None:
    """Whatever elements the two stand in."""
    found = kettle(
        f"<div><h1>Kettle 2000</h1><p>{old}</p><p>{new}</p></div><i class=price></i>{BUY}"
    )
    assert (found.price, found.old_price) == (Decimal(8000), Decimal(10000))


def test_lines_of_old_prices_make_no_list() -> None:
    """Three amounts in elements of one kind are cards only if they are asked for."""
    lines = "<p>Cena: 80 zł</p><p>Cena regularna: 100 zł</p><p>Najniższa cena z 30 dni: 75 zł</p>"
    found = kettle(f"<h1>Kettle 2000</h1><i class=price></i>{lines}{BUY}")
    assert (found.price, found.old_price) == (Decimal(80), Decimal(100))


def test_an_old_price_in_another_currency_is_none() -> None:
    """A shop that prints two currencies may print the old price in one only."""
    lines = "<i class=price></i><p>Стара цена: 100,00 лв.</p><p>Цена: 80,00 лв. / 40,90 €</p>"
    assert kettle(f"<h1>Kettle 2000</h1>{lines}{BUY}").old_price is None


@pytest.mark.parametrize(
    ("bar", "price"),
    [
        ("<span>Phone 15</span><b>699 €</b>", "699"),
        ("<h2>Kettle 2000</h2><p>60 €</p>", "60"),
        ("<span>Чайник 3000</span> <span>2 490 ₽</span>", "2490"),
        ("<span>EUR 699</span><sup>50</sup>", "699.50"),
        ("<span>1</span><span> 299 ₽</span>", "1299"),
        ("<span>Price: 69</span><span>,</span><span>90</span><span>€</span>", "69.90"),
    ],
)
def test_a_name_that_ends_in_a_number_is_not_read_on_in_the_price(bar: str, price: str) -> None:
    """Bars at the edge of a page repeat both side by side; an amount may have parts of its own."""
    found = found_in(f"<h1>Kettle 2000</h1><div>{bar}</div>{BUY}")
    assert found is not None
    assert found.price == Decimal(price)

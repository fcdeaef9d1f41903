"""Prices that only some pay, beside the one that everyone pays."""

from decimal import Decimal

import pytest

from parser.pages.prices import read_shown
from tests.unit.parser.pages.products.kettle_page import kettle


@pytest.mark.parametrize(
    ("text", "price", "is_reserved"),
    [
        ("Member price: $39.99 Regular price: $49.99", "49.99", False), ("£3.50 £2.50 Clubcard Price", "3.50", False),
        ("449 ₽ с картой 599 ₽ без карты", "599", False), ("599 ₽ с картой: 449 ₽", "599", False), ("599 ₽ 449 ₽ по карте", "599", False),
        ("Цена по карте 89,99 ₽ Обычная цена 129,99 ₽", "129.99", False), ("Опт: 800 руб. Розница: 1 000 руб.", "1000", False),
        ("Ord. pris 249 kr Medlemspris 199 kr", "249", False), ("会员价 ¥179.00 ¥199.00", "199", False), ("회원가 8,000원", "8000", True),
        ("Member price $39.99", "39.99", True), ("12 340 ₽ с картой магазина", "12340", True), ("Цена с картой Пэй 12 340 ₽", "12340", True), ("$39 with Acme Card", "39", True), ("Оптом от 800 ₽", "800", True),
        ("Trade price £30 RRP £45", "30", True), ("Member price $39.99 was $59.99", "39.99", True),
        ("599 ₽ с картой 449 ₽", "599", False), ("Regular price $49.99 Sale price $39.99", "39.99", False), ("599 ₽ оплата картой", "599", False),
    ],
)  # fmt: skip
def test_a_text_asks_for_what_everyone_pays(text: str, price: str, is_reserved: bool) -> None:  # noqa: FBT001 - expected value
    """A lower amount for members, for who has a card or resells counts only where no other is asked."""
    shown = read_shown(text)
    assert shown is not None
    assert (shown.price, shown.reserved) == (Decimal(price), is_reserved)


@pytest.mark.parametrize(
    "text", ["60 € with card", "60 € with a credit card", "60 € mit Karte", "R$ 60 com cartão", "Gift card price: 60 €", "60 € bei Kartenzahlung"]
)  # fmt: skip
def test_a_means_to_pay_reserves_no_price(text: str) -> None:
    """Nor does a card that is sold itself."""
    shown = read_shown(text)
    assert shown is not None
    assert not shown.reserved


@pytest.mark.parametrize(
    ("reserved", "public"),
    [
        ("<i>Member price</i> <b class=price>60 €</b>", "<i>Regular price</i> <b class=price>80 €</b>"),
        ("<i>Цена по карте</i> <b>60 €</b>", "<i>Обычная цена</i> <b>80 €</b>"), ("<b>60 €</b> <i>с картой</i>", "<b>80 €</b> <i>без карты</i>"),
        ("<i>Оптовая цена</i> <b>60 €</b>", "<i>Розничная цена</i> <b>80 €</b>"), ("Опт: <b>60 €</b>", "Розница: <b>80 €</b>"),
        ("<i>Wholesale price:</i> <b>60 €</b>", "<i>Retail price:</i> <b>80 €</b>"), ("<i>Medlemspris</i> <b>60 €</b>", "<i>Ordinarie pris</i> <b>80 €</b>"),
        ("Mitgliederpreis 60 €", "80 €"), ("Prix avec la carte 60 €", "80 €"), ("Cena klubowa: 60 €", "80 €"), ("会員価格 60 €", "通常価格 80 €"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_first", [True, False])
def test_the_price_is_what_everyone_pays(reserved: str, public: str, is_first: bool) -> None:  # noqa: FBT001 - a case
    """Whichever stands first; that it is called the regular one does not strike it there."""
    rows = [reserved, public] if is_first else [public, reserved]
    blocks = "".join(f"<div class=price-row>{row}</div>" for row in rows)
    found = kettle(f"<h1>Kettle 2000</h1><div class=prices>{blocks}</div>")
    assert (found.price, found.old_price) == (Decimal(80), None)


@pytest.mark.parametrize(
    "beside",
    [
        "", "<s>80 €</s>", "<p class=old-price>80 €</p>", "<p class=price>RRP 80 €</p>", "<p class=price><i>RRP</i> <b>80 €</b></p>",
        "<p class=price>Delivery 80 €</p>", "<p class=price>80 € / kg</p>", "<p class=price>Trade price 70 €</p>", "<p class=price>400 €</p>",
    ],
)  # fmt: skip
def test_a_reserved_price_is_better_than_none(beside: str) -> None:
    """Beside what is struck, recommended, or the price of something else, it stays the price."""
    found = kettle(f"<h1>Kettle 2000</h1><div><p class=price>Member price: 60 €</p>{beside}</div>")
    assert found.price == Decimal(60)


def test_the_reserved_price_of_a_page_yields_to_one_that_is_not_called_a_price() -> None:
    """The element of the other amount may have any name."""
    found = kettle("<div class=member-price>Member price: 60 €</div><div class=x>80 €</div>")
    assert found.price == Decimal(80)


def test_markup_may_state_the_reserved_price() -> None:
    """Then that is what the shop calls its price."""
    offer = '{"@type": "Product", "name": "Kettle 2000", "offers": {"price": 60, "priceCurrency": "EUR"}}'
    head = f'<title>Kettle 2000</title><script type="application/ld+json">{offer}</script>'
    found = kettle("<p class=price>Member price: 60 €</p><p class=price>80 €</p>", head=head)
    assert found.price == Decimal(60)

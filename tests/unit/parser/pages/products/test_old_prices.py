"""Old prices in elements that nothing names, and amounts that only look like the price."""

from decimal import Decimal

import pytest

from parser.pages.prices import read_shown
from tests.unit.parser.pages.products.kettle_page import BUY, found_in, kettle


@pytest.mark.parametrize(
    "text",
    [
        "Letzter niedrigster Preis: 80 €", "Niedrigster Preis der letzten 30 Tage: 80 €", "30-Tage-Bestpreis: 80 €", "Lowest price in the last 30 days: €80",
        "Prix le plus bas des 30 derniers jours : 80 €", "Prezzo più basso degli ultimi 30 giorni: 80 €", "Precio más bajo de los últimos 30 días: 80 €",
        "Laagste prijs van de afgelopen 30 dagen: € 80", "Lägsta pris senaste 30 dagarna: 80 kr", "Nejnižší cena za posledních 30 dní: 80 Kč",
        "Cel mai mic preț din ultimele 30 de zile: 80 Lei", "Az elmúlt 30 nap legalacsonyabb ára: 80 Ft", "Най-ниска цена за последните 30 дни: 80 лв.",
        "Χαμηλότερη τιμή 30 ημερών: 80 €", "Najniža cijena u zadnjih 30 dana: 80 €", "Cena z 30 dni: 80 zł", "Preço mais baixo dos últimos 30 dias: 80 €",
        "M.R.P.: ₹80", "Orig. $80", "Prior price: $80", "UVP des Herstellers: 80 €", "Prix de référence 80 €", "Catalogusprijs € 80", "Rek. pris 80 kr", "Původně 80 Kč",
    ],
)  # fmt: skip
def test_what_is_called_the_lowest_of_a_month_or_the_makers_is_an_old_price(text: str) -> None:
    """Shops of the European Union have to print the first beside a price that is reduced."""
    shown = read_shown(text)
    assert shown is not None
    assert (shown.price, shown.struck) == (Decimal(80), True)


@pytest.mark.parametrize(
    "text", ["Our lowest price: €80", "Best price €80", "Bestpreis 80 €", "120 sold in last 30 days €80", "Rückgabe 30 Tage 80 €", "From 30 days €80"]
)  # fmt: skip
def test_other_words_of_low_prices_and_days_strike_nothing(text: str) -> None:
    """Shops praise their prices, and count days of other things."""
    shown = read_shown(text)
    assert shown is not None
    assert not shown.struck


@pytest.mark.parametrize(
    "beside",
    [
        "<div>Was 80 €</div>", "<div><i>UVP:</i> <b>80 €</b></div>", "<div>Previous price: 80 €</div><div>Save 20 €</div>", "<p>5 € / month</p><p>Statt 80 €</p>",
        "<div>RRP 80 €</div><div>Lowest price in the last 30 days: 70 €</div>",
    ],
)  # fmt: skip
def test_an_old_price_may_stand_in_an_element_without_a_name(beside: str) -> None:
    """Words call it so, right beside the price."""
    found = kettle(f"<h1>Kettle 2000</h1><div><span class=price>60 €</span>{beside}</div>{BUY}")
    assert (found.price, found.old_price) == (Decimal(60), Decimal(80))


@pytest.mark.parametrize(
    "beside",
    ["<div>80 €</div>", "<div>Save 80 €</div>", "<div>Was 50 €</div>", "<div>Was 900 €</div>", "<div>Was $80</div>", f"<div>{'word ' * 40}Was 80 €</div>"],
)  # fmt: skip
def test_other_amounts_are_no_old_price(beside: str) -> None:
    """Without such a word, lower, far higher, in another currency, or in a long text."""
    found = kettle(f"<h1>Kettle 2000</h1><div><span class=price>60 €</span>{beside}</div>{BUY}")
    assert (found.price, found.old_price) == (Decimal(60), None)


@pytest.mark.parametrize(
    ("block", "price", "old"),
    [
        ("<div><p class=price-small>80 €</p><p class=price-big>60 €</p></div>", "60", "80"),
        ("<div><p class=price-small>80 €</p> -25% <p class=price-big>60 €</p></div>", "60", "80"),
        ("<div><p class=price>60 €<b class=price-was>80 €</b></p></div>", "60", "80"),
        ("<div class=price>60 € <i class=price__prev>80</i></div>", "60", "80"),
        ("<table><tr><td class=price>80 €</td><td class=price>60 €</td></tr></table>", "80", None),
        ("<div><p class=price>80 €</p><p>for 2</p><p class=price>60 €</p></div>", "80", None),
    ],
)  # fmt: skip
def test_of_two_amounts_that_are_alone_the_lower_is_the_price(
    block: str, price: str, old: str | None
) -> None:
    """A style strikes the other; those of a table or of several choices are asked side by side."""
    found = kettle(f"<h1>Kettle 2000</h1>{block}{BUY}")
    assert (found.price, found.old_price) == (Decimal(price), old and Decimal(old))


def test_the_old_price_may_stand_beside_the_price_elsewhere() -> None:
    """A bar at the edge repeats the price alone; another product's old price is not this one's."""
    block = "<div><b>60 €</b><s>80 €</s></div>"
    bar = f"<div class=bar><span>60 €</span>{BUY}</div>"
    others = "<section><h2>Related products</h2><div><ul><li><a href=/p/2>Mug</a><b>60 €</b><s>70 €</s></li></ul></div></section>"
    for beside, old in ((block, Decimal(80)), ("", None)):
        top = f"<h1>Kettle 2000</h1><div><h1>Kettle 2000</h1>{beside}</div>"
        found = found_in(top + bar + others)
        assert found is not None
        assert (found.price, found.old_price) == (Decimal(60), old)


def test_a_slide_before_the_shown_one_strikes_nothing() -> None:
    """Sliders call it "prev", as shops call their old price."""
    found = kettle(
        f"<h1>Kettle 2000</h1><div class='slide slide-prev'><b class=price>60 €</b></div>{BUY}"
    )
    assert (found.price, found.old_price) == (Decimal(60), None)


def test_prices_of_a_measure_do_not_make_a_list() -> None:
    """Three amounts right below a heading are otherwise those of three things."""
    found = found_in(
        f"<h1>Kettle 2000</h1><div>24,99 €</div><div>(49,98 € / 1 kg)</div><div>zzgl. 4,90 € Versand</div>{BUY}"
    )
    assert found is not None
    assert found.price == Decimal("24.99")


def test_things_that_are_sold_by_measure_make_a_list() -> None:
    """Where no amount is of anything else, each is a price."""
    kinds = (("Ham", 12), ("Beef", 23), ("Lamb", 34))
    rows = "".join(
        f"<div><b>{kind}</b><p class=price>{price} € / kg</p></div>" for kind, price in kinds
    )
    assert found_in(f"<h1>Meat</h1>{rows}{BUY}", head="<title>Meat</title>") is None

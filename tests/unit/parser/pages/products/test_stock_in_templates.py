"""The stock as templates of widely used software print it: in rows of fields, beside held buttons."""

from decimal import Decimal

import pytest

from parser.pages.records import Availability
from tests.unit.parser.pages.products.kettle_page import BUY, found_in, kettle


@pytest.mark.parametrize(
    "place",
    [
        "<div class='control-group product-list-field'><label>Availability:</label> <span class=qty-out-of-stock>Out-of-stock</span></div>",
        "<div class=listing-ended><h2>This listing has ended</h2></div>",
    ],
)
def test_a_field_of_a_list_and_an_ended_listing_are_the_products_own(place: str) -> None:
    """A list of products and a listing are not, though they are called so too."""
    assert kettle(place).availability is Availability.OUT_OF_STOCK
    other = place.replace("-field", "").replace("-ended", "")
    assert kettle(other).availability is None


def test_behind_the_label_a_time_tells_that_it_has_to_be_ordered() -> None:
    """The words that such software puts there when there is none, and sells it all the same."""
    stock = "<ul><li class='product-stock'><b>Stock:</b> <span>2-3 Days</span></li></ul>"
    assert kettle(stock + BUY).availability is Availability.BACK_ORDER
    delivery = "<ul><li><b>Delivery:</b> <span>2-3 Days</span></li></ul>"
    assert kettle(delivery + BUY).availability is Availability.IN_STOCK


@pytest.mark.parametrize(
    "control",
    [
        "<button class='btn btn-notify'>Ĝi revenos?</button>",
        "<a class='product-watchdog' href='#'>Gardi</a>",
        "<form id=back-in-stock-form><input name=mail><button>Sendu</button></form>",
    ],
)
def test_a_control_named_for_telling_of_its_return_tells_that_it_is_gone(control: str) -> None:
    """In whatever language its caption is, where no control buys; one for a lower price tells nothing."""
    assert kettle(control).availability is Availability.OUT_OF_STOCK
    assert kettle(control + BUY).availability is Availability.IN_STOCK
    assert kettle(f"<div class=modal>{control}</div>").availability is None
    cheaper = "<p class=price>80 €</p><a class='notify-price' href='#'>Malpli?</a>"
    assert kettle(cheaper).availability is None


def test_a_held_button_makes_a_priced_page_a_products() -> None:
    """As a working one does, though the price stands farther from the heading than usual."""
    body = """<div class=product><h1><span>Kettle 2000</span></h1><form><div class=stocks>
      <strong class=stock-none><i></i>Нет в наличии</strong></div><div class=add2cart>
      <span class='price nowrap'>890 руб.</span><input type=submit {} value='В корзину'></div></form></div>"""
    found = found_in(body.format("disabled"))
    assert found is not None
    assert (found.price, found.availability) == (Decimal(890), Availability.OUT_OF_STOCK)
    working = found_in(body.format("").replace("Нет в", "В"))
    assert working is not None
    assert working.availability is Availability.IN_STOCK


def test_what_cannot_be_delivered_may_be_had_in_a_shop() -> None:
    """That there is no delivery is no word on the stock; that a shop runs low is."""
    ways = "<div><p>Delivery</p><p>Not available for delivery</p></div><div><p>In store</p><p>{}</p></div>"
    assert kettle(ways.format("Running low in stock at Riga")).availability is Availability.LIMITED
    assert kettle(ways.format("Ask us")).availability is None


def test_the_only_amount_may_be_called_the_full_price() -> None:
    """Beside a lower one it is the old price."""
    full = "<h1>Kettle 2000</h1><div class=prices-fullprice>80 €</div>"
    alone = found_in(full + BUY)
    assert alone is not None
    assert (alone.price, alone.old_price) == (Decimal(80), None)
    reduced = found_in(f"{full}<div class=price>60 €</div>{BUY}")
    assert reduced is not None
    assert (reduced.price, reduced.old_price) == (Decimal(60), Decimal(80))


def test_the_makers_label_is_shortened_by_traders_in_parts() -> None:
    """The same letters before "part" are a number's."""
    found = kettle("<p>Mfr.: Boilix</p><p>Mfr. part no: KT-2000-B</p>" + BUY)
    assert (found.brand, found.mpn) == ("Boilix", "KT-2000-B")


def test_the_brands_label_is_no_part_of_it() -> None:
    """Where both stand in the element made for the brand."""
    place = "<div class=product-manufacturer><label>Marque</label> <span>Boilix</span></div>"
    assert kettle(place + BUY).brand == "Boilix"


OFFERS = (
    "<form action=/cart/add><label>New<p>{}</p></label><label>Used<p>Not available</p></label>"
    "<label>File<p>Not available</p></label></form>"
)


def test_a_refusal_in_the_label_of_another_choice_is_that_choices() -> None:
    """Used ones and files are gone; the new one has the price."""
    assert kettle(OFFERS.format("<b class=price>22,50 €</b>")).availability is Availability.IN_STOCK
    gone = "<p class=price>22,50 €</p>" + OFFERS.format("Not available")
    assert kettle(gone).availability is Availability.OUT_OF_STOCK


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("<button disabled><i>\ue14b</i> Out of stock</button>", Availability.OUT_OF_STOCK),
        ("<p>Ships same day.</p>", Availability.IN_STOCK),
        ("<p>Можно забрать из 3 магазинов</p>", Availability.IN_STOCK),
        ("<p>Ships same week</p>", None),
    ],
)
def test_icons_and_promises_beside_the_heading(told: str, state: Availability | None) -> None:
    """A letter that an icon font draws is no word of a button; who sends it the same day has it."""
    assert kettle(told).availability is state


@pytest.mark.parametrize(
    "choice",
    [
        "<p>Select Styles for Availability</p>", "<p>Please select a size</p>", "<p>Выберите цвет</p>", "<p>Bitte wählen Sie eine Größe</p>",
        "<div role=radiogroup><button role=radio>S</button><button role=radio>M</button></div>",
    ],
)  # fmt: skip
def test_a_button_is_held_until_something_is_chosen(choice: str) -> None:
    """A line asks for it, or there is what is chosen; then nothing is known."""
    assert kettle(f"{choice}<button disabled>Add to cart</button>").availability is None


@pytest.mark.parametrize(
    "line", ["<p>Select your store</p>", "<p>Choose well</p>", "<p>All sizes</p>"]
)
def test_other_questions_do_not_hold_the_button(line: str) -> None:
    """What is sold out asks for a store or a country, too."""
    found = kettle(f"{line}<button disabled>Add to cart</button>")
    assert found.availability is Availability.OUT_OF_STOCK


@pytest.mark.parametrize(
    ("place", "state"),
    [
        ("<div class=product-stock>Нет</div>", Availability.OUT_OF_STOCK), ("<div class=item-stock><b>Отсутствует</b></div>", Availability.OUT_OF_STOCK),
        ("<div class=lager>Ja</div>", Availability.IN_STOCK), ("<div class=sold-count>No</div>", None), ("<div class=backlight>Нет</div>", None),
        ("<dl><dt>Backlight</dt><dd>Отсутствует</dd></dl>", None), ("<div class=product-stock>0</div>", Availability.OUT_OF_STOCK),
    ],
)  # fmt: skip
def test_an_element_called_the_stocks_may_just_answer(
    place: str, state: Availability | None
) -> None:
    """Whether there is any, with a word; elements of other names answer other questions."""
    assert kettle(place).availability is state


def test_what_is_hidden_does_not_tell_the_stock_where_anything_else_does() -> None:
    """Templates print every state and hide all but the true one."""
    hidden, shown = "<p class='stock hidden'>In stock</p>", "<p class=stock>Out of stock</p>"
    assert kettle(hidden + shown).availability is Availability.OUT_OF_STOCK
    assert kettle(hidden).availability is Availability.IN_STOCK

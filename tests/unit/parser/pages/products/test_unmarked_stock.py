"""Whether a thing can be bought, on pages without markup, each case with a twin that must not be read the same way."""

import pytest

from parser.pages.availability import refuses
from parser.pages.records import Availability
from tests.unit.parser.pages.products.kettle_page import BUY, found_in, kettle


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Ikke på lager", Availability.OUT_OF_STOCK), ("Utsolgt", Availability.SOLD_OUT), ("Udsolgt", Availability.SOLD_OUT),
        ("Slutsåld", Availability.SOLD_OUT), ("Ausverkauft", Availability.SOLD_OUT), ("Épuisé", Availability.OUT_OF_STOCK),
        ("Agotado", Availability.OUT_OF_STOCK), ("Нет в наличии", Availability.OUT_OF_STOCK), ("Немає в наявності", Availability.OUT_OF_STOCK),
    ],
)  # fmt: skip
def test_a_badge_beats_the_button_that_templates_print(words: str, state: Availability) -> None:
    """An element made for the stock that says nothing else."""
    badge = f"<div class='stock status'><b>{words}</b></div>"
    assert kettle(badge + BUY).availability is state


@pytest.mark.parametrize(
    "refusal",
    [
        "<ul><li class=stock>S: out of stock</li><li>M</li></ul>",
        "<table><tr><td>Main street</td><td class=stock>Out of stock</td></tr></table>",
        "<p class=stock>In stock</p><div><p class=stock>Out of stock</p></div>",
        "<div class='modal'><p class=stock>Out of stock</p></div>",
    ],
)
def test_a_refusal_of_one_of_several_leaves_the_button(refusal: str) -> None:
    """One size, one shop, one of two places, or a window that is not open."""
    assert kettle(refusal + BUY).availability is Availability.IN_STOCK


@pytest.mark.parametrize(
    "button",
    [
        "",
        "<template><button>Add to cart</button></template>",
        "<div class=hidden><button>Add to cart</button></div>",
        "<a class='btn displaynone'>Add to cart</a>",
        "<p class=no-display><button>Add to cart</button></p>",
        "<select name=size><option>S</select><button disabled>Add to cart</button>",
        "<input type=hidden class=add-to-cart-url>",
        "<form><input type=hidden data-is-available=false><button>Add to cart</button></form>",
    ],
)
def test_without_words_and_a_working_button_nothing_is_known(button: str) -> None:
    """What a page does not say is not guessed."""
    assert kettle(button).availability is None


def test_a_button_that_refuses_beats_one_farther_away() -> None:
    """What can be bought below is another product, whatever block it stands in."""
    refusing = "<div><h1>Kettle 2000</h1><p class=price>80 €</p><input type=button value='Sold out' disabled></div>"
    other = "<div><p>Lid</p><a class=btn href='#'>Add to cart</a></div>"
    assert kettle(f"<div>{refusing}</div>{other}").availability is Availability.SOLD_OUT


def test_a_button_that_is_held_sells_nothing() -> None:
    """Where no size or colour has to be chosen first; with little certainty, as scripts may free it."""
    found = kettle("<button disabled>Add to cart</button>")
    assert found.availability is Availability.OUT_OF_STOCK
    assert found.confidence["availability"] < 0.5


@pytest.mark.parametrize(
    "refusal",
    [
        "<div class=row><div class=col>Нет в наличии</div></div>",
        "<p style='color:red'>Out of stock</p>",
        "<div>Dieser Artikel ist derzeit ausverkauft.</div>",
    ],
)
def test_a_line_that_refuses_beats_the_button_too(refusal: str) -> None:
    """Whatever its element is called; not against markup, nor where it speaks of a size."""
    assert refuses(kettle(refusal + BUY).availability)
    priced = INSTOCK + "<p class=price>80 €</p>"
    assert kettle(priced + refusal + BUY).availability is Availability.IN_STOCK
    size = "<p>Sorry, the size that you asked for is sold out</p>"
    assert kettle(size + BUY).availability is Availability.IN_STOCK
    assert kettle(f"{BUY}<div class=related>{refusal}</div>").availability is Availability.IN_STOCK


@pytest.mark.parametrize(
    "control",
    [
        "<button class='btn btn-buy' disabled>Sorry folks!</button>",
        "<a class='btn btn-primary disabled' href='#'>Add to cart</a>",
    ],
)
def test_a_held_control_may_be_a_link_or_say_something_else(control: str) -> None:
    """Where its names call it one that buys."""
    assert kettle(control).availability is Availability.OUT_OF_STOCK
    other = control.replace("btn-buy", "btn-find").replace("Add to cart", "Compare")
    assert kettle(other).availability is None


@pytest.mark.parametrize(
    "refusal",
    [
        "<div class='dn stockAlarm'><a>Notify me when back in stock</a></div>",
        "</div></div><div><span class=stock-label>Sold out</span> Lid</div><div><div>",
    ],
)
def test_a_badge_is_the_products_where_its_button_is(refusal: str) -> None:
    """Beside a button that buys, what would tell of its return says nothing, nor a badge farther away."""
    page = f"<div><div><h1>Kettle 2000</h1><p class=price>80 €</p>{BUY}{refusal}</div></div>"
    assert kettle(page).availability is Availability.IN_STOCK


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ('data-stock="0"', Availability.OUT_OF_STOCK),
        ('data-availability="out-of-stock"', Availability.OUT_OF_STOCK),
        ('data-stock="3"', Availability.IN_STOCK),
        ('data-stock="many"', Availability.IN_STOCK),
    ],
)
def test_data_for_scripts_denies_the_button(data: str, state: Availability) -> None:
    """In the form of the button; a number above nought and unknown words deny nothing."""
    assert kettle(f"<form {data}>{BUY}</form>").availability is state


BADGES = "<div class='price {0}'><b class=price>80 €</b><span class='badge badge-sale'>Sale</span><span class='badge badge-sold-out'>Sold out</span></div>"
INSTOCK = '<script type="application/ld+json">{"@type":"Product","name":"Kettle 2000","offers":{"price":80,"priceCurrency":"EUR","availability":"https://schema.org/InStock"}}</script>'


@pytest.mark.parametrize("markup", ["", INSTOCK])
def test_badges_that_a_template_prints_for_every_state_say_nothing(markup: str) -> None:
    """Where "Sale" and "Sold out" stand side by side, a sheet of style shows what the block around names."""
    assert kettle(markup + BADGES.format("") + BUY).availability is Availability.IN_STOCK
    low = "<p class=inventory>Low stock: 3 left</p>"
    assert kettle(BADGES.format("") + low + BUY).availability is Availability.LIMITED
    sold = BADGES.format("price--sold-out") + "<button disabled>Sold out</button>"
    assert kettle(markup + sold).availability is Availability.SOLD_OUT
    assert kettle(BADGES.format("price--sold-out") + BUY).availability is Availability.SOLD_OUT


@pytest.mark.parametrize(
    "refusal",
    [
        "<li>Наличие: Нет в наличии</li>",
        "<span>Availability:</span> Out Of Stock<br>",
        "<label>Verfügbarkeit</label> <p>nicht auf Lager</p>",
        "<table><tr><th>Verfügbar</th><td>Nein</td></tr></table>",
        "<p><b>En stock :</b> <span>Non</span></p>",
        "<dl><dt>在庫</dt><dd>なし</dd></dl>",
        "<p>Stok: Yok</p>",
        "<div><span>Mavjud</span><div>yo‘q</div></div>",
        "<p>Наличие: <span>нет</span></p>",
        "<dl><dt>Availability</dt><dd>No</dd></dl>",
    ],
)
def test_a_refusal_behind_its_label_beats_the_button(refusal: str) -> None:
    """Shops that take orders for what they do not have say so there."""
    assert kettle(refusal + BUY).availability is Availability.OUT_OF_STOCK


def test_a_no_behind_another_label_leaves_the_button() -> None:
    """Nor does one on the line behind words on stock that are no label."""
    row = (
        "<table><tr><th>Bluetooth</th><td>No</td></tr></table><p>In stock at our shop</p><p>No</p>"
    )
    assert kettle(row + BUY).availability is Availability.IN_STOCK


@pytest.mark.parametrize(
    "control",
    ["<input type=submit disabled value='Out of stock'>", "<button aria-disabled=true><span>Out of stock</span></button>"],
)  # fmt: skip
def test_a_disabled_control_says_why(control: str) -> None:
    """Its caption counts more than a promise of delivery, and makes a priced page a product's."""
    found = found_in(f"<h1>Kettle 2000</h1><p>Usually ships in 24 hours</p><p>80 €</p>{control}")
    assert found is not None
    assert found.availability is Availability.OUT_OF_STOCK
    size = "<ul><li><button disabled>Sold out</button></li><li><button>M</button></li></ul>"
    assert kettle(size + BUY).availability is Availability.IN_STOCK
    choice = "<p class=stock>In stock</p><button disabled>8 - Sold out</button><button>9</button>"
    assert kettle(choice).availability is Availability.IN_STOCK


@pytest.mark.parametrize(
    "control",
    [
        "<div class='add-to-cart-button' role=button><div>Add to cart</div></div>",
        "<span class='to-cart btn'><i></i><span>В корзину</span></span>",
        "<span role=button tabindex=0>Add to cart</span>",
    ],
)
def test_what_scripts_make_a_button_of_is_a_control(control: str) -> None:
    """An element that is named for it and has its caption; one around a hidden button is none."""
    assert kettle(control).availability is Availability.IN_STOCK
    hidden = f"<div class=box-cart><div class=unvisible>{BUY}</div></div>"
    assert kettle(hidden).availability is None


PICTURE = "<img src=/b.gif alt='Add to cart'>"


@pytest.mark.parametrize(
    "control",
    [
        "<input type=image src=/b.gif alt='Add to cart'>",
        f"<a href='/cart?add=1'>{PICTURE}</a>",
        f"<a href='javascript:add(1)'>{PICTURE}</a>",
        f"<p class=price>80 € <a href='/cart/?add=1'>{PICTURE}</a></p>",
        "<button aria-label='Add to cart'><svg></svg></button>",
        "<a href='/cart?add=1' title='Add to cart'><i class=icon></i></a>",
    ],
)
def test_a_control_without_words_is_read_by_its_picture(control: str) -> None:
    """Older templates draw their buttons; the same picture makes no card of another product."""
    assert kettle(control).availability is Availability.IN_STOCK
    banner = f"<a href='https://other.example/'>{PICTURE}</a>"
    assert kettle(banner).availability is None


@pytest.mark.parametrize(
    "line",
    [
        "Sorry, this item is currently out of stock and will not come back",
        "Ce produit est actuellement en rupture de stock.",
        "Der von Ihnen gewählte Artikel ist leider ausverkauft",
        "Нет в наличии, ожидается в середине декабря 2026 года",
        "Out of stock - we expect it in the second half of May",
        "We're currently sold out of the kettle. Join the waitlist to be first in line.",
        "商品库存：缺货",
    ],
)
def test_a_sentence_on_this_product_may_refuse_it_in_many_words(line: str) -> None:
    """It names the product, apologises, begins with the refusal, or has the label of the stock."""
    assert kettle(f"<p>{line}</p>").availability in {
        Availability.OUT_OF_STOCK,
        Availability.SOLD_OUT,
    }
    other = "<p>Kettle 2000 in red, with a cord of two metres, is out of stock</p>"
    assert kettle(other).availability is None


def test_a_promise_to_send_counts_where_nothing_tells_the_stock() -> None:
    """Shops print it on every page."""
    promise = "<p>Lieferzeit: 2-3 Werktage</p>"
    assert kettle(promise).availability is Availability.IN_STOCK
    assert kettle(promise + "<p>Nicht auf Lager</p>").availability is Availability.OUT_OF_STOCK
    assert (
        kettle(promise + "<p class=stock>Auf Bestellung</p>").availability
        is Availability.BACK_ORDER
    )
    refused = INSTOCK.replace("InStock", "OutOfStock")
    assert kettle(refused + promise).availability is Availability.OUT_OF_STOCK


def test_beside_a_refusal_that_is_another_shops_the_page_may_say_more() -> None:
    """Than that its button works."""
    refused = "<ul><li>Out of stock</li></ul>"
    assert kettle(refused + BUY).availability is Availability.IN_STOCK
    assert (
        kettle(refused + "<p>Only on backorder</p>" + BUY).availability is Availability.BACK_ORDER
    )


@pytest.mark.parametrize(
    ("sign", "state"),
    [
        ("<img src=/s.gif alt='Sold Out'>", Availability.SOLD_OUT), ("<img src=/y.gif title='In stock'>", Availability.IN_STOCK),
        ("<span class='stock-icon' title='Нет в наличии'></span>", Availability.OUT_OF_STOCK), ("<i class='icon-in-stock'></i>", Availability.IN_STOCK),
        ("<span class='stock'>5 шт.</span>", Availability.IN_STOCK), ("<b class=stock-count>0</b>", Availability.OUT_OF_STOCK),
    ],
)  # fmt: skip
def test_a_sign_may_tell_the_stock(sign: str, state: Availability) -> None:
    """Near the heading, where no words and no button do."""
    assert kettle(sign).availability is state
    assert kettle(sign + BUY).availability is Availability.IN_STOCK
    assert kettle(sign + "<p>Only on backorder</p>").availability is Availability.BACK_ORDER
    assert kettle(f"<div class=related>{sign}</div>").availability is None
    assert kettle(f"<div class=modal>{sign}</div>").availability is None


@pytest.mark.parametrize(
    "place",
    [
        "<span class='avail avail--out-of-stock'>Ausgetrunken</span>",
        "<b class='stock-none'>Ĝi mankas</b>",
        "<i class=sold-tag>Sold</i>",
    ],
)
def test_names_tell_what_unknown_words_say(place: str) -> None:
    """If they refuse, and nothing else tells the stock; a count of what was sold is another thing."""
    assert kettle(place).availability is Availability.OUT_OF_STOCK
    assert kettle(place + BUY).availability is Availability.IN_STOCK
    assert kettle("<i class=sold-count>120 sold</i>").availability is None


@pytest.mark.parametrize(
    "sign",
    [
        "<img src=/k.jpg alt='Kettle 2000 as long as in stock'>",
        "<div class='out-of-stock-form'></div>",
        "<i class='swatch available'></i>",
        "<b class=reviews-count>5</b>",
    ],
)
def test_what_only_resembles_a_sign_tells_nothing(sign: str) -> None:
    """A place that a script may fill, a choice, a count of other things."""
    assert kettle(sign).availability is None


def test_the_block_around_the_heading_may_be_named_for_its_state() -> None:
    """As some shops' software names it for its sheet of style."""
    body = (
        "<div class='product type-product {}'><h1>Kettle 2000</h1><p class=price>80 €</p>{}</div>"
    )
    found = found_in(body.format("outofstock", "<p>SKU: K-2000</p>"))
    assert found is not None
    assert found.availability is Availability.OUT_OF_STOCK
    bought = found_in(body.format("outofstock", BUY))
    assert bought is not None
    assert bought.availability is Availability.IN_STOCK


def test_an_order_in_advance_is_promised_by_its_control() -> None:
    """Where its caption is no text of the page; a control that buys at once goes first."""
    ahead = "<input type=submit value='Pre-order now'>"
    assert kettle(ahead).availability is Availability.PRE_ORDER
    assert kettle(ahead + BUY).availability is Availability.IN_STOCK


def test_a_refusal_among_other_products_is_theirs() -> None:
    """On a page that says nothing of its own product's stock."""
    others = "<div class='block related'><strong>Others</strong><p>Lid</p><p>Out of stock</p></div>"
    assert kettle(others).availability is None


def test_a_label_makes_an_answer_of_a_number() -> None:
    """Which says nothing on a line of its own."""
    assert kettle("<p>Наличие: <span>17</span></p>").availability is Availability.IN_STOCK
    assert kettle("<p>17</p><p>нет</p>").availability is None


def test_data_of_a_size_denies_nothing() -> None:
    """An option of a choice speaks of itself."""
    sizes = '<select name=size><option data-stock="0">S</option><option>M</option></select>'
    assert kettle(f"<form>{sizes}{BUY}</form>").availability is Availability.IN_STOCK


@pytest.mark.parametrize(
    "sentence",
    [
        "Boils in two minutes. The lid is available for pre-order.",
        "A white one can be made to order for those who like that.",
    ],
)
def test_what_a_sentence_says_by_the_way_is_not_the_products_stock(sentence: str) -> None:
    """Of a thing with a working button, another one may be ordered in advance."""
    assert kettle(f"{BUY}<p>{sentence}</p>").availability is Availability.IN_STOCK


def test_one_of_several_clauses_may_tell_that_it_is_made_to_order() -> None:
    """If it says little else; a refusal has to be most of the whole line."""
    for ordered in (
        "Produto sob encomenda. Prazo de produção: 20 dias úteis",
        "Disponível por encomenda, 3 semanas",
    ):
        assert kettle(f"<p>{ordered}</p>{BUY}").availability is Availability.BACK_ORDER
    refused = "<p>Red is sold out. Choose white, grey or black in the list of colours</p>"
    assert kettle(refused + BUY).availability is Availability.IN_STOCK


def test_a_button_sells_nothing_that_has_no_price() -> None:
    """Where the price is told who asks, what can be bought is another thing of the page."""
    table = "<table><tr><td>Power</td><td>2 kW</td></tr></table>"
    found = found_in(f"<h1>Kettle 2000</h1><p>Price on request</p>{table}<div>Lid {BUY}</div>")
    assert found is not None
    assert (found.price, found.availability) == (None, None)


@pytest.mark.parametrize(
    "title",
    [
        "<h2>Related products</h2>",
        "<div class=t>You may also like</div>",
        "<h3>С этой книгой покупают</h3>",
    ],
)
def test_a_button_below_a_title_of_related_products_is_theirs(title: str) -> None:
    """Nothing but that title tells it: a refusal near the heading stays the product's."""
    cards = "".join(
        f"<div><b>Lid {size}</b> <i>12 €</i> <button>Add to cart</button></div>" for size in "SML"
    )
    praise = "<p>It was in stock and came the next day.</p>"
    found = kettle(
        f"<h1>Kettle 2000</h1><p class=price>80 €</p><p>Out of stock</p>{praise}{title}{cards}"
    )
    assert found.availability is Availability.OUT_OF_STOCK
    working = kettle(f"<p class=price>80 €</p><p>In stock</p>{BUY}{title}{cards}")
    assert working.availability is Availability.IN_STOCK


def test_a_stock_that_several_lines_tell_is_a_lists() -> None:
    """A comparison without amounts, with numbers of articles and a button for each."""
    names = "".join(f"<p>SKU: KT-200{one}</p><p>In stock</p>{BUY}" for one in range(3))
    assert found_in(f"<h1>Three kettles side by side</h1>{names}") is None

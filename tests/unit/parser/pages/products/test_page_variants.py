"""Sizes and colours of products without markup: which choices of a page are forms of its product."""

import json
from decimal import Decimal
from html import escape

import pytest

from parser.pages.records import Availability, Variant
from tests.unit.parser.pages.products.plain_page import BUY, PRICE, found_in

RADIO = "<input type=radio name=choice value="
GONE = Availability.OUT_OF_STOCK
SIZES = "<option value=1>S</option><option value=2>M</option>"


def variants(around: str) -> tuple[Variant, ...]:
    """The forms of a product with something between its price and its button."""
    page = f"<main><h1>Linen shirt Vera</h1>{PRICE}<form>{around}{BUY}</form></main>"
    found = found_in(page, head="<title>Linen shirt Vera</title>")
    assert found is not None
    return found.variants


@pytest.mark.parametrize(
    "around",
    [
        f"<label>Size</label><select name=option1>{SIZES}</select>",
        f"<select name=size><option value=''>Choose a size</option>{SIZES}</select>",
        f"<div>Размер:</div><div><select name=variant>{SIZES}</select></div>",
        f"<p>Size</p><label>{RADIO}1>S</label><label>{RADIO}2>M</label>",
        f"<p>Size</p>{RADIO}1 id=a><label for=a>S</label>{RADIO}2 id=b><label for=b>M</label>",
        f"<p>Size</p>{RADIO}S>{RADIO}M>",
    ],
)
def test_a_choice_of_one_property_is_read(around: str) -> None:
    """From a list to select, from radio buttons, by a name or a label."""
    assert variants(around) == (Variant(name="S", size="S"), Variant(name="M", size="M"))


def test_what_a_caption_says_of_stock_and_price_is_read() -> None:
    """An option that is disabled, or whose words refuse, is sold out; a surcharge is no price."""
    options = (
        "<option value=1>64 GB - 499 €</option><option value=2>128 GB (sold out)</option>"
        "<option value=3 disabled>256 GB</option><option value=4>512 GB (+100 €)</option>"
    )
    assert variants(f"<select name=attribute_memory>{options}</select>") == (
        Variant(name="64 GB", price=Decimal(499), currency="EUR"),
        Variant(name="128 GB", availability=Availability.SOLD_OUT),
        Variant(name="256 GB", availability=Availability.OUT_OF_STOCK),
        Variant(name="512 GB"),
    )


def test_the_data_of_a_form_are_read() -> None:
    """Every combination with its own number, price and stock."""
    stated = [
        {
            "attributes": {"attribute_pa_color": "Red", "attribute_pa_size": size},
            "display_price": price,
            "sku": f"V-{size}",
            "is_in_stock": price < 50,
        }
        for size, price in (("S", 40), ("M", 50.5))
    ]
    form = f'<form data-product_variations="{escape(json.dumps(stated))}"></form>'
    page = f"<main><h1>Linen shirt Vera</h1>{PRICE}{form}{BUY}</main>"
    found = found_in(page, head="<title>Linen shirt Vera</title>")
    assert found is not None
    small, medium = found.variants
    assert small == Variant(
        sku="V-S", name="Red / S", price=Decimal(40), color="Red", size="S",
        availability=Availability.IN_STOCK,
    )  # fmt: skip
    assert (medium.price, medium.availability) == (Decimal("50.5"), Availability.OUT_OF_STOCK)


@pytest.mark.parametrize(
    "around",
    [
        "<select name=quantity><option value=1>1</option><option value=2>2</option></select>",
        "<label>Sort</label><select name=s><option value=1>New</option><option value=2>Old</option></select>",
        "<label>Country</label><select name=c><option value=1>UK</option><option value=2>DE</option></select>",
        f"<select name=size>{SIZES}</select><select name=color>{SIZES}</select>",
        "<p>Сколько</p><select name=option><option value=1>1</option><option value=2>2</option></select>",
        "<select name=size><option value=1>One size</option></select>",
        "<input type=radio name=delivery value=post><input type=radio name=delivery value=courier>",
        "<form data-product_variations=false></form>",
        "<form data-product_variations='[1, {}]'></form>",
    ],
)
def test_other_choices_are_none(around: str) -> None:
    """How many, in which order, where to; and combinations that nobody states."""
    assert variants(around) == ()


SCENTS = "<p>Scent</p>"


def names(around: str) -> list[str | None]:
    """What the forms of a product are called."""
    return [one.name for one in variants(around)]


@pytest.mark.parametrize(
    "around",
    [
        f"<label>Storage</label><select name=st>{SIZES}</select>",
        f"<div>Ткань: <select>{SIZES}</select></div>",
        f"<label>Grösse</label><select name=x><option>Bitte wählen</option>{SIZES}</select>",
        f"<label>Storlek</label><select name=x><option>Välj storlek</option>{SIZES}</select>",
        f"<label>Size</label><select name=option1><option> -- </option>{SIZES}</select>",
        f"<label>Size</label><select name=option1>{SIZES}</select><select name=variant>{SIZES}</select>",
    ],
)
def test_a_choice_is_known_by_its_label(around: str) -> None:
    """Without what asks to choose, and once where a template holds it twice."""
    assert names(around) == ["S", "M"]


def test_a_list_that_is_called_a_size_may_hold_numbers() -> None:
    """Without a name they are how many to buy."""
    numbers = "<option>92</option><option>98</option>"
    assert names(f"<div>Рост: <select>{numbers}</select></div>") == ["92", "98"]
    assert names(f"<div>Menge: <select>{numbers}</select></div>") == []


def test_what_a_template_prints_on_each_caption_says_nothing() -> None:
    """Styles hide the words; the class tells which of them is sold out."""
    hidden = "<i>Variant sold out or unavailable</i></label>"
    around = (
        f"{SCENTS}{RADIO}1 id=a><label for=a>Fig {hidden}"
        f"{RADIO}2 id=b class=disabled><label for=b>Cedar {hidden}"
    )
    assert variants(around) == (
        Variant(name="Fig"),
        Variant(name="Cedar", availability=Availability.OUT_OF_STOCK),
    )


@pytest.mark.parametrize(
    "data",
    ["[", "{}", "[1]", "[" * 5000, '[{"attributes": {"a": {"b": 1}}}]', '[{"attributes": [1]}]'],
)
def test_broken_data_break_nothing(data: str) -> None:
    """Data that are cut, nested, or of another kind."""
    around = f"</form><form data-product_variations='{data}'>{BUY}</form>"
    assert [one for one in variants(around) if one.name] == []


@pytest.mark.parametrize(
    "label",
    ["Delivery model", "Вариант оплаты", "Weight unit", "Warranty version", "Versandgewicht"],
)
def test_what_is_chosen_for_the_order_is_no_form(label: str) -> None:
    """How it is sent, paid and guaranteed, and in which unit it is weighed."""
    options = "<option>One</option><option>Two</option>"
    assert names(f"<div>{label}: <select name=x>{options}</select></div>") == []


def test_data_that_come_later_leave_the_list() -> None:
    """WooCommerce states "false" where a product has more than thirty combinations."""
    around = f"</form><form data-product_variations=false><select name=attribute_x>{SIZES}</select>"
    assert names(around) == ["S", "M"]


def test_data_of_any_size_name_no_form() -> None:
    """A value that is empty stands for any."""
    data = '[{"attributes": {"attribute_pa_size": ""}, "is_in_stock": true}]'
    assert variants(f"</form><form data-product_variations='{data}'>{BUY}</form>") == ()


BOX = "<div class=sizeItem>"


@pytest.mark.parametrize(
    "around",
    [
        f"<span>Size:</span><div class=sizeSelector>{BOX}S</div>{BOX}M</div></div>",
        "<div class=variants><p>Размер</p><ul><li>S</li><li>M</li></ul></div>",
        "<div class=swatches aria-label=Size><button type=button>S</button><button type=button>M</button></div>",
        "<label>Storlek</label><div class=option-values><button class=option-btn>S</button><button class=option-btn>M</button></div>",
        "<ul class=size-list><li><a href=?size=s>S</a></li><li><a href=?size=m>M</a></li></ul>",
        "<label>Velikost:</label><div><ul><li><span class=my-size>S</span></li><li><span class=my-size>M</span></li></ul></div>",
        f"<p>Velikost</p><ul><li>{RADIO}4><span>S</span></li><li>{RADIO}5><span>M</span></li></ul>",
    ],
)
def test_a_choice_that_is_drawn_is_read(around: str) -> None:
    """Of buttons, lines of a list or boxes, and of radio buttons that have a text but no label."""
    assert variants(around) == (Variant(name="S", size="S"), Variant(name="M", size="M"))


@pytest.mark.parametrize(
    "around",
    [
        f"<div class='modal size-chart'>{BOX}S</div>{BOX}M</div></div>",
        "<div class=sizes><a href=/p/kettle-s>S</a><a href=/p/kettle-m>M</a></div>",
        "<div class=variants><div>Delivery</div><div>Returns</div></div>",
        "<div class=font-size><button>A+</button></div>",
        f"<div class=size>{BOX}S</div>{BOX}M</div></div><p>Colour</p><div class=swatches><span>Red</span><span>Blue</span></div>",
        "<ul class=size><li>Height: 61 cm</li><li>Width: 158 cm</li></ul>",
    ],
)
def test_what_is_drawn_for_something_else_is_no_choice(around: str) -> None:
    """A chart of sizes, other things' pages, tabs; nor is a choice read of which another depends."""
    assert variants(around) == ()


def test_a_drawn_size_that_is_gone_is_told() -> None:
    """By its own name, or by that of a mark on it."""
    drawn = (
        "<ul class=sizes><li class=sold-out>S</li><li><i class=emptystock></i>M</li><li>L</li></ul>"
    )
    assert [one.availability for one in variants(drawn)] == [GONE, GONE, None]
    radios = "".join(
        f"<li>{RADIO}{one}><i class={one}></i> {one}</li>" for one in ("noStock", "some")
    )
    assert [one.availability for one in variants(f"<p>Size</p><ul>{radios}</ul>")] == [GONE, None]

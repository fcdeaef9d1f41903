"""Properties in rows that are no table."""

import pytest

from tests.unit.parser.pages.products.plain_page import BUY, PRICE, shown

ROW = "<li class=row><span>{}</span><span>{}</span></li>"
ROWS = ROW.format("Lid:", "glass") + ROW.format("Weight, kg", "1,2")
FOUND = {"Lid": "glass", "Weight, kg": "1,2"}


def attributes(below: str) -> dict[str, str]:
    """What is read from below the price of a page without a table."""
    product = shown("Kettle 2000", f"{PRICE}{BUY}{below}")
    assert product is not None
    return dict(product.attributes)


@pytest.mark.parametrize(
    "below",
    [
        f"<ul class=product-attributes>{ROWS}</ul>",
        f"<div id=tab-specification><h3>Details</h3><div><ul>{ROWS}</ul></div></div>",
        f"<ul>{ROWS.replace('class=row', 'class=characteristics__item')}</ul>",
        f"<div class=tovar-props>{ROWS.replace('li', 'div')}</div>",
        f"<section class=parameters>{ROWS}<li class=row><span>Why: us</span><b>!</b></li></section>",
    ],
)
def test_rows_of_a_list_of_properties(below: str) -> None:
    """The list or its rows call themselves so."""
    assert attributes(below) == FOUND


@pytest.mark.parametrize(
    "below",
    [
        f"<ul>{ROWS}</ul>",
        f"<ul class=attributes>{ROW.format('Lid', 'glass')}</ul>",
        f"<h3>Similar products</h3><ul class=product-attributes>{ROWS}</ul>",
        f"<div class=reviews><ul class=attributes>{ROWS}</ul></div>",
        f"<ul class=attribute-filter>{ROWS}</ul>",
        "<ul class=features>"
        + ROW.format("Read more", "Why it is good")
        + ROW.format("Read more", "How it is made")
        + "</ul>",
        "<ul class=features>"
        + ROW.format("<a href=/k1>Kettle 1</a>", "90 €")
        + ROW.format("<a href=/k2>Kettle 2</a>", "95 €")
        + "</ul>",
        "<ul class=attributes>"
        + ROW.format("Size", "<button>S</button>")
        + ROW.format("Colour", "<button>red</button>")
        + "</ul>",
    ],
)
def test_other_pairs_of_texts_are_none(below: str) -> None:
    """Unnamed, single, another product's, of a filter, captions that come again, links, choices."""
    assert attributes(below) == {}


def test_what_such_rows_tell_fills_fields() -> None:
    """As the rows of a table do."""
    rows = ROW.format("Brand", "Acme") + ROW.format("Article number", "AC-2000-7")
    product = shown("Kettle 2000", f"{PRICE}{BUY}<ul class=specs>{rows}</ul>")
    assert product is not None
    assert (product.brand, product.sku) == ("Acme", "AC-2000-7")

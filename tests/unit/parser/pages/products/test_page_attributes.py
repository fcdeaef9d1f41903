"""Which rows of a page's tables are properties of its product."""

import pytest

from tests.unit.parser.pages.products.plain_page import BUY, PRICE, shown

OWN = "<table><tr><th>Lid</th><td>glass</td></tr></table>"


def attributes(more: str) -> dict[str, str]:
    """What is read beside the lid's material."""
    product = shown("Kettle 2000", f"{PRICE}{BUY}{OWN}{more}")
    assert product is not None
    found = dict(product.attributes)
    assert found.pop("Lid") == "glass"
    return found


@pytest.mark.parametrize(
    ("rows", "key", "value"),
    [
        ("<dl><dt>Weight:</dt><dd>2 kg</dd></dl>", "Weight", "2 kg"),
        ("<table><tr><td>- of which sugar</td><td>3 g</td></tr></table>", "of which sugar", "3 g"),
        ("<dl><dt><i>?</i> Steam</dt><dd>yes</dd></dl>", "Steam", "yes"),
        (
            "<dl><dt>Steel</dt><dd>18/10 <button>What is it?</button></dd></dl>",
            "Steel",
            "18/10 What is it?",
        ),
        ("<dl><dt>Batteries included?</dt><dd>no</dd></dl>", "Batteries included?", "no"),
    ],
)
def test_a_row_is_a_property(rows: str, key: str, value: str) -> None:
    """Its key has neither its colon nor the bullet or the sign of help before it."""
    assert attributes(rows) == {key: value}


@pytest.mark.parametrize(
    "rows",
    [
        "<table><tr><td>Do you own this website?</td><td><button>OK</button></td></tr></table>",
        "<table><tr><th>Size</th><td><select><option>S<option>M</select></td></tr></table>",
        "<footer><dl><dt>E-mail</dt><dd>us@shop.example</dd></dl></footer>",
        "<footer><div><table><tr><td>Phone</td><td>+1 555 0100</td></tr></table></div></footer>",
    ],
)
def test_a_question_or_the_shops_address_is_none(rows: str) -> None:
    """A cell with nothing but a control, and tables around the content."""
    assert attributes(rows) == {}

"""Pages of frameworks whose classes name looks and states: Tailwind, Bootstrap, Material."""

from decimal import Decimal

import pytest

from parser.pages.records import Availability, Product
from tests.unit.parser.pages.products.kettle_page import found_in

IN_STOCK, OUT_OF_STOCK = Availability.IN_STOCK, Availability.OUT_OF_STOCK
HEADER = (
    "<header class='sticky before:absolute'><a href=/>Acme</a><nav class='hidden md:flex'><a href=/bags>Bags</a></nav>"
    "<button class='relative disabled:opacity-50' aria-label='Open cart'>0</button></header>"
)
OTHERS = (
    "<section><h2>Related products</h2><ul><li class='relative md:w-1/3'><a href=/p/mug><h3>Mug</h3><p>$15.00</p></a></li>"
    "<li class='relative md:w-1/3'><a href=/p/cap><h3>Cap</h3><p>$20.00</p></a></li></ul></section>"
)
BUY = "<button class='relative inline-flex transition-colors disabled:opacity-50 disabled:cursor-not-allowed'>Add to cart</button>"
SOLD = (
    "<button disabled class='relative cursor-not-allowed disabled:opacity-50'>Out of stock</button>"
)
PRICE = "<div class='relative text-2xl before:absolute'>$60.00</div>"
OLD = "<span class='text-xl'>$60.00</span> <span class='text-sm line-through'>$80.00</span>"
COLOURS = "<dl><dt>Color</dt><dd><button title='Color Black'>Black</button><button disabled title='Color White (Out of Stock)'>White</button></dd></dl>"


def read(block: str, heading: str = "<h1 class='text-3xl font-bold'>Kettle 2000</h1>") -> Product:
    """The product of a page with a header and other products, as such shops have them."""
    found = found_in(
        f"{HEADER}<main><div class='relative grid'><div class='relative'>{heading}{block}</div></div>{OTHERS}</main>"
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("block", "old", "state"),
    [
        (PRICE + BUY, None, IN_STOCK),
        (PRICE + SOLD, None, OUT_OF_STOCK),
        (OLD + BUY, "80.00", IN_STOCK),
        (f"<div class='hidden lg:block'>{PRICE}<p class='stock'>Out of stock</p></div>", None, OUT_OF_STOCK),
        (f"<div class='d-none d-md-block'>{PRICE}<p class='stock'>Out of stock</p></div>", None, OUT_OF_STOCK),
        (f"<div class='hidden'><p class='stock'>Out of stock</p></div>{PRICE}{BUY}", None, IN_STOCK),
        (f"<div class='position-relative'>{PRICE}<p>In stock</p></div>{BUY}", None, IN_STOCK),
        (f"<p class='data-[state=sold-out]:opacity-50 group-hover:line-through'>$60.00</p>{BUY}", None, IN_STOCK),
        (PRICE + COLOURS + "<button disabled aria-label='Please select an option' class=relative>Add to cart</button>", None, None),
        (f"{PRICE}<button class='btn Mui-disabled'>Add to cart</button>", None, OUT_OF_STOCK),
        (f"{PRICE}<button class='size-10 resize-none'>x</button><button disabled>Add to cart</button>", None, OUT_OF_STOCK),
    ],
)  # fmt: skip
def test_looks_say_nothing_of_price_and_stock(
    block: str, old: str | None, state: Availability | None
) -> None:
    """A button that would be pale if it were disabled sells; "relative" is no block of related products."""
    found = read(block)
    assert (found.price, found.old_price) == (Decimal("60.00"), old and Decimal(old))
    assert found.availability is state


def test_a_heading_that_hides_its_overflow_is_read_whole() -> None:
    """What overflows is hidden, not the words; a line in the brand's colour names no brand."""
    heading = "<h1><span class='overflow-hidden text-ellipsis'>Kettle 2000</span> <span class=hidden>new</span></h1>"
    found = read(f"<p class='text-brand'>Kettle</p>{PRICE}{BUY}", heading)
    assert (found.name, found.brand) == ("Kettle 2000", None)


def test_a_picture_that_changes_its_colours_is_the_products() -> None:
    """As its border does below the pointer; a swatch of another colour is none."""
    picture = "<a class='transition-colors hover:border-brand'><img src=/k.jpg></a>"
    swatch = "<div class=colors><img src=/red.jpg></div>"
    found = read(picture + PRICE + swatch + BUY)
    assert found.images == ("https://shop.example/k.jpg",)

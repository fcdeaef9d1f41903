"""What a product without markup is called, and which fields are its own."""

import pytest

from tests.unit.parser.pages.products.plain_page import BUY, PRICE, found_in, item, shown

# ------------------------------------------------------------------------------------ its heading


def test_a_text_like_the_title_is_the_heading_of_a_page_without_one() -> None:
    """Also one like the words of the address; links and choices are none."""
    body = (
        "<a href=/k>Copper kettle</a><div><font size=5>Copper kettle 2 l</font></div>" + PRICE + BUY
    )
    by_title = found_in(body, head="<title>Copper kettle 2 l | Shop</title>")
    by_address = found_in(
        body,
        url="https://shop.example/copper-kettle-2-l_p_77.html",
        head="<title>Shop of things</title>",
    )
    assert [one.name for one in (by_title, by_address) if one] == ["Copper kettle 2 l"] * 2


def test_a_heading_that_agrees_with_nothing_gives_way_to_the_titles_words() -> None:
    """A banner in the only heading of level one is not the product's name."""
    body = f"<h1>Free delivery above 35 €</h1><div><span>Copper kettle</span></div>{PRICE}{BUY}"
    product = found_in(body, head="<title>Copper kettle</title>")
    assert product is not None
    assert product.name == "Copper kettle"


def test_the_heading_before_the_brackets_of_the_title_is_the_name() -> None:
    """Though the series inside them has more of its words."""
    body = f"<h2>Lion Hunter</h2><h3>Great Duels: Speed and Guile</h3>{PRICE}{BUY}"
    product = found_in(body, head="<title>Lion Hunter (Great Duels: Speed and Guile)</title>")
    assert product is not None
    assert product.name == "Lion Hunter"


@pytest.mark.parametrize(
    "heading",
    [
        "<span class=g-hdn>Details about </span>Kettle 2000",
        "Kettle 2000<span class=sr-only> Details</span>",
        "Kettle 2000<div aria-hidden=true><span>Saved!</span> <b>Add to another list</b></div>",
        "<span aria-hidden=true>Kettle 2000</span><span class=visually-hidden>Kettle 2000, new</span>",
        "<span class=hidden-xs>Kettle</span> 2000",
        "Kettle 2000 <small>Код: 73556</small>",
        "<span class=sr-only><b class=a11y>Kettle</b></span> Kettle 2000",
    ],
)
@pytest.mark.parametrize("markup", ["", " itemprop=name"])
def test_a_name_is_what_a_visitor_sees(heading: str, markup: str) -> None:
    """Without words for screen readers and menus that wait inside; also where markup names the heading."""
    body = (
        "<div itemscope itemtype=https://schema.org/Product>"
        f"<h1{markup}>{heading}</h1>{PRICE}{BUY}</div>"
    )
    product = found_in(body, head="<title>Kettle 2000</title>")
    assert product is not None
    assert product.name == "Kettle 2000"


def test_signs_of_icon_fonts_are_no_part_of_a_name() -> None:
    """A heart before the heading is a letter of nobody's alphabet."""
    product = shown("<i class=icon>\uf004</i> Kettle\ue801 2000", f"{PRICE}{BUY}")
    assert product is not None
    assert product.name == "Kettle 2000"


def test_a_sold_thing_may_have_no_price_beside_its_stock_and_its_control() -> None:
    """Where the price is a picture or waits for a choice."""
    assert shown("Kettle 2000", f"<p>In stock</p>{BUY}") is not None
    assert shown("Kettle 2000", "<p>In stock</p>") is None


# ------------------------------------------------------------------------------------- its fields


def test_help_below_the_price_does_not_make_it_a_card() -> None:
    """A linked heading far behind the amount is no name of another product."""
    box = (
        "<div><p class=price>80 €</p><p>Colour: white and a very long word on the warranty of this thing</p>"
        "<h4><a href=/help>Ask us</a></h4></div>"
    )
    product = shown("Kettle 2000", box)
    assert product is not None
    assert str(product.price) == "80"


BANNER = "<a href=/club><img src=/b.png alt='{}'></a>"
FACTS = "<p class=price>80 €</p><p>White, two litres, 1200 watt, made of steel.</p>"


@pytest.mark.parametrize(
    ("inside", "is_own"),
    [
        (BANNER.format("Join our club") + BUY, True),
        (BANNER.format("In stock"), True),
        ("<h4>Brand: <a href=/acme>Acme</a></h4>", True),
        (BANNER.format("Copper pan"), False),
        (BANNER.format("Copper pan") + "<a href=/club>Copper pan</a>" + BUY, False),
        (BANNER.format("Copper pan") + "<p>Copper pan" + BUY, False),
        ("<h4><a href=/pan>Pan</a></h4>", False),
    ],
)
def test_a_box_with_a_banner_or_a_linked_brand_is_the_products_own(
    inside: str, *, is_own: bool
) -> None:
    """One whose picture or heading names what it leads to is a card of another product."""
    box = (
        f"<div>{inside}{FACTS}</div>" if inside.endswith("</h4>") else f"<div>{FACTS}{inside}</div>"
    )
    assert (shown("Kettle 2000", box) is not None) == is_own


def test_the_label_of_a_card_for_twitter_names_the_brand() -> None:
    """Whichever of the two labels it is."""
    head = (
        "<title>Kettle 2000</title><meta property=og:type content=product>"
        "<meta name=twitter:label1 content=Price><meta name=twitter:data1 content='80 €'>"
        "<meta name=twitter:label2 content=Brand><meta name=twitter:data2 content=Acme>"
    )
    product = found_in(f"<h1>Kettle 2000</h1>{PRICE}{BUY}", head=head)
    assert product is not None
    assert product.brand == "Acme"


def test_a_number_stated_beside_the_product_is_its_number() -> None:
    """If its template put it there, and there is one."""
    number = "<div><meta itemprop=sku content={}></div>"
    for told, sku in (
        (number.format("AB-1"), "AB-1"),
        (number.format("A-1") + number.format("B-2"), None),
    ):
        product = found_in(
            f"<h1>Kettle 2000</h1>{told}{item('Kettle 2000', 80)}",
            head="<title>Kettle 2000</title>",
        )
        assert product is not None
        assert product.sku == sku


def test_a_word_for_the_others_is_no_brand() -> None:
    """Classified advertisements offer it where the seller chooses none."""
    product = shown("Kettle 2000", f"{PRICE}<table><tr><td>Márka</td><td>Egyéb</td></tr></table>")
    assert product is not None
    assert product.brand is None

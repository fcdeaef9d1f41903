"""The description of a product whose page states none: which of its texts it is."""

import pytest

from tests.unit.parser.pages.products.plain_page import BUY, PRICE, found_in

TEXT = "A kettle of steel for two litres, with a handle that stays cold."
LONG = TEXT + " It is quiet. It is made to last for years."
META = "<meta name=description content='Buy a kettle at a low price with delivery.'>"


def described(around: str, *, head: str = META) -> str | None:
    """The description of a page with a heading, a price, a button and something below."""
    page = f"<main><div><h1>Kettle 2000</h1>{PRICE}{BUY}</div>{around}</main>"
    found = found_in(page, head=f"<title>Kettle 2000</title>{head}")
    return found.description if found else "no product"


@pytest.mark.parametrize(
    "around",
    [
        f"<div class=product-description><p>{TEXT}</p></div>",
        f"<div class='product__desc'><h2>Description</h2><p>{TEXT}</p></div>",
        f"<div id=tab-description><h2>Описание</h2>{TEXT}</div>",
        f"<h2>Описание товара</h2><p>{TEXT}</p><h2>Отзывы</h2><p>Very good, five stars, thank you!</p>",
        f"<h3>Produktbeschreibung</h3><div><p>{TEXT}</p></div>",
        f"<div class=head><h3>Popis produktu</h3></div><div><p>{TEXT}</p></div>",
        f"<a href=#t1>Description</a><a href=#t2>Reviews</a><div id=t2>No words yet.</div><div id=t1>{TEXT}</div>",
        f"<button aria-controls=t1>Описание</button><div><div id=t1>{TEXT}</div></div>",
        f"<details><summary>About this item</summary><p>{TEXT}</p></details>",
        f"<div class=description><h2>Product description</h2><h3>Overview</h3>{TEXT}</div>",
        f"<dl><dt>Опис</dt><dd>{TEXT}</dd></dl>",
        f"<h3>Description:</h3>{TEXT}",
        f"<p><b>Аннотация</b></p><p>{TEXT}</p>",
        f"<h2>Аннотация к книге Kettle 2000</h2><p>{TEXT}</p>",
        f"<div class='t-store__prod-text t-descr'>{TEXT}</div>",
        f"<div class=details__short-description>{TEXT}</div><div class=Tabs-panel--description>{LONG}</div>",
        f"<div class=description>{LONG}</div><p class=lead>{TEXT}</p>",
        f"<div class=description>{TEXT}<h4>Related products</h4><p>Teapot 300, 20 €</p></div>",
    ],
)
def test_the_page_shows_it(around: str) -> None:
    """In an element made for it, or below a title; the short one before the long one."""
    assert described(around) == TEXT


@pytest.mark.parametrize(
    "around",
    [
        "",
        "<div class=description>Kettle</div>",
        f"<div class=category-description>{TEXT}</div>",
        f"<div class=review-description>{TEXT}</div>",
        f"<div class=description>{TEXT}<form><input name=q></form></div>",
        f"<div class=leaders>{TEXT}</div>",
        f"<div class=description>We use cookies. {TEXT}</div>",
        f"<div class=description>More: <a href=/a>{TEXT}</a></div>",
        f"<h2>Related products</h2><div class=description>{TEXT}</div>",
        "<h2>Description</h2>",
        "<a href='#none'>Description</a>",
    ],
)
def test_what_is_none_leaves_what_search_engines_are_told(around: str) -> None:
    """Texts of others, captions, and blocks to fill in."""
    assert described(around) == "Buy a kettle at a low price with delivery."


def test_a_sentence_that_begins_like_a_title_is_kept() -> None:
    """Only a title of its own is taken off."""
    text = "Description of all parts: a lid, a handle, a spout."
    assert described(f"<div class=description>{text}</div>") == text


def test_nothing_is_made_up() -> None:
    """Neither shown nor told."""
    assert described("<p>Hello</p>", head="") is None


def test_markup_comes_first() -> None:
    """Open Graph's as well: it is the shop's own word."""
    head = (
        "<meta property=og:type content=product>"
        "<meta property=og:description content='The kettle of the year, in three colours.'>"
    )
    shown = f"<div class=description>{TEXT}</div>"
    assert described(shown, head=head) == "The kettle of the year, in three colours."


@pytest.mark.parametrize(
    "other",
    [
        "<p class=nwsl-desc-descr>Leave your address here and be the first to know.</p>",
        "<h3>Product details</h3><p>Date first available: 3 January 2020, weight: 2 kg.</p>",
        "<p>Description</p><p>See below</p>",
        "<div class=about-this-item><h2>Item specifics</h2><p>Maker: Casio, model: F-91W</p></div>",
    ],
)
def test_what_is_no_description_is_left(other: str) -> None:
    """An invitation to a newsletter, specifications, two words."""
    assert described(other) == "Buy a kettle at a low price with delivery."


def test_the_box_of_the_product_is_no_description() -> None:
    """Shops call the element around author, publisher and price a description, too."""
    page = (
        "<main><h1>Kettle 2000</h1><div class=product-description><p>Designer: Anna Bell, Leeds</p>"
        f"{PRICE}</div>{BUY}<h2>Description</h2><p>{TEXT}</p></main>"
    )
    found = found_in(page, head="<title>Kettle 2000</title>")
    assert found is not None
    assert found.description == TEXT

"""Brands that no label tells: by the picture of a logo, and by a link to the brand's own page."""

import pytest

from tests.unit.parser.pages.products.kettle_page import kettle

MENU = "<ul><li><a href='/brands/north-star'>North Star</a></li><li><a href='/brands/acme'>Acme</a></li></ul>"


DEPTH = 9  # blocks around the heading, so that a menu is far from it


def brand(name: str, around: str, *, far: str = "") -> str | None:
    """The brand of a thing with such a name, with something beside it and something far away."""
    page = f"{DEPTH * '<div>'}<h1>{name}</h1>{around}<p class=price>80 €</p>{DEPTH * '</div>'}{far}"
    return kettle(page, head=f"<title>{name}</title>").brand


@pytest.mark.parametrize(
    ("logo", "found"),
    [
        ("<a href=/?m=37><img src=/img/manufacturers/37.png alt='Acme Works'></a>", "Acme Works"),
        ("<img data-src=/media/brands/acme.svg alt='Acme logo'>", "Acme"),
        ("<img src=/media/brands/fine.svg alt=Fine>", None),
        ("<img src=/media/photos/acme.svg alt=Acme>", None),
        ("<img src=/media/brands/x7.jpg alt='Kettle Acme 2000'>", None),
        (
            "<img src=/img/brands/1.png alt='Acme'><img src=/img/brands/2.png alt='Kettle One'>",
            None,
        ),
    ],
)
def test_a_picture_that_is_kept_among_brands_is_a_logo(logo: str, found: str | None) -> None:
    """If it is the only one beside the heading, and the heading has the first of its words."""
    assert brand("Kettle Acme 2000", logo) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Acme Kettle 2000", "Acme"),
        ("Kettle North Star 2000", "North Star"),
        ("Kettle Star 2000", None),
        ("Lid for Acme Kettle 2000", None),
        ("Чехол для Acme Kettle 2000", None),
        ("acme kettle 2000", None),
        ("Acme", None),
    ],
)
def test_words_of_the_name_that_have_a_page_of_brands_are_the_brand(
    name: str, found: str | None
) -> None:
    """Menus link to it; what is made for another thing bears the brand of that."""
    assert brand(name, "", far=MENU) == found


@pytest.mark.parametrize(
    "link",
    [
        "<a href=/category/acme>Acme</a>",
        "<a href=/brands/acme-outdoor>Acme Outdoor</a>",
        "<a href='/brands/all'>Brands</a>",
    ],
)
def test_other_pages_of_that_name_are_none_of_the_brand(link: str) -> None:
    """A category, a brand with a longer name."""
    assert brand("Acme Kettle 2000", "", far=link) is None


@pytest.mark.parametrize(
    ("beside", "found"),
    [
        ("", None),
        ("<p>4711</p>", "4711"),
        ("<p>Brand: Acme</p>", "Acme"),
    ],
)
def test_a_number_in_markup_that_nobody_sees_is_no_brand(beside: str, found: str | None) -> None:
    """Shop systems write the number of the brand's row; a brand that is a number is shown."""
    markup = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","name":"Kettle 2000",'
        '"brand":{"@type":"brand","name":"4711"},"offers":{"@type":"Offer","price":80,"priceCurrency":"EUR"}}</script>'
    )
    assert kettle(f"<h1>Kettle 2000</h1>{beside}", head=markup).brand == found


@pytest.mark.parametrize(
    ("name", "found"),
    [("Acme+ Kettle 2000", "Acme"), ("Kettle 2000 by Acme", None), ("Acme", None), ("Acmeo Kettle", None)],
)  # fmt: skip
def test_the_brand_in_a_gallery_begins_the_name(name: str, found: str | None) -> None:
    """Logos stand in the corner of a carousel, which may as well be one of other products."""
    slides = "<div class=carousel><div class=product-brand><img src=/1.png alt=Acme></div></div>"
    assert brand(name, slides) == found

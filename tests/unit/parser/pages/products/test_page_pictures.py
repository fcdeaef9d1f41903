"""Which pictures of a page without markup are the product's."""

import pytest

from tests.unit.parser.pages.products.plain_page import BUY, PRICE, found_in

PHOTO = "https://shop.example/photo.jpg"


def images(body: str, name: str = "Copper kettle 2 l") -> tuple[str, ...]:
    """What is read from a page with this content and a heading."""
    product = found_in(body.replace("<h1>", f"<h1>{name}"))
    assert product is not None
    return product.images


def test_pictures_that_bear_the_name_are_the_products() -> None:
    """Also where the template has escaped the text twice, and whatever stands nearer."""
    body = (
        "<img src=/photo.jpg alt='K&amp;amp;B kettle 2 l'>"
        f"<div><h1></h1><img src=/other.jpg>{PRICE}{BUY}</div>"
    )
    assert images(body, "K&amp;B kettle 2 l") == (PHOTO,)


@pytest.mark.parametrize(
    "photo",
    [
        "<img src=/photo.jpg>",
        "<img src=/photo.jpg alt='' width=400 height=300>",
        "<div class='product-gallery slick-slider'><img src=/photo.jpg></div>",
        "<a href=/photo.jpg><img src=/photo.jpg></a>",
        "<img src=/lazy.png data-src=/photo.jpg>",
        "<img src=data:image/gif;base64,R0 data-lazy=/photo.jpg>",
        "<img srcset='/photo.jpg 400w, /photo2.jpg 800w' src=data:image/gif;base64,R0>",
    ],
)
def test_without_such_a_text_the_nearest_are(photo: str) -> None:
    """In the smallest block that holds a picture and the heading."""
    body = (
        f"<div><div>{photo}</div><div><h1></h1>{PRICE}{BUY}</div></div>"
        "<p>We deliver</p><img src=/van.jpg>"
    )
    assert images(body) == (PHOTO,)


@pytest.mark.parametrize(
    "other",
    [
        "<img src=/img/star.png>",
        "<img src=/a.jpg width=16 height=16>",
        "<img src=/a.svg>",
        "<img class=icon src=/a.jpg>",
        "<div class=color-swatches><img src=/red.jpg></div>",
        "<div class='related slick-slider'><img src=/another.jpg></div>",
        "<div class=reviews><img src=/mine.jpg></div>",
        "<a href=/another><img src=/another.jpg></a>",
        "<nav><img src=/a.jpg></nav>",
        "<h3>Similar products</h3><div><img src=/another.jpg></div>",
        "<img src=data:image/gif;base64,R0>",
    ],
)
def test_what_the_layout_draws_or_shows_another_thing_is_none(other: str) -> None:
    """Though it stands nearer than the product's picture."""
    body = f"<div><h1></h1>{PRICE}{BUY}{other}</div>"
    assert images(body) == ()
    assert images(f"<div><img src=/photo.jpg>{body}</div>") == (PHOTO,)

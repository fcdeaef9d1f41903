"""A kettle on a page without markup, and what is read of it."""

from parser.pages.reading import read_page
from parser.pages.records import Product

HEAD = "<title>Kettle 2000</title>"
BUY = "<button>Add to cart</button>"


def page(body: str, *, url: str = "https://shop.example/p/kettle", head: str = HEAD) -> bytes:
    """A page around a body."""
    return f"<html><head>{head}</head><body>{body}".encode()


def found_in(
    body: str, *, url: str = "https://shop.example/p/kettle", head: str = HEAD
) -> Product | None:
    """The product of a page, if it has one."""
    return read_page(page(body, head=head), url=url).product


def kettle(around: str, *, url: str = "https://shop.example/p/kettle", head: str = HEAD) -> Product:
    """The product of a page with a heading, a price, and something around them."""
    heading = "" if "<h1" in around else "<h1>Kettle 2000</h1>"
    price = "" if "price" in around.lower() else "<p class=price>80 €</p>"
    found = found_in(heading + around + price, url=url, head=head)
    assert found is not None
    return found

"""Pages without product markup, for the rules that tell products from other pages."""

from parser.pages.reading import read_page
from parser.pages.records import Product

BUY = "<button>Add to cart</button>"
PRICE = "<p class=price>80 €</p>"
KETTLE = "https://shop.example/p/kettle"


def found_in(body: str, *, url: str = KETTLE, head: str = "") -> Product | None:
    """The product of a page, if it has one."""
    page = f"<html><head>{head}</head><body>{body}".encode()
    return read_page(page, url=url).product


def shown(heading: str, around: str = PRICE, *, url: str = KETTLE) -> Product | None:
    """The product of a page with a heading, also as its title, and something below."""
    return found_in(f"<h1>{heading}</h1>{around}", url=url, head=f"<title>{heading}</title>")


def item(name: str, amount: int) -> str:
    """A product as microdata, on a card of a list."""
    return (
        f"<div itemscope itemtype=https://schema.org/Product><b itemprop=name>{name}</b><span itemprop=offers "
        f"itemscope itemtype=https://schema.org/Offer><i itemprop=price content={amount}></i></span></div>"
    )

"""Where on a page a price may stand, and that the order of the places is the page's."""

import pytest

from parser.pages.document import Document
from parser.pages.products.nearness import Neighbourhood
from parser.pages.products.price_places import called_price

_URL = "https://shop.example/p/1"
_PAGE = """<html class="has-price"><head><title>Lamp</title></head><body>
<header><i class="cart-price" id="price">0</i><!-- price --></header>
<main class="priceless"><div><b id=PRICE-1>1</b></div>
  <section id="price-of"><p>text</p><h1 class="price">Lamp</h1><b class="a Price">2</b></section>
  <div class="price"><b class="price">3</b></div>
</main><footer><b class="price-of-all">4</b></footer></body></html>"""


def _found(page: str, heading: str, *, is_stated: bool) -> list[str]:
    document = Document(page.encode(), url=_URL)
    around = Neighbourhood(document, document.nodes(heading)[0], is_stated=is_stated)
    return [node.html or "" for node in called_price(document, around)]


@pytest.mark.parametrize("heading", ["h1", "title", "footer", "html"])
def test_pieces_of_a_page_give_the_places_of_the_whole_in_its_order(heading: str) -> None:
    """Wherever the heading stands, nothing is missed, doubled or moved."""
    whole = _found(_PAGE, heading, is_stated=False)
    assert _found(_PAGE, heading, is_stated=True) == whole
    assert len(whole) == 10


def test_a_page_of_very_many_pieces_gives_all_its_places() -> None:
    """Beyond the pieces searched on their own the rest of the page is searched as one."""
    rows = "".join(f'<p class="k{number} price">{number}</p>' for number in range(90))
    page = f"<h1>Lamp</h1>{rows}"
    whole = _found(page, "h1", is_stated=False)
    assert _found(page, "h1", is_stated=True) == whole
    assert len(whole) == 90


def test_a_heading_deeper_than_its_blocks_are_known_gives_the_whole_page() -> None:
    """A page nested without end is searched as one."""
    page = f'{"<div>" * 90}<h1>Lamp</h1><b class="price">1</b>{"</div>" * 90}<i id="price">2</i>'
    assert len(_found(page, "h1", is_stated=True)) == 2

"""Every page of the demo shops at the size in which people run them, against what is true of it.

The tests of whole runs take a twentieth of them. A card left alone on the last page of a list, or a
sister product below a page whose heading is the logo, comes up once in a thousand pages.
"""

from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit

import pytest

from parser.pages.reading import read_page
from playground.shops.plan.draft import Order
from playground.shops.shop import open_shop

_told = attrgetter(
    *("name", "sku", "mpn", "gtin", "brand", "category_path", "price", "old_price", "currency"),
    *("availability", "stock_quantity", "images", "description", "rating", "review_count"),
)


@pytest.mark.parametrize("shop_id", ["prostolavka", "plutanitsa", "starobyt", "krivotrop"])
def test_each_page_shows_its_product_and_no_other_does(shop_id: str) -> None:
    """All that a page tells of its product, of all products; whatever else there is, is none."""
    order = Order(shop_id=shop_id, base="http://127.0.0.1:9", seed=1, edition=1, scale=1.0)
    shop = open_shop(order)
    true = {one.url: _told(one) for one in shop.truth.products if one.robots_allowed}
    read: dict[str, tuple[Any, ...]] = {}
    for page in shop.truth.pages:
        if not page.robots_allowed:
            continue
        address = urlsplit(page.url)
        answer = shop.page(f"{address.path}?{address.query}" if address.query else address.path)
        found = read_page(answer.body, url=page.url, headers=answer.headers).product
        is_copy = page.url not in true and page.canonical not in {None, page.url}
        if found is not None and not is_copy:
            read[page.url] = _told(found)
    wrong = {url: (read.get(url), true.get(url)) for url in {*read, *true}}
    assert {url: both for url, both in wrong.items() if both[0] != both[1]} == {}

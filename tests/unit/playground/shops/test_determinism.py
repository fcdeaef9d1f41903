"""The same order gives the same bytes, whenever and wherever it is asked."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from playground.shops.content.profiles import shop_ids

_PROGRAM = """
import hashlib, sys
from playground.shops.content.profiles import shop_ids
from playground.shops.plan.draft import Order
from playground.shops.shop import open_shop
digest = hashlib.sha256()
for shop_id in shop_ids():
    order = Order(shop_id=shop_id, base="http://127.0.0.1:21000", edition=3, scale=0.01)
    shop = open_shop(order)
    for target in (*shop.site.pages, "/robots.txt", "/nothing/here"):
        digest.update(shop.page(target).body)
    digest.update(repr(shop.truth).encode())
print(digest.hexdigest())
"""


def _digest_in_another_process(hash_seed: str) -> str:
    root = Path(__file__).parents[4]
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", _PROGRAM],
        cwd=root,
        env={"PYTHONHASHSEED": hash_seed, "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_other_processes_make_the_same_bytes() -> None:
    """Pages and truths do not depend on the process or on Python's hash seed."""
    assert _digest_in_another_process("1") == _digest_in_another_process("2")


@pytest.mark.parametrize("shop_id", shop_ids(endless=True))
def test_pages_do_not_depend_on_the_order_of_asking(shop_id: str, order: Any) -> None:
    """Asked forwards, backwards or twice, a page is the same."""
    one, other = order.open(shop_id), order.open(shop_id)
    targets = [*list(one.site.pages)[:40], "/", "/robots.txt", "/sitemap.xml", "/n/77", "/no"]
    forwards = {target: one.page(target) for target in targets}
    backwards = {target: other.page(target) for target in reversed(targets)}
    assert forwards == backwards


def test_another_seed_gives_another_shop(order: Any) -> None:
    """The seed decides products and prices."""
    one, other = order.open("yasnotsvet", seed=1), order.open("yasnotsvet", seed=2)
    prices = [tuple(product.price for product in shop.truth.products) for shop in (one, other)]
    assert prices[0] != prices[1]


def test_scale_takes_products_away_and_leaves_the_first_as_they_are(order: Any) -> None:
    """A bigger shop begins with the products of the smaller one."""
    small, big = order.open("plutanitsa", scale=0.05), order.open("plutanitsa", scale=0.5)
    names = [[product.name for product in shop.truth.products] for shop in (small, big)]
    assert len(names[0]) < len(names[1])
    assert names[1][: len(names[0])] == names[0]


def test_full_size_is_as_announced(order: Any) -> None:
    """At scale one the clean shop has about two thousand pages, and the slow one about forty."""
    assert 1_850 <= len(order.open("yasnotsvet", scale=1).site.pages) <= 2_000
    assert 30 <= len(order.open("tikhokhod", scale=1).site.pages) <= 44


def test_pictures_differ_and_stay(order: Any) -> None:
    """Each picture address has its own bytes, always the same."""
    shop = order.open("yasnotsvet")
    first, again, other = (
        hashlib.sha256(shop.page(f"/images/{name}.png").body).hexdigest() for name in "aab"
    )
    assert first == again != other

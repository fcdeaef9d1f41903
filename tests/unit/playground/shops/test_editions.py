"""Editions: what changes is told exactly, and validators move with the bytes."""

import gzip
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from playground.shops.truth.changes import changes

LAST = 6


@pytest.fixture(scope="module")
def editions(order: Any) -> Mapping[int, Any]:
    """The changing shop in its first editions."""
    return {number: order.open("peremenchik", edition=number) for number in range(1, LAST + 1)}


def _between(editions: Mapping[int, Any], before: int, after: int) -> list[Any]:
    return list(changes(editions[before].truth, editions[after].truth))


@pytest.mark.parametrize("number", range(2, LAST + 1))
def test_every_edition_has_every_kind_of_change(editions: Mapping[int, Any], number: int) -> None:
    """However small the shop: something is new, gone, moved, and changed in each way."""
    found = _between(editions, number - 1, number)
    products = [each for each in found if each.entity == "product"]
    assert {each.change for each in products} == {"added", "removed", "changed", "moved"}
    fields = {each.field for each in products if each.change == "changed"}
    assert {"price", "old_price", "availability", "stock_quantity", "name"} <= fields
    titles = [each for each in found if each.entity == "page" and each.field == "titles"]
    assert titles


@pytest.mark.parametrize(("before", "after"), [(1, 2), (2, 5), (1, LAST), (4, 3)])
def test_told_changes_turn_one_edition_into_the_other(
    editions: Mapping[int, Any], before: int, after: int
) -> None:
    """Applying the told product changes to the earlier edition gives the later one."""
    old = {product.sku: product for product in editions[before].truth.products}
    new = {product.sku: product for product in editions[after].truth.products}
    told = [each for each in _between(editions, before, after) if each.entity == "product"]
    by_change = {
        change: {each.key for each in told if each.change == change}
        for change in ("added", "removed", "moved")
    }
    assert by_change["added"] == new.keys() - old.keys()
    assert by_change["removed"] == old.keys() - new.keys()
    both = new.keys() & old.keys()
    assert by_change["moved"] == {sku for sku in both if old[sku].url != new[sku].url}
    prices = {each.key: (each.old, each.new) for each in told if each.field == "price"}
    assert prices == {
        sku: (str(old[sku].price), str(new[sku].price))
        for sku in both
        if old[sku].price != new[sku].price
    }


def test_an_edition_does_not_differ_from_itself(shops: Any) -> None:
    """Between an edition and itself there is no change, in any shop."""
    for shop in shops.values():
        assert changes(shop.truth, shop.truth) == ()


def test_there_and_back_are_mirror_images(editions: Mapping[int, Any]) -> None:
    """The changes back are the changes there with old and new exchanged."""
    there = {
        (each.key, each.field, each.old, each.new)
        for each in _between(editions, 2, 4)
        if each.entity == "product" and each.change == "changed"
    }
    back = {
        (each.key, each.field, each.new, each.old)
        for each in _between(editions, 4, 2)
        if each.entity == "product" and each.change == "changed"
    }
    assert there == back


def test_what_is_gone_is_in_no_list(editions: Mapping[int, Any], read: Any) -> None:
    """A removed product answers 404 or 410 and is neither linked nor in a sitemap."""
    statuses = set()
    for number in range(2, LAST + 1):
        shop = editions[number]
        told = {each.url for each in shop.truth.addresses}
        for each in _between(editions, number - 1, number):
            if each.entity == "product" and each.change == "removed":
                statuses.add(shop.page(each.url.removeprefix(shop.site.base)).status)
                assert each.url not in told
                assert each.url not in shop.site.in_sitemap
    assert statuses == {404, 410}


def test_old_addresses_of_moved_products_are_not_alive(editions: Mapping[int, Any]) -> None:
    """A moved product keeps its sku; its old address redirects to the new one or is lost."""
    answers = set()
    for number in range(2, LAST + 1):
        shop = editions[number]
        for each in _between(editions, number - 1, number):
            if each.entity == "product" and each.change == "moved":
                response = shop.page(each.old.removeprefix(shop.site.base))
                answers.add(response.status)
                if response.status == 301:
                    assert shop.site.base + response.headers["Location"] == each.new
    assert answers == {301, 404}


def test_former_addresses_are_told_with_their_answers(editions: Mapping[int, Any]) -> None:
    """Every address that a product left in earlier editions is told with what it answers now."""
    shop = editions[LAST]
    now = {product.url for product in shop.truth.products}
    once = {product.url for number in range(1, LAST) for product in editions[number].truth.products}
    former = {each.url: each for each in shop.truth.former}
    assert former.keys() == once - now
    assert {each.outcome for each in former.values()} == {"redirect", "not_found", "gone"}
    for url, each in former.items():
        response = shop.page(url.removeprefix(shop.site.base))
        assert response.status == each.status


def test_some_products_come_back(editions: Mapping[int, Any]) -> None:
    """Of the products that left, some are there again two editions later."""
    skus = [{product.sku for product in shop.truth.products} for shop in editions.values()]
    returned = {
        sku
        for first, middle, last in zip(skus, skus[1:], skus[3:], strict=False)
        for sku in first - middle
        if sku in last
    }
    assert returned


def test_last_modified_moves_with_the_bytes(editions: Mapping[int, Any]) -> None:
    """If a page's bytes change its ETag and Last-Modified do; if its date stays, so do they."""
    kept = moved = 0
    for number in range(2, LAST + 1):
        before, after = editions[number - 1], editions[number]
        files = {"/sitemap_index.xml.gz", "/sitemap-goods.xml.gz", "/sitemap-pages.xml.gz"}
        for target in files | (before.site.pages.keys() & after.site.pages.keys()):
            old, new = before.page(target), after.page(target)
            dates = [parsedate_to_datetime(each.headers["Last-Modified"]) for each in (old, new)]
            assert (old.body == new.body) == (old.headers["ETag"] == new.headers["ETag"])
            if old.body != new.body:
                assert dates[0] < dates[1]
                moved += 1
            kept += dates[0] == dates[1]
    assert moved
    assert kept


def test_many_pages_stay_unmodified(order: Any) -> None:
    """In a shop of some size a good part of the product pages can be answered 304."""
    before, after = (order.open("peremenchik", edition=number, scale=0.5) for number in (3, 4))
    common = [
        target
        for target in before.site.pages.keys() & after.site.pages.keys()
        if before.site.pages[target].kind == "product"
    ]
    same = [
        target
        for target in common
        if before.page(target).headers["Last-Modified"]
        == after.page(target).headers["Last-Modified"]
    ]
    assert len(same) >= 0.2 * len(common)


def test_lastmod_in_the_sitemap_is_the_pages_date(editions: Mapping[int, Any]) -> None:
    """The sitemap's dates are those of Last-Modified."""
    shop = editions[LAST]
    for sitemap in shop.truth.sitemaps:
        if sitemap.kind == "index":
            continue
        xml = gzip.decompress(shop.page(sitemap.url.removeprefix(shop.site.base)).body).decode()
        for loc, day in re.findall("<loc>([^<]+)</loc><lastmod>([^<]+)</lastmod>", xml):
            headers = shop.page(loc.removeprefix(shop.site.base)).headers
            assert f"{parsedate_to_datetime(headers['Last-Modified']):%Y-%m-%d}" == day


@pytest.mark.parametrize("shop_id", ["yasnotsvet", "starobyt", "plutanitsa", "prostolavka"])
def test_other_shops_do_not_change(shop_id: str, order: Any, shops: Any) -> None:
    """Only the changing shop depends on the edition."""
    later = order.open(shop_id, edition=5)
    for target in list(later.site.pages)[:20]:
        assert later.page(target).body == shops[shop_id].page(target).body


@pytest.mark.parametrize("number", [1, 3, LAST])
def test_no_edition_brings_faults(editions: Mapping[int, Any], number: int) -> None:
    """The changing shop stays faultless: nothing broken is linked or listed in any edition."""
    assert editions[number].truth.faults == ()

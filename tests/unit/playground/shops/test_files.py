"""Sitemaps and robots.txt are as broken, or as sound, as they are said to be."""

import gzip
import re
import zlib
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from playground.shops.plan.robots import Robots


def _body(shop: Any, target: str) -> bytes:
    return bytes(shop.page(target).body)


def _xml(text: bytes) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own files, made by the code under test


def test_the_clean_shop_has_an_index_of_gzip_children(shops: Any) -> None:
    """Its index is gzip, has several gzip children, and all are well-formed XML."""
    shop = shops["yasnotsvet"]
    assert b"Sitemap: " + shop.site.base.encode() in _body(shop, "/robots.txt")
    index = _xml(gzip.decompress(_body(shop, "/sitemap_index.xml.gz")))
    children = [
        str(node.text).removeprefix(shop.site.base)
        for node in index.iter()
        if node.tag.endswith("loc")
    ]
    assert len(children) >= 4
    count = 0
    for child in children:
        tree = _xml(gzip.decompress(_body(shop, child)))
        count += sum(node.tag.endswith("loc") for node in tree.iter())
    assert count == sum(page.in_sitemap for page in shop.truth.pages)


def test_the_crooked_shop_breaks_every_rule(shops: Any) -> None:
    """BOM, relative address, bare ampersand, control characters, foreign host, 404, cut gzip."""
    shop = shops["krivotrop"]
    index = _body(shop, "/sitemap.xml")
    assert index.startswith(b"\xef\xbb\xbf<?xml")
    assert b"<loc>/" in _body(shop, "/sitemap-pages.xml")
    show = _body(shop, "/sitemap-show.xml")
    assert re.search(rb"<loc>[^<]+\?dept=\w+&item=\d+</loc>", show)
    assert b"\x0b" in show
    assert b"\x08" in show
    assert b"<loc>https://partner.example/" in show
    with pytest.raises(ET.ParseError):
        _xml(show)
    with pytest.raises(EOFError):
        gzip.decompress(_body(shop, "/sitemap-goods.xml.gz"))
    assert shop.page("/sitemap-archive.xml").status == 404
    states = {sitemap.state for sitemap in shop.truth.sitemaps}
    assert states == {"damaged", "truncated", "not_found"}


def test_what_can_be_read_from_the_cut_file_is_told(shops: Any) -> None:
    """The told addresses of the cut file are those whose elements are whole in what unpacks."""
    shop = shops["krivotrop"]
    readable = zlib.decompressobj(wbits=31).decompress(_body(shop, "/sitemap-goods.xml.gz"))
    whole = re.findall(r"<loc>([^<]+)</loc>", readable.decode())
    told = next(each for each in shop.truth.sitemaps if each.state == "truncated")
    assert list(told.locs) == whole
    assert 5 < len(whole) < len(shop.truth.products)


def test_forbidden_addresses_stand_in_the_crooked_sitemap(shops: Any) -> None:
    """Some listed addresses are disallowed, and the truth says so with the line."""
    shop = shops["krivotrop"]
    blocked = [page for page in shop.truth.pages if not page.robots_allowed]
    assert blocked
    assert all(page.in_sitemap and page.robots_line == "Disallow: /closed/" for page in blocked)


def test_the_old_shops_sitemap_is_in_its_own_encoding(shops: Any) -> None:
    """The XML declaration says windows-1251 and a strict reader agrees."""
    body = _body(shops["starobyt"], "/sitemap.xml")
    assert b'encoding="windows-1251"' in body[:80]
    tree = _xml(body)
    assert sum(node.tag.endswith("loc") for node in tree.iter()) > 50


def test_the_tangled_shop_has_no_sitemap(shops: Any) -> None:
    """Neither a file nor a Sitemap line."""
    shop = shops["plutanitsa"]
    assert b"Sitemap" not in _body(shop, "/robots.txt")
    assert shop.truth.sitemaps == ()


def test_the_slow_shop_asks_for_half_a_second(shops: Any) -> None:
    """Its Crawl-delay is a fraction, which careless readers make zero."""
    assert b"Crawl-delay: 0.5" in _body(shops["tikhokhod"], "/robots.txt")


@pytest.mark.parametrize(
    ("text", "target", "allowed", "number"),
    [
        ("User-agent: *\nDisallow: /a", "/abc", False, 2),
        ("User-agent: *\nDisallow: /a\nAllow: /ab", "/abc", True, 3),
        ("User-agent: *\nAllow: /ab\nDisallow: /ab", "/abc", True, 2),
        ("User-agent: *\nDisallow: /*?sort=", "/x/?sort=1", False, 2),
        ("User-agent: *\nDisallow: /*?sort=", "/x/?q=1", True, None),
        ("User-agent: *\nDisallow: /a$", "/a", False, 2),
        ("User-agent: *\nDisallow: /a$", "/ab", True, None),
        ("User-agent: *\nDisallow:", "/a", True, None),
        ("User-agent: Bad\nDisallow: /\n\nUser-agent: *\nDisallow: /b", "/a", True, None),
        ("User-agent: Bad\nUser-agent: *\nDisallow: /b # why", "/b", False, 3),
        ("User-agent: *\nDisallow: /b\nUser-agent: Bad\nDisallow: /", "/a", True, None),
        (
            "User-agent: *\nDisallow: /корзина",
            "/%D0%BA%D0%BE%D1%80%D0%B7%D0%B8%D0%BD%D0%B0",
            False,
            2,
        ),
    ],
)
def test_robots_rules_decide_as_the_standard_says(
    text: str, target: str, *, allowed: bool, number: int | None
) -> None:
    """The longest rule wins, Allow wins a tie, groups are kept apart."""
    verdict = Robots(text).verdict(target)
    assert (verdict.allowed, verdict.number) == (allowed, number)


def test_no_robots_txt_allows_everything() -> None:
    """A shop without the file forbids nothing."""
    assert Robots(None).verdict("/anything").allowed


def test_the_endless_shop_is_a_tree_of_tiny_pages(order: Any) -> None:
    """Two hundred thousand small pages, each reachable, listed by sitemaps within the limits."""
    shop = order.open("beskray", scale=0.01)
    assert shop.truth.counts["fetched"] == 200_001
    for number in (1, 77, 199_999, 200_000):
        page = shop.page(f"/n/{number}")
        assert page.status == 200
        assert len(page.body) < 2_000
    assert shop.page("/n/200001").status == 404
    assert shop.page("/n/01").status == 404
    parent = (199_999 - 1) // 10
    assert b'href="/n/199999"' in shop.page(f"/n/{parent}").body
    files = re.findall(rb"<loc>([^<]+)</loc>", _body(shop, "/sitemap.xml"))
    assert len(files) == 4
    locs = re.findall(rb"<loc>", _body(shop, "/sitemap-4.xml"))
    assert len(locs) == 50_000
    assert shop.page("/sitemap-5.xml").status == 404

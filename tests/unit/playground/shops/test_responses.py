"""Conditional requests, compression and what each address answers."""

import gzip
from typing import Any

import pytest

from playground.shops.responses import Response, accepts_gzip, negotiated, stamped

BODY = b"<html>" + b"x" * 2_000 + b"</html>"
PAGE = stamped(Response(headers={"Content-Type": "text/html; charset=utf-8"}, body=BODY), 3)


def test_unchanged_pages_are_answered_304_without_a_body() -> None:
    """The page's own ETag brings 304 with the validators and nothing else."""
    answer = negotiated(PAGE, {"if-none-match": PAGE.headers["ETag"]})
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == PAGE.headers["ETag"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"if-none-match": '"other"'}, 200),
        ({"if-none-match": '"other", ' + PAGE.headers["ETag"]}, 304),
        ({"if-none-match": PAGE.headers["ETag"].removeprefix("W/")}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-modified-since": PAGE.headers["Last-Modified"]}, 304),
        ({"if-modified-since": "Tue, 07 Jan 2025 09:00:00 GMT"}, 200),
        ({"if-modified-since": "Wed, 08 Jan 2025 12:00:00 +0300"}, 304),
        ({"if-modified-since": "Wed, 08 Jan 2025 09:00:00"}, 304),
        ({"if-modified-since": "yesterday"}, 200),
        ({"if-modified-since": "Fri, 31 Dec 9999 99:99:99 GMT"}, 200),
        ({"if-none-match": '"other"', "if-modified-since": PAGE.headers["Last-Modified"]}, 200),
        ({}, 200),
    ],
)
def test_validators_decide_as_the_standard_says(asked: dict[str, str], status: int) -> None:
    """If-None-Match goes before If-Modified-Since, and what cannot be read is no condition."""
    assert negotiated(PAGE, asked).status == status


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("GZIP;q=0.5", True),
        ("*", True),
        ("x-gzip", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, *", False),
        ("br", False),
    ],
)
def test_gzip_is_sent_only_to_those_who_take_it(header: str, *, accepted: bool) -> None:
    """Accept-Encoding is read with its weights."""
    assert accepts_gzip(header) == accepted
    answer = negotiated(PAGE, {"accept-encoding": header})
    assert (answer.headers.get("Content-Encoding") == "gzip") == accepted
    assert (gzip.decompress(answer.body) if accepted else answer.body) == BODY
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_what_is_compressed_already_stays_as_it_is(shops: Any) -> None:
    """A .gz sitemap and a picture are never compressed again."""
    shop = shops["yasnotsvet"]
    for target in ("/sitemap_index.xml.gz", "/images/x.png"):
        answer = negotiated(shop.page(target), {"accept-encoding": "gzip"})
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("shop_id", "target", "status", "kind"),
    [
        ("yasnotsvet", "/", 200, "text/html; charset=utf-8"),
        ("yasnotsvet", "/nothing", 404, "text/html; charset=utf-8"),
        ("yasnotsvet", "/robots.txt", 200, "text/plain"),
        ("yasnotsvet", "/sitemap_index.xml.gz", 200, "application/gzip"),
        ("yasnotsvet", "/images/a.png?w=600", 200, "image/png"),
        ("yasnotsvet", "/assets/site.css", 200, "text/css"),
        ("yasnotsvet", "/favicon.ico", 404, "text/html; charset=utf-8"),
        ("krivotrop", "/sitemap.xml", 200, "application/xml"),
        ("krivotrop", "/sitemap-archive.xml", 404, "text/html; charset=utf-8"),
        ("plutanitsa", "/sitemap.xml", 404, "text/html; charset=utf-8"),
        ("plutanitsa", "/files/price-list.pdf", 200, "application/pdf"),
        ("plutanitsa", "/goods/taken-away", 410, "text/html; charset=utf-8"),
        ("plutanitsa", "/old/1", 301, "text/html; charset=utf-8"),
        ("plutanitsa", "/ring/a", 302, "text/html; charset=utf-8"),
        ("plutanitsa", "/d-old", 308, "text/html; charset=utf-8"),
        ("molchun", "/", 404, "text/html; charset=utf-8"),
    ],
)
def test_addresses_answer_with_their_status_and_type(
    shop_id: str, target: str, status: int, kind: str, shops: Any
) -> None:
    """Each kind of address has its status and Content-Type, and every answer has a body."""
    response = shops[shop_id].page(target)
    assert (response.status, response.headers["Content-Type"]) == (status, kind)
    assert response.body


@pytest.mark.parametrize(
    "target",
    [
        "",
        "?",
        "/%",
        "/%zz%00",
        "/\u0442\u043e\u0432\u0430\u0440",
        "//evil.example/",
        "/" + "a" * 9_000,
        "/?x=%FF&y",
    ],
)
def test_strange_addresses_are_answered_and_not_failed_on(target: str, shops: Any) -> None:
    """Whatever a client writes, it gets a page or an honest 404."""
    for shop in shops.values():
        assert shop.page(target).status in {200, 404}


def test_cyrillic_addresses_may_be_written_in_any_way(shops: Any) -> None:
    """Raw letters, capital and small percent codes lead to the same page."""
    shop = shops["prostolavka"]
    target = next(target for target in shop.site.pages if target.startswith("/%D1%82"))
    spelled = [target, target.lower(), shop.site.pages[target].canonical]
    bodies = {shop.page(each).body for each in spelled}
    assert len(bodies) == 1
    assert shop.page(target).status == 200


def test_tracking_and_sorting_lead_to_the_same_page(shops: Any) -> None:
    """Parameters that mean nothing change nothing; those that mean something do."""
    shop = shops["plutanitsa"]
    category = shop.site.pages["/"].links[0].href.partition("?")[0]
    plain = shop.page(category)
    for query in ("utm_source=a&utm_medium=b", "sid=1", "sort=price&view=list", "ref="):
        assert shop.page(f"{category}?{query}") == plain
    second = shop.page(f"{category}?page=2")
    assert second.status == 200
    assert second != plain
    assert shop.page(f"{category}?page=2&sid=5") == second
    assert shop.page(f"{category}?page=99").status == 404


def test_an_old_shop_names_its_charset_in_one_place_only(shops: Any, read: Any) -> None:
    """Windows-1251 pages have the charset in the header or in a meta element, never in both."""
    shop = shops["starobyt"]
    places = set()
    for page in read.every(shop):
        in_header = "windows-1251" in page.response.headers["Content-Type"]
        in_meta = b"charset=windows-1251" in page.response.body
        assert in_header != in_meta
        places.add(in_header)
    assert places == {True, False}

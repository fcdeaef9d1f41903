"""Where an answer leads on."""

import httpx
import pytest

from runner.crawl.way_on import MOST_OF_RELOAD, may_reload, redirect_target, reloads

URL = "https://shop.example/a"
HTML = {"content-type": "text/html", "set-cookie": "a=1"}


@pytest.mark.parametrize(
    ("status", "locations", "target"),
    [
        (302, ["b"], "https://shop.example/b"),
        (308, ["//other.example/", "/c"], "https://other.example/"),
        (301, [], None),
        (301, ["javascript:1"], None),
        (304, ["/b"], None),
        (200, ["/b"], None),
    ],
)
def test_a_redirect_leads_to_its_first_location(
    status: int, locations: list[str], target: str | None
) -> None:
    """If it is an address, and the status one that leads elsewhere."""
    headers = httpx.Headers([("Location", location) for location in locations])
    assert redirect_target(URL, status, headers) == target


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, HTML, True),
        (503, HTML, False),
        (200, {"content-type": "text/html"}, False),
        (200, HTML | {"content-type": "application/xml"}, False),
    ],
)
def test_only_a_page_that_sets_a_cookie_may_load_itself(
    status: int, headers: dict[str, str], *, expected: bool
) -> None:
    """So no other body has to be looked at."""
    assert may_reload(status, headers) is expected


@pytest.mark.parametrize(
    ("body", "more", "expected"),
    [
        (b'<meta http-equiv="refresh" content="0; url=/a">', {}, True),
        (b'<meta http-equiv=Refresh content="1">', {}, True),
        (b"", {"refresh": "0"}, True),
        (b"", {"refresh": "0; url=https://shop.example/a"}, True),
        (b'<meta http-equiv="refresh" content="0; url=/b">', {}, False),
        (b'<meta http-equiv="refresh" content="60">', {}, False),
        (b'<meta http-equiv="refresh" content="0"><a href="/b">b</a>', {}, False),
        (b'<meta http-equiv="refresh" content="0">' + b" " * MOST_OF_RELOAD, {}, False),
        (b"<p>refresh</p>", {}, False),
    ],
)
def test_a_page_that_says_nothing_but_come_again_is_a_redirect_to_itself(
    body: bytes, more: dict[str, str], *, expected: bool
) -> None:
    """At once, to its own address, without a link to follow."""
    assert reloads(URL, body, HTML | more) is expected

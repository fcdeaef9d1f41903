"""What of all that servers hand out is borne, and where."""

import httpx
import pytest

from runner.crawl.cookies import Cookies, Walk

HOME = "https://shop.example/"


def given(*lines: str, url: str = HOME) -> Cookies:
    """What is left of these."""
    cookies = Cookies()
    cookies.take(url, httpx.Headers([(b"Set-Cookie", line.encode()) for line in lines]))
    return cookies


def borne(cookies: Cookies, url: str = HOME) -> str | None:
    """What goes with a request."""
    request = httpx.Request("GET", url)
    cookies.attach(request)
    return request.headers.get("Cookie")


@pytest.mark.parametrize(
    ("line", "url", "expected"),
    [
        ("a=1", HOME, "a=1"),
        ('a="x,y [1]=="; HttpOnly; SameSite=None', HOME, 'a="x,y [1]=="'),
        ("a=1; Expires=Wed, 21-Oct-2099 07:28:00 GMT", HOME, "a=1"),
        ("a=1; Expires=soon", HOME, "a=1"),
        ("a=1; Path=/shop", "https://shop.example/shop/kettle", "a=1"),
        ("a=1; Path=/shop", "https://shop.example/shopping", None),
        ("a=1; Secure", "http://shop.example/", None),
        ("a=1; Domain=.shop.example", "https://pay.shop.example/", None),
        ("a=1; DOMAIN = .example", HOME, "a=1"),
        ("a=1; Domain=.co.uk", "https://other.co.uk/", None),
        ("a=1; Max-Age=0", HOME, None),
        ("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", HOME, None),
        ("a=\N{CYRILLIC SMALL LETTER A}", HOME, None),
        ("a=" + "x" * 4096, HOME, None),
        ("=1", HOME, None),
        ("", HOME, None),
    ],
)
def test_a_cookie_goes_where_it_belongs(line: str, url: str, expected: str | None) -> None:
    """To the host that gave it out, under its path, as it was written, as long as it is good."""
    assert borne(given(line), url) == expected


@pytest.mark.parametrize(
    "home", ["http://127.0.0.1:8000/", "http://[::1]:8000/", "http://localhost/"]
)
def test_a_host_may_be_any(home: str) -> None:
    """Numbers, ports and names without a dot."""
    assert borne(given("a=1; Domain=127.0.0.1", url=home), home) == "a=1"


def test_what_is_taken_back_is_gone() -> None:
    """By a line with another domain and an end in the past."""
    cookies = given("a=1; Domain=.shop.example", "b=2")
    cookies.take(HOME, httpx.Headers({"Set-Cookie": "a=; Domain=shop.example; Max-Age=0"}))
    assert borne(cookies) == "b=2"


def test_who_hands_out_ever_more_fills_no_memory() -> None:
    """Fifty of one answer, and of many answers not many more."""
    cookies = Cookies()
    for number in range(50):
        lines = [("Set-Cookie", f"c{number}-{each}=1") for each in range(400)]
        cookies.take(HOME, httpx.Headers(lines))
        assert 50 <= (borne(cookies) or "").count("=") <= 100


def test_a_walk_leaves_the_cookies_of_others_alone() -> None:
    """What is given out on it is its own; it knows when it came back."""
    others = given("a=1")
    walk = Walk(others, HOME)
    walk.on(HOME, httpx.Headers({"Set-Cookie": "b=2"}), HOME + "check")
    assert (borne(others), borne(walk.cookies)) == ("a=1", "a=1; b=2")
    assert not walk.came_back
    walk.on(HOME + "check", httpx.Headers(), HOME)
    assert walk.came_back

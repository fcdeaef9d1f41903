"""Where a meta refresh leads."""

import pytest

from parser.pages import meta_refresh
from parser.pages.reading import read_page

URL = "https://shop.example/old/page"


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0;url=/new", "/new"), ("0; URL='/new'", "/new"), ('5 ; url = "/new" ', "/new"), ("0,url=/new", "/new"),
        ("0 /new", "/new"), ("0; /new", "/new"), (" .5;url=/new", "/new"), ("1.5.2; /new", "/new"), ("0;url='/a\"b", '/a"b'),
        ("0;url=/a;b=1,2", "/a;b=1,2"), ("0; url", "url"),
        ("300", None), ("0;", None), ("0;url=", None), ("0;url=''", None), ("1url=/x", None), ("url=/x", None), ("", None),
        ("-1;url=/x", None), (None, None),
    ],
)  # fmt: skip
def test_the_target_is_read_as_browsers_read_it(content: str | None, target: str | None) -> None:
    """With or without "url=" and quotes; without an address the page is only loaded anew."""
    found = meta_refresh.read(content)
    assert (found and found.target) == target


@pytest.mark.parametrize(
    ("content", "url"),
    [
        ("0; /new", "https://shop.example/new"),
        ("0;url=https://other.example/", "https://other.example/"),
        ("60;url=/old/page", None),
        ("60;url=HTTPS://Shop.example/old/page#top", None),
        ("0;url=/old/page?utm_source=start", None),
        ("60", None),
    ],
)
def test_a_page_that_loads_itself_anew_redirects_nowhere(content: str, url: str | None) -> None:
    """A refresh to another address is told with it; a board that reloads itself is no redirect."""
    html = f'<meta http-equiv="Refresh" content="{content}">'
    reading = read_page(html.encode(), url=URL)
    assert reading.seo.refresh_url == url
    assert [issue.evidence for issue in reading.issues if issue.code == "meta_refresh"] == (
        [url] if url else []
    )


@pytest.mark.parametrize(
    ("content", "sends_on"),
    [("0;/new", True), ("30; /new", True), ("31; /new", False), (f"{'9' * 5000}; /new", False)],
)
def test_a_page_that_waits_is_there_to_be_read(content: str, *, sends_on: bool) -> None:
    """A session that ends after a quarter of an hour makes no redirect of a product; it is told all the same."""
    html = f'<title>Kettle</title><meta http-equiv="refresh" content="{content}">'
    reading = read_page(html.encode(), url=URL)
    assert reading.seo.sends_on == sends_on
    found = {issue.code for issue in reading.issues}
    assert "meta_refresh" in found
    assert ("h1_missing" in found) != sends_on


def test_the_header_is_the_same_as_the_meta() -> None:
    """Google and browsers take a Refresh header for a meta refresh; it comes first."""
    meta = b'<meta http-equiv="refresh" content="0; /meta">'
    for body in (b"", meta):
        reading = read_page(body, url=URL, headers={"Refresh": "0; url=/header"})
        assert reading.seo.refresh_url == "https://shop.example/header"
    assert read_page(meta, url=URL, headers={"Refresh": "5"}).seo.refresh_url == (
        "https://shop.example/meta"
    )


def test_a_page_that_sends_visitors_on_is_not_judged_by_content() -> None:
    """It is as good as a redirect to a search engine: a stub needs no heading."""
    html = b'<title>Moved</title><meta http-equiv=refresh content="0; /x">'
    found = {issue.code for issue in read_page(html, url=URL).issues}
    assert "meta_refresh" in found
    assert found.isdisjoint(
        {"canonical_missing", "title_short", "h1_missing", "content_thin", "viewport_missing"}
    )

"""Links and directives in a response's headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages.http_headers import links, media_type, of_page


def test_a_link_header_holds_several_targets() -> None:
    """Commas in addresses and in quoted parameters separate nothing."""
    header = '<https://a.example/c,d>; rel="canonical", </x>; rel=next; title="a, b", <y>;REL="alternate prev"; hreflang=en'
    found = links(header)
    assert [link.target for link in found] == ["https://a.example/c,d", "/x", "y"]
    assert [link.relations for link in found] == [["canonical"], ["next"], ["alternate", "prev"]]
    assert found[2].parameters["hreflang"] == "en"


def test_a_malformed_header_has_no_links() -> None:
    """Nothing is guessed."""
    assert links("garbage") == []
    assert links(None) == []
    assert links("<" * 1000) == []


def test_names_of_headers_have_no_case() -> None:
    """`Link` and `link` are one; what says nothing of a page is left out."""
    sent = {"Link": "a", "X-Robots-Tag": "b", "Date": "now"}
    assert of_page(sent) == {"link": "a", "x-robots-tag": "b"}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/html", "text/html"),
        (" Text/HTML ;charset=utf-8", "text/html"),
        ("text/html, text/html; charset=UTF-8", "text/html"),
        ("text/html; charset=UTF-8, text/html", "text/html"),
        ("text/plain, application/pdf", "application/pdf"),
        ("text/html,charset=utf-8", "text/html"),
        ("text/html;", "text/html"),
        ("application/vnd.ms-excel.sheet+xml; a=b", "application/vnd.ms-excel.sheet+xml"),
        ("text/html charset=utf-8", ""),
        ("charset=utf-8", ""),
        ("html", ""),
        ("*/*", ""),
        ("", ""),
    ],
)
def test_a_content_type_is_read_as_browsers_read_it(header: str, expected: str) -> None:
    """The last type that is one, whatever else the header holds; a page is no file for a slip in it."""
    assert media_type(header) == expected


@given(st.text())
def test_any_header_can_be_read(header: str) -> None:
    """Nothing raises."""
    links(header)

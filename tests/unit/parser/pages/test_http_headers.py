"""Links and directives in a response's headers."""

from hypothesis import given
from hypothesis import strategies as st

from parser.pages.http_headers import links, lowered


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
    """`Link` and `link` are one."""
    assert lowered({"Link": "a", "X-Robots-Tag": "b"}) == {"link": "a", "x-robots-tag": "b"}


@given(st.text())
def test_any_header_can_be_read(header: str) -> None:
    """Nothing raises."""
    links(header)

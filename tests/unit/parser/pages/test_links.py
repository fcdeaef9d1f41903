"""The links of a page."""

import pytest

from parser.pages.document import Document
from parser.pages.links import read
from parser.pages.records import Link


def links(html: str, root: str | None = None, url: str = "https://shop.example/a/b") -> list[Link]:
    """The links of some HTML."""
    return list(read(Document(html.encode(), url=url), root))


def test_every_occurrence_is_kept_in_order() -> None:
    """Absolute, normalised, without fragments; the same link twice is twice."""
    html = '<a href="/x#top">1</a><a href="y?a=1&amp;b=2">2</a><a href="//other.example/z">3</a><a href="/x">4</a><a>5</a>'
    assert [link.url for link in links(html)] == [
        "https://shop.example/x",
        "https://shop.example/a/y?a=1&b=2",
        "https://other.example/z",
        "https://shop.example/x",
    ]


@pytest.mark.parametrize(
    "href",
    ["", "#", "#top", "mailto:a@b.c", "tel:+7", "javascript:void(0)", "data:x", "  ", "http://"],
)
def test_what_leads_nowhere_is_no_link(href: str) -> None:
    """Addresses of other kinds, and none at all."""
    assert links(f'<a href="{href}">x</a>') == []


def test_internal_is_what_lies_within_the_root() -> None:
    """A site with or without "www", or one folder of it."""
    html = '<a href="/a/x">1</a><a href="/c">2</a><a href="https://www.shop.example/a/">3</a><a href="https://evil-shop.example/a/">4</a>'
    assert [link.internal for link in links(html)] == [True, True, True, False]
    assert [link.internal for link in links(html, "https://shop.example/a/")] == [
        True,
        False,
        True,
        False,
    ]


def test_nofollow_is_the_links_own() -> None:
    """In any case and among other relations; sponsored alone is something else."""
    html = '<a href="/1" rel="NOFOLLOW noopener">1</a><a href="/2" rel="sponsored">2</a><a href="/3">3</a>'
    assert [link.nofollow for link in links(html)] == [True, False, False]


def test_one_address_may_be_followed_here_and_not_there() -> None:
    """The relation belongs to the occurrence, not to the address."""
    assert [
        link.nofollow for link in links('<a href="/1" rel="nofollow">1</a><a href="/1">1</a>')
    ] == [True, False]


def test_links_of_another_site_do_not_leak_through_the_memory() -> None:
    """The same relative link on two sites leads to two places."""
    assert links('<a href="/x">1</a>')[0].url == "https://shop.example/x"
    assert (
        links('<a href="/x">1</a>', url="http://other.example/")[0].url == "http://other.example/x"
    )

"""The languages of an entry in all forms in which they come."""

from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[..., Any]


def entry(*links: str, loc: str = "/1") -> bytes:
    """A sitemap of one page with these attributes of its links."""
    tags = "".join(f"<xhtml:link rel='alternate' {link}/>" for link in links)
    return f"<urlset><url><loc>{loc}</loc>{tags}</url></urlset>".encode()


@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("hreflang='en' href='/2'", ("en", "https://shop.ru/2")),
        ("hreflang='en' href='//www.shop.ru/2'", ("en", "https://www.shop.ru/2")),
        ("hreflang='en' href='www.shop.ru/2'", ("en", "https://www.shop.ru/2")),
        ("hreflang='en' href='shop.ru/2'", ("en", "https://shop.ru/2")),
        ("hreflang='en' href='/a b'", ("en", "https://shop.ru/a%20b")),
        ("hreflang='en' href='/2?b=1&amp;a=2&amp;gclid=x'", ("en", "https://shop.ru/2?b=1&a=2")),
        ("hreflang='en' href='/2?b=1&a=2'", ("en", "https://shop.ru/2?b=1&a=2")),
        ("hreflang='en' href='/2;jsessionid=1'", ("en", "https://shop.ru/2")),
        ("hreflang=' EN-gb ' href=' /2 '", ("EN-gb", "https://shop.ru/2")),
        ("hreflang='e&#xD800;n' href='/2'", ("e?n", "https://shop.ru/2")),
        ("hreflang='e\x00n' href='/2'", ("en", "https://shop.ru/2")),
        (f"hreflang='{'x' * 999}' href='/2'", ("x" * 100, "https://shop.ru/2")),
        ("hreflang='en' href='http://[bad/'", None),
        ("hreflang='en' href='javascript:void(0)'", None),
        ("hreflang='' href='/2'", None),
        ("hreflang='en' href=''", None),
        ("href='/2' media='print'", None),
    ],
)
def test_a_language_is_read_as_it_is_meant(
    read: Read, link: str, expected: tuple[str, str] | None, step: int
) -> None:
    """Absolute, without an advertiser's marks and sessions, in characters that can be kept."""
    [found], _ = read(entry(link), step=step)
    told = [(one.language, one.url) for one in found.alternates]
    assert told == ([expected] if expected else [])


def test_what_is_said_twice_is_said_once(read: Read) -> None:
    """In one entry; a second entry of the same address comes for its languages alone."""
    both = entry("hreflang='en' href='/2'", "hreflang='en' href='/2?utm_source=x'")
    entries, summary = read(both.replace(b"</urlset>", entry("hreflang='de' href='/3'")[8:]))
    assert [(one.url, one.repeated, len(one.alternates)) for one in entries] == [
        ("https://shop.ru/1", False, 1),
        ("https://shop.ru/1", True, 1),
    ]
    assert (summary.read, summary.duplicates, summary.alternates) == (1, 1, 2)


@pytest.mark.parametrize(
    "again", [entry(), entry("hreflang='en' href='/2'", loc="http://other.example/")]
)
def test_a_repeated_entry_without_languages_of_ours_is_left_out(read: Read, again: bytes) -> None:
    """There is nothing that anybody would do with it."""
    first = again.replace(b"</urlset>", b"")
    entries, summary = read(first + again[8:])
    assert (len(entries), summary.duplicates) == (1, 1)

"""Feeds of products given as sitemaps: where the address of a product stands, and what is none."""

from collections.abc import Callable
from typing import Any

import pytest

from parser.pages.sitemaps.records import Flaw, SitemapKind

Read = Callable[..., Any]
G = "xmlns:g='http://base.google.com/ns/1.0'"
DETAILS = (
    "<g:id>TV_1</g:id><g:price>1299.00 EUR</g:price><g:mobile_link>/no</g:mobile_link>"
    "<g:image_link>https://shop.ru/i.jpg</g:image_link>"
)
PAGE = "https://shop.ru/tv?size=1&colour=2"
TEXT = "https://shop.ru/tv?size=1&amp;colour=2"


def rss(*items: str) -> bytes:
    """An RSS feed of Google's Merchant Center."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss version='2.0' {G}><channel><link>/</link>{inside}</channel></rss>".encode()


def atom(*entries: str) -> bytes:
    """The same as Atom."""
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f"<feed xmlns='http://www.w3.org/2005/Atom' {G}><link href='/'/>{inside}</feed>".encode()


@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize(
    "item",
    [
        f"<g:link>{TEXT}</g:link>",
        f"<link>{TEXT}</link>",
        f"<g:link><![CDATA[{PAGE}]]></g:link>",
        f"<link>{TEXT}</link><g:link>{TEXT}&amp;utm_source=google</g:link>",
        f"<g:link>{TEXT}</g:link><link>https://shop.ru/other</link>",
        f"<image><url>/logo</url><link>/no</link></image><link>{TEXT}</link>",
    ],
)
@pytest.mark.parametrize(("feed", "kind"), [(rss, SitemapKind.RSS), (atom, SitemapKind.ATOM)])
def test_the_address_of_a_product_is_found(
    read: Read, feed: Callable[..., bytes], kind: SitemapKind, item: str, step: int
) -> None:
    """As text of link or of g:link; said twice it is still one product."""
    entries, summary = read(feed(DETAILS + item, item + DETAILS + "<g:id>2</g:id>"), step=step)
    assert [entry.url for entry in entries] == [PAGE]
    assert summary.kind is kind
    assert {found.flaw for found in summary.flaws} == {Flaw.DUPLICATE}


def test_an_address_in_an_attribute_is_not_looked_for_in_the_text(read: Read) -> None:
    """Atom's own form, and atom:link in RSS, which names the feed or the page."""
    entries, _ = read(
        atom("<link href='/1'>no</link>", "<link rel='self' href='/no'/><g:link>/2</g:link>")
    )
    assert [entry.url for entry in entries] == ["https://shop.ru/1", "https://shop.ru/2"]
    entries, _ = read(rss("<atom:link href='/1' rel='alternate'/>", "<atom:link rel='self'/>"))
    assert [entry.url for entry in entries] == ["https://shop.ru/1"]


def test_a_number_is_no_address(read: Read) -> None:
    """A product without a link is told as one without an address."""
    entries, summary = read(rss(DETAILS))
    assert (entries, summary.count(Flaw.MISSING_LOC)) == ([], 1)


def test_a_yandex_market_file_names_its_offers(read: Read) -> None:
    """Its root is none of ours; the addresses are there all the same."""
    offer = f"<offer id='1'><url>{TEXT}</url><price>5</price></offer>"
    body = f"<yml_catalog><shop><url>https://shop.ru/</url><offers>{offer}</offers></shop></yml_catalog>"
    entries, summary = read(body.encode())
    assert [entry.url for entry in entries] == ["https://shop.ru/", PAGE]
    assert summary.is_sitemap
    assert summary.count(Flaw.WRONG_ROOT) == 1


def test_what_entries_name_beside_addresses_is_counted(read: Read) -> None:
    """Pictures, films, news and languages of the whole file; a language said twice counts once."""
    link = "<xhtml:link rel='alternate' hreflang='en' href='/en{}'/>"
    entry = (
        "<url><loc>/{0}</loc>"
        + 2 * "<image:image><image:loc>/i</image:loc></image:image>"
        + "<video:video/><news:news/>"
        + link.format("{0}")
        + link.format("{0}?utm_source=x")
        + "</url>"
    )
    body = "<urlset>" + entry.format(1) + entry.format(2) + "</urlset>"
    _, summary = read(body.encode())
    told = (summary.images, summary.videos, summary.news, summary.alternates)
    assert told == (4, 2, 2, 2)

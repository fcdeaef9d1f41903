"""What a sitemap says, in every form it comes in."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from parser.pages.records import Hreflang
from parser.pages.sitemaps.records import Flaw, ReadingMode, SitemapEntry, SitemapKind, Stop
from parser.pages.urls import normalise

Read = Callable[..., Any]

OPEN = b'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
TWO = b"<url><loc>https://shop.ru/1</loc></url>\n<url><loc>https://shop.ru/2</loc></url>\n"
CLOSE = b"</urlset>"
PACKED = gzip.compress(OPEN + TWO + CLOSE, mtime=0)  # names of tests hold it: one in all processes
URLS = ["https://shop.ru/1", "https://shop.ru/2"]
RSS = b"""<rss><channel><link>https://shop.ru/</link><image><url>/logo</url></image>
<item><title>T</title><link>/1</link><guid>/no</guid><pubDate>5 Jan 2017 13:34:51 +0100</pubDate>
<description><p>x<link>/no</link></p></description></item>
<item><guid isPermaLink='false'>https://shop.ru/2</guid></item>
<item><guid>42</guid></item></channel></rss>"""
ATOM = b"""<feed><link href='/'/><entry><link rel='edit' href='/no'/><link href='/1'/>
<updated>2026-01-01T00:00:00Z</updated><content><link href='/no'/></content></entry></feed>"""
MANY = b"".join(b"<url><loc>https://shop.ru/p%d</loc></url>\n" % number for number in range(500))


def urls(entries: list[SitemapEntry]) -> list[str]:
    """The addresses in order."""
    return [entry.url for entry in entries]


def test_an_entry_keeps_what_the_file_says(read: Read) -> None:
    """Dates are parsed, frequency and priority kept as written, extensions counted."""
    body = (
        OPEN
        + b"""<url>
          <loc> https://shop.ru/p?a=1&amp;b=2 </loc>
          <lastmod>2026-02-03</lastmod><changefreq>Daily</changefreq><priority>0,8</priority>
          <image:image><image:loc>/i.jpg</image:loc><image:title>T</image:title></image:image>
          <image:image><image:loc>/j.jpg</image:loc></image:image>
          <video:video><video:title>V</video:title></video:video>
          <news:news><news:title>N</news:title></news:news>
          <xhtml:link rel="alternate" hreflang="en" href="/en/p"/>
          <xhtml:link rel="alternate" hreflang="x-default" href="https://shop.ru/p"/>
        </url>"""
        + CLOSE
    )
    entries, summary = read(body)
    assert entries == [
        SitemapEntry(
            url="https://shop.ru/p?a=1&b=2",
            lastmod=datetime(2026, 2, 3, tzinfo=UTC),
            changefreq="Daily",
            priority="0,8",
            images=2,
            videos=1,
            news=True,
            alternates=(
                Hreflang(language="en", url="https://shop.ru/en/p"),
                Hreflang(language="x-default", url="https://shop.ru/p"),
            ),
        )
    ]
    assert (summary.kind, summary.mode, summary.flaws) == (SitemapKind.URLSET, "strict", ())
    assert (summary.read, summary.salvaged, summary.text_bytes) == (1, 0, len(body))


@pytest.mark.parametrize("step", [0, 1, 3])
@pytest.mark.parametrize(
    ("body", "mode"),
    [
        (OPEN + TWO + CLOSE, "strict"),
        (TWO.join([b"<urlset>", CLOSE]), "strict"),
        (OPEN.replace(b"urlset xmlns", b"sm:urlset xmlns:sm") + TWO.replace(b"<", b"<sm:").replace(b"<sm:/", b"</sm:") + b"</sm:urlset>", "strict"),
        (OPEN.replace(b"0.9", b"9.0") + TWO + CLOSE, "strict"),
        (b"<URLSET>" + TWO.replace(b"url>", b"URL>").replace(b"loc>", b"LOC>") + b"</URLSET>", "strict"),
        (OPEN + TWO.replace(b"https://shop.ru", b"") + CLOSE, "strict"),
        (OPEN + TWO.replace(b"https://shop.ru", b"\n  https://shop.ru").replace(b"</loc", b"\xc2\xa0\n</loc") + CLOSE, "strict"),
        (OPEN + TWO.replace(b"https", b"<![CDATA[https").replace(b"</loc", b"]]></loc") + CLOSE, "strict"),
        (OPEN.replace(b"<urlset", b"<!DOCTYPE urlset>\n<urlset") + TWO + CLOSE, "strict"),
        ((OPEN + TWO + CLOSE).decode().replace("UTF-8", "UTF-16").encode("utf-16"), "strict"),
        ((OPEN + TWO + CLOSE).decode().replace("UTF-8", "UTF-16").encode("utf-16-be"), "strict"),
        (b"\xef\xbb\xbf" + OPEN + TWO + CLOSE, "strict"),
        (OPEN.replace(b"UTF-8", b"windows-1251") + "<!-- товары -->".encode("cp1251") + TWO + CLOSE, "strict"),
        (b"\n\n  \n" + OPEN + TWO + CLOSE, "repaired"),
        (b"<br />\n<b>Notice</b>: x in <b>/a.php</b><br />\n" + OPEN + TWO + CLOSE, "repaired"),
        (OPEN + TWO.replace(b"</loc", b"\x0b</loc") + CLOSE, "repaired"),
        (OPEN + b"<!-- a -- b -->" + TWO + CLOSE, "repaired"),
        (OPEN + TWO + CLOSE + b"<!-- cached --> 0.01 s", "repaired"),
        (OPEN + TWO + CLOSE + OPEN + TWO + CLOSE, "repaired"),
        (OPEN + TWO.replace(b"</url>\n<url>", b"\n<url>") + CLOSE, "salvaged"),
        (OPEN + TWO.replace(b"1</loc>", b"1") + CLOSE, "salvaged"),
        (OPEN + TWO.replace(b"1</loc>", b"1</lok>") + CLOSE, "salvaged"),
        (OPEN + TWO.replace(b"<url>", b"", 1) + CLOSE, "salvaged"),
        (OPEN + TWO, "salvaged"),
        (OPEN + TWO + b"<url><loc>https://shop.ru/cu", "salvaged"),
        (OPEN + TWO + b"<url><loc>https://shop.ru/cu<![CDATA[t", "salvaged"),
        (OPEN + TWO.removesuffix(b"c></url>\n"), "salvaged"),
        (PACKED, "strict"),
        (gzip.compress(PACKED, mtime=0), "strict"),
        (gzip.compress(OPEN + TWO[:50], mtime=0) + gzip.compress(TWO[50:] + CLOSE, mtime=0) + b"\0" * 9, "strict"),
        (b"https://shop.ru/1\r\n\r\nhttps://shop.ru/2", "strict"),
        (b"\xef\xbb\xbf# list\nshop.ru/1\n /2 \nNot an address\n", "strict"),
    ],
)  # fmt: skip
def test_every_form_gives_the_same_two_addresses(
    read: Read, body: bytes, mode: str, step: int
) -> None:
    """However the file is written, damaged or cut into pieces, nothing is lost or doubled."""
    entries, summary = read(body, step=step)
    assert urls(entries) == URLS
    assert summary.mode is ReadingMode(mode)
    assert summary.read == 2


def test_a_bare_ampersand_is_an_ampersand(read: Read) -> None:
    """In tags and text; in CDATA everything stays as it is, before the fault and after."""
    body = (
        OPEN
        + b"<url><loc><![CDATA[https://shop.ru/?a&amp;b]]></loc></url>"
        + b"<url><loc>https://shop.ru/?c&d&amp;e&#38;f&nbsp;</loc>"
        + b'<xhtml:link rel="alternate" hreflang="en" href="/?g&h"/></url>'
        + b"<url><loc><![CDATA[https://shop.ru/?i&amp;j]]></loc></url>"
        + CLOSE
    )
    entries, summary = read(body)
    assert urls(entries) == [
        "https://shop.ru/?a&amp;b",
        "https://shop.ru/?c&d&e&f&nbsp;",
        "https://shop.ru/?i&amp;j",
    ]
    assert entries[1].alternates[0].url == "https://shop.ru/?g&h"
    assert [entry.salvaged for entry in entries] == [False, True, True]
    assert (summary.read, summary.salvaged) == (3, 2)
    assert summary.count(Flaw.NOT_WELL_FORMED) == 1


def test_an_index_gives_child_sitemaps(read: Read) -> None:
    """Each with its date; several in one entry are several."""
    body = b"""<sitemapindex><sitemap><loc>/a.xml.gz</loc><lastmod>2026-01-02T03:04:05Z</lastmod>
      <loc>https://cdn.example/b.xml</loc></sitemap><sitemap>
      https://shop.ru/c.xml?a=1&amp;b </sitemap></sitemapindex>"""
    entries, summary = read(body)
    assert urls(entries) == [
        "https://shop.ru/a.xml.gz",
        "https://cdn.example/b.xml",
        "https://shop.ru/c.xml?a=1&b",
    ]
    assert [entry.child for entry in entries] == [True] * 3
    assert [entry.foreign for entry in entries] == [False, True, False]
    assert entries[0].lastmod == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (summary.kind, summary.children) == (SitemapKind.INDEX, 3)
    assert summary.count(Flaw.SEVERAL_LOCS) == summary.count(Flaw.MISSING_LOC) == 1


def test_a_child_in_a_urlset_is_still_a_child(read: Read) -> None:
    """What is misplaced is given out as what it is, and counted."""
    child = b"<sitemap><loc>https://shop.ru/s.xml</loc></sitemap>"
    entries, summary = read(OPEN + child + TWO + CLOSE)
    assert [entry.child for entry in entries] == [True, False, False]
    assert (summary.kind, summary.count(Flaw.MISPLACED)) == (SitemapKind.URLSET, 1)


@pytest.mark.parametrize(
    ("body", "kind", "found"),
    [
        (RSS, SitemapKind.RSS, ["https://shop.ru/1", "https://shop.ru/2"]),
        (ATOM, SitemapKind.ATOM, ["https://shop.ru/1"]),
        (
            b"<rdf:RDF><channel/><item rdf:about='/x'><link>/1</link><dc:date>2026-01-01</dc:date></item></rdf:RDF>",
            SitemapKind.RSS,
            ["https://shop.ru/1"],
        ),
    ],
)
def test_feeds_are_sitemaps_too(
    read: Read, body: bytes, kind: SitemapKind, found: list[str]
) -> None:
    """The links of items and entries, not those of the channel, of images or of texts."""
    entries, summary = read(body)
    assert (urls(entries), summary.kind) == (found, kind)
    assert entries[0].lastmod is not None


@pytest.mark.parametrize(
    ("body", "kind", "flaw", "stop"),
    [
        (b"", SitemapKind.UNKNOWN, Flaw.EMPTY, None),
        (b" \n\t ", SitemapKind.UNKNOWN, Flaw.EMPTY, None),
        (b"\xef\xbb\xbf", SitemapKind.UNKNOWN, Flaw.EMPTY, None),
        (b"Not found", SitemapKind.TEXT, Flaw.NOT_A_SITEMAP, None),
        (b'{"error": 404}', SitemapKind.TEXT, Flaw.NOT_A_SITEMAP, None),
        (b"<root><a>b</a></root>", SitemapKind.UNKNOWN, Flaw.NOT_A_SITEMAP, None),
        (b"\n<!DOCTYPE HTML><html><a href=/1>", SitemapKind.HTML, None, Stop.NOT_A_SITEMAP),
        (b"<!-- x --><html><body>", SitemapKind.HTML, None, Stop.NOT_A_SITEMAP),
        (b"<?xml version='1.0'?><html xmlns='x'>", SitemapKind.HTML, None, Stop.NOT_A_SITEMAP),
        (b"<urlset/>", SitemapKind.URLSET, None, None),
    ],
)
def test_what_is_no_sitemap_is_told(
    read: Read, body: bytes, kind: SitemapKind, flaw: Flaw | None, stop: Stop | None
) -> None:
    """A page, an error, nothing: no addresses, and the reason by name."""
    entries, summary = read(body)
    assert (entries, summary.kind, summary.stop) == ([], kind, stop)
    assert flaw is None or summary.count(flaw) == 1


def test_bad_values_are_counted_with_an_example(read: Read) -> None:
    """Duplicates come once; what is no address is left out; a bad date is none."""
    body = (
        OPEN
        + TWO
        + TWO
        + b"<url><loc>mailto:a@b.ru</loc></url><url><loc>https://other.ru/x</loc></url>"
        + b"<url><lastmod>2026</lastmod></url>"
        + b"<url><loc>/3</loc><lastmod>yesterday</lastmod></url>"
        + CLOSE
    )
    entries, summary = read(body)
    assert urls(entries) == [*URLS, "https://other.ru/x", "https://shop.ru/3"]
    assert [entry.foreign for entry in entries] == [False, False, True, False]
    assert {found.flaw: (found.count, found.example) for found in summary.flaws} == {
        Flaw.DUPLICATE: (2, "https://shop.ru/1"),
        Flaw.BAD_LOC: (1, "mailto:a@b.ru"),
        Flaw.FOREIGN: (1, "https://other.ru/x"),
        Flaw.MISSING_LOC: (1, ""),
        Flaw.BAD_LASTMOD: (1, "yesterday"),
    }
    assert (summary.read, summary.duplicates) == (4, 2)


def test_the_site_may_be_another_than_the_files_host(read: Read) -> None:
    """A sitemap on a content network lists the shop's pages, which are not foreign."""
    entries, _ = read(
        OPEN + TWO + CLOSE, url="https://cdn.example/s.xml", site="http://www.shop.ru/"
    )
    assert [entry.foreign for entry in entries] == [False, False]


def test_a_file_of_another_address_is_the_callers_mistake(read: Read) -> None:
    """The reader needs an http address to resolve against."""
    with pytest.raises(ValueError, match="not an http address"):
        read(b"", url="sitemap.xml")


def test_letters_outside_ascii_are_escaped_as_utf_8(read: Read) -> None:
    """In every declared encoding, and in none."""
    text = "<urlset><url><loc>https://shop.ru/каталог</loc></url></urlset>"
    want = ["https://shop.ru/%D0%BA%D0%B0%D1%82%D0%B0%D0%BB%D0%BE%D0%B3"]
    for encoding in ("utf-8", "utf-16", "cp1251", "koi8-r"):
        assert urls(read(text.encode(encoding))[0]) == want
    late = "<urlset>" + " " * 5000 + text.removeprefix("<urlset>")
    assert urls(read(late.encode(), content_type="text/xml; charset=us-ascii")[0]) == want
    header = "text/xml; charset=windows-1251"
    assert urls(read(text.encode("cp1251"), content_type=header)[0]) == want


@pytest.mark.parametrize("step", [0, 1, 1000])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r"])
@pytest.mark.parametrize("told", [None, "utf-8", "windows-1251"])
def test_letters_far_behind_the_declaration_are_read_by_their_own_bytes(
    read: Read, told: str | None, encoding: str, step: int
) -> None:
    """Kilobytes of ASCII prove no declaration: a server's default does not spoil what comes after."""
    letters = "<url><loc>https://shop.ru/каталог-товаров</loc></url>".encode(encoding)
    header = f"text/xml; charset={told}" if told else None
    entries, summary = read(
        OPEN + MANY[:6000] + b"</loc></url>" + letters + TWO + CLOSE, content_type=header, step=step
    )
    letters_url = normalise("https://shop.ru/каталог-товаров")
    assert urls(entries)[-3:] == [letters_url, *URLS]
    assert summary.count(Flaw.BAD_BYTES) == 0


def test_a_truncated_gzip_gives_what_it_has(read: Read) -> None:
    """All but the last few addresses of a file cut by forty bytes."""
    packed = gzip.compress(OPEN + MANY + CLOSE)
    entries, summary = read(packed[:-40])
    assert 480 <= len(entries) < 500
    assert summary.mode is ReadingMode.SALVAGED
    assert summary.count(Flaw.GZIP_TRUNCATED) == summary.count(Flaw.CUT_SHORT) == 1


def test_a_corrupt_gzip_gives_all_before_the_fault(read: Read) -> None:
    """What its bytes said up to there is read, and the file counts as cut."""
    packed = bytearray(gzip.compress(OPEN + MANY + CLOSE, 0))  # one block, stored as it is
    packed[10] = 0  # not the last one; but what follows is none
    packed[-8:] = b"\xff" * 8
    entries, summary = read(bytes(packed))
    assert len(entries) == 500
    assert summary.count(Flaw.GZIP_CORRUPT) == 1
    assert not summary.is_whole
    assert summary.count(Flaw.GZIP_CORRUPT) == 1


@pytest.mark.parametrize("place", [-8, -1])
@pytest.mark.parametrize("body", [TWO, MANY])
def test_a_gzip_with_a_wrong_checksum_is_read_wholly(read: Read, place: int, body: bytes) -> None:
    """Scripts that pack by hand get the CRC or the length wrong; the text is all there, and is no less."""
    packed = bytearray(gzip.compress(OPEN + body + CLOSE, mtime=0))
    packed[place] ^= 0xFF
    entries, summary = read(bytes(packed))
    assert urls(entries) == urls(read(OPEN + body + CLOSE)[0])
    assert [found.flaw for found in summary.flaws] == [Flaw.GZIP_CHECKSUM]
    assert (summary.is_whole, summary.mode) == (True, ReadingMode.STRICT)


@pytest.mark.parametrize("place", [-8, -1])
def test_a_member_with_a_wrong_checksum_does_not_hide_the_next(read: Read, place: int) -> None:
    """They are read one after the other, as always."""
    first = bytearray(gzip.compress(OPEN + TWO[:50], mtime=0))
    first[place] ^= 0xFF
    entries, summary = read(bytes(first) + gzip.compress(TWO[50:] + CLOSE, mtime=0) + b"\0" * 9)
    assert (urls(entries), summary.is_whole) == (URLS, True)


def test_junk_after_the_gzip_is_no_text(read: Read) -> None:
    """It is noted and left."""
    entries, summary = read(gzip.compress(OPEN + TWO + CLOSE) + b"junk")
    assert (urls(entries), summary.count(Flaw.GZIP_TRAILING)) == (URLS, 1)


def test_the_last_line_of_a_cut_list_is_left_out(read: Read) -> None:
    """It may be half an address; of a whole list it counts."""
    body = b"https://shop.ru/1\nhttps://shop.ru/22"
    assert len(read(body)[0]) == 2
    assert len(read(body, cut=True)[0]) == 1


def test_a_declared_entity_is_never_expanded(read: Read) -> None:
    """An address that needs one is none; the others are read."""
    body = b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "v">]><urlset>'
    body += b"<url><loc>&x;</loc></url><url><loc>/&y;</loc></url>" + TWO + CLOSE
    entries, summary = read(body)
    assert urls(entries) == URLS
    assert summary.count(Flaw.ENTITIES_DECLARED) == 1
    assert summary.count(Flaw.MISSING_LOC) == 2

"""The SEO record of a page."""

from typing import Any

import pytest

from parser.pages.reading import read_page
from parser.pages.records import Hreflang, Seo

URL = "https://shop.example/a/b"


def seo(html: str, **answer: Any) -> Seo:
    """The record of some HTML."""
    return read_page(html.encode(), url=answer.pop("url", URL), **answer).seo


def test_every_title_and_description_is_kept() -> None:
    """In document order, with the width of the first; those of drawings do not count."""
    record = seo(
        '<head><svg><title>x</title></svg><title>One</title><title>Two</title><meta name=description content="D"></head>'
    )
    assert record.titles == ("One", "Two")
    assert record.title_pixels > 0
    assert record.descriptions == ("D",)


def test_lengths_are_in_characters() -> None:
    """A Russian title of 31 letters is 31 long, whatever its bytes (a bug of SEOnaut)."""
    title = "Купить чайник заварочный Уфа 0а"
    assert len(seo(f"<title>{title}</title>").titles[0]) == 31


def test_what_stands_outside_the_head_is_seen() -> None:
    """A picture inside the head ends it, as in browsers; noscript does not."""
    record = seo(
        '<head><img src="x"><title>T</title><link rel=canonical href="/a"><meta name=robots content=index></head>'
    )
    assert (
        record.titles_outside_head,
        record.canonical_outside_head,
        record.robots_outside_head,
    ) == (True, True, True)
    record = seo(
        '<head><noscript><img src="x"></noscript><title>T</title><link rel=canonical href="/a"></head>'
    )
    assert (record.titles_outside_head, record.canonical_outside_head) == (False, False)
    assert seo("<body><meta name=Googlebot content=noindex>").robots_outside_head
    assert not seo("<body><meta name=bingbot content=noindex>").robots_outside_head


@pytest.mark.parametrize("other", ["property", "http-equiv"])
def test_an_element_with_two_names_is_one_description(other: str) -> None:
    """Templates name it twice to be sure; that is not several descriptions."""
    record = seo(f'<meta name="description" {other}="description" content="D">')
    assert record.descriptions == ("D",)


def test_search_engines_read_names_and_browsers_orders() -> None:
    """A directive in a `property` is none to Google, a refresh in a `name` none to a browser."""
    record = seo(
        '<meta property="robots" content="noindex"><meta http-equiv="robots" content="nofollow">'
        '<meta name="refresh" content="0; url=/x"><meta property="description" content="D">'
    )
    assert (record.noindex, record.nofollow, record.robots_meta) == (False, False, None)
    assert (record.meta_refresh, record.refresh_url) == (None, None)
    assert record.descriptions == ()


def test_headings_keep_their_order() -> None:
    """Levels in document order; a picture's text stands for an empty heading."""
    record = seo(
        '<h2>a</h2><h1><img alt="Logo"></h1><h3>b</h3><h1>c <b>d</b></h1><svg><title>t</title></svg>'
    )
    assert record.h1 == ("Logo", "c d")
    assert record.h2 == ("a",)
    assert record.heading_levels == (2, 1, 3, 1)
    assert record.h1_is_image


def test_descriptions_are_measured_as_they_are_shown() -> None:
    """Line breaks and indents of a template are one space each, as in titles."""
    record = seo(
        '<meta name=description content="\n    White teapots\n    for 800 ml">'
        '<meta name=keywords content="teapots,\n  white">'
    )
    assert record.descriptions == ("White teapots for 800 ml",)
    assert record.keywords == "teapots, white"


def test_canonicals_are_kept_as_written_and_made_absolute() -> None:
    """All of them; the first decides; the header's stands beside."""
    record = seo(
        '<link rel=canonical href="/x?a#f"><link rel="canonical" href="/y">',
        headers={"Link": '</z>; rel="canonical", <n>; rel=next'},
    )
    assert record.canonicals == ("/x?a#f", "/y")
    assert record.canonical_url == "https://shop.example/x?a"
    assert record.canonical_header == "https://shop.example/z"
    assert record.http_rel_next == "https://shop.example/a/n"


@pytest.mark.parametrize(
    "attribute", ['hreflang="en"', "lang=en", 'media="print"', "type=text/html"]
)
def test_a_canonical_of_another_version_is_none(attribute: str) -> None:
    """Google passes over a canonical with such an attribute, whatever order they stand in."""
    record = seo(
        f'<link rel="canonical alternate" {attribute} href="/en"><link rel=canonical href="/a/b">'
    )
    assert (record.canonicals, record.canonical_url) == (("/a/b",), URL)
    assert record.canonicals_ignored == ("/en",)
    assert not record.canonicals_conflict
    assert seo(f'<link rel=canonical {attribute} href="/en">').canonical_url is None


def test_canonicals_of_the_header_can_differ_among_themselves() -> None:
    """The first counts; that there are others, and where to, is kept."""
    header = {"Link": '</a/b>; rel="canonical", </x>; rel=canonical, <>; rel=canonical'}
    record = seo("", headers=header)
    assert (record.canonical_header, record.further_canonical_headers) == (
        URL,
        ("https://shop.example/x",),
    )
    assert record.canonicals_conflict
    assert not seo("", headers={"Link": "</a/b>; rel=canonical"}).canonicals_conflict


def test_neighbours_and_versions() -> None:
    """Rel next and prev, AMP, mobile and languages, absolute."""
    record = seo(
        '<link rel=next href="?p=2"><link rel="prev" href="?p=0"><link rel=amphtml href="/amp">'
        '<link rel=alternate media="only screen and (max-width: 640px)" href="https://m.shop.example/">'
        '<link rel=alternate hreflang="en-GB" href="/en"><link rel=alternate hreflang=x-default href="https://shop.example/">'
    )
    assert (record.rel_next, record.rel_prev) == (
        "https://shop.example/a/b?p=2",
        "https://shop.example/a/b?p=0",
    )
    assert (record.amp_url, record.mobile_url) == (
        "https://shop.example/amp",
        "https://m.shop.example/",
    )
    assert record.hreflang[0] == Hreflang(language="en-GB", url="https://shop.example/en")
    assert record.hreflang_relative


@pytest.mark.parametrize(
    ("target", "relative"), [("/en", True), ("https://shop.example/en", False)]
)
def test_languages_of_the_header_have_whole_addresses_too(target: str, relative: bool) -> None:  # noqa: FBT001 - a column of a table
    """They mean the same as those of the head."""
    record = seo("", headers={"Link": f'<{target}>; rel="alternate"; hreflang="en"'})
    assert record.hreflang == (Hreflang(language="en", url="https://shop.example/en"),)
    assert record.hreflang_relative is relative


def test_directives_of_metas_and_header() -> None:
    """Joined for everyone, apart for single robots."""
    record = seo(
        '<meta name=robots content="index"><meta name=robots content="nofollow"><meta name=googlebot content=noindex>',
        headers={"X-Robots-Tag": "noarchive"},
    )
    assert record.robots_meta == "index, nofollow"
    assert record.robots_header == "noarchive"
    assert record.robots_by_agent == {
        "robots": "index, noarchive, nofollow",
        "googlebot": "noindex",
    }
    assert (record.noindex, record.nofollow) == (True, True)


def test_pictures_are_counted_by_what_they_lack() -> None:
    """No alt at all, an empty one, a long one, no size."""
    record = seo(
        f'<img src=a><img src=b alt=""><img src=c alt="{"x" * 101}" width=1 height=1><img src=d alt=ok width=1>'
    )
    assert (record.images, record.images_missing_alt_attribute, record.images_missing_alt_text) == (
        4,
        1,
        1,
    )
    assert (record.images_long_alt, record.images_missing_size) == (1, 3)


def test_what_is_only_counted_has_a_few_examples() -> None:
    """The addresses by which a person finds it in the page: three of a kind, each once, none of data."""
    record = seo(
        '<img src="/a.png"><img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP" data-src="/late.png" alt="">'
        '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="">'
        '<img src="/a.png"><img src="/b.png"><img src="/c.png"><img src="http://x.example/i.png" alt=i>'
        '<p style="background:url(http://x.example/p.png)">p</p><form action="http://x.example/send"></form>',
        url="https://shop.example/p/",
    )
    assert record.examples["image_alt_attribute_missing"] == (
        "https://shop.example/a.png",
        "https://shop.example/b.png",
    )
    late, within = record.examples["image_alt_text_missing"]
    assert late == "https://shop.example/late.png"
    assert within.startswith("data:image/gif")
    assert len(within) < 40
    assert record.examples["mixed_content"] == ("http://x.example/i.png", "http://x.example/p.png")
    assert record.examples["form_insecure"] == ("http://x.example/send",)
    assert seo("<img src=a alt=a width=1 height=1>").examples == {}


@pytest.mark.parametrize(
    "title",
    ["お探しのページは見つかりませんでした", "您访问的页面不存在", "找不到該頁面", "페이지를 찾을 수 없습니다", "Sayfa bulunamadı", "الصفحة غير موجودة", "Strona nie istnieje",
     "The page cannot be found", "The page you are looking for could not be found", "Das Produkt wurde nicht gefunden",
     "Cette page n’existe pas", "La page que vous recherchez est introuvable", "Esta página no existe", "Questa pagina non esiste", "Σελίδα δεν βρέθηκε"],
)  # fmt: skip
def test_a_missing_page_says_so_in_many_languages(title: str) -> None:
    """In scripts without spaces, too."""
    assert seo(f"<title>{title} | Shop</title>").soft_404


def test_insecure_parts_of_a_secure_page() -> None:
    """Pictures, scripts, frames and styles over http:, and forms sent there; plain links do not count."""
    html = '<link rel=stylesheet href="http://x.example/s.css"><script src="http://x.example/s.js"></script><img src="HTTP://x.example/i.png"><iframe src="http://x.example/"></iframe><a href="http://x.example/">a</a><form action="http://x.example/"></form><form action="/ok"></form>'
    record = seo(html)
    assert (record.mixed_content, record.insecure_forms) == (4, 1)
    assert seo(html, url="http://shop.example/").mixed_content == 0


@pytest.mark.parametrize(
    ("part", "insecure"),
    [
        ('<img src="/a" srcset="/a 1x, http://x.example/b 2x, HTTPS://x.example/c 3x">', 1),
        ('<picture><source srcset="\n http://x.example/a 1x,\n http://x.example/b 2x"><img src="/a"></picture>', 2),
        ('<img src="/a" srcset="/a?from=http://x.example/,b 2x">', 0), ('<img src="/a" data-srcset="http://x.example/a">', 0),
        ('<style>a{background:URL( "http://x.example/a")} @import "http://x.example/b";</style>', 2),
        ("<style>/* url(http://x.example/a) */ @namespace svg url(http://www.w3.org/2000/svg); a{background:url(/a)}</style>", 0),
        ("<style>a{background:url(http://x.example/a)} /* never ended url(http://x.example/b)</style>", 1),
        ("<style>a{background:url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\")}</style>", 0),
        ('<p style="background:url(&quot;http://x.example/a&quot;)">a</p>', 1), ("<p style='background:url(\"http://x.example/a\")'>a</p>", 1),
        ('<p style="background:url(/a)" title="url(http://x.example/a)">a</p>', 0), ("<p>url(http://x.example/a)</p>", 0),
        ('<video><track src="http://x.example/a"></video><link rel=manifest href="http://x.example/b"><input type=image src="http://x.example/c">', 3),
    ],
)  # fmt: skip
def test_all_ways_to_load_a_part_count(part: str, insecure: int) -> None:
    """Candidates of `srcset`, styles of the page and of its elements; not what is merely written."""
    assert seo(part).mixed_content == insecure


def test_a_base_without_tls_makes_relative_parts_insecure() -> None:
    """What sites forget when they move to https:; a form without an action sends to the page itself."""
    record = seo(
        '<base href="http://shop.example/"><link rel=stylesheet href="/a.css"><img src="b.png">'
        '<img src="https://cdn.example/c.png"><img src="data:image/gif;base64,R0"><video poster="//d/e.png"></video>'
        '<form action="/buy"></form><form></form><form action="https://pay.example/"></form>'
    )
    assert (record.mixed_content, record.insecure_forms) == (3, 1)
    assert (
        seo(
            '<base href="http://shop.example/"><img src="//x/a" srcset="b 2x, //x/c 3x">'
        ).mixed_content
        == 3
    )


def test_the_text_is_counted_and_fingerprinted() -> None:
    """Words of the main text; the share of visible characters; equal texts have equal hashes."""
    one = seo("<nav>menu menu</nav><p>One two. Three four.</p><footer>foot</footer>")
    other = seo("<nav>other</nav><div><p>One two. <b>Three</b> four.</p></div>")
    assert (one.word_count, one.sentence_count) == (4, 2)
    assert 0 < one.text_ratio < 100
    assert one.content_hash == other.content_hash
    assert one.simhash == other.simhash


def test_a_token_in_the_page_does_not_hide_a_duplicate() -> None:
    """The hash is of the normalised main text, not of the body (a bug of SEOnaut)."""
    one = seo(
        '<form><input type=hidden name=csrf value="abc123"></form><p>Same text here</p><!-- 12:00:01 -->'
    )
    other = seo(
        '<form><input type=hidden name=csrf value="xyz789"></form><p>Same text here</p><!-- 12:00:02 -->'
    )
    assert one.content_hash == other.content_hash


def test_the_rest_of_the_head() -> None:
    """Language, viewport, keywords, refresh, Open Graph."""
    record = seo(
        '<html lang="ru"><meta name=viewport content="width=device-width"><meta name=keywords content="a, b">'
        '<meta http-equiv=refresh content="5; url=/x"><meta property="og:title" content="T"><meta property="og:image" content="/i.png">'
    )
    assert (record.html_lang, record.viewport, record.keywords) == (
        "ru",
        "width=device-width",
        "a, b",
    )
    assert (record.meta_refresh, record.og_title) == ("5; url=/x", "T")
    assert record.og_image == "https://shop.example/i.png"


@pytest.mark.parametrize(
    ("html", "soft_404", "bot_wall"),
    [
        ("<title>Страница не найдена</title><h1>404</h1><p>Увы</p>", True, False),
        ("<title>Page not found - Shop</title>", True, False),
        ("<title>Just a moment...</title><p>Checking your browser</p>", False, True),
        ("<title>Just a moment candle</title><h1>Just a moment candle</h1>", False, False),
        ("<title>Shop</title><body><script src='/cdn-cgi/challenge-platform/x'></script></body>", False, True),
        ("<title>DDoS-Guard</title>", False, True),
        ("<title>How to fix a 404 error</title>" + "<p>word </p>" * 300, False, False),
        ("<title>Чайник</title><h1>Чайник</h1><p>Описание</p>", False, False),
    ],
)  # fmt: skip
def test_pages_that_are_not_the_page(html: str, soft_404: bool, bot_wall: bool) -> None:  # noqa: FBT001 - columns of a table
    """Short pages that say so in their title or first heading; a long article about it is an article."""
    record = seo(html)
    assert (record.soft_404, record.bot_wall) == (soft_404, bot_wall)


def test_a_session_in_the_addresses_that_a_page_names_makes_no_other_address() -> None:
    """Servers write one into every link for who has no cookies; each page would be another's copy."""
    session = ";jsessionid=1A2B"
    page = read_page(
        f"""<html lang=en><head><link rel=canonical href="{URL}{session}"><link rel=next href="/c{session}">
        <link rel=alternate hreflang=en href="/a/b{session}"><link rel=alternate hreflang=x-default href="{URL}">
        </head><body><a href="/c{session}">next</a></body></html>""".encode(),
        url=URL,
    )
    named = (page.seo.canonical_url, page.seo.rel_next, page.seo.hreflang[0].url)
    assert named == (URL, "https://shop.example/c", URL)
    codes = {issue.code for issue in page.issues}
    assert not codes & {"canonicalised", "pagination_not_in_links", "hreflang_no_self"}
    assert page.seo.canonicals == (f"{URL}{session}",)

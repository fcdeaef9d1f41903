"""One HTML page into everything it tells, whatever its bytes."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.pages.reading import SiteRules, read_page
from parser.pages.records import PageReading

CORPORA = Path(__file__).parents[5] / "shared/corpora"
URL = "https://shop.example/a/b"
PIECES = [
    "<h1>", "</h1>", "<title>", "<p class=price>", "1 299 ₽", "<s>", "</s>", "<del>2 000</del>", "<script type='application/ld+json'>", "</script>",
    '{"@type":"Product","name":"A","offers":{"price":', "}}", "<div itemscope itemtype='http://schema.org/Product'>", "<b itemprop=name>", "<meta property='og:type' content=product>",
    "<link rel=canonical href='//'>", "<base href='http://[::1'>", "<a href='http://[bad'>", "<img alt='x y z'>", "<table><tr><td>Артикул</td><td>AB-12</td></tr>", "</table>",
    "<button>Купить</button>", "Нет в наличии", "<main>", "</main>", "<aside>", "<svg><title>", "<template>", "<noscript>", "<!--", "-->", "&#0;", "&nbsp;", "\x00", "\ud83d", "<frameset>", "<nav hidden>", "<wbr>", "<b>",
]  # fmt: skip


def naughty() -> list[str]:
    """Strings that break programs; none where the corpus is absent."""
    file = CORPORA / "naughty/blns.jsonl"
    rows = file.read_text().split("\n") if file.exists() else []
    values = [json.loads(row) for row in rows if row]
    return [
        value if isinstance(value, str) else str(next(iter(value.values()), "")) for value in values
    ]


def complete(reading: PageReading) -> None:
    """What holds for every reading: it can be stored."""
    json.dumps(reading.seo.titles)
    for link in reading.links:
        assert link.url.startswith(("http://", "https://"))
    if reading.product is not None:
        assert set(reading.product.sources) <= set(reading.product.confidence)
        assert all(0 < value <= 1 for value in reading.product.confidence.values())
        assert "\ud83d" not in (reading.product.name or "")


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_are_a_page(body: bytes) -> None:
    """Nothing raises."""
    complete(read_page(body, url=URL))


@given(st.lists(st.sampled_from(PIECES), max_size=40))
@settings(max_examples=150)
def test_any_heap_of_markup_is_a_page(pieces: list[str]) -> None:
    """Nothing raises, however its pieces are mixed up."""
    complete(read_page("".join(pieces).encode("utf-8", "surrogatepass"), url=URL))


@given(
    st.text(max_size=60),
    st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=4),
    st.text(max_size=40),
)
@settings(max_examples=80)
def test_any_address_headers_and_rules_are_taken(
    url: str, headers: dict[str, str], selector: str
) -> None:
    """Nothing raises; a selector that is none becomes a warning."""
    rules = SiteRules(
        selectors={"price": selector, "name": "h1"}, root=url, currency="RUB", country="ru"
    )
    read_page(
        "<h1>Чайник</h1><p class=price>990 ₽</p>".encode(), url=url, headers=headers, rules=rules
    )


@pytest.mark.skipif(not naughty(), reason="the corpus of naughty strings is not here")
def test_naughty_strings_do_no_harm() -> None:
    """In a title, a heading, an attribute, a price and JSON-LD."""
    for text in naughty():
        html = f'<title>{text}</title><h1>{text}</h1><img alt="{text}"><p class=price>{text}</p><script type="application/ld+json">{{"@type":"Product","name":{json.dumps(text)}}}</script>'
        complete(read_page(html.encode("utf-8", "surrogatepass"), url=URL))


@pytest.mark.skipif(
    not (CORPORA / "products").exists(), reason="the corpus of product pages is not here"
)
def test_pages_that_break_off_are_read() -> None:
    """Real pages cut at any place are pages."""
    for number, file in enumerate(sorted((CORPORA / "products/html").glob("*.gz"))[::6]):
        body = gzip.decompress(file.read_bytes())
        complete(read_page(body[: len(body) * (number % 9 + 1) // 10], url=URL))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 2_000_000, b"<p " + b" ".join(b"a%d=1" % number for number in range(1_000_000)) + b">", b"<b><i><p>" * 500_000, b"a" * 10_000_000,
        b"<h1>a</h1>" + b"<p class=price>1 299 \xe2\x82\xbd</p>" * 100_000, b"<a href='/x'>y</a>" * 300_000, b"<table>" + b"<tr><td>Brand</td><td>x</td></tr>" * 60_000,
        b'<script type="application/ld+json">' + b'{"a":[' * 300_000 + b"</script>", b"<div itemscope itemprop=a>" * 100_000, b"&amp;" * 2_000_000,
    ],
    ids=["nested", "attributes", "formatting", "text", "prices", "links", "table", "json", "items", "entities"],
)  # fmt: skip
def test_hostile_pages_end_soon(body: bytes) -> None:
    """Ten megabytes of one thing are read within the time limit."""
    complete(read_page(body, url=URL))


def test_the_rules_of_a_site_are_used() -> None:
    """Selectors before all else, the currency where the page names none, the root for links."""
    html = '<h1>A</h1><p class=price>990</p><b class=mine>1 500</b><i data-code="X-1"></i><a href="/a/x">1</a><a href="/c">2</a>'
    rules = SiteRules(
        selectors={"price": "b.mine", "sku": "i@data-code"},
        currency="KZT",
        root="https://shop.example/a/",
    )
    reading = read_page(html.encode(), url=URL, rules=rules)
    assert reading.product is not None
    assert (str(reading.product.price), reading.product.currency, reading.product.sku) == (
        "1500",
        "KZT",
        "X-1",
    )
    assert [link.internal for link in reading.links] == [True, False]


def test_the_same_page_is_read_the_same_twice() -> None:
    """What is remembered between pages changes nothing."""
    html: Any = '<title>Чайник</title><h1>Чайник белый</h1><p class=price><s>1 500 ₽</s> 990 ₽</p><a href="/x">x</a>'.encode()
    assert read_page(html, url=URL) == read_page(html, url=URL)


def test_the_encoding_is_reported() -> None:
    """By header, by declaration, by the bytes themselves."""
    body = "<title>Чайник</title>".encode("cp1251")
    reading = read_page(body, url=URL, headers={"content-type": "text/html; charset=windows-1251"})
    assert (reading.encoding, reading.seo.titles) == ("windows-1251", ("Чайник",))

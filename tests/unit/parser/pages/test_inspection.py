"""A reading turned outwards."""

import gzip
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.pages.inspection import (
    MAX_PAGE,
    MAX_VALUE,
    PRODUCT_KEYS,
    as_contract,
    as_report,
    findings,
    inspect,
    origins,
    seo_values,
    unpacked,
)
from parser.pages.issue_catalogue import Priority
from parser.pages.records import Source

PAGE = """<title>Чайник</title><h1>Чайник белый</h1><script type="application/ld+json">{"@type":"Product","name":"Чайник белый",
"sku":"A-1","image":["/1.jpg"],"offers":{"@type":"Offer","price":"1299.50","priceCurrency":"RUB","availability":"InStock"},
"additionalProperty":[{"name":"Цвет","value":"белый"}]}</script><a href="/b">b</a><a href="https://other.example/">c</a>"""
PACKED = gzip.compress(PAGE.encode(), mtime=0)  # names of tests hold it: one in all processes
URL = "https://shop.example/a"


def test_the_contract_is_plain_json() -> None:
    """One object of address, product and SEO; the price is a decimal string, stock a word of schema.org."""
    found = as_contract(inspect(PAGE.encode(), url=URL), URL)
    assert list(found) == ["url", "product", "seo"]
    assert tuple(found["product"]) == PRODUCT_KEYS
    assert found["product"]["price"] == "1299.50"
    assert (found["product"]["currency"], found["product"]["availability"]) == ("RUB", "InStock")
    assert found["product"]["sources"]["sku"] == "json-ld"
    assert found["product"]["attributes"] == {"Цвет": "белый"}
    assert json.loads(json.dumps(found)) == found


def test_the_contracts_first_keys_are_the_agreed_ones() -> None:
    """And every field of a product has its key once."""
    agreed = ("name", "price", "currency", "availability", "sku", "mpn", "gtin", "brand")
    assert PRODUCT_KEYS[: len(agreed)] == agreed
    assert len(set(PRODUCT_KEYS)) == len(PRODUCT_KEYS)


def test_a_page_without_a_product_has_null() -> None:
    """The SEO record is there all the same."""
    found = as_contract(inspect(b"<title>About us</title>", url=URL), URL)
    assert found["product"] is None
    assert found["seo"]["titles"] == ["About us"]


def test_every_value_has_an_origin() -> None:
    """Its source and how far to trust it, in the contract's order, long values cut."""
    product = inspect(PAGE.replace('"A-1"', f'"{"A" * 80}"').encode(), url=URL).product
    assert product is not None
    found = {origin.field: origin for origin in origins(product)}
    assert list(found)[:2] == ["name", "price"]
    assert (found["price"].value, found["price"].source) == ("1299.50", Source.JSON_LD)
    assert all(0 < origin.confidence <= 1 for origin in found.values())
    assert all(len(origin.value) <= MAX_VALUE for origin in found.values())


def test_the_report_tells_the_issues_and_the_links_too() -> None:
    """Issues with their names and what shows them, the most urgent first."""
    found = as_report(inspect(PAGE.encode(), url=URL), URL)
    assert (found["page_type"], found["encoding"]) == ("product", "utf-8")
    assert found["links"] == {"internal": 1, "external": 1}
    title = next(issue for issue in found["issues"] if issue["code"] == "title_short")
    assert (title["kind"], title["priority"]) == ("Opportunity", "Medium")
    assert (title["detail"], title["evidence"]) == ("6 < 30", "Чайник")
    assert json.loads(json.dumps(found)) == found


def test_findings_begin_with_the_most_urgent() -> None:
    """High, then medium, then low."""
    order = [list(Priority).index(one.priority) for one in findings(inspect(b"", url=URL))]
    assert order == sorted(order)
    assert len(set(order)) > 1


def test_only_what_says_something_is_a_row_of_the_seo_record() -> None:
    """Numbers and "false" are something; what is missing is not."""
    rows = dict(seo_values(inspect(PAGE.encode(), url=URL).seo))
    assert rows["titles"] == "Чайник"
    assert rows["noindex"] == "False"
    assert "canonical_url" not in rows


@pytest.mark.parametrize(
    "data",
    [
        PACKED,
        gzip.compress(PAGE.encode()[:100], mtime=0) + gzip.compress(PAGE.encode()[100:], mtime=0),
        gzip.compress(PACKED, mtime=0),
        PAGE.encode(),
    ],
)
def test_a_packed_page_is_the_page(data: bytes) -> None:
    """In one member or several, packed twice, or not at all."""
    assert unpacked(data) == PAGE.encode()


def test_of_a_broken_archive_the_beginning_is_read() -> None:
    """A file cut short still has its title."""
    packed = gzip.compress(PAGE.encode())
    assert inspect(packed[:-12], url=URL).seo.titles == ("Чайник",)


def test_a_bomb_is_cut_off() -> None:
    """A gigabyte of zeros in a megabyte does not fill the memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(300)) + packer.flush()
    assert len(unpacked(bomb)) <= MAX_PAGE


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "utf-8-sig"])
def test_any_charset_is_read(encoding: str) -> None:
    """Declared nowhere, packed or not."""
    data = PAGE.encode(encoding)
    for body in (data, gzip.compress(data)):
        product = inspect(body, url=URL).product
        assert product is not None
        assert product.name == "Чайник белый"


def test_half_a_surrogate_pair_can_be_written() -> None:
    """JSON may escape what no encoding can hold."""
    page = PAGE.replace("InStock", "\\ud83d InStock").replace("/1.jpg", "\\udc00.jpg")
    found = as_report(inspect(page.encode(), url="https://shop.example/\ud83d"), "x\ud83d")
    assert json.dumps(found, ensure_ascii=False).encode()


@given(st.binary(max_size=300), st.booleans())
@settings(max_examples=40)
def test_nothing_raises(data: bytes, packed: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    """Any bytes are a page, packed or looking as if."""
    body = b"\x1f\x8b" + data if packed else data
    assert json.dumps(as_report(inspect(body, url=URL), URL))

"""Heads of answers, mended as RFC 9112 says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.crawl.response_head import mended

STATUS = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1, 2\r\nSet-Cookie: b=\r\nContent-Length:2\r\n\r\n",
        b"HTTP/1.0 404\r\nX-Content-Length: 1\r\ncontent-length: 5\r\nX-Empty:\r\n\r\n",
    ],
)
def test_a_head_that_is_well_stays_as_it_is(head: bytes) -> None:
    """The same bytes, not equal ones: nearly all heads are."""
    assert mended(head) is head


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (b"A : b\r\n", b"A: b\r\n"),
        (b"A: b\r\n \t\r\n  c\r\n", b"A: b c\r\n"),
        (b"A B: c\r\n d\r\nE: f\r\n", b"E: f\r\n"),
        (b"A: b\nC: d\n", b"A: b\r\nC: d\r\n"),
        (b"Content-Length: 5\r\ncontent-length : 5\r\n", b"Content-Length: 5\r\n"),
        (b"Content-Length: 5\r\nTransfer-Encoding: gzip, Chunked\r\n", b"Transfer-Encoding: gzip, Chunked\r\n"),
        (b"Transfer-Encoding: identity\r\nContent-Length: 5\r\n", b"Content-Length: 5\r\n"),
        (b"Content-Length: \r\nA: b\r\n", b"A: b\r\n"),
        (b"Content-Length:\r\n", b""),
        (b"Content-Length: 5, 6\r\n", b"Content-Length: 5, 6\r\n"),
        (b"Content-Length: 5\r\nContent-Length: 6\r\n", b"Content-Length: 5\r\nContent-Length: 6\r\n"),
    ],
)  # fmt: skip
def test_what_is_odd_is_told_as_it_is_meant(fields: bytes, expected: bytes) -> None:
    """Names without spaces, folds unfolded, one length or chunks; a contradiction is left."""
    assert mended(STATUS + fields + b"\r\n") == STATUS + expected + b"\r\n"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/\N{CYRILLIC SMALL LETTER TE}?a=\N{SNOWMAN}".encode(), b"/%D1%82?a=%E2%98%83"),
        ("/\N{CYRILLIC SMALL LETTER TE}".encode("cp1251"), b"/%F2"),
        (b"/%d1%82", b"/%d1%82"),
    ],
)
def test_a_redirect_in_any_alphabet_leads_where_its_bytes_say(
    value: bytes, expected: bytes
) -> None:
    """In UTF-8 and in what the shop speaks, whatever the headers beside it hold."""
    told = mended(STATUS + b"Location: " + value + b"\r\nX-A: \xcf\xf0\r\n\r\n")
    assert told == STATUS + b"Location: " + expected + "\r\nX-A: \xcf\xf0\r\n\r\n".encode()


@given(st.binary(max_size=200))
def test_whatever_a_head_holds_mending_twice_is_mending_once(fields: bytes) -> None:
    """No head is an error, and what was mended is well."""
    once = mended(STATUS + fields + b"\r\n\r\n")
    assert mended(once) == once

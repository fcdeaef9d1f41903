"""What comes again byte by byte is not read again, unless something else that its reading depends on differs."""

from dataclasses import replace

import httpx
import pytest

from config.policies import Policy
from config.sites import Site
from parser.pages.reading import SiteRules, read_page, read_ways
from runner.crawl.http import Answer
from runner.crawl.visit import Visit, Visitor
from storage.model.ledger import Outcome
from tests.unit.runner.crawl.answers import ROOT, address, answer

HTML = ("Content-Type", "text/html")
LINKS = (
    b"<a href=/a>A</a><a href=/b rel=nofollow>B</a><a href=//other.example/>O</a><a href=/a>A</a>"
)
BODY = b"<html><head><title>Kettle</title></head><body><h1>Kettle</h1>%b</body></html>" % LINKS
RULES = SiteRules(root=ROOT)


def visitor(rules: SiteRules = RULES, *, follow_links: bool = True) -> Visitor:
    """Judges answers of the shop."""
    site = Site(id="shop", url=ROOT)
    return Visitor(site=site, policy=Policy(), rules=rules, follow_links=follow_links)


def first(*headers: tuple[str, str], body: bytes = BODY) -> Visit:
    """The page as it is read when nothing is known."""
    return visitor().answered(address(), answer(headers=[HTML, *headers], body=body))


def key_of(visit: Visit) -> bytes | None:
    """What is kept of what the reading depended on."""
    assert visit.page is not None
    return visit.page.reading_key


def test_the_same_bytes_are_taken_over_with_the_times_and_links_of_this_answer() -> None:
    """The ledger says fetched, for it was; what is read of it stands with the base run."""
    read = first()
    again = replace(answer(headers=[HTML], body=BODY), response_ms=77, wire_bytes=5)
    visit = visitor().answered(address(), again, key_of(read))
    assert (visit.entry, visit.page) == (read.entry, None)
    assert visit.unchanged is not None
    assert (visit.unchanged.response_ms, visit.unchanged.wire_bytes) == (77, 5)
    assert visit.links == read.links == (ROOT + "a", ROOT + "a")


def test_links_are_not_looked_for_where_none_is_followed() -> None:
    """A site whose sitemaps tell all."""
    quiet, same = visitor(follow_links=False), answer(headers=[HTML], body=BODY)
    visit = quiet.answered(address(), same, key_of(quiet.answered(address(), same)))
    assert visit.unchanged is not None
    assert visit.links == ()


def test_a_page_is_read_anew_where_links_are_followed_now_and_were_not() -> None:
    """Or the other way round: the ids of links with tracking parameters depend on it."""
    quiet, same = visitor(follow_links=False), answer(headers=[HTML], body=BODY)
    assert quiet.answered(address(), same, key_of(first())).page is not None
    assert (
        visitor().answered(address(), same, key_of(quiet.answered(address(), same))).page
        is not None
    )


@pytest.mark.parametrize(
    "now",
    [
        answer(headers=[HTML], body=BODY + b" "),
        answer(headers=[("Content-Type", "text/html; charset=windows-1251")], body=BODY),
        answer(headers=[HTML, ("X-Robots-Tag", "noindex")], body=BODY),
        answer(headers=[HTML, ("Link", '</x>; rel="canonical"')], body=BODY),
        answer(headers=[HTML, ("Refresh", "0; url=/x")], body=BODY),
        answer(headers=[HTML, ("X-Frame-Options", "DENY")], body=BODY),
        answer(headers=[HTML, ("Set-Cookie", "a=1")], body=BODY),
        answer(headers=[HTML, ("ETag", '"1"')], body=BODY),
    ],
    ids=["body", "charset", "robots", "canonical", "refresh", "security", "cookie", "validator"],
)
def test_whatever_a_reading_depends_on_makes_it_be_done_again(now: Answer) -> None:
    """Each header that is read, and each byte."""
    assert visitor().answered(address(), now, key_of(first())).page is not None


def test_another_configuration_or_address_reads_anew() -> None:
    """The same bytes mean something else there."""
    now, known = answer(headers=[HTML], body=BODY), key_of(first())
    for rules in (
        SiteRules(root=ROOT, currency="EUR"),
        SiteRules(root=ROOT, selectors={"price": ".p"}),
        SiteRules(root=ROOT + "shop/"),
        SiteRules(root=ROOT, pictures=True),
    ):
        assert visitor(rules).answered(address(), now, known).page is not None
    assert visitor().answered(address("x"), now, known).page is not None


@pytest.mark.parametrize(
    ("header", "value"),
    [("Date", "Sun, 22 Nov 2026 10:00:00 GMT"), ("X-Request-Id", "7"), ("Age", "12")],
)
def test_what_says_nothing_of_the_page_changes_nothing(header: str, value: str) -> None:
    """Every answer has its own date."""
    now = answer(headers=[HTML, (header, value)], body=BODY)
    assert visitor().answered(address(), now, key_of(first())).unchanged is not None


def test_validators_may_differ_and_are_the_new_ones() -> None:
    """Servers that stamp each answer with the time still send the same page."""
    read = first(("ETag", '"1"'), ("Last-Modified", "yesterday"))
    now = answer(headers=[HTML, ("ETag", '"2"'), ("Last-Modified", "today")], body=BODY)
    unchanged = visitor().answered(address(), now, key_of(read)).unchanged
    assert unchanged is not None
    assert (unchanged.etag, unchanged.last_modified) == ('"2"', "today")


@pytest.mark.parametrize(
    "body",
    [
        b"<html><meta http-equiv=refresh content='0; url=/next'>" + LINKS,
        b"<html><head><meta name=robots content=nofollow></head>" + LINKS,
        b"<html><meta name=robots content='unavailable_after: 2030-01-01'>" + LINKS,
        b"<html><title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x></script>",
    ],
    ids=["refresh", "nofollow", "end", "wall"],
)
def test_pages_from_which_more_follows_than_their_record_are_always_read(body: bytes) -> None:
    """Where a page sends its visitors, whose links it keeps to itself, until when it is there, what a protection shows."""
    visit = first(body=body)
    assert visit.entry.outcome is Outcome.FETCHED
    assert key_of(visit) is None


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        b"<base href=/shop/><a href=x>X</a><area href=y><a>none</a><a href='#top'>T</a>",
        b"<template><a href=/t>T</a></template><noscript><a href=/n>N</a></noscript>",
        b"<div hidden><a href=/h>H</a></div><svg><a href=/s>S</a></svg>",
        "<meta charset=windows-1251><a href='/чайник?q=белый'>Ч</a>".encode("cp1251"),
        b"\xff\xfe<\x00a\x00 \x00h\x00r\x00e\x00f\x00=\x00/\x00u\x00>\x00",
        b"<a href=/" * 300,
        (
            b"<link rel=canonical href=/c?utm_source=x><link rel=next href=/2><link rel=previous href=/0>"
            b"<link rel=alternate hreflang=de href=/de><link rel=alternate hreflang=fr href='::'>"
            b"<link rel=canonical hreflang=en href=/not><link rel=stylesheet href=/s>"
        ),
        b"",
    ],
)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/html; charset=koi8-r"},
        {"link": "</c2>; rel=canonical, </de>; rel=alternate; hreflang=de, </3>; rel=next"},
    ],
)
def test_ways_alone_are_those_of_the_whole_reading(body: bytes, headers: dict[str, str]) -> None:
    """Links, hidden ones and all spellings among them; and what head and headers name."""
    whole = read_page(body, url=ROOT, headers=headers, rules=RULES)
    ways = read_ways(body, url=ROOT, headers=headers, rules=RULES)
    assert ways.links == whole.links
    assert ways.references == whole.seo.references


def test_a_key_takes_any_header() -> None:
    """Bytes that are no UTF-8 as well."""
    sent = httpx.Headers([(b"Content-Type", b"text/html"), (b"Link", b"<\xff\xfe>; rel=x")])
    assert key_of(visitor().answered(address(), replace(answer(body=BODY), headers=sent)))

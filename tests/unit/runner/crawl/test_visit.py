"""What one answer means."""

from collections.abc import Mapping
from hashlib import md5

import pytest

from config.policies import Policy
from config.sites import Site
from parser.pages.reading import SiteRules
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.visit import Visitor
from storage.model.ledger import Outcome
from tests.unit.runner.crawl.answers import BODY, ROOT, address, answer


def visitor(**policy: object) -> Visitor:
    """Judges answers of the shop."""
    site = Site(id="shop", url=ROOT)
    return Visitor(
        site=site,
        policy=Policy.model_validate(policy),
        rules=SiteRules(root=ROOT),
        follow_links=True,
    )


def test_a_304_means_something_only_to_who_asked_for_it() -> None:
    """Unchanged since the base run; to a plain request it is an answer that nobody can use."""
    asked = visitor().answered(address(), answer(304, conditional=True))
    assert (asked.entry.outcome, asked.unchanged is not None) == (Outcome.NOT_MODIFIED, True)
    unasked = visitor().answered(address(), answer(304))
    assert (unasked.entry.outcome, unasked.entry.detail) == (Outcome.FAILED, "http_304")
    assert unasked.unchanged is None


@pytest.mark.parametrize("status", [200, 201, 202, 203, 207, 226, 299])
def test_a_success_of_any_kind_is_a_page(status: int) -> None:
    """What browsers show and search engines list is read, whatever its server calls the success."""
    visit = visitor().answered(address(), answer(status))
    assert (visit.entry.outcome, visit.entry.detail) == (Outcome.FETCHED, None)
    assert visit.page is not None
    assert visit.page.seo is not None
    assert (visit.page.status_code, visit.page.seo["titles"]) == (status, ["Kettle"])


@pytest.mark.parametrize("status", [204, 205, 206])
def test_a_success_without_its_page_is_none(status: int) -> None:
    """Nothing, or a part that nobody asked for, is not read as the page."""
    entry = visitor().answered(address(), answer(status)).entry
    assert (entry.outcome, entry.detail) == (Outcome.FAILED, f"http_{status}")


def test_an_empty_success_is_a_page_only_if_it_says_so() -> None:
    """202 without a body is how some protections ask for patience; 200 without one is an empty page."""
    outcomes = [visitor().answered(address(), answer(code, body=b"")).entry for code in (200, 202)]
    assert [one.outcome for one in outcomes] == [Outcome.FETCHED, Outcome.FAILED]


def test_a_page_is_known_by_its_bytes_and_its_cookies() -> None:
    """MD5 of the body, and how many cookies by name, beside what the page says of itself."""
    headers = [("Content-Type", "text/html")]
    headers += [("Set-Cookie", text) for text in ("a=1", "b=2; Path=/, x", "a=3; HttpOnly")]
    page = visitor().answered(address(), answer(headers=headers)).page
    assert page is not None
    assert page.seo is not None
    assert page.seo["body_md5"] == md5(BODY, usedforsecurity=False).hexdigest()
    assert page.seo["cookies"] == 2
    plain = visitor().answered(address(), answer()).page
    assert plain is not None
    assert plain.seo is not None
    assert "cookies" not in plain.seo


def test_each_x_robots_tag_speaks_for_itself() -> None:
    """A robot that one header names is not whom the next one means."""
    tags = [("Content-Type", "text/html")]
    tags += [("X-Robots-Tag", tag) for tag in ("otherbot: noarchive", "noindex")]
    page = visitor().answered(address(), answer(headers=tags)).page
    assert page is not None
    assert page.seo is not None
    assert page.seo["noindex"]
    assert page.seo["robots_header"] == "otherbot: noarchive, noindex"


@pytest.mark.parametrize("kind", ["text/html", "application/pdf"])
@pytest.mark.parametrize(("hour", "is_over"), [("09:59", True), ("10:01", False)])
def test_a_page_or_a_file_ends_by_the_clock_of_the_crawl(
    kind: str, hour: str, *, is_over: bool
) -> None:
    """What is unavailable after a moment is noindex if it was fetched later."""
    headers = [("Content-Type", kind)]
    headers += [("X-Robots-Tag", f"unavailable_after: 21 Nov 2026 {hour}:00 GMT")]
    page = visitor().answered(address(), answer(headers=headers)).page
    assert page is not None
    assert page.seo is not None
    assert page.seo.get("noindex", False) is is_over


WALL = b"<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x></script>"


@pytest.mark.parametrize(
    ("status", "body", "detail"),
    [
        (403, WALL, "http_403: bot protection suspected"),
        (503, WALL, "http_503: bot protection suspected"),
        (403, b"<title>403 Forbidden</title><h1>Forbidden</h1>", "http_403"),
        (403, b"", "http_403"),
        (500, WALL, "http_500"),
    ],
)
def test_a_refusal_by_a_protection_is_told_from_the_sites_own(
    status: int, body: bytes, detail: str
) -> None:
    """After the last attempt; by the marks that a wall with status 200 is known by."""
    told = answer(status=status, body=body, headers=[("Content-Type", "text/html")])
    entry = visitor().answered(address(tries=9), told).entry
    assert (entry.outcome, entry.detail) == (Outcome.FAILED, detail)


@pytest.mark.parametrize(
    ("headers", "body", "outcome"),
    [
        ([], BODY, Outcome.FETCHED),
        ([], b"%PDF-1.7\n\x00\x01", Outcome.WRONG_TYPE),
        ([], b"", Outcome.WRONG_TYPE),
        ([("Content-Type", "TEXT/HTML ; charset=x")], b"", Outcome.FETCHED),
        ([("Content-Type", "application/xhtml+xml")], BODY, Outcome.FETCHED),
        ([("Content-Type", "text/plain")], BODY, Outcome.WRONG_TYPE),
        ([("Content-Type", "text/html"), ("Content-Type", "text/html")], BODY, Outcome.FETCHED),
        ([("Content-Type", "text/html charset=utf-8")], BODY, Outcome.FETCHED),
    ],
)
def test_what_is_no_page_is_told_by_its_type(
    headers: list[tuple[str, str]], body: bytes, outcome: Outcome
) -> None:
    """Without a type the first tag decides; with one the type does, as in browsers."""
    assert (
        visitor().answered(address(), answer(headers=headers, body=body)).entry.outcome is outcome
    )


@pytest.mark.parametrize(
    ("header", "meta", "links"),
    [
        ("", "index, follow", 1),
        ("", "NOINDEX,NOFOLLOW", 0),
        ("", "none", 0),
        ("", "max-image-preview: none", 1),
        ("noindex, nofollow", "", 0),
        ("otherbot: noindex, nofollow", "", 1),
        ("googlebot: nofollow", "", 1),
        ("progonbot: nofollow", "", 0),
        ("otherbot: noindex, *: nofollow", "", 0),
    ],
)
def test_links_are_followed_unless_everyone_or_we_are_told_not_to(
    header: str, meta: str, links: int
) -> None:
    """What another robot is told by its name is not told to us."""
    body = b"<html><head><meta name=robots content='%b'></head><a href=/a>A</a></html>"
    headers = [("Content-Type", "text/html"), ("X-Robots-Tag", header)]
    visit = visitor().answered(address(), answer(headers=headers, body=body % meta.encode()))
    assert len(visit.links) == links


@pytest.mark.parametrize(("name", "links"), [("ProgonBot", 0), ("googlebot", 1)])
def test_a_page_may_name_us_in_a_meta(name: str, links: int) -> None:
    """What another robot is told is not told to us, nor the other way round."""
    body = f"<html><head><meta name={name} content=nofollow></head><a href=/a>A</a></html>"
    assert len(visitor().answered(address(), answer(body=body.encode())).links) == links


def test_a_chain_of_redirects_is_followed_twenty_steps() -> None:
    """The twentieth has its line, and its target has none; other chains are not touched."""
    judge = visitor()
    followed = 0
    for step in range(30):
        headers = [("Location", f"/{step + 1}")]
        visit = judge.answered(address(str(step)), answer(301, headers, body=b""))
        assert visit.entry.outcome is Outcome.REDIRECT
        if visit.redirect is None:
            break
        followed += 1
    assert followed == 19
    other = judge.answered(address("other"), answer(301, [("Location", "/x")], body=b""))
    assert other.redirect == f"{ROOT}x"


def test_a_mark_on_each_redirect_does_not_make_the_chain_endless() -> None:
    """The ledger has the targets without their marks, and the steps are counted all the same."""
    judge = visitor()
    for step in range(19):
        headers = [("Location", f"/{step + 1}?utm_source=a")]
        assert judge.answered(address(str(step)), answer(301, headers, body=b"")).redirect
    last = judge.answered(address("19"), answer(301, [("Location", "/20?utm_source=a")], body=b""))
    assert last.redirect is None


def test_a_redirect_that_is_told_twice_leads_where_it_is_told_first() -> None:
    """A script and its server both sent the header."""
    headers = [("Location", "/there"), ("Location", "/there")]
    assert visitor().answered(address(), answer(302, headers)).redirect == f"{ROOT}there"


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_gets_the_patience_it_asks_for_and_more_attempts(status: int) -> None:
    """The date of Retry-After counts from the answer; twice the attempts of other errors."""
    headers = [("Retry-After", "Sat, 21 Nov 2026 10:00:30 GMT")]
    visit = visitor(attempts=3).answered(address(tries=4), answer(status, headers))
    assert (visit.patience, visit.entry.outcome, visit.entry.retry_after) == (30.0, None, 30.0)
    last = visitor(attempts=3).answered(address(tries=5), answer(status, headers))
    assert (last.entry.outcome, last.entry.detail) == (Outcome.FAILED, f"http_{status}")
    assert last.patience == 30.0


@pytest.mark.parametrize(
    ("status", "tries", "told", "pause"),
    [
        (503, 1, {}, 0.0),
        (503, 0, {}, None),
        (503, 1, {"Retry-After": "60"}, None),
        (503, 0, {"Retry-After": "3600"}, 1.0),
        (429, 1, {}, None),
        (429, 1, {"Retry-After": "3600"}, None),
    ],
)
def test_a_page_may_be_in_trouble_alone(
    status: int, tries: int, told: Mapping[str, str], pause: float | None
) -> None:
    """It was unavailable before, or asks for a long pause; too many requests are never a page's own fault."""
    visit = visitor().answered(address(tries=tries), answer(status, [*told.items()]))
    assert visit.pause_alone == (pause and pytest.approx(pause, rel=0.25))
    assert visit.patience is not None


def test_nobody_is_asked_again_sooner_than_it_wants() -> None:
    """After the whole hour once; and who wants more than that, not in this run."""
    hour, day = ([("Retry-After", seconds)] for seconds in ("3600", "86400"))
    visit = visitor().answered(address(), answer(429, hour))
    assert (visit.patience, visit.entry.outcome, visit.entry.retry_after) == (3600.0, None, 3600.0)
    again = visitor().answered(address(tries=1), answer(429, hour)).entry
    assert (again.outcome, again.detail) == (Outcome.FAILED, "http_429")
    never = visitor().answered(address(), answer(429, day)).entry
    assert (never.outcome, never.detail) == (
        Outcome.FAILED,
        "http_429: asks to wait 86400 s",
    )


@pytest.mark.parametrize("status", [408, 425])
def test_a_request_that_came_at_a_bad_moment_is_made_again(status: int) -> None:
    """A server that just closed an idle connection answers 408 to what was on its way: no host is busy."""
    first = visitor().answered(address(), answer(status))
    assert (first.entry.outcome, first.entry.detail) == (None, f"http_{status}")
    assert first.patience is None
    last = visitor().answered(address(tries=2), answer(status))
    assert (last.entry.outcome, last.entry.detail) == (Outcome.FAILED, f"http_{status}")


def test_errors_of_the_line_wait_longer_each_time() -> None:
    """Attempts are spread, and the last one ends as failed with the cause."""
    failure = FetchFailed("reset", "connection lost")
    first, second = (visitor().failed(address(tries=tries), failure).entry for tries in (0, 1))
    assert first.retry_after is not None
    assert second.retry_after is not None
    assert 0.75 <= first.retry_after <= 1.25
    assert 1.5 <= second.retry_after <= 2.5
    last = visitor().failed(address(tries=2), failure).entry
    assert (last.outcome, last.detail) == (Outcome.FAILED, "reset: connection lost")
    vain = visitor().failed(address(), FetchFailed("bad_address", permanent=True)).entry
    assert (vain.outcome, vain.detail) == (Outcome.FAILED, "bad_address")


def test_the_refresh_of_a_page_is_followed_like_a_redirect() -> None:
    """Within the site, and not for ever: pages that count their visitors refresh without end."""
    judge = visitor()

    def refreshed(url: str, at: str) -> str | None:
        body = f'<meta http-equiv="refresh" content="0; url={url}">'.encode()
        visit = judge.answered(address(at), answer(body=body))
        assert visit.page is not None
        assert visit.page.redirect_url == url
        return visit.redirect

    assert refreshed(f"{ROOT}new", "old") == f"{ROOT}new"
    assert refreshed("https://other.example/", "out") is None
    followed = [refreshed(f"{ROOT}?visit={n + 1}", f"?visit={n}") for n in range(1, 21)]
    assert [url is None for url in followed] == [False] * 19 + [True]


def test_a_file_is_stored_with_what_its_headers_say() -> None:
    """Nothing is stored of the record of a file that says nothing; one of several tags is enough."""
    plain = (
        visitor().answered(address(), answer(headers=[("Content-Type", "application/pdf")])).page
    )
    assert plain is not None
    assert (plain.seo, plain.issues, plain.page_type) == (None, None, None)
    tags = [("X-Robots-Tag", "otherbot: noindex"), ("X-Robots-Tag", "noindex")]
    told = (
        visitor().answered(address(), answer(headers=[("Content-Type", "image/png"), *tags])).page
    )
    assert told is not None
    assert told.seo is not None
    assert told.seo["noindex"] is True
    assert [issue["code"] for issue in told.issues or ()] == ["noindex"]
    assert told.page_type is None


def test_marks_of_advertisers_are_no_part_of_what_a_product_is_known_by() -> None:
    """A shop without numbers that writes its canonical from the address it was asked by."""
    product = '{"@type":"Product","name":"Kettle","offers":{"price":"10","priceCurrency":"EUR"}}'
    keys = set()
    for canonical in ("/kettle", "/kettle?utm_source=mail#top"):
        head = (
            f'<link rel="canonical" href="{canonical}"><script type="application/ld+json">'
            f"{product}</script>"
        )
        body = f"<html><head>{head}</head><h1>Kettle</h1></html>".encode()
        page = visitor().answered(address("kettle"), answer(body=body)).page
        assert page is not None
        keys.add(page.product_key)
    assert keys == {f"url:{ROOT}kettle"}

"""What the answers of a link to another host, or of a picture, amount to."""

import httpx
import pytest

from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.outside_verdict import (
    Head,
    barred,
    head_of,
    is_worth_a_get,
    judged,
    next_address,
    says_more,
    too_busy,
    unanswered,
)
from storage.model.outside import Verdict

URL = "https://other.example/a"


def head(status: int, location: str | None = None, **headers: str) -> Head:
    """An answer of the address."""
    told = {**headers, **({"location": location} if location else {})}
    return head_of(URL, status, httpx.Headers(told))


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, Verdict.WELL), (204, Verdict.WELL), (304, Verdict.WELL), (400, Verdict.BROKEN),
        (401, Verdict.REFUSED), (403, Verdict.REFUSED), (404, Verdict.BROKEN), (408, Verdict.REFUSED), (410, Verdict.BROKEN),
        (429, Verdict.REFUSED), (451, Verdict.REFUSED), (500, Verdict.BROKEN), (503, Verdict.REFUSED),
        (0, Verdict.REFUSED), (101, Verdict.REFUSED), (521, Verdict.BROKEN), (599, Verdict.BROKEN), (999, Verdict.REFUSED),
    ],
)  # fmt: skip
def test_only_what_people_would_find_broken_is_broken(status: int, verdict: Verdict) -> None:
    """A wall against robots says nothing of the link; the cause names the status."""
    ending = judged([head(status)])
    assert (ending.verdict, ending.status, ending.final_status) == (verdict, status, status)
    assert ending.cause == (None if 200 <= status < 400 else f"http_{status}")


def test_redirects_are_judged_by_their_end() -> None:
    """The first status is kept, and the size and the type are those of the end."""
    way = [head(301, "/b"), head(200, **{"content-length": "12", "content-type": "image/png"})]
    ending = judged(way)
    assert (ending.verdict, ending.status, ending.final_status) == (Verdict.MOVED, 301, 200)
    assert (ending.size_bytes, ending.content_type) == (12, "image/png")
    assert judged([head(301, "/b"), head(404)]).verdict is Verdict.BROKEN
    assert judged([head(301, "/b"), head(403)]).verdict is Verdict.REFUSED


def test_a_way_that_goes_round_ends() -> None:
    """At an address that was seen, and after twenty steps in any case."""
    assert next_address([head(302, "/b")]) == "https://other.example/b"
    assert next_address([head(302, "/a")]) is None
    assert next_address([head(302, "http://[bad")]) is None
    assert next_address([head(302, f"/{number}") for number in range(20)]) is not None
    assert next_address([head(302, f"/{number}") for number in range(21)]) is None
    assert judged([head(302, "/a")]).cause == "redirect_loop"
    assert judged([head(302, "/a", **{"set-cookie": "a=1"})]).verdict is Verdict.REFUSED
    assert judged([head(302)]).cause == "bad_redirect"


@pytest.mark.parametrize(
    ("location", "verdict"),
    [
        ("itms-apps://apps.example/1", Verdict.MOVED), ("tg://resolve?domain=shop", Verdict.MOVED),
        ("mailto:shop@shop.example", Verdict.MOVED), ("javascript:void(0)", Verdict.BROKEN),
        ("about:blank", Verdict.BROKEN), ("http://", Verdict.BROKEN), ("HTTP://[", Verdict.BROKEN),
    ],
)  # fmt: skip
def test_a_redirect_into_an_app_leads_somewhere(location: str, verdict: Verdict) -> None:
    """People get there, and we need not follow."""
    way = [head(302, location)]
    assert next_address(way) is None
    assert judged(way).verdict is verdict


@pytest.mark.parametrize(
    ("cause", "verdict"),
    [
        ("timeout", Verdict.NO_RESPONSE), ("dns", Verdict.NO_RESPONSE), ("tls", Verdict.NO_RESPONSE),
        ("refused", Verdict.NO_RESPONSE), ("protocol", Verdict.REFUSED), ("proxy", Verdict.REFUSED),
        ("forbidden_address", Verdict.FORBIDDEN),
    ],
)  # fmt: skip
def test_no_answer_is_no_answer_where_nobody_would_get_one(cause: str, verdict: Verdict) -> None:
    """What our proxy, our guard or our reading is the cause of is not held against the link."""
    ending = unanswered([], FetchFailed(cause, "details"))
    assert (ending.verdict, ending.cause, ending.status) == (verdict, cause, None)


def test_only_the_silence_of_the_host_itself_counts_against_it() -> None:
    """Behind a redirect another host is silent; robots.txt and the guard are answers of a kind."""
    silence = FetchFailed("timeout")
    assert not says_more(unanswered([], silence))
    assert says_more(unanswered([head(301, "https://dead.example/")], silence))
    assert not says_more(too_busy([]))
    assert says_more(too_busy([head(301, "/b")]))
    assert not says_more(judged([head(429)]))
    assert says_more(judged([head(404)]))
    assert says_more(barred([], "line 2: Disallow: /"))
    assert says_more(unanswered([], FetchFailed("forbidden_address")))


@pytest.mark.parametrize("length", ["", "-1", "1.5", "abc", "9" * 40, "١٢"])
def test_a_length_that_is_none_is_not_known(length: str) -> None:
    """Servers write what they like."""
    headers = httpx.Headers([(b"content-length", length.encode())])
    assert head_of(URL, 200, headers).size_bytes is None


def test_a_get_is_worth_its_while_where_head_alone_is_refused() -> None:
    """Servers and shops answer these to a HEAD."""
    asked = [status for status in range(200, 600) if is_worth_a_get(head(status))]
    assert asked == [400, 403, 404, 405, 501]

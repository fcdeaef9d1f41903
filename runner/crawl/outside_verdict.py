"""Judges an outside address by its answers. Pure.

A link counts as broken only if people would find nothing there either. Many hosts answer 403, 429,
503 or 999 to anything but a browser, and some redirect clients without their cookie in circles: they
refuse us, and that says nothing about the link (docs/decisions/0064-outside-checks.md).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from parser.pages.http_headers import REDIRECTS
from parser.pages.urls import Base
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import MOST_REDIRECTS, PASSING
from runner.crawl.way_on import location_of
from storage.model.outside import OutsideAnswer, Verdict

#: statuses with which some servers answer a HEAD although a GET would succeed
_HEAD_REFUSED = frozenset({400, 403, 404, 405, 501})
#: login, bot wall, legal block or overload; 999 is LinkedIn's, 406 that of mod_security
_REFUSALS = PASSING | {401, 403, 406, 407, 451, 503, 999}
_BUSY = frozenset({429, 503})
_OK, _CLIENT_ERROR, _LAST_STATUS = 200, 400, 599
#: causes on our side, or answers that a browser may be able to read
_OURS = frozenset({"proxy", "protocol", "bad_encoding", "bad_address"})
_MOST_DIGITS = 15
_names_scheme = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE).match
#: schemes that lead to nothing a visitor could see
_NOWHERE = ("javascript:", "data:", "about:")


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of one answer in a chain of redirects."""

    url: str
    status: int
    target: str | None = None  #: where it redirects to, absolute
    opens_app: bool = False  #: it redirects out of the web: to a messenger or an app store
    sets_cookie: bool = False
    size_bytes: int | None = None
    content_type: str | None = None


def head_of(url: str, status: int, headers: httpx.Headers) -> Head:
    """Extracts from an answer's status and headers what the verdict needs."""
    location = location_of(headers) if status in REDIRECTS else None
    length = headers.get("content-length", "")
    is_known = length.isascii() and length.isdecimal() and len(length) <= _MOST_DIGITS
    return Head(
        url=url,
        status=status,
        target=Base(url).resolve(location) if location else None,
        opens_app=location is not None and _opens_app(location),
        sets_cookie="set-cookie" in headers,
        size_bytes=int(length) if is_known else None,
        content_type=headers.get("content-type"),
    )


def is_worth_a_get(head: Head) -> bool:
    """Whether the same address may answer otherwise to a GET."""
    return head.status in _HEAD_REFUSED


def is_busy(head: Head) -> bool:
    """Whether the host says that it is overloaded."""
    return head.status in _BUSY


def next_address(chain: Sequence[Head]) -> str | None:
    """Where the last answer redirects; None at the end of the chain, in a circle, or after too many."""
    target = chain[-1].target
    if len(chain) > MOST_REDIRECTS or target in {head.url for head in chain}:
        return None
    return target


def judged(chain: Sequence[Head]) -> OutsideAnswer:
    """The verdict on a finished chain: `next_address` is None."""
    last = chain[-1]
    if last.opens_app:
        return _ended(chain, Verdict.MOVED, None)
    if last.status in REDIRECTS:
        cause = "bad_redirect" if last.target is None else "redirect_loop"
        # a wall redirects us for ever for lack of its cookie, but lets people through
        is_wall = last.target is not None and any(head.sets_cookie for head in chain)
        return _ended(chain, Verdict.REFUSED if is_wall else Verdict.BROKEN, cause)
    if last.status in _REFUSALS or not _OK <= last.status <= _LAST_STATUS:
        return _ended(chain, Verdict.REFUSED, f"http_{last.status}")
    if last.status >= _CLIENT_ERROR:
        return _ended(chain, Verdict.BROKEN, f"http_{last.status}")
    return _ended(chain, Verdict.MOVED if len(chain) > 1 else Verdict.WELL, None)


def unanswered(chain: Sequence[Head], failure: FetchFailed) -> OutsideAnswer:
    """The verdict if the next address after `chain` gave no usable answer."""
    if failure.cause == "forbidden_address":
        return _ended(chain, Verdict.FORBIDDEN, failure.cause)
    verdict = Verdict.REFUSED if failure.cause in _OURS else Verdict.NO_RESPONSE
    return _ended(chain, verdict, failure.cause)


def barred(chain: Sequence[Head], cause: str) -> OutsideAnswer:
    """The verdict if the robots.txt of its host forbids the next address."""
    return _ended(chain, Verdict.ROBOTS, cause)


def too_busy(chain: Sequence[Head]) -> OutsideAnswer:
    """The verdict if the next host asks for a longer pause than we wait."""
    return _ended(chain, Verdict.REFUSED, "busy")


def says_more(ending: OutsideAnswer) -> bool:
    """Whether the first host itself answered usefully, so that its next address may as well.

    Failures of another host, to which it redirected, do not count against it.
    """
    if ending.status is None:
        return ending.verdict is not Verdict.NO_RESPONSE and ending.cause != "busy"
    return ending.status not in _BUSY


def _opens_app(location: str) -> bool:
    return bool(_names_scheme(location)) and not location.lower().startswith(_NOWHERE)


def _ended(chain: Sequence[Head], verdict: Verdict, cause: str | None) -> OutsideAnswer:
    if not chain:
        return OutsideAnswer(verdict=verdict, cause=cause)
    last = chain[-1]
    return OutsideAnswer(
        verdict=verdict,
        cause=cause,
        status=chain[0].status,
        final_status=last.status,
        final_url=last.url,
        size_bytes=last.size_bytes,
        content_type=last.content_type,
    )

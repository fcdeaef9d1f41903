"""What one answer means: a pure decision from an address and its answer to what is written.

How a fetched address ends is decided only here, so that the ledger's sums match.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import md5
from typing import Any

from config.policies import Policy
from config.sites import Site
from parser.pages import directives, issues
from parser.pages.document import Document
from parser.pages.http_headers import REDIRECTS, is_success, may_be_page, media_type, of_page
from parser.pages.page_type import is_wall
from parser.pages.reading import SiteRules, read_page, read_ways
from parser.pages.records import Link, PageReading, PageType
from parser.pages.seo import of_file
from parser.pages.site_bounds import belongs, bounds, is_within
from parser.pages.urls import address_id, without_tracking
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import (
    AGENT,
    MOST_REDIRECTS,
    PASSING,
    Answer,
)
from runner.crawl.link_ids import id_of_link, ids_beside
from runner.crawl.patience import LONGEST_WAIT, back_off, is_worth_waiting, jitter_of, retry_after
from runner.crawl.reading_key import reading_key
from runner.crawl.way_on import location_told
from storage.model.ledger import BOT_PROTECTION, Address, Entry, Outcome
from storage.model.page import Page
from storage.pages import Unchanged
from storage.records import as_json

#: bytes searched for a first tag if there is no Content-Type
_SNIFFED = 1024
_NOFOLLOW = frozenset({"nofollow", "none"})
_EXPIRES = "unavailable_after"
_GONE = frozenset({404, 410})
_UNAVAILABLE = 503
#: seconds; a longer pause is believed of the host once two answers in a row ask for it
_LONG_PAUSE = 60.0
_BUSY = frozenset({429, _UNAVAILABLE})
#: how protections answer, besides 200; and bytes of such an answer that are looked at
_GUARDED = frozenset({401, 403, 405, 406, *_BUSY})
_SHOWN = 1 << 16
_OK = 200
_NOT_MODIFIED = 304
_SERVER_ERROR = 500


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What becomes of one address."""

    entry: Entry
    page: Page | None = None
    unchanged: Unchanged | None = None
    links: tuple[str, ...] = ()  #: internal links worth following, in the page's order
    references: tuple[str, ...] = ()  #: pages of the site that the head names, worth asking for
    redirect: str | None = None  #: redirect target to follow, within the site
    patience: float | None = None  #: seconds of pause that the host asks for
    #: seconds that are enough if other pages come well, as the error may be the page's alone
    pause_alone: float | None = None
    is_trouble: bool = False  #: a server error: no reason to speed up
    unreachable: bool = False  #: no answer came: many in a row mean that the site is down


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Judges the answers of one site."""

    site: Site
    policy: Policy
    rules: SiteRules
    follow_links: bool
    #: by address id: length of the redirect chain that led there, as far as this visitor saw it
    hops: dict[int, int] = field(default_factory=dict)

    def answered(self, address: Address, answer: Answer, known: bytes | None = None) -> Visit:
        """What an answer means; `known` is the reading key of the base's page, if it has one."""
        status = answer.status
        if status == _NOT_MODIFIED and answer.conditional:
            return _taken_over(address, answer, Outcome.NOT_MODIFIED)
        if status in PASSING or status >= _SERVER_ERROR:
            return self._server_trouble(address, answer)
        if status in REDIRECTS:
            return self._redirected(address, answer)
        if is_success(status) and (answer.body or status == _OK):
            return self._came(address, answer, known)  # an empty 202 says no more than 204
        return _refused(address, answer)

    def failed(self, address: Address, failure: FetchFailed) -> Visit:
        """What a failed fetch means: another try, or after the last one the outcome FAILED."""
        if failure.permanent or address.tries + 1 >= self.policy.attempts:
            entry = Entry(
                address_id=address.address_id,
                outcome=Outcome.FAILED,
                detail=_worded(failure),
            )
        else:
            entry = self._again(address, None, _worded(failure))
        return Visit(entry=entry, unreachable=failure.is_silence)

    def _server_trouble(self, address: Address, answer: Answer) -> Visit:
        patience, told = None, 0.0
        attempts = self.policy.attempts
        if answer.status in _BUSY:
            told = retry_after(answer.headers, answer.fetched_at) or 0.0
            patience = min(told, LONGEST_WAIT) or self._pause(address)
            attempts *= 2
        cause = f"http_{answer.status}"
        if address.tries + 1 < attempts and is_worth_waiting(told, address.tries):
            entry, page = self._again(address, patience, cause), None
        else:
            why = _refusal(answer)
            if told > LONGEST_WAIT and why == cause:
                why = f"{cause}: asks to wait {told:.0f} s"
            entry = Entry(address_id=address.address_id, outcome=Outcome.FAILED, detail=why)
            page = _bare(address, answer)
        return Visit(
            entry=entry,
            page=page,
            patience=patience,
            pause_alone=self._pause_alone(address, answer.status, told),
            is_trouble=True,
        )

    def _pause_alone(self, address: Address, status: int, told: float) -> float | None:
        """Enough for a page that may be unavailable alone: none the second time, nor a long one ever."""
        if status != _UNAVAILABLE:
            return None
        if told > _LONG_PAUSE:
            return self._pause(address)
        return 0.0 if address.tries and not told else None

    def _redirected(self, address: Address, answer: Answer) -> Visit:
        target = answer.leads_to
        if target is None:
            why = f"bad_redirect: {location_told(answer.headers)}"
            entry = Entry(address_id=address.address_id, outcome=Outcome.FAILED, detail=why)
            return Visit(entry=entry, page=_bare(address, answer))
        return Visit(
            entry=Entry(address_id=address.address_id, outcome=Outcome.REDIRECT, detail=target),
            page=_bare(address, answer, redirect_url=target),
            redirect=self._next_hop(address, target),
        )

    def _next_hop(self, address: Address, target: str | None) -> str | None:
        """The target of a redirect or refresh, if we follow it; None if not."""
        if target is None:
            return None
        hops = self.hops.pop(address_id(without_tracking(address.url)), 0) + 1
        followed = (
            belongs(target, self.site.url) and target != address.url and hops < MOST_REDIRECTS
        )
        if not followed:
            return None
        self.hops[address_id(without_tracking(target))] = hops  # as the ledger will have it
        return target

    def _came(self, address: Address, answer: Answer, known: bytes | None) -> Visit:
        stated = answer.headers.get("content-type", "")
        kind = media_type(stated)
        if not may_be_page(stated) or (not kind and b"<" not in answer.body[:_SNIFFED]):
            return self._file(address, answer, kind or "no type")
        if answer.too_large:
            return _ended(
                address, answer, Outcome.TOO_LARGE, f"over {self.policy.max_page_bytes} bytes"
            )
        beside = _beside(answer)
        key = reading_key(address.url, answer, self.rules, beside, follows=self.follow_links)
        if key == known:
            return self._same(address, answer)
        return self._read(address, answer, beside, key)

    def _file(self, address: Address, answer: Answer, kind: str) -> Visit:
        record = of_file(address.url, of_page(answer.page_headers), asked_at=answer.fetched_at)
        references = self._on_site(record.references, address.url)
        page = replace(
            _bare(address, answer),
            seo=as_json(record) or None,
            issues=[as_json(issue) for issue in issues.of_file(address.url, record)] or None,
            named=ids_beside(references, ()),
        )
        entry = Entry(address_id=address.address_id, outcome=Outcome.WRONG_TYPE, detail=kind)
        followed = references if self.follow_links else ()
        return Visit(entry=entry, page=page, references=followed)

    def _read(
        self, address: Address, answer: Answer, beside: Mapping[str, Any], key: bytes
    ) -> Visit:
        reading = read_page(
            answer.body,
            url=address.url,
            status=answer.status,
            headers=answer.page_headers,
            rules=self.rules,
            asked_at=answer.fetched_at,
        )
        is_open = _lets_follow(reading)
        references = self._on_site(reading.seo.references, address.url)
        page = _page(
            address, answer, reading, beside, references, follows=self.follow_links and is_open
        )
        return Visit(
            entry=Entry(address_id=address.address_id, outcome=Outcome.FETCHED),
            page=replace(page, reading_key=key) if is_open and _stands(reading) else page,
            links=_to_follow(reading.links) if self.follow_links and is_open else (),
            references=references if self.follow_links else (),
            redirect=self._next_hop(address, reading.seo.refresh_url),
        )

    def _same(self, address: Address, answer: Answer) -> Visit:
        """The page is identical to the base's: only its links, which are not taken over, are read."""
        visit = _taken_over(address, answer, Outcome.FETCHED)
        if not self.follow_links:
            return visit
        ways = read_ways(
            answer.body, url=address.url, headers=answer.page_headers, rules=self.rules
        )
        references = self._on_site(ways.references, address.url)
        return replace(visit, links=_to_follow(ways.links), references=references)

    def _on_site(self, named: Iterable[str], own: str) -> tuple[str, ...]:
        """Those of the addresses that a page names that are other pages of the site."""
        inside = bounds(self.site.url)
        return tuple([url for url in named if url != own and is_within(url, inside)])

    def _again(self, address: Address, patience: float | None, why: str) -> Entry:
        return Entry(
            address_id=address.address_id,
            outcome=None,
            detail=why,
            retry_after=patience if patience is not None else self._pause(address),
        )

    def _pause(self, address: Address) -> float:
        jitter = jitter_of(address.address_id, address.tries)
        return back_off(self.policy.retry_pause, address.tries, jitter)


def product_key(reading: PageReading, url: str) -> str | None:
    """A product's identity from run to run: its sku, gtin or mpn, else its canonical address."""
    product = reading.product
    if product is None:
        return None
    for name, value in (("sku", product.sku), ("gtin", product.gtin), ("mpn", product.mpn)):
        if value:
            return f"{name}:{value}"
    return f"url:{reading.seo.canonical_url or without_tracking(url)}"


def _lets_follow(reading: PageReading) -> bool:
    """Whether the page's links may be followed: no nofollow for all robots, nor for us by name."""
    told = reading.seo.robots_by_agent
    ours = f"{told.get(directives.ALL, '')}, {told.get(AGENT.lower(), '')}"
    return _NOFOLLOW.isdisjoint(ours.split(", "))


def _to_follow(links: Iterable[Link]) -> tuple[str, ...]:
    return tuple([link.url for link in links if link.internal and not link.nofollow])


def _stands(reading: PageReading) -> bool:
    """Whether the same bytes will mean the same next run: no bot wall, expiry date or refresh."""
    seo = reading.seo
    has_end = any(_EXPIRES in told for told in seo.robots_by_agent.values())
    return seo.refresh_url is None and not seo.bot_wall and not has_end


def _taken_over(address: Address, answer: Answer, outcome: Outcome) -> Visit:
    return Visit(
        entry=Entry(address_id=address.address_id, outcome=outcome),
        unchanged=Unchanged(
            address_id=address.address_id,
            fetched_at=answer.fetched_at,
            response_ms=answer.response_ms,
            ttfb_ms=answer.ttfb_ms,
            wire_bytes=answer.wire_bytes,
            http_version=answer.http_version,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        ),
    )


def _refused(address: Address, answer: Answer) -> Visit:
    if answer.status in _GONE:
        return _ended(address, answer, Outcome.NOT_FOUND, str(answer.status))
    return _ended(address, answer, Outcome.FAILED, _refusal(answer))


def _refusal(answer: Answer) -> str:
    """The reason of an answer that is no page; people ought to know if it is not the site's own."""
    cause = f"http_{answer.status}"
    if answer.status not in _GUARDED or not may_be_page(answer.headers.get("content-type", "")):
        return cause
    shown = Document(
        answer.body[:_SHOWN], url=answer.url, content_type=answer.headers.get("content-type")
    )
    return f"{cause}: {BOT_PROTECTION}" if is_wall(shown) else cause


def _ended(address: Address, answer: Answer, outcome: Outcome, detail: str) -> Visit:
    return Visit(
        entry=Entry(address_id=address.address_id, outcome=outcome, detail=detail),
        page=_bare(address, answer),
    )


def _bare(address: Address, answer: Answer, *, redirect_url: str | None = None) -> Page:
    return Page(
        address_id=address.address_id,
        url=address.url,
        status_code=answer.status,
        fetched_at=answer.fetched_at,
        content_type=answer.headers.get("content-type"),
        redirect_url=redirect_url,
        response_ms=answer.response_ms,
        ttfb_ms=answer.ttfb_ms,
        size_bytes=answer.size_bytes,
        wire_bytes=answer.wire_bytes,
        http_version=answer.http_version,
        last_modified=answer.headers.get("last-modified"),
        page_type=PageType.ERROR if answer.status >= 400 else None,  # noqa: PLR2004 - HTTP's own
    )


def _page(
    address: Address,
    answer: Answer,
    reading: PageReading,
    beside: Mapping[str, Any],
    references: Iterable[str],
    *,
    follows: bool,
) -> Page:
    seo = reading.seo
    links = [link for link in reading.links if link.internal]
    inner = tuple(id_of_link(link, follows=follows) for link in links)
    held = tuple(id_of_link(link, follows=follows) for link in links if link.nofollow)
    outer = [link.url for link in reading.links if not link.internal]
    return Page(
        address_id=address.address_id,
        url=address.url,
        status_code=answer.status,
        fetched_at=answer.fetched_at,
        content_type=answer.headers.get("content-type"),
        redirect_url=seo.refresh_url if seo.sends_on else None,
        response_ms=answer.response_ms,
        ttfb_ms=answer.ttfb_ms,
        size_bytes=len(answer.body),
        wire_bytes=answer.wire_bytes,
        http_version=answer.http_version,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        page_type=reading.page_type,
        product_key=product_key(reading, address.url),
        content_hash=seo.content_hash,
        simhash=seo.simhash,
        canonical_id=address_id(seo.canonical_url) if seo.canonical_url else None,
        seo={**as_json(seo), **beside},
        product=as_json(reading.product) if reading.product else None,
        issues=[as_json(issue) for issue in reading.issues],
        inner_links=inner,
        nofollow_links=held,
        named=ids_beside(references, inner),
        outer_links=tuple(dict.fromkeys(outer)),
        outer_count=len(outer),
        pictures=reading.pictures,
    )


def _beside(answer: Answer) -> dict[str, Any]:
    """Values of seo.csv that come from the answer, not the page; stored with the page's record.

    MD5 because Screaming Frog's column of the same name holds it.
    """
    cookies = {line.partition("=")[0].strip() for line in answer.headers.get_list("set-cookie")}
    body_md5 = md5(answer.body, usedforsecurity=False).hexdigest()
    return {"body_md5": body_md5, **({"cookies": len(cookies)} if cookies else {})}


def _worded(failure: FetchFailed) -> str:
    return f"{failure.cause}: {failure.detail}" if failure.detail else failure.cause

"""The rows that reports are made of, as typed lines, in stretches in the order of the report.

A stretch is one small query by the row numbers of the work tables. Its lines can be iterated once and
are built lazily, so that the thread that writes them also builds them: the event loop is not blocked,
and each stretch enters a thread once.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, LiteralString, NamedTuple, TypeVar

import asyncpg

from parser.pages.records import Hreflang, Issue, Product, Seo
from storage.database import Connection
from storage.queries import sql
from storage.records import from_json
from storage.site_report import lookups

T = TypeVar("T")

#: rows of one query
STRETCH = 50
_LEDGER_STRETCH = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductLine:
    """A product and the page that shows it."""

    product_key: str
    copies: int
    copy_url: str | None
    shared_key: bool
    url: str
    status_code: int
    fetched_at: datetime
    canonical_url: str | None
    product: Product
    stored: Mapping[str, Any]  #: the product's record as it was stored
    first_seen: datetime


class Repeat(NamedTuple):
    """A text that several indexable pages share, with the first and last of them."""

    pages: int
    first_url: str
    last_url: str


class PageLine(NamedTuple):
    """An address of the ledger with its answer and what the whole site shows about it.

    The fields are those of the query `report_rows.pages`; None means unknown. A tuple, because there
    is one for each page, and a dataclass with so many fields takes three times as long.
    """

    address_id: int
    url: str
    outcome: str | None
    detail: str | None
    origin: str | None
    sitemap: str | None
    lastmod: datetime | None
    state: str
    status_code: int | None
    redirect_url: str | None
    noindex: bool | None
    canonical_elsewhere: str | None
    indexable: bool
    base_job: int | None  #: the site job whose look at it this one is compared with
    is_missing_again: bool  #: it is absent, and seemed to have left the site in the run before, too
    depth: int | None
    is_cut_off: bool  #: not reachable by clicks from the home page, though other pages are
    content_type: str | None
    fetched_at: datetime | None
    response_ms: int | None
    ttfb_ms: int | None
    size_bytes: int | None
    wire_bytes: int | None
    http_version: str | None
    last_modified: str | None
    page_type: str | None
    seo: Seo | None  #: of a page
    issues: tuple[Issue, ...]
    content_hash: str | None
    body_md5: str | None
    cookies: int | None  #: None also where there were none
    robots_header: str | None  #: of a page or a file
    inner_links: Sequence[int] | None
    outer_count: int | None
    outer_pages: int | None
    schema_price: str | None
    page_price: str | None
    inlinks: int
    inlink_pages: int
    inlinks_of_others: int
    links_of_others: int  #: from other pages, each occurrence
    held_links: int  #: those of them that are nofollow
    held_on: str | None  #: a page with such a link
    redirected_to: bool
    broken: int | None
    broken_to: Sequence[str] | None
    moved: int | None
    moved_to: Sequence[str] | None
    links_in_vain: bool
    broken_outside: int | None  #: links to other hosts; None if none could be judged
    broken_outside_to: Sequence[str] | None
    moved_outside: int | None
    moved_outside_to: Sequence[str] | None
    pictures_broken: int | None
    pictures_broken_at: Sequence[str] | None
    pictures_large: int | None
    pictures_large_at: Sequence[str] | None
    largest_picture: int | None  #: bytes
    outside_in_vain: Sequence[str] | None  #: codes of issues; None without outside checks
    chain: Sequence[str] | None
    loops: bool | None
    end_state: str | None
    title: Repeat | None
    description: Repeat | None
    h1: Repeat | None
    h2: Repeat | None
    content: Repeat | None
    repeats_in_vain: Sequence[str]  #: codes of issues
    near_pages: int | None
    near_distance: int | None
    near_closest: str | None
    no_return: Sequence[str] | None
    inconsistent: Sequence[str] | None
    non_canonical: Sequence[str] | None
    hreflang_noindex: Sequence[str] | None
    non_200: Sequence[str] | None
    hreflang_in_vain: bool
    hreflang_unlinked: Sequence[str] | None
    sitemap_hreflang: tuple[Hreflang, ...]  #: what sitemaps say of its languages
    pagination_non_200: Sequence[str] | None
    pagination_unlinked: Sequence[str] | None
    pagination_sequence: Sequence[str] | None
    pagination_loops: bool
    pagination_in_vain: bool
    target_state: str | None
    target_status: int | None
    target_noindex: bool | None
    target_canonical: str | None
    target_redirect: str | None  #: where the target redirects or refreshes to
    target_origin: str | None
    target_linked: bool
    base_codes: Sequence[str] | None
    base_since: Sequence[int] | None
    last_codes: Sequence[str] | None  #: of the look before this one, if it is not the base
    last_since: Sequence[int] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One of the two looks at a product or a page. `state` is a word of `address_facts`."""

    url: str
    state: str
    status_code: int | None
    redirect_url: str | None
    indexable: bool
    in_sitemap: bool
    origin: str | None
    page_type: str | None
    product_key: str | None
    seo: Seo | None
    product: Product | None
    sitemap_hreflang: tuple[Hreflang, ...] = ()  #: what sitemaps say of the page's languages
    outcome: str | None = None  #: kept of the base alone


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    """What one ledger says about an address of the other: the base's address now, or vice versa."""

    state: str
    status_code: int | None
    outcome: str | None
    detail: str | None
    redirect_url: str | None
    content_type: str | None = None  #: kept of the base alone
    canonical_elsewhere: str | None = None  #: kept of now alone
    redirect_end: str | None = None  #: where its redirects end, likewise; None in a loop


@dataclass(frozen=True, kw_only=True, slots=True)
class PairLine:
    """A product or a page that may have changed: its two sides, or the one there is."""

    entity: str  #: product or page
    key: str
    url: str
    how: str  #: how the two sides were matched: key, address, redirect, gtin, ...
    now: Side | None
    base: Side | None
    fate: Fate | None  #: of the base's address
    known_before: Fate | None  #: of the address of now in the base's ledger; None if it has no line
    first_run: int | None  #: the first run that ever saw it; only set if the base has no page of it
    base_id: int | None = None  #: the address of `base`
    base_job: int | None = None  #: the site job whose look `base` is
    #: the run of that site job, if it is not the base, which then had no answer
    earlier_run: int | None = None
    #: what the base itself had there in that case: a state, too_large, or absent
    missed_as: str | None = None
    misses: int = 0  #: runs in a row, up to the base, that had no line of it and could not say why
    missing_since: int | None = None  #: the first of these site jobs
    hidden: bool = False  #: only pages that the base could not read lead to the current address


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerLine:
    """An address and how it ended."""

    url: str
    outcome: str | None
    detail: str | None
    origin: str
    sitemap: str | None
    lastmod: datetime | None
    tries: int
    depth: int | None


def products(db: Connection, site_job_id: int, site: str) -> AsyncIterator[Iterable[ProductLine]]:
    """The rows of full.csv."""
    query, last = sql("report_rows.products"), sql("report_rows.last_product")
    return _stretches(db, query, last, [site_job_id, site], _product_line)


def pages(
    db: Connection, site_job_id: int, issue_base_id: int | None, last_look_id: int | None
) -> AsyncIterator[Iterable[PageLine]]:
    """Every address of both ledgers, including those without a row in seo.csv."""
    query, last = sql("report_rows.pages"), sql("report_rows.last_address")
    arguments = [site_job_id, issue_base_id, last_look_id]
    return _stretches(db, query, last, arguments, _page_line)


def pairs(
    db: Connection, site_job_id: int, base_id: int, site: str
) -> AsyncIterator[Iterable[PairLine]]:
    """The pairs that diff.csv compares."""
    query, last = sql("report_rows.pairs"), sql("report_rows.last_pair")
    return _stretches(db, query, last, [site_job_id, base_id, site], _pair_line)


def ledger(db: Connection) -> AsyncIterator[Iterable[LedgerLine]]:
    """The ledger of this site job."""
    query, last = sql("report_rows.ledger"), sql("report_rows.last_address")
    return _stretches(db, query, last, [], lambda row: LedgerLine(**row), size=_LEDGER_STRETCH)


async def _stretches(
    db: Connection,
    query: LiteralString,
    last: LiteralString,
    arguments: Sequence[object],
    line: Callable[[asyncpg.Record], T],
    *,
    size: int = STRETCH,
) -> AsyncIterator[Iterable[T]]:
    after, end = 0, await db.fetchval(last)
    async with lookups(db):
        while after < end:
            rows = await db.fetch(query, *arguments, after, size)
            if rows:
                yield map(line, rows)
            after += size


def _product_line(row: asyncpg.Record) -> ProductLine:
    stored = row["product"]
    return ProductLine(**{**row, "product": from_json(Product, stored), "stored": stored})


_REPEATS = ("title", "description", "h1", "h2", "content")
#: read from a stored record even if the rest of it is not
_BESIDE = ("body_md5", "cookies", "robots_header")


def _page_line(row: asyncpg.Record) -> PageLine:
    values: dict[str, Any] = dict(row)
    for name in _REPEATS:
        if values[name] is not None:
            values[name] = Repeat(*values[name])
    stored = values["seo"] or {}
    for name in _BESIDE:
        values[name] = stored.get(name)
    values["seo"] = None if values["state"] == "file" else _seo(values["seo"])
    values["sitemap_hreflang"] = _hreflang(values["sitemap_hreflang"])
    values["issues"] = tuple([Issue(**one) for one in values["issues"] or ()])
    # not by keywords: column names are not interned, so Python would compare them one by one
    return PageLine._make(map(values.__getitem__, PageLine._fields))


def _pair_line(row: asyncpg.Record) -> PairLine:
    return PairLine(
        entity=row["entity"],
        key=row["key"],
        url=row["url"],
        how=row["how"],
        now=_now(row) if row["now_id"] is not None else None,
        base=_before(row) if row["base_id"] is not None else None,
        fate=_fate(row) if row["base_id"] is not None else None,
        known_before=_known_before(row) if row["base_state_of_now"] is not None else None,
        first_run=row["first_run"],
        base_id=row["base_id"],
        base_job=row["base_job"],
        earlier_run=row["earlier_run"],
        missed_as=row["missed_as"],
        misses=row["misses"] or 0,
        missing_since=row["missing_since"],
        hidden=bool(row["hidden"]),
    )


def _now(row: asyncpg.Record) -> Side:
    return Side(
        url=row["now_url"] or row["url"],
        state=row["state"],
        status_code=row["status_code"],
        redirect_url=row["redirect_url"],
        indexable=row["indexable"],
        in_sitemap=row["sitemap"] is not None,
        origin=row["origin"],
        page_type=row["page_type"],
        product_key=row["product_key"],
        seo=_seo(row["seo"]),
        product=_product(row["product"]),
        sitemap_hreflang=_hreflang(row["sitemap_hreflang"]),
    )


def _before(row: asyncpg.Record) -> Side:
    return Side(
        url=row["base_url"],
        state=row["base_state"],
        status_code=row["base_status_code"],
        redirect_url=row["base_redirect_url"],
        indexable=row["base_indexable"],
        in_sitemap=row["base_sitemap"] is not None,
        origin=row["base_origin"],
        page_type=row["base_page_type"],
        product_key=row["base_product_key"],
        seo=_seo(row["base_seo"]),
        product=_product(row["base_product"]),
        sitemap_hreflang=_hreflang(row["base_sitemap_hreflang"]),
        outcome=row["base_outcome"],
    )


def _fate(row: asyncpg.Record) -> Fate:
    return Fate(
        state=row["state_of_base"],
        status_code=row["status_of_base"],
        outcome=row["outcome_of_base"],
        detail=row["detail_of_base"],
        redirect_url=row["redirect_of_base"],
        canonical_elsewhere=row["canonical_of_base"],
        redirect_end=row["end_of_base"],
    )


def _known_before(row: asyncpg.Record) -> Fate:
    return Fate(
        state=row["base_state_of_now"],
        status_code=row["base_status_of_now"],
        outcome=row["base_outcome_of_now"],
        detail=None,
        redirect_url=row["base_redirect_of_now"],
        content_type=row["base_content_type"],
    )


def _seo(stored: Mapping[str, Any] | None) -> Seo | None:
    return None if stored is None else from_json(Seo, stored)


def _hreflang(stored: Sequence[Mapping[str, str]] | None) -> tuple[Hreflang, ...]:
    return tuple([Hreflang(**one) for one in stored]) if stored else ()


def _product(stored: Mapping[str, Any] | None) -> Product | None:
    return None if stored is None else from_json(Product, stored)


def money(stored: str | None) -> Decimal | None:
    """An amount that is stored as text."""
    return None if stored is None else Decimal(stored)

"""What is true about one edition of a shop: typed values, and the same as JSON.

A product holds what its page prints and nothing more. Money is Decimal here and a decimal string
in JSON, always with two places.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from playground.shops.plan.site import PageKind


class Outcome(StrEnum):
    """The one bucket in which an address ends for a polite crawler."""

    FETCHED = "fetched"  #: an HTML page with status 200
    NOT_HTML = "not_html"  #: 200, but a paper or a picture
    REDIRECT = "redirect"
    REDIRECT_LOOP = "redirect_loop"
    NOT_FOUND = "not_found"  #: 404
    GONE = "gone"  #: 410
    ROBOTS_DISALLOWED = "robots_disallowed"
    FOREIGN = "foreign"  #: another host: not ours to fetch
    UNREACHABLE = "unreachable"  #: nothing listens


class Indexability(StrEnum):
    """Whether a search engine may list the page, and why not."""

    INDEXABLE = "indexable"
    NOINDEX = "noindex"
    CANONICALISED = "canonicalised"
    BLOCKED = "blocked_by_robots"


@dataclass(frozen=True, kw_only=True)
class ProductTruth:
    """One product, as its page shows it."""

    url: str
    name: str
    sku: str
    mpn: str | None
    gtin: str | None  #: only with a right check digit
    gtin_printed: str | None
    brand: str
    category_path: tuple[str, ...]
    price: Decimal  #: the one a visitor reads
    old_price: Decimal | None
    markup_price: Decimal | None  #: the one in the structured data, None where there is none
    currency: str
    availability: str
    availability_text: str
    stock_quantity: int | None
    images: tuple[str, ...]
    description: str
    rating: Decimal | None
    review_count: int | None
    markup: str  #: json-ld, microdata, og or none
    markup_form: str  #: how it is written: plain, graph, trailing_comma ...
    robots_allowed: bool


@dataclass(frozen=True, kw_only=True)
class PageTruth:
    """One page that exists; each answers 200."""

    url: str
    kind: PageKind
    status: int
    titles: tuple[str, ...]
    descriptions: tuple[str, ...]
    h1s: tuple[str, ...]
    canonical: str | None
    robots_meta: str | None
    indexability: Indexability
    depth: int | None  #: clicks from home over followed links; None where no link leads
    in_sitemap: bool
    robots_allowed: bool
    robots_line: str | None
    hreflang: tuple[tuple[str, str], ...]
    language: str
    viewport: bool
    changed: int  #: the edition of its Last-Modified

    @property
    def title(self) -> str | None:
        """The first title."""
        return self.titles[0] if self.titles else None


@dataclass(frozen=True, kw_only=True)
class AddressTruth:
    """One address that a polite crawler finds, and where it must end."""

    url: str
    outcome: Outcome
    status: int | None  #: of the answer; None where nobody asks
    detail: str | None  #: the robots line, the redirect's target, the content type
    found_by: tuple[str, ...]  #: home, sitemap, link, nofollow, redirect; sorted
    depth: int | None
    same_as: str | None  #: the address without tracking and session parameters, if it has any


@dataclass(frozen=True, kw_only=True)
class FaultTruth:
    """One fault of one address. Keys are the filter names of `playground.shops.truth.faults`."""

    key: str
    url: str
    detail: str | None = None


@dataclass(frozen=True, kw_only=True)
class SitemapTruth:
    """One sitemap file and what can be read from it."""

    url: str
    state: str  #: ok, damaged, truncated, not_found
    kind: str  #: index or urlset
    locs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ShopTruth:
    """Everything that is true about one edition of a shop."""

    shop: str
    edition: int
    url: str
    listens: bool
    counts: Mapping[str, int]  #: products, pages, and addresses by outcome
    products: tuple[ProductTruth, ...] = ()
    pages: tuple[PageTruth, ...] = ()
    addresses: tuple[AddressTruth, ...] = ()
    faults: tuple[FaultTruth, ...] = ()
    sitemaps: tuple[SitemapTruth, ...] = ()
    #: addresses of earlier editions that nothing names any more, and what they answer now
    former: tuple[AddressTruth, ...] = ()


class ChangeType(StrEnum):
    """What happened to a product or a page between two editions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, kw_only=True)
class ChangeTruth:
    """One difference; a product is known by its sku, a page by its address."""

    entity: str  #: product or page
    key: str
    url: str  #: in the later edition; in the earlier one for what was removed
    change: ChangeType
    field: str | None = None
    old: str | None = None
    new: str | None = None


def as_json(value: object) -> Any:
    """A truth as JSON types: money as strings, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [as_json(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    return value

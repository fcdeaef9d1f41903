"""What one fetched page says: the values that all later packages use.

A page is read once, by `parser.pages.reading.read_page`, into a `PageReading`. The records hold only
what the page itself tells. What needs the whole site (inlinks, duplicates, the status of a
canonical's target) is computed from stored records when the reports are written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from parser.pages.meta_refresh import MOST_SECONDS


class Availability(StrEnum):
    """Whether a product can be bought, in schema.org's ItemAvailability words."""

    IN_STOCK = "InStock"
    OUT_OF_STOCK = "OutOfStock"
    PRE_ORDER = "PreOrder"
    BACK_ORDER = "BackOrder"
    LIMITED = "LimitedAvailability"
    DISCONTINUED = "Discontinued"
    IN_STORE_ONLY = "InStoreOnly"
    ONLINE_ONLY = "OnlineOnly"
    SOLD_OUT = "SoldOut"


class PageType(StrEnum):
    """What a page is for."""

    PRODUCT = "product"
    CATEGORY = "category"
    ARTICLE = "article"
    OTHER = "other"
    ERROR = "error"


class Source(StrEnum):
    """Where on the page a product's field was found, most trusted first."""

    SELECTOR = "selector"
    JSON_LD = "json-ld"
    MICRODATA = "microdata"
    RDFA = "rdfa"
    OPEN_GRAPH = "og"
    HEURISTIC = "heuristic"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One purchasable form of a product: a size, a colour."""

    sku: str | None = None
    gtin: str | None = None
    name: str | None = None
    url: str | None = None
    price: Decimal | None = None
    currency: str | None = None
    availability: Availability | None = None
    color: str | None = None
    size: str | None = None
    material: str | None = None


# Product and Seo are built for each page read and again for each row of a report. They are not frozen,
# as building a frozen record of sixty fields takes three times as long; treat them as immutable.
@dataclass(kw_only=True)
class Product:
    """What a page offers for sale. Money is Decimal in the unit of `currency` (ISO 4217)."""

    name: str | None = None
    sku: str | None = None
    mpn: str | None = None
    gtin: str | None = None  #: digits only, check digit verified
    gtin_type: str | None = None  #: gtin8, gtin12, gtin13, gtin14, isbn10, isbn13
    brand: str | None = None
    category_path: tuple[str, ...] = ()
    price: Decimal | None = None
    old_price: Decimal | None = None  #: the struck-through or list price, above `price`
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    unit_price: str | None = None
    currency: str | None = None
    price_raw: str | None = None  #: as printed, before any reading
    availability: Availability | None = None
    availability_raw: str | None = None
    stock_quantity: int | None = None
    condition: str | None = None  #: schema.org's word: NewCondition, UsedCondition, ...
    images: tuple[str, ...] = ()
    description: str | None = None
    rating: Decimal | None = None
    review_count: int | None = None
    seller: str | None = None
    group_id: str | None = None
    variant_id: str | None = None
    color: str | None = None
    size: str | None = None
    material: str | None = None
    variants: tuple[Variant, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    #: for each filled field, where it came from and how far to trust it (0 to 1)
    sources: Mapping[str, Source] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)
    #: what does not fit, each "code" or "code: detail": price_mismatch, price_missing,
    #: currency_unknown, availability_mismatch, availability_varies, sku_not_shown, sku_is_gtin,
    #: sku_and_mpn_exchanged, gtin_check_digit, gtin_not_a_number, selector_invalid,
    #: selector_found_nothing
    warnings: tuple[str, ...] = ()
    #: the price in the markup and the one a visitor reads, where both were found
    schema_price: Decimal | None = None
    page_price: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Hreflang:
    """One `<link rel="alternate" hreflang>` (or its HTTP header form), absolute, without tracking."""

    language: str
    url: str


@dataclass(kw_only=True)
class Seo:
    """What a search engine reads in the page. Lengths are in characters, widths in pixels.

    Lists hold every occurrence in document order, so that "missing" and "multiple" can both be seen.
    """

    titles: tuple[str, ...] = ()
    title_pixels: int = 0  #: width of the first title in Google's desktop result
    descriptions: tuple[str, ...] = ()
    description_pixels: int = 0
    keywords: str | None = None
    h1: tuple[str, ...] = ()
    h2: tuple[str, ...] = ()
    heading_levels: tuple[int, ...] = ()  #: 1 to 6 in document order, to see skipped levels
    titles_outside_head: bool = False
    descriptions_outside_head: bool = False
    h1_is_image: bool = False  #: the first H1 has no text but a picture's alternative text
    robots_meta: str | None = None  #: all meta robots of the page, joined with ", "
    robots_header: str | None = None  #: X-Robots-Tag
    robots_by_agent: Mapping[str, str] = field(
        default_factory=dict
    )  #: of both; "robots" is everyone
    robots_outside_head: bool = False  #: of the meta for everyone, or for a main search engine
    #: for everyone or a main search engine, in either place, also by a date that has passed
    noindex: bool = False
    nofollow: bool = False
    meta_refresh: str | None = None
    #: where it or the Refresh header leads, absolute; None where that is the page itself
    refresh_url: str | None = None
    refresh_seconds: int = 0  #: until then
    canonicals: tuple[str, ...] = ()  #: as written in the HTML
    canonicals_ignored: tuple[str, ...] = ()  #: those with an attribute that makes Google pass over
    canonicals_conflict: bool = False  #: those of the HTML, or of the header, are several addresses
    #: the first, absolute and normalised, without tracking, like all addresses that are named here
    canonical_url: str | None = None
    canonical_header: str | None = None  #: the first from the Link header, absolute
    further_canonical_headers: tuple[str, ...] = ()  #: the others
    canonical_outside_head: bool = False
    rel_next: str | None = None
    rel_prev: str | None = None
    http_rel_next: str | None = None
    http_rel_prev: str | None = None
    amp_url: str | None = None
    mobile_url: str | None = None
    hreflang: tuple[Hreflang, ...] = ()
    hreflang_relative: bool = False  #: at least one was written without scheme and host
    hreflang_outside_head: bool = False
    html_lang: str | None = None
    viewport: str | None = None
    og_title: str | None = None
    og_image: str | None = None
    word_count: int = 0
    sentence_count: int = 0
    text_ratio: float = 0.0  #: visible text over HTML, percent
    #: normalised main text: equal hashes are exact duplicates; the SimHash finds near ones
    content_hash: str | None = None
    simhash: int | None = None  #: signed, as databases keep 64 bits
    simhash_rest: str | None = None  #: 192 more bits, hexadecimal
    images: int = 0
    images_missing_alt_attribute: int = 0
    images_missing_alt_text: int = 0
    images_missing_size: int = 0
    images_long_alt: int = 0  #: alternative texts over 100 characters
    structured_data_types: tuple[str, ...] = ()
    structured_data_errors: tuple[str, ...] = ()
    structured_data_warnings: tuple[str, ...] = ()
    product_missing_required: tuple[str, ...] = ()
    product_missing_recommended: tuple[str, ...] = ()
    mixed_content: int = 0  #: http: resources on an https: page
    insecure_forms: int = 0  #: forms that send to an http: address, or stand on an http: page
    #: of parts that are only counted, the first few addresses by the code of the issue
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    soft_404: bool = False
    bot_wall: bool = False

    @property
    def references(self) -> tuple[str, ...]:
        """The other pages that head and headers name: canonicals, neighbours, languages; each once.

        An invalid address is shown as written.
        """
        named = (
            *(self.canonical_url, self.canonical_header, *self.further_canonical_headers),
            *(self.rel_next, self.rel_prev, self.http_rel_next, self.http_rel_prev),
            *(one.url for one in self.hreflang),
        )
        return tuple(dict.fromkeys(filter(None, named)))

    @property
    def sends_on(self) -> bool:
        """Whether visitors are sent on before they can read it, so that it counts as a redirect."""
        return self.refresh_url is not None and self.refresh_seconds <= MOST_SECONDS


@dataclass(frozen=True, kw_only=True)
class Link:
    """An `<a href>`: absolute, normalised, without fragment."""

    url: str
    internal: bool
    nofollow: bool = False


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Where a page leads: its links, and the pages that its head and headers name."""

    links: tuple[Link, ...]
    references: tuple[str, ...]  #: `Seo.references`


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One SEO fault of one page. The code is a key of `parser.pages.issue_catalogue.CATALOGUE`."""

    code: str
    detail: str = ""
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class PageReading:
    """Everything one HTML page told us."""

    page_type: PageType
    seo: Seo
    product: Product | None
    links: tuple[Link, ...]  #: each occurrence, in document order
    issues: tuple[Issue, ...] = ()  #: only those that the page alone can show
    encoding: str = "utf-8"
    pictures: tuple[str, ...] | None = (
        None  #: addresses, each once; None where nobody asked for them
    )

"""Every SEO fault this project speaks of: code, name, how bad it is, who can see it, from when on.

Names, types and priorities are Screaming Frog's where it has the check, so that specialists' sheets
keep working; the thresholds are its defaults unless the row says otherwise. `PAGE` checks are made by
`parser.pages.issues` from one page; `SITE` checks need all stored pages, the sitemaps or the fetch.

- *Issue*: an error to be fixed. *Warning*: not necessarily one, to be looked at. *Opportunity*:
  something to do better.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a finding asks of the reader."""

    ISSUE = "Issue"
    WARNING = "Warning"
    OPPORTUNITY = "Opportunity"


class Priority(StrEnum):
    """How much it may matter to a search engine."""

    HIGH = "High"
    MEDIUM = "Medium"
    LOW = "Low"


class Scope(StrEnum):
    """What has to be known to see it."""

    PAGE = "page"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the catalogue."""

    code: str
    name: str
    kind: Kind
    priority: Priority
    scope: Scope = Scope.PAGE
    threshold: float | None = None  #: characters, pixels, words, bytes, milliseconds, by the name


ISSUE, WARNING, OPPORTUNITY = Kind
HIGH, MEDIUM, LOW = Priority
SITE = Scope.SITE

_RESPONSE = (
    Check("response_4xx", "Response Codes: Internal Client Error (4XX)", ISSUE, HIGH, SITE),
    Check("response_5xx", "Response Codes: Internal Server Error (5XX)", ISSUE, HIGH, SITE),
    Check("response_none", "Response Codes: Internal No Response", ISSUE, HIGH, SITE),
    Check("response_timeout", "Response Codes: Timeout", ISSUE, HIGH, SITE),
    Check("response_dns", "Response Codes: Host Not Found", ISSUE, HIGH, SITE),
    Check("response_refused", "Response Codes: Connection Refused", ISSUE, HIGH, SITE),
    Check("response_tls", "Response Codes: TLS Error", ISSUE, HIGH, SITE),
    Check("redirect", "Response Codes: Internal Redirection (3XX)", WARNING, LOW, SITE),
    Check("redirect_chain", "Response Codes: Internal Redirect Chain", ISSUE, MEDIUM, SITE, 1),
    Check("redirect_loop", "Response Codes: Internal Redirect Loop", ISSUE, HIGH, SITE),
    Check("meta_refresh", "Response Codes: Internal Redirection (Meta Refresh)", WARNING, LOW),
    Check(
        "blocked_by_robots", "Response Codes: Internal Blocked by Robots.txt", WARNING, HIGH, SITE
    ),
    Check("bot_wall", "Response Codes: Bot Protection Suspected", WARNING, HIGH),
)
_TITLES = (
    Check("title_missing", "Page Titles: Missing", ISSUE, HIGH),
    Check("title_duplicate", "Page Titles: Duplicate", OPPORTUNITY, MEDIUM, SITE),
    Check("title_long", "Page Titles: Over 60 Characters", OPPORTUNITY, MEDIUM, threshold=60),
    Check("title_short", "Page Titles: Below 30 Characters", OPPORTUNITY, MEDIUM, threshold=30),
    Check("title_wide", "Page Titles: Over 561 Pixels", OPPORTUNITY, MEDIUM, threshold=561),
    Check("title_narrow", "Page Titles: Below 200 Pixels", OPPORTUNITY, MEDIUM, threshold=200),
    Check("title_same_as_h1", "Page Titles: Same as H1", OPPORTUNITY, LOW),
    Check("title_multiple", "Page Titles: Multiple", ISSUE, MEDIUM),
    Check("title_outside_head", "Page Titles: Outside <head>", ISSUE, HIGH),
)
_DESCRIPTIONS = (
    Check("description_missing", "Meta Description: Missing", OPPORTUNITY, LOW),
    Check("description_duplicate", "Meta Description: Duplicate", OPPORTUNITY, LOW, SITE),
    Check(
        "description_long", "Meta Description: Over 155 Characters", OPPORTUNITY, LOW, threshold=155
    ),
    Check(
        "description_short", "Meta Description: Below 70 Characters", OPPORTUNITY, LOW, threshold=70
    ),
    Check("description_wide", "Meta Description: Over 985 Pixels", OPPORTUNITY, LOW, threshold=985),
    Check(
        "description_narrow", "Meta Description: Below 400 Pixels", OPPORTUNITY, LOW, threshold=400
    ),
    Check("description_multiple", "Meta Description: Multiple", ISSUE, LOW),
    Check("description_outside_head", "Meta Description: Outside <head>", ISSUE, LOW),
)
_HEADINGS = (
    Check("h1_missing", "H1: Missing", ISSUE, MEDIUM),
    Check("h1_duplicate", "H1: Duplicate", OPPORTUNITY, LOW, SITE),
    Check("h1_multiple", "H1: Multiple", WARNING, MEDIUM),
    Check("h1_long", "H1: Over 70 Characters", OPPORTUNITY, LOW, threshold=70),
    Check("h1_alt_text", "H1: Alt Text in H1", WARNING, LOW),
    Check("h1_non_sequential", "H1: Non-Sequential", WARNING, LOW),
    Check("h2_missing", "H2: Missing", WARNING, LOW),
    Check("h2_duplicate", "H2: Duplicate", OPPORTUNITY, LOW, SITE),
    Check("h2_multiple", "H2: Multiple", WARNING, LOW),
    Check("h2_long", "H2: Over 70 Characters", OPPORTUNITY, LOW, threshold=70),
    Check("headings_skip_levels", "H2: Non-Sequential", WARNING, LOW),
)
_CANONICALS = (
    Check("canonical_missing", "Canonicals: Missing", WARNING, MEDIUM),
    Check("canonical_multiple", "Canonicals: Multiple", WARNING, LOW),
    Check("canonical_conflicting", "Canonicals: Multiple Conflicting", ISSUE, HIGH),
    Check("canonical_relative", "Canonicals: Canonical Is Relative", WARNING, LOW),
    Check("canonical_fragment", "Canonicals: Contains Fragment URL", ISSUE, LOW),
    Check("canonical_invalid", "Canonicals: Invalid Address", ISSUE, HIGH),
    Check("canonical_attribute", "Canonicals: Invalid Attribute In Annotation", ISSUE, HIGH),
    Check("canonical_outside_head", "Canonicals: Outside <head>", ISSUE, HIGH),
    Check("canonicalised", "Canonicals: Canonicalised", WARNING, HIGH),
    Check("canonical_header_mismatch", "Canonicals: HTML and HTTP Header Mismatch", ISSUE, HIGH),
    Check("canonical_to_non_indexable", "Canonicals: Non-Indexable Canonical", ISSUE, HIGH, SITE),
    Check("canonical_to_redirect", "Canonicals: Canonical to Redirect", ISSUE, HIGH, SITE),
    Check("canonical_to_error", "Canonicals: Canonical to Error", ISSUE, HIGH, SITE),
    Check(
        "canonical_to_canonicalised", "Canonicals: Canonical to Non-Canonical", ISSUE, HIGH, SITE
    ),
    Check("canonical_unlinked", "Canonicals: Unlinked", ISSUE, MEDIUM, SITE),
)
_DIRECTIVES = (
    Check("noindex", "Directives: Noindex", WARNING, HIGH),
    Check("nofollow", "Directives: Nofollow", WARNING, HIGH),
    Check("directive_none", "Directives: None", WARNING, HIGH),
    Check("nosnippet", "Directives: NoSnippet", WARNING, LOW),
    Check("noarchive", "Directives: NoArchive", WARNING, LOW),
    Check("noimageindex", "Directives: NoImageIndex", WARNING, LOW),
    Check("unavailable_after", "Directives: Unavailable_After", WARNING, LOW),
    Check("directives_outside_head", "Directives: Outside <head>", ISSUE, HIGH),
)
_HREFLANG = (
    Check("hreflang_bad_code", "Hreflang: Incorrect Language & Region Codes", ISSUE, HIGH),
    Check("hreflang_no_self", "Hreflang: Missing Self Reference", WARNING, LOW),
    Check("hreflang_no_default", "Hreflang: Missing X-Default", WARNING, LOW),
    Check("hreflang_multiple", "Hreflang: Multiple Entries", ISSUE, HIGH),
    Check("hreflang_relative", "Hreflang: Relative URL", ISSUE, MEDIUM),
    Check("hreflang_outside_head", "Hreflang: Outside <head>", ISSUE, HIGH),
    Check("hreflang_no_return", "Hreflang: Missing Return Links", ISSUE, HIGH, SITE),
    Check(
        "hreflang_inconsistent",
        "Hreflang: Inconsistent Language & Region Return Links",
        ISSUE,
        HIGH,
        SITE,
    ),
    Check("hreflang_to_non_canonical", "Hreflang: Non-Canonical Return Links", ISSUE, HIGH, SITE),
    Check("hreflang_to_noindex", "Hreflang: Noindex Return Links", ISSUE, HIGH, SITE),
    Check("hreflang_to_non_200", "Hreflang: Non-200 Hreflang URLs", ISSUE, HIGH, SITE),
    Check("hreflang_unlinked", "Hreflang: Unlinked Hreflang URLs", WARNING, LOW, SITE),
)
_PAGINATION = (
    Check("pagination_not_in_links", "Pagination: Pagination URL Not In Anchor Tag", ISSUE, HIGH),
    Check("pagination_loop", "Pagination: Pagination Loop", ISSUE, HIGH, SITE),
    Check("pagination_non_200", "Pagination: Non-200 Pagination URLs", ISSUE, HIGH, SITE),
    Check("pagination_unlinked", "Pagination: Unlinked Pagination URLs", ISSUE, MEDIUM, SITE),
    Check("pagination_sequence", "Pagination: Sequence Error", ISSUE, MEDIUM, SITE),
)
_CONTENT = (
    Check("content_thin", "Content: Low Content Pages", OPPORTUNITY, MEDIUM, threshold=200),
    Check("content_duplicate", "Content: Exact Duplicates", ISSUE, HIGH, SITE),
    Check("content_near_duplicate", "Content: Near Duplicates", WARNING, MEDIUM, SITE, 0.9),
    Check("soft_404", "Content: Soft 404 Pages", ISSUE, HIGH),
    Check("lorem_ipsum", "Content: Lorem Ipsum Placeholder", WARNING, MEDIUM),
)
_IMAGES = (
    Check("image_alt_attribute_missing", "Images: Missing Alt Attribute", ISSUE, LOW),
    Check("image_alt_text_missing", "Images: Missing Alt Text", ISSUE, LOW),
    Check(
        "image_alt_long", "Images: Alt Text Over 100 Characters", OPPORTUNITY, LOW, threshold=100
    ),
    Check("image_size_missing", "Images: Missing Size Attributes", OPPORTUNITY, LOW),
    Check("image_large", "Images: Over 100 KB", OPPORTUNITY, MEDIUM, SITE, 102_400),
    Check("image_broken", "Images: Broken", ISSUE, HIGH, SITE),
)
_LINKS = (
    Check(
        "links_many_internal",
        "Links: Pages With High Internal Outlinks",
        WARNING,
        LOW,
        threshold=1000,
    ),
    Check(
        "links_many_external",
        "Links: Pages With High External Outlinks",
        WARNING,
        LOW,
        threshold=100,
    ),
    Check("links_none", "Links: Pages Without Internal Outlinks", WARNING, HIGH),
    Check("links_nofollow", "Links: Internal Nofollow Outlinks", WARNING, LOW),
    Check("links_http", "Links: HTTP Links on HTTPS Page", WARNING, LOW),
    Check("links_localhost", "Links: Outlinks To Localhost", ISSUE, HIGH),
    Check(
        "links_follow_mixed",
        "Links: Follow & Nofollow Internal Inlinks To Page",
        WARNING,
        LOW,
        SITE,
    ),
    Check("links_broken_internal", "Links: Broken Internal Links", ISSUE, HIGH, SITE),
    Check("links_broken_external", "Links: Broken External Links", WARNING, LOW, SITE),
    Check("links_to_redirect", "Links: Internal Links To Redirects", WARNING, LOW, SITE),
    Check("links_external_redirect", "Links: External Redirects", WARNING, LOW, SITE),
    Check("depth_high", "Links: Pages With High Crawl Depth", OPPORTUNITY, LOW, SITE, 4),
)
_STRUCTURED = (
    Check("structured_data_missing", "Structured Data: Missing", OPPORTUNITY, LOW),
    Check("structured_data_parse_error", "Structured Data: Parse Errors", ISSUE, HIGH),
    Check("structured_data_error", "Structured Data: Rich Result Validation Errors", ISSUE, HIGH),
    Check(
        "structured_data_warning", "Structured Data: Rich Result Validation Warnings", WARNING, LOW
    ),
    Check("price_mismatch", "Structured Data: Price Differs From Page", ISSUE, HIGH),
    Check("availability_mismatch", "Structured Data: Availability Differs From Page", ISSUE, HIGH),
    Check("product_price_missing", "Structured Data: Product Without Price", WARNING, MEDIUM),
    Check("gtin_invalid", "Structured Data: Invalid GTIN", WARNING, MEDIUM),
)
_SECURITY = (
    Check("http_page", "Security: HTTP URLs", ISSUE, HIGH),
    Check("mixed_content", "Security: Mixed Content", ISSUE, HIGH),
    Check("form_insecure", "Security: Form URL Insecure", ISSUE, HIGH),
    Check("header_hsts", "Security: Missing HSTS Header", WARNING, LOW),
    Check("header_csp", "Security: Missing Content-Security-Policy Header", WARNING, LOW),
    Check(
        "header_content_type_options",
        "Security: Missing X-Content-Type-Options Header",
        WARNING,
        LOW,
    ),
    Check("header_frame_options", "Security: Missing X-Frame-Options Header", WARNING, LOW),
)
_URL = (
    Check("url_non_ascii", "URL: Non ASCII Characters", WARNING, LOW),
    Check("url_underscores", "URL: Underscores", OPPORTUNITY, LOW),
    Check("url_uppercase", "URL: Uppercase", WARNING, LOW),
    Check("url_space", "URL: Contains Space", ISSUE, LOW),
    Check("url_multiple_slashes", "URL: Multiple Slashes", ISSUE, LOW),
    Check("url_long", "URL: Over 115 Characters", OPPORTUNITY, LOW, threshold=115),
    Check("url_parameters", "URL: Parameters", WARNING, LOW),
)
_SITEMAPS = (
    Check("sitemap_noindex", "Sitemaps: Non-Indexable URLs in Sitemap", ISSUE, HIGH, SITE),
    Check("sitemap_blocked", "Sitemaps: Blocked URLs in Sitemap", ISSUE, HIGH, SITE),
    Check("sitemap_non_canonical", "Sitemaps: Non-Canonical URLs in Sitemap", ISSUE, MEDIUM, SITE),
    Check("sitemap_missing", "Sitemaps: URLs Not In Sitemap", ISSUE, MEDIUM, SITE),
    Check("orphan", "Sitemaps: Orphan URLs", WARNING, MEDIUM, SITE),
)
_SPEED = (
    Check("ttfb_slow", "Performance: Slow First Byte", WARNING, MEDIUM, SITE, 800),
    Check("response_slow", "Performance: Slow Response", WARNING, LOW, SITE, 1000),
    Check("response_very_slow", "Performance: Very Slow Response", ISSUE, MEDIUM, SITE, 3000),
    Check("page_large", "Performance: Page Over 1 MB", WARNING, LOW, threshold=1_000_000),
    Check("page_very_large", "Performance: Page Over 3 MB", ISSUE, MEDIUM, threshold=3_000_000),
    Check("viewport_missing", "Mobile: Viewport Not Set", ISSUE, HIGH),
    Check("lang_missing", "Mobile: Language Not Declared", WARNING, LOW),
)

CATALOGUE: Mapping[str, Check] = {
    check.code: check
    for group in (
        _RESPONSE, _TITLES, _DESCRIPTIONS, _HEADINGS, _CANONICALS, _DIRECTIVES, _HREFLANG, _PAGINATION,
        _CONTENT, _IMAGES, _LINKS, _STRUCTURED, _SECURITY, _URL, _SITEMAPS, _SPEED,
    )
    for check in group
}  # fmt: skip

#: issues checked only on indexable pages; whether another page has them is unknown
OF_INDEXABLE_PAGES = frozenset(
    {
        check.code
        for group in (_TITLES, _DESCRIPTIONS, _HEADINGS, _HREFLANG, _CONTENT, _IMAGES, _STRUCTURED)
        for check in group
    }
    | {
        check.code
        for group in (_PAGINATION, _LINKS, _SPEED)
        for check in group
        if check.scope is Scope.PAGE
    }
    | {"canonical_missing", "depth_high", "sitemap_missing"}
)

"""The checks that one page alone decides, each a small pure function from its records to findings.

`issues` says when each is asked. Thresholds and names stand in the catalogue; a check yields a code,
what was measured against the threshold (`detail`) and the text that shows it (`evidence`).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from urllib.parse import unquote

from parser.pages import lexicon
from parser.pages.directives import MAIN
from parser.pages.http_headers import is_success
from parser.pages.issue_catalogue import CATALOGUE
from parser.pages.records import Hreflang, Issue, Link, PageType, Product, Seo
from parser.pages.urls import readable, readable_text, without_tracking

MAX_EVIDENCE = 200  #: characters
#: the codes of `languages`: judged again if sitemaps name more languages than the page
OF_LANGUAGES = frozenset(
    {"hreflang_bad_code", "hreflang_no_self", "hreflang_no_default", "hreflang_multiple"}
)
_is_host_itself = re.compile(r"https?://(?:localhost|127(?:\.[0-9]+){3}|\[::1\])[:/]").match
#: each with what it must say to be of any use; browsers pass over another value as if it were not there
_SECURITY_HEADERS = (
    ("header_csp", "content-security-policy", re.compile(r"\S").search),
    (
        "header_content_type_options",
        "x-content-type-options",
        re.compile(r"\s*nosniff\s*(?:,|$)", re.IGNORECASE).match,
    ),
    (
        "header_frame_options",
        "x-frame-options",
        re.compile(r"\s*(?:deny|sameorigin)\s*(?:,|$)", re.IGNORECASE).match,
    ),
)
#: a time of no seconds tells browsers to forget it (RFC 6797 6.1.1)
_lasts = re.compile(r"(?:^|;)\s*max-age\s*=\s*\"?0*[1-9]", re.IGNORECASE).search
_PLAIN_DIRECTIVES = ("nosnippet", "noarchive", "noimageindex", "unavailable_after")
_EXPECT_DATA = frozenset({PageType.PRODUCT, PageType.ARTICLE})


@dataclass(frozen=True, kw_only=True, slots=True)
class PageFacts:
    """A page as the checks see it."""

    url: str  #: normalised
    status: int
    size: int  #: bytes of the body
    headers: Mapping[str, str] | None  #: by lower-case name; None: nobody recorded them
    page_type: PageType
    seo: Seo
    product: Product | None
    links: Sequence[Link]
    has_lorem_ipsum: bool = False

    @property
    def canonical_elsewhere(self) -> str | None:
        """The address that the page names as its canonical, if that is another one."""
        return canonical_elsewhere(self.url, self.seo)

    @property
    def is_indexable(self) -> bool:
        """Whether a search engine may show this very address."""
        sent_on = self.seo.sends_on or self.canonical_elsewhere is not None
        return is_success(self.status) and not self.seo.noindex and not sent_on


def canonical_elsewhere(url: str, seo: Seo) -> str | None:
    """The address that a page or a file names as its canonical, if that is another one."""
    stated = seo.canonical_url or seo.canonical_header
    same = stated is None or stated in {url, without_tracking(url)}
    return None if same else stated


def titles(seo: Seo) -> Iterator[Issue]:
    """Titles: missing, too long or short, several, outside the head, the same as H1."""
    title = seo.titles[0] if seo.titles else ""
    if not title:
        yield finding("title_missing")
        return
    yield from _over("title_long", len(title), title)
    yield from _under("title_short", len(title), title)
    yield from _over("title_wide", seo.title_pixels, title)
    yield from _under("title_narrow", seo.title_pixels, title)
    if seo.h1 and title.casefold() == seo.h1[0].casefold():
        yield finding("title_same_as_h1", evidence=title)
    if len(seo.titles) > 1:
        yield finding("title_multiple", str(len(seo.titles)), " | ".join(seo.titles))
    if seo.titles_outside_head:
        yield finding("title_outside_head", evidence=title)


def descriptions(seo: Seo) -> Iterator[Issue]:
    """Meta descriptions: missing, too long or short, several, outside the head."""
    text = seo.descriptions[0] if seo.descriptions else ""
    if not text:
        yield finding("description_missing")
        return
    yield from _over("description_long", len(text), text)
    yield from _under("description_short", len(text), text)
    yield from _over("description_wide", seo.description_pixels, text)
    yield from _under("description_narrow", seo.description_pixels, text)
    if len(seo.descriptions) > 1:
        yield finding(
            "description_multiple", str(len(seo.descriptions)), " | ".join(seo.descriptions)
        )
    if seo.descriptions_outside_head:
        yield finding("description_outside_head", evidence=text)


def headings(seo: Seo) -> Iterator[Issue]:
    """H1 and H2, and the order of all headings."""
    h1 = [text for text in seo.h1 if text]
    if not h1:
        yield finding("h1_missing")
    else:
        yield from _over("h1_long", len(h1[0]), h1[0])
    if len(seo.h1) > 1:
        yield finding("h1_multiple", str(len(seo.h1)), " | ".join(seo.h1))
    if seo.h1_is_image:
        yield finding("h1_alt_text", evidence=h1[0])
    if h1 and seo.heading_levels and seo.heading_levels[0] != 1:
        yield finding("h1_non_sequential", f"h{seo.heading_levels[0]} before h1")
    h2 = [text for text in seo.h2 if text]
    if not h2:
        yield finding("h2_missing")
    if len(h2) > 1:
        yield finding("h2_multiple", str(len(h2)))
    if long := [text for text in h2 if len(text) > _limit("h2_long")]:
        yield finding("h2_long", f"{len(long[0])} > {_limit('h2_long'):g}", long[0])
    levels = pairwise(seo.heading_levels)
    skipped = [f"h{one} to h{other}" for one, other in levels if other > one + 1]
    if skipped:
        yield finding("headings_skip_levels", ", ".join(dict.fromkeys(skipped)))


def directives(seo: Seo) -> Iterator[Issue]:
    """Directives for the main search engines; those only for other robots are ignored."""
    evidence = " | ".join(f"{agent}: {names}" for agent, names in seo.robots_by_agent.items())
    words = {word for agent in MAIN for word in seo.robots_by_agent.get(agent, "").split(", ")}
    if seo.noindex:
        yield finding("noindex", evidence=evidence)
    if seo.nofollow:
        yield finding("nofollow", evidence=evidence)
    if "none" in words:
        yield finding("directive_none", evidence=evidence)
    for word in _PLAIN_DIRECTIVES:
        if word in words:
            yield finding(word, evidence=evidence)
    if seo.robots_outside_head:
        yield finding("directives_outside_head", evidence=seo.robots_meta or evidence)
    if seo.refresh_url:
        yield finding("meta_refresh", evidence=seo.refresh_url)


def hreflang(page: PageFacts) -> Iterator[Issue]:
    """The other languages, as far as this page alone shows."""
    own = {page.url, without_tracking(page.url), page.seo.canonical_url}
    yield from languages(page.seo.hreflang, own)
    if page.seo.hreflang_relative:
        yield finding("hreflang_relative")
    if page.seo.hreflang_outside_head:
        yield finding("hreflang_outside_head")


def languages(entries: Sequence[Hreflang], own: Collection[str | None]) -> Iterator[Issue]:
    """What is wrong with a page's hreflang entries, from the page and sitemaps; `own`: its addresses.

    The codes are those of `OF_LANGUAGES`.
    """
    if not entries:
        return
    bad = [entry.language for entry in entries if not is_language(entry.language)]
    if bad:
        yield finding("hreflang_bad_code", str(len(bad)), ", ".join(bad))
    if not any(entry.url in own for entry in entries):
        yield finding("hreflang_no_self")
    targets: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        targets[entry.language.lower()].add(entry.url)
    if "x-default" not in targets:
        yield finding("hreflang_no_default")
    repeated = sorted(code for code, urls in targets.items() if len(urls) > 1)
    if repeated:
        yield finding("hreflang_multiple", str(len(repeated)), ", ".join(repeated))


def pagination(page: PageFacts) -> Iterator[Issue]:
    """Neighbours that are named but not linked."""
    seo = page.seo
    neighbours = (seo.rel_next or seo.http_rel_next, seo.rel_prev or seo.http_rel_prev)
    stated = [url for url in neighbours if url]
    linked = {without_tracking(link.url) for link in page.links} if stated else set()
    for url in stated:
        if url not in linked:
            yield finding("pagination_not_in_links", evidence=url)


def content(page: PageFacts) -> Iterator[Issue]:
    """How much there is to read, and whether it is the page at all."""
    yield from _under("content_thin", page.seo.word_count)
    if page.seo.soft_404:
        yield finding("soft_404", evidence=" | ".join([*page.seo.titles[:1], *page.seo.h1[:1]]))
    if page.has_lorem_ipsum:
        yield finding("lorem_ipsum")


def images(seo: Seo) -> Iterator[Issue]:
    """What pictures lack."""
    for code, count in (
        ("image_alt_attribute_missing", seo.images_missing_alt_attribute),
        ("image_alt_text_missing", seo.images_missing_alt_text),
        ("image_alt_long", seo.images_long_alt),
        ("image_size_missing", seo.images_missing_size),
    ):
        if count:
            yield _counted(seo, code, f"{count} of {seo.images}")


def links(page: PageFacts) -> Iterator[Issue]:
    """How many links there are and where they should not lead."""
    inner = [link for link in page.links if link.internal]
    held = [link.url for link in inner if link.nofollow]
    followed = len(page.links) - sum([link.nofollow for link in page.links])
    followed_inside = len(inner) - len(held)
    yield from _over("links_many_internal", followed_inside)
    yield from _over("links_many_external", followed - followed_inside)
    own = {page.url, without_tracking(page.url)}
    if all(link.url in own or without_tracking(link.url) in own for link in inner):
        yield finding("links_none")
    if held:
        yield finding("links_nofollow", str(len(held)), held[0])
    if page.url.startswith("https:") and (
        plain := [one.url for one in inner if one.url.startswith("http:")]
    ):
        yield finding("links_http", str(len(plain)), plain[0])
    if _is_host_itself(page.url):
        return
    if local := [link.url for link in page.links if _is_host_itself(link.url)]:
        yield finding("links_localhost", str(len(local)), local[0])


def structured_data(page: PageFacts) -> Iterator[Issue]:
    """Markup that is missing, broken, or at odds with the page."""
    seo = page.seo
    broken = [text for text in seo.structured_data_errors if text.startswith("JSON-LD block")]
    errors = [text for text in seo.structured_data_errors if not text.startswith("JSON-LD block")]
    if not seo.structured_data_types and not broken and page.page_type in _EXPECT_DATA:
        yield finding("structured_data_missing")
    for code, texts in (
        ("structured_data_parse_error", broken),
        ("structured_data_error", errors),
        ("structured_data_warning", list(seo.structured_data_warnings)),
    ):
        if texts:
            yield finding(code, str(len(texts)), "; ".join(texts))
    if page.product is not None:
        yield from _product(page.product)


def _product(product: Product) -> Iterator[Issue]:
    for warning in product.warnings:
        code, _, detail = warning.partition(": ")
        if code in {"price_mismatch", "availability_mismatch"}:
            yield finding(code, evidence=detail)
        elif code.startswith("gtin_"):
            yield finding("gtin_invalid", evidence=detail)
        elif code == "price_missing":
            yield finding("product_price_missing")


def security(page: PageFacts) -> Iterator[Issue]:
    """What a visitor of an https: page expects."""
    secure = page.url.startswith("https:")
    if not secure:
        yield finding("http_page")
    if page.seo.mixed_content:
        yield _counted(page.seo, "mixed_content", str(page.seo.mixed_content))
    if page.seo.insecure_forms:
        yield _counted(page.seo, "form_insecure", str(page.seo.insecure_forms))
    if page.headers is None:
        return  # nothing can be said of them
    stated = page.headers.get("strict-transport-security", "")
    if secure and not _lasts(stated):
        yield finding("header_hsts", evidence=stated)
    for code, name, is_of_use in _SECURITY_HEADERS:
        stated = page.headers.get(name, "")
        if not is_of_use(stated):
            yield finding(code, evidence=stated)


def address(url: str) -> Iterator[Issue]:
    """How the address is written."""
    tail = url.partition("://")[2]
    path = tail.partition("/")[2].partition("?")[0]
    plain = unquote(path)
    if not plain.isascii():
        yield finding("url_non_ascii", evidence=plain)
    if "_" in path:
        yield finding("url_underscores", evidence=path)
    if path != path.lower() and plain != plain.lower():
        yield finding("url_uppercase", evidence=path)
    if "%20" in path:
        yield finding("url_space", evidence=path)
    if "//" in "/" + path:  # with the one that ends the host
        yield finding("url_multiple_slashes", evidence="/" + path)
    if "?" in tail:
        yield finding("url_parameters", evidence=tail.partition("?")[2])
    if len(url) > _limit("url_long"):
        shown = readable(url)  # each Cyrillic letter is six characters of the encoded address
        yield from _over("url_long", len(shown), shown)


def weight(page: PageFacts) -> Iterator[Issue]:
    """Size, and what small screens need."""
    if page.size > _limit("page_very_large"):
        yield from _over("page_very_large", page.size)
    else:
        yield from _over("page_large", page.size)
    if not page.seo.viewport:
        yield finding("viewport_missing")
    if not page.seo.html_lang:
        yield finding("lang_missing")


def is_language(code: str) -> bool:
    """Whether a hreflang value is one: "ru", "en-GB", "zh-Hans", "zh-Hant-TW", "x-default"."""
    if code.lower() == "x-default":
        return True
    language, *rest = code.lower().split("-")
    if language not in _codes("languages") or len(rest) > 2:  # noqa: PLR2004 - a script and a region
        return False
    if rest and rest[0] in _codes("scripts"):
        rest = rest[1:]
    return not rest or (len(rest) == 1 and rest[0] in _codes("regions"))


def _over(code: str, value: int, evidence: str = "") -> Sequence[Issue]:
    limit = _limit(code)
    return (finding(code, f"{value} > {limit:g}", evidence),) if value > limit else ()


def _under(code: str, value: int, evidence: str = "") -> Sequence[Issue]:
    limit = _limit(code)
    return (finding(code, f"{value} < {limit:g}", evidence),) if value < limit else ()


def _limit(code: str) -> float:
    return CATALOGUE[code].threshold or 0


def _counted(seo: Seo, code: str, detail: str) -> Issue:
    return finding(code, detail, " | ".join(seo.examples.get(code, ())))


def finding(code: str, detail: str = "", evidence: str = "") -> Issue:
    """One finding, its evidence in letters and cut to a readable length."""
    return Issue(code=code, detail=detail, evidence=readable_text(evidence)[:MAX_EVIDENCE])


@cache
def _codes(kind: str) -> frozenset[str]:
    return frozenset(lexicon.table("languages")[kind].split())

"""The faults that one page alone shows, and the catalogue of all."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parser.pages import canonical_checks, issues, page_checks
from parser.pages.issue_catalogue import CATALOGUE, OF_INDEXABLE_PAGES, Kind, Priority, Scope
from parser.pages.page_checks import PageFacts, is_language
from parser.pages.reading import read_page
from parser.pages.records import Hreflang, Issue, Link, PageType, Product, Seo

URL = "https://shop.example/chayniki/belyy"
TITLE = "Чайник заварочный белый на 800 мл, купить"
DESCRIPTION = "Белый заварочный чайник из фарфора на восемьсот миллилитров с доставкой по всей стране и гарантией один год."
CLEAN = Seo(
    titles=(TITLE,), title_pixels=400, descriptions=(DESCRIPTION,), description_pixels=800, h1=("Чайник белый",), h2=("Описание",),
    heading_levels=(1, 2), canonicals=(URL,), canonical_url=URL, html_lang="ru", viewport="width=device-width", word_count=400,
    structured_data_types=("Product",),
)  # fmt: skip
HEADERS = {
    "strict-transport-security": "max-age=1", "content-security-policy": "x", "x-content-type-options": "nosniff", "x-frame-options": "DENY",
}  # fmt: skip
LINKS = (Link(url="https://shop.example/", internal=True),)


def facts(**changes: Any) -> PageFacts:
    """A page without faults, with some changes of its record (`seo`) or of the page."""
    page = PageFacts(
        url=URL, status=200, size=50_000, headers=HEADERS, page_type=PageType.OTHER, seo=CLEAN, product=None, links=LINKS
    )  # fmt: skip
    own = {
        key: changes.pop(key)
        for key in list(changes)
        if (key in PageFacts.__dataclass_fields__ and key != "links") or key == "links"
    }
    return replace(page, seo=replace(CLEAN, **changes), **own)


def codes(page: PageFacts) -> set[str]:
    """The codes of a page's findings."""
    return {issue.code for issue in issues.of_page(page)}


def test_a_clean_page_has_no_findings() -> None:
    """Every check has something that satisfies it."""
    assert issues.of_page(facts()) == ()


#: what is changed, and the codes that come of it
FAULTS: list[tuple[dict[str, Any], set[str]]] = [
    ({"titles": ()}, {"title_missing"}),
    ({"titles": ("",)}, {"title_missing"}),
    ({"titles": ("x" * 61,)}, {"title_long"}),
    ({"titles": ("x" * 29,)}, {"title_short"}),
    ({"title_pixels": 562}, {"title_wide"}),
    ({"title_pixels": 199}, {"title_narrow"}),
    ({"titles": (TITLE, "b")}, {"title_multiple"}),
    ({"h1": (TITLE.upper(),)}, {"title_same_as_h1"}),
    ({"titles_outside_head": True}, {"title_outside_head"}),
    ({"descriptions": ()}, {"description_missing"}),
    ({"descriptions": ("x" * 156,)}, {"description_long"}),
    ({"descriptions": ("x" * 69,)}, {"description_short"}),
    ({"description_pixels": 986}, {"description_wide"}),
    ({"description_pixels": 399}, {"description_narrow"}),
    ({"descriptions": (DESCRIPTION, "b")}, {"description_multiple"}),
    ({"descriptions_outside_head": True}, {"description_outside_head"}),
    ({"h1": ()}, {"h1_missing"}),
    ({"h1": ("",)}, {"h1_missing"}),
    ({"h1": ("a", "b")}, {"h1_multiple"}),
    ({"h1": ("x" * 71,)}, {"h1_long"}),
    ({"h1_is_image": True}, {"h1_alt_text"}),
    ({"heading_levels": (2, 1, 2)}, {"h1_non_sequential"}),
    ({"heading_levels": (1, 3)}, {"headings_skip_levels"}),
    ({"h2": ()}, {"h2_missing"}),
    ({"h2": ("a", "b")}, {"h2_multiple"}),
    ({"h2": ("x" * 71,)}, {"h2_long"}),
    ({"canonicals": (), "canonical_url": None}, {"canonical_missing"}),
    ({"canonicals": (URL, URL)}, {"canonical_multiple"}),
    ({"canonicals": (URL, "/other"), "canonicals_conflict": True}, {"canonical_conflicting"}),
    ({"canonicals": ("/chayniki/belyy",)}, {"canonical_relative"}),
    ({"canonicals": (URL + "#top",)}, {"canonical_fragment"}),
    ({"canonicals": ("https://",), "canonical_url": None}, {"canonical_invalid"}),
    ({"canonicals_ignored": ("https://shop.example/en",)}, {"canonical_attribute"}),
    ({"canonicals": (), "canonical_url": None, "canonicals_ignored": ("/en",)}, {"canonical_attribute"}),
    ({"canonical_header": URL}, {"canonical_multiple"}),
    ({"canonicals": (), "canonical_url": None, "canonical_header": URL}, set()),
    ({"canonicals": (), "canonical_url": None, "canonical_header": URL, "further_canonical_headers": (URL,)}, {"canonical_multiple"}),
    ({"canonical_outside_head": True}, {"canonical_outside_head"}),
    ({"canonical_header": "https://shop.example/x"}, {"canonical_header_mismatch"}),
    ({"canonicals": ("https://shop.example/x",), "canonical_url": "https://shop.example/x"}, {"canonicalised"}),
    ({"robots_by_agent": {"robots": "noindex"}, "noindex": True}, {"noindex"}),
    ({"robots_by_agent": {"robots": "nofollow"}, "nofollow": True}, {"nofollow"}),
    ({"robots_by_agent": {"robots": "none"}, "noindex": True, "nofollow": True}, {"noindex", "nofollow", "directive_none"}),
    ({"robots_by_agent": {"robots": "noarchive, noimageindex, nosnippet, unavailable_after"}}, {"noarchive", "noimageindex", "nosnippet", "unavailable_after"}),
    ({"robots_by_agent": {"otherbot": "noindex, none, nosnippet", "bingbot": "noarchive"}}, set()),
    ({"robots_by_agent": {"googlebot": "nosnippet", "yandex": "noarchive"}}, {"nosnippet", "noarchive"}),
    ({"robots_outside_head": True}, {"directives_outside_head"}),
    ({"meta_refresh": "0; URL=/x", "refresh_url": "https://shop.example/x"}, {"meta_refresh"}),
    ({"hreflang": (Hreflang(language="ru", url=URL), Hreflang(language="x-default", url=URL), Hreflang(language="en-UK", url="https://shop.example/en"))}, {"hreflang_bad_code"}),
    ({"hreflang": (Hreflang(language="en", url="https://shop.example/en"),)}, {"hreflang_no_self", "hreflang_no_default"}),
    ({"hreflang": (Hreflang(language="ru", url=URL), Hreflang(language="x-default", url=URL), Hreflang(language="RU", url="https://shop.example/2"))}, {"hreflang_multiple"}),
    ({"rel_next": "https://shop.example/p2"}, {"pagination_not_in_links"}),
    ({"word_count": 199}, {"content_thin"}),
    ({"soft_404": True}, {"soft_404"}),
    ({"has_lorem_ipsum": True}, {"lorem_ipsum"}),
    ({"images": 3, "images_missing_alt_attribute": 1}, {"image_alt_attribute_missing"}),
    ({"images": 3, "images_missing_alt_text": 1}, {"image_alt_text_missing"}),
    ({"images": 3, "images_long_alt": 1}, {"image_alt_long"}),
    ({"images": 3, "images_missing_size": 1}, {"image_size_missing"}),
    ({"links": ()}, {"links_none"}),
    ({"links": (Link(url=f"{URL}?utm_source=menu", internal=True),)}, {"links_none"}),
    ({"links": LINKS * 1001}, {"links_many_internal"}),
    ({"links": LINKS + (Link(url="https://o.example/", internal=False),) * 101}, {"links_many_external"}),
    ({"links": LINKS * 1000 + (Link(url="https://shop.example/c", internal=True, nofollow=True),)}, {"links_nofollow"}),
    ({"links": LINKS + (Link(url="https://o.example/", internal=False, nofollow=True),) * 101}, set()),
    ({"links": (*LINKS, Link(url="http://shop.example/c", internal=True))}, {"links_http"}),
    ({"links": (*LINKS, Link(url="http://localhost:8000/", internal=False))}, {"links_localhost"}),
    ({"links": (*LINKS, Link(url="https://localhost.example/", internal=False), Link(url="https://127.example/", internal=False))}, set()),
    ({"structured_data_types": (), "page_type": PageType.PRODUCT}, {"structured_data_missing"}),
    ({"structured_data_errors": ("JSON-LD block 1: not valid JSON",)}, {"structured_data_parse_error"}),
    ({"structured_data_errors": ("Product: missing image",)}, {"structured_data_error"}),
    ({"structured_data_warnings": ("Product: missing sku",)}, {"structured_data_warning"}),
    ({"product": Product(warnings=("price_mismatch: markup 1, page 2",))}, {"price_mismatch"}),
    ({"product": Product(warnings=("availability_mismatch: a, b",))}, {"availability_mismatch"}),
    ({"product": Product(warnings=("gtin_check_digit: 123",))}, {"gtin_invalid"}),
    ({"product": Product(warnings=("price_missing",))}, {"product_price_missing"}),
    ({"mixed_content": 1}, {"mixed_content"}),
    ({"insecure_forms": 1}, {"form_insecure"}),
    ({"headers": {"server": "x"}}, {"header_hsts", "header_csp", "header_content_type_options", "header_frame_options"}),
    (
        {"headers": {
            "strict-transport-security": "max-age=0; includeSubDomains", "content-security-policy": " ",
            "x-content-type-options": "sniff", "x-frame-options": "ALLOWALL",
        }},
        {"header_hsts", "header_csp", "header_content_type_options", "header_frame_options"},
    ),
    (
        {"headers": {
            "strict-transport-security": 'includeSubDomains; Max-Age="31536000"', "content-security-policy": "x",
            "x-content-type-options": "NoSniff, nosniff", "x-frame-options": "sameorigin",
        }},
        set(),
    ),
    ({"size": 1_000_001}, {"page_large"}),
    ({"size": 3_000_001}, {"page_very_large"}),
    ({"viewport": None}, {"viewport_missing"}),
    ({"html_lang": None}, {"lang_missing"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    FAULTS,
    ids=lambda value: None if isinstance(value, dict) else "+".join(sorted(value)),
)
def test_each_fault_is_found_and_nothing_else(changes: dict[str, Any], expected: set[str]) -> None:
    """One change to a clean page makes exactly its own findings."""
    found = codes(facts(**changes))
    if "canonicalised" in expected or "noindex" in expected:
        assert found == expected  # nothing of the content is judged
    else:
        assert found - {"title_same_as_h1"} == expected - {"title_same_as_h1"}
        assert expected <= found


def test_evidence_names_what_is_meant() -> None:
    """Each kind of step between headings once; the pictures and forms that were kept."""
    page = facts(
        heading_levels=(1, 3, 2, 4, 1, 3),
        images=3,
        images_missing_alt_text=2,
        insecure_forms=1,
        examples={"image_alt_text_missing": ("https://s.example/a", "https://s.example/%D1%8F")},
    )
    told = {issue.code: (issue.detail, issue.evidence) for issue in issues.of_page(page)}
    assert told == {
        "headings_skip_levels": ("h1 to h3, h2 to h4", ""),
        "image_alt_text_missing": ("2 of 3", "https://s.example/a | https://s.example/я"),
        "form_insecure": ("1", ""),
    }


def test_the_catalogue_knows_what_is_asked_of_indexable_pages_alone() -> None:
    """Each fault is found on a noindex page too, unless the catalogue says that it is not."""
    for changes, expected in FAULTS:
        found = codes(facts(**{**changes, "noindex": True}))
        assert expected & found == expected - OF_INDEXABLE_PAGES


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://shop.example/%D1%87%D0%B0%D0%B9", {"url_non_ascii"}), ("https://shop.example/a_b", {"url_underscores"}),
        ("https://shop.example/Chay", {"url_uppercase"}), ("https://shop.example/a%20b", {"url_space"}),
        ("https://shop.example/a//b", {"url_multiple_slashes"}), ("https://shop.example/" + "a" * 100, {"url_long"}),
        ("https://shop.example//a", {"url_multiple_slashes"}), ("https://shop.example//", {"url_multiple_slashes"}),
        ("https://shop.example/a?b=1", {"url_parameters"}), ("http://shop.example/a", {"http_page"}),
        ("https://shop.example/%D1%87%2F", {"url_non_ascii"}),
        ("https://shop.example/c++/black+white", set()), ("https://shop.example/" + "%D1%87" * 94, {"url_non_ascii"}),
        ("https://shop.example/" + "%D1%87" * 95, {"url_non_ascii", "url_long"}),
    ],
)  # fmt: skip
def test_faults_of_the_address(url: str, expected: set[str]) -> None:
    """How it is written; percent-escapes are neither capitals nor characters of the address."""
    page = facts(url=url, canonicals=(url,), canonical_url=url)
    assert codes(page) == expected


def test_any_success_is_judged_by_its_content() -> None:
    """A shop's framework that answers 203 does not hide a page without a title."""
    assert "title_missing" in codes(facts(status=203, titles=()))


@pytest.mark.parametrize("status", [204, 301, 404, 500])
def test_error_pages_are_not_judged_by_content(status: int) -> None:
    """SEOnaut runs its checks on them, as its condition is always false."""
    assert codes(facts(status=status, titles=(), h1=())) == set()


def test_a_wall_in_front_is_the_only_finding() -> None:
    """What a protection shows says nothing about the page behind."""
    assert codes(facts(bot_wall=True, titles=())) == {"bot_wall"}


def test_a_page_kept_out_of_the_index_is_not_judged_by_content() -> None:
    """A title is of no use where nobody may show it."""
    assert codes(facts(noindex=True, titles=(), h1=(), word_count=0)) == {"noindex"}


@pytest.mark.parametrize(
    "canonical",
    [
        "HTTPS://Shop.example/chayniki/belyy",
        "https://shop.example:443/chayniki/./belyy#x",
        "/chayniki/%62elyy",
    ],
)
def test_a_canonical_written_differently_is_still_the_pages_own(canonical: str) -> None:
    """LibreCrawl compares the raw strings, and reports each of these."""
    html = f'<title>{TITLE}</title><link rel=canonical href="{canonical}">'
    assert "canonicalised" not in {issue.code for issue in read_page(html.encode(), url=URL).issues}


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("/chayniki/belyy", "canonical_multiple"),
        ("HTTPS://shop.example:443/chayniki/belyy", "canonical_multiple"),
        ("/chayniki/belyy/", "canonical_conflicting"),
        ("https://", "canonical_conflicting"),
    ],
)
def test_canonicals_conflict_if_they_lead_elsewhere(second: str, expected: str) -> None:
    """Two spellings of one address agree, an absolute one and a relative one among them."""
    html = f'<base href="/"><link rel=canonical href="{URL}"><link rel=canonical href="{second}">'
    found = {issue.code for issue in read_page(html.encode(), url=URL).issues}
    assert found & {"canonical_multiple", "canonical_conflicting"} == {expected}
    assert "canonical_relative" not in found


@pytest.mark.parametrize(
    ("written", "relative"),
    [
        ("HTTPS://Shop.example/chayniki/belyy", False),
        ("//shop.example/chayniki/belyy", False),
        ("/chayniki/belyy", True),
    ],
)
def test_a_canonical_is_relative_without_a_host(written: str, relative: bool) -> None:  # noqa: FBT001 - a column of a table
    """Schemes are written in capitals, too."""
    assert ("canonical_relative" in codes(facts(canonicals=(written,)))) is relative


def test_a_tracking_parameter_does_not_make_another_page() -> None:
    """A page that was reached through an advertisement is its own canonical."""
    assert "canonicalised" not in codes(facts(url=URL + "?utm_source=x"))


def test_a_page_without_twitter_tags_or_data_has_nothing_to_fix() -> None:
    """LibreCrawl calls both errors on every page; data is expected of products and articles only."""
    assert codes(facts(structured_data_types=())) == set()


def test_a_russian_title_is_measured_in_letters() -> None:
    """31 letters are 60 bytes and not too long (a bug of SEOnaut)."""
    title = "Купить чайник заварочный в Уфе0"
    assert len(title) == 31
    assert codes(facts(titles=(title,))) == set()


def test_security_headers_are_judged_only_where_headers_were_kept() -> None:
    """No headers at all means that nobody recorded them."""
    assert codes(facts(headers=None)) == set()


@pytest.mark.parametrize(
    ("code", "valid"),
    [("ru", True), ("en-GB", True), ("zh-Hans", True), ("zh-Hant-TW", True), ("x-default", True), ("EN-us", True),
     ("en-UK", False), ("gb", False), ("en_US", False), ("", False), ("english", False), ("en-GB-x", False)],
)  # fmt: skip
def test_languages_are_iso_codes(code: str, valid: bool) -> None:  # noqa: FBT001 - a column of a table
    """ISO 639-1, a script Google knows, an ISO 3166-1 region."""
    assert is_language(code) is valid


def test_findings_say_what_was_measured() -> None:
    """The detail holds the measure and its limit, the evidence the text, cut to a readable length."""
    found = issues.of_page(facts(titles=("x" * 700,)))
    assert found == (Issue(code="title_long", detail="700 > 60", evidence="x" * 200),)


def test_addresses_in_the_evidence_are_readable() -> None:
    """Letters are shown as letters; what is no text stays escaped."""
    elsewhere = "https://shop.example/%D1%87%D0%B0%D0%B9?q=%FF%2F"
    (found,) = issues.of_page(facts(canonicals=(elsewhere,), canonical_url=elsewhere))
    assert found.evidence == "https://shop.example/чай?q=%FF%2F"


def source_of_checks() -> str:
    """The code that looks at one page or file."""
    modules = (page_checks, canonical_checks, issues)
    return "".join(Path(module.__file__ or "").read_text() for module in modules)


def test_every_check_of_one_page_is_made() -> None:
    """Its code stands in the code of the checks."""
    source = source_of_checks()
    missing = {
        code
        for code, check in CATALOGUE.items()
        if check.scope is Scope.PAGE and f'"{code}"' not in source
    }
    assert not missing


def test_no_check_makes_a_code_that_is_not_listed() -> None:
    """Whatever the checks call a finding is a code of the catalogue with the page as its scope."""
    made = set(re.findall(r'finding\(\s*"([a-z0-9_]+)"', source_of_checks()))
    assert len(made) > 50
    assert made <= {code for code, check in CATALOGUE.items() if check.scope is Scope.PAGE}


def test_the_catalogue_speaks_with_one_voice() -> None:
    """Codes are keys, names have a group, priorities and kinds are of their enums; site checks are listed too."""
    for code, check in CATALOGUE.items():
        assert code == check.code
        assert re.fullmatch(r"[a-z0-9_]+", code)
        assert ": " in check.name
        assert check.kind in Kind
        assert check.priority in Priority
    assert len({check.name for check in CATALOGUE.values()}) == len(CATALOGUE)
    assert {
        "title_duplicate",
        "content_near_duplicate",
        "orphan",
        "redirect_loop",
        "image_broken",
    } <= CATALOGUE.keys()

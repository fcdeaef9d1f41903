"""The reports of demo shops against what is true of them."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import pytest

from parser.pages.issue_catalogue import CATALOGUE
from parser.pages.urls import normalise, readable
from playground.shops.content.profiles import shop_ids
from playground.shops.shop import Shop
from playground.shops.truth.records import Indexability, PageTruth, ProductTruth
from runner.deps import Deps
from storage.model.artifact import ArtifactKind
from storage.model.ledger import Origin
from tests.integration.runner.reports.crawled import small_shop
from tests.integration.runner.reports.files import Files, pretty, reported

SHOPS = tuple(shop_id for shop_id in shop_ids() if shop_id != "molchun")
CODES = {check.name: check.code for check in CATALOGUE.values()}
#: the shops' name of a fault, our code, and how the issue's detail begins
FAULTS = {
    "title_missing": ("title_missing", ""),
    "title_multiple": ("title_multiple", ""),
    "title_duplicate": ("title_duplicate", ""),
    "title_over_60_characters": ("title_long", ""),
    "title_below_30_characters": ("title_short", ""),
    "title_same_as_h1": ("title_same_as_h1", ""),
    "description_missing": ("description_missing", ""),
    "description_duplicate": ("description_duplicate", ""),
    "description_over_155_characters": ("description_long", ""),
    "description_below_70_characters": ("description_short", ""),
    "h1_missing": ("h1_missing", ""),
    "h1_multiple": ("h1_multiple", ""),
    "h1_duplicate": ("h1_duplicate", ""),
    "h1_over_70_characters": ("h1_long", ""),
    "canonical_missing": ("canonical_missing", ""),
    "canonicalised": ("canonicalised", ""),
    "canonical_to_error": ("canonical_to_error", ""),
    "canonical_to_redirect": ("canonical_to_redirect", ""),
    "noindex": ("noindex", ""),
    "noindex_in_sitemap": ("sitemap_noindex", "noindex"),
    "redirect_in_sitemap": ("sitemap_noindex", "redirect"),
    "error_in_sitemap": ("sitemap_noindex", "4"),
    "non_canonical_in_sitemap": ("sitemap_non_canonical", ""),
    "blocked_in_sitemap": ("sitemap_blocked", ""),
    "orphan": ("orphan", ""),
    "broken_internal_link": ("links_broken_internal", ""),
    "link_to_redirect": ("links_to_redirect", ""),
    "nofollow_internal": ("links_nofollow", ""),
    "redirect_chain": ("redirect_chain", ""),
    "redirect_loop": ("redirect_loop", ""),
    "hreflang_missing_return_link": ("hreflang_no_return", ""),
    "thin_content": ("content_thin", ""),
    "exact_duplicate": ("content_duplicate", ""),
    "soft_404": ("soft_404", ""),
    "image_missing_alt_attribute": ("image_alt_attribute_missing", ""),
    "image_missing_alt_text": ("image_alt_text_missing", ""),
    "viewport_missing": ("viewport_missing", ""),
    "structured_data_parse_error": ("structured_data_parse_error", ""),
    "structured_data_missing_required": ("structured_data_error", ""),
    "price_mismatch": ("price_mismatch", ""),
    "gtin_invalid": ("gtin_invalid", ""),
}
#: the detail of these truths is the target that the issue's evidence has to name
TARGETS = {
    "broken_internal_link",
    "link_to_redirect",
    "canonical_to_error",
    "canonical_to_redirect",
}
INDEXABILITY = {
    Indexability.INDEXABLE: ("Indexable", ""),
    Indexability.NOINDEX: ("Non-Indexable", "noindex"),
    Indexability.CANONICALISED: ("Non-Indexable", "Canonicalised"),
    Indexability.BLOCKED: ("Non-Indexable", "Blocked by robots.txt"),
}


@pytest.fixture(scope="module", params=SHOPS)
async def read(request: pytest.FixtureRequest, shared_deps: Deps) -> tuple[Shop, Files]:
    """A shop and the files of its first run."""
    shop = small_shop(request.param)
    return shop, await reported(shared_deps, shop)


def plain(url: str) -> str:
    """The spelling of the ledger."""
    return normalise(url) or url


def same_number(text: str, value: Decimal | None) -> bool:
    """Whether a cell holds this amount, or nothing where there is none."""
    return text == "" if value is None else Decimal(text) == value


def test_every_product_is_there_once_with_its_price_and_stock(read: tuple[Shop, Files]) -> None:
    """full.csv has exactly the products of the truth; what people decide by is right on each."""
    shop, files = read
    found = {row["sku"]: row for row in files.products}
    expected = {product.sku: product for product in shop.truth.products if product.robots_allowed}
    reached = {sku: product for sku, product in expected.items() if plain(product.url) in files.seo}
    assert found.keys() == reached.keys()
    assert len(found) == len(files.products)
    wrong = [
        (product.url, difference)
        for sku, product in expected.items()
        if sku in found
        for difference in differences(found[sku], product)
    ]
    assert not wrong, pretty(wrong)


def differences(row: dict[str, str], product: ProductTruth) -> Iterator[tuple[str, str, object]]:
    """Cells that are not what the page shows. Names are judged by the tests of the parser."""
    exact = {
        "currency": product.currency,
        "availability": product.availability,
        "url": plain(product.url),
        "gtin": product.gtin or "",
        "brand": product.brand,
        "stock_qty": "" if product.stock_quantity is None else str(product.stock_quantity),
        "category_path": " > ".join(product.category_path),
        "http_status": "200",
    }
    if product.markup in {"json-ld", "microdata"}:  # pictures nobody marks are the parser's guess
        exact["images_count"] = str(len(product.images))
    for name, value in exact.items():
        if row[name] != value:
            yield name, row[name], value
    for name, amount in {"price": product.price, "old_price": product.old_price}.items():
        if not same_number(row[name], amount):
            yield name, row[name], amount
    if product.old_price is not None:
        off = 100 * (product.old_price - product.price) / product.old_price
        if abs(Decimal(row["discount_pct"]) - off) > Decimal("0.06"):
            yield "discount_pct", row["discount_pct"], off


def test_every_injected_fault_is_found_and_none_is_invented(read: tuple[Shop, Files]) -> None:
    """issues.csv has each fault of the truth, and of the kinds the truth knows no other."""
    shop, files = read
    encoded = {row["Address"]: url for url, row in files.seo.items()}
    found: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in files.issues:
        found[CODES[row["Issue Name"]]].append(
            (encoded[row["Address"]], row["Detail"], row["Evidence"])
        )
    wrong = {}
    for key, (code, beginning) in FAULTS.items():
        expected = {
            plain(fault.url)
            for fault in shop.truth.faults
            if fault.key == key and plain(fault.url) in files.seo
        }
        mine = {url for url, detail, _ in found[code] if detail.startswith(beginning)}
        if mine != expected:
            wrong[key] = {"missing": sorted(expected - mine), "invented": sorted(mine - expected)}
    assert not wrong, pretty(wrong)
    for fault in shop.truth.faults:
        if fault.key in TARGETS and plain(fault.url) in files.seo:
            named = [
                text for url, _, text in found[FAULTS[fault.key][0]] if url == plain(fault.url)
            ]
            assert any(plain(fault.detail or "") in text for text in named), fault


def test_pages_say_what_the_truth_says(read: tuple[Shop, Files]) -> None:
    """Titles, headings, canonicals, depth, robots and sitemap facts of every page that was looked at."""
    shop, files = read
    wrong = [
        (page.url, difference)
        for page in shop.truth.pages
        if plain(page.url) in files.seo
        for difference in page_differences(files.seo[plain(page.url)], page)
    ]
    assert not wrong, pretty(wrong)


def page_differences(row: dict[str, str], page: PageTruth) -> Iterator[tuple[str, str, object]]:
    """Cells that are not true."""
    word, reason = INDEXABILITY[page.indexability]
    expected = {"Indexability": word, "Indexability Status": reason}
    if page.robots_allowed:
        expected |= {
            "Status Code": "200",
            "Title 1": page.title or "",
            "Titles": str(len(page.titles)),
            "Meta Description 1": page.descriptions[0] if page.descriptions else "",
            "H1-1": page.h1s[0] if page.h1s else "",
            "H1s": str(len(page.h1s)),
            "Canonical Link Element 1": readable(page.canonical) if page.canonical else "",
            "Meta Robots 1": page.robots_meta or "",
            "Crawl Depth": "" if page.depth is None else str(page.depth),
            "Robots.txt Allowed": "TRUE",
        }
    else:
        expected |= {"Status Code": "0", "Robots.txt Allowed": "FALSE"}
        if page.robots_line and page.robots_line not in row["Robots.txt Matched Line"]:
            yield "Robots.txt Matched Line", row["Robots.txt Matched Line"], page.robots_line
    expected["In Sitemap"] = "TRUE" if page.in_sitemap else "FALSE"
    for name, value in expected.items():
        if row[name] != value:
            yield name, row[name], value


def test_the_sums_match_the_ledger(read: tuple[Shop, Files]) -> None:
    """Every address is either a page that was read or a row of skipped.csv, and the manifest's facts agree."""
    _, files = read
    outcomes = files.records[ArtifactKind.SKIPPED].facts["outcomes"]
    skipped: defaultdict[str, int] = defaultdict(int)
    for row in files.skipped:
        skipped[row["Outcome"]] += 1
        assert row["Source"] in set(Origin)
    assert dict(skipped) == {name: count for name, count in outcomes.items() if name != "fetched"}
    read_pages = [row for row in files.seo.values() if row["Status Code"] == "200"]
    wrong_type = skipped.get("wrong_type", 0)
    assert len(read_pages) == outcomes["fetched"] + wrong_type
    assert files.records[ArtifactKind.FULL].facts["products"] == len(files.products)
    assert files.records[ArtifactKind.ISSUES].facts["issues"] == len(files.issues)


def test_issues_of_a_page_are_the_same_in_both_files(read: tuple[Shop, Files]) -> None:
    """The codes, the count and the priority in seo.csv are those of the rows of issues.csv."""
    _, files = read
    by_address: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in files.issues:
        by_address[row["Address"]].append(row)
    ranks = ["High", "Medium", "Low"]
    for row in files.seo.values():
        rows = by_address[row["Address"]]
        assert int(row["Issue Count"]) == len(rows)
        assert (
            row["Issues"].split(";") == [*dict.fromkeys(CODES[one["Issue Name"]] for one in rows)]
            or not rows
        )
        priorities = [one["Issue Priority"] for one in rows]
        assert row["Max Priority"] == next((one for one in ranks if one in priorities), "")


def test_rows_stand_in_the_order_of_addresses(read: tuple[Shop, Files]) -> None:
    """All files are ordered by the bytes of the encoded address."""
    _, files = read
    for addresses in (list(files.seo), [row["url"] for row in files.products]):
        assert addresses == sorted(addresses, key=str.encode)

"""Faults are where the truth tells them and nowhere else, judged from the bytes alone."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from playground.shops.content.profiles import shop_ids
from playground.shops.truth.faults import FAULTS

Found = set[tuple[str, str]]


class Judge:
    """Looks for every fault in what an independent reader saw."""

    def __init__(self, shop: Any, read: Any) -> None:
        self.shop, self.read = shop, read
        self.addresses = {each.url: each for each in shop.truth.addresses}
        self.listed = {
            loc for each in shop.truth.sitemaps if each.kind == "urlset" for loc in each.locs
        }
        followed = {"home", "link", "sitemap", "redirect"}
        self.fetched = [
            read(shop, each.url)
            for each in shop.truth.addresses
            if each.outcome == "fetched" and followed & set(each.found_by)
        ]
        self.indexable = [
            page
            for page in self.fetched
            if "noindex" not in (page.robots or "") and page.canonical in (None, page.url)
        ]

    def found(self) -> Found:
        """Every fault: its key and its address."""
        return {
            *((key, page.url) for page in self.indexable for key in self._of_page(page)),
            *((key, page.url) for page in self.fetched for key in self._of_any(page)),
            *self._of_groups(),
            *self._of_addresses(),
        }

    def _of_page(self, page: Any) -> Iterator[str]:
        checks = {
            "title_missing": not page.titles,
            "title_multiple": len(page.titles) > 1,
            "title_over_60_characters": bool(page.titles) and len(page.titles[0]) > 60,
            "title_below_30_characters": bool(page.titles) and len(page.titles[0]) < 30,
            "title_same_as_h1": bool(page.titles) and page.titles[:1] == page.h1s[:1],
            "description_missing": not page.descriptions,
            "description_over_155_characters": any(len(d) > 155 for d in page.descriptions),
            "description_below_70_characters": any(len(d) < 70 for d in page.descriptions),
            "h1_missing": not page.h1s,
            "h1_multiple": len(page.h1s) > 1,
            "h1_over_70_characters": any(len(h1) > 70 for h1 in page.h1s),
            "canonical_missing": page.canonical is None,
            "thin_content": page.words < 200,
            "soft_404": any("не найдена" in title for title in page.titles),
            "image_missing_alt_attribute": any(
                "alt" not in node.attributes for node in page.tree.css("img")
            ),
            "image_missing_alt_text": any(
                "alt" in node.attributes and not node.attributes["alt"]
                for node in page.tree.css("img")
            ),
            "viewport_missing": page.tree.css_first('meta[name="viewport"]') is None,
            "structured_data_missing": not page.blocks
            and page.tree.css_first("[itemscope]") is None,
            "structured_data_parse_error": any(block.broken for block in page.blocks),
            "structured_data_missing_required": self._is_product(page)
            and page.markup_price is None,
            "price_mismatch": page.markup_price is not None
            and page.markup_price != page.shown_price,
            "gtin_invalid": not _right_gtin(
                (page.product or {}).get("gtin13") or page.itemprop("gtin13")
            ),
        }
        return (key for key, present in checks.items() if present)

    @staticmethod
    def _is_product(page: Any) -> bool:
        return bool(page.product) or page.tree.css_first('[itemtype$="/Product"]') is not None

    def _of_any(self, page: Any) -> Iterator[str]:
        if "noindex" in (page.robots or ""):
            yield "noindex"
        if page.canonical not in (None, page.url):
            yield "canonicalised"
            targets = {3: "canonical_to_redirect", 4: "canonical_to_error"}
            yield from filter(None, [targets.get(self._status(page.canonical) // 100)])
        for node in page.tree.css("link[hreflang]"):
            other = self.read(self.shop, node.attributes["href"])
            back = [each.attributes["href"] for each in other.tree.css("link[hreflang]")]
            if page.url not in back:
                yield "hreflang_missing_return_link"
        kinds = {"not_found": "broken_internal_link", "gone": "broken_internal_link"}
        kinds |= {"redirect": "link_to_redirect", "redirect_loop": "link_to_redirect"}
        for url, nofollow in page.links:
            yield from filter(None, [kinds.get(self.addresses[url].outcome)])
            if nofollow:
                yield "nofollow_internal"

    def _of_groups(self) -> Iterator[tuple[str, str]]:
        measures: dict[str, Callable[[Any], Any]] = {
            "title_duplicate": lambda page: page.titles[:1],
            "description_duplicate": lambda page: page.descriptions[:1],
            "h1_duplicate": lambda page: page.h1s[:1],
            "exact_duplicate": lambda page: page.visible,
        }
        for key, measure in measures.items():
            groups = defaultdict(list)
            for page in self.indexable:
                groups[json.dumps(measure(page))].append(page.url)
            for value, urls in groups.items():
                if value != "[]" and len(urls) > 1:
                    yield from ((key, url) for url in urls)

    def _of_addresses(self) -> Iterator[tuple[str, str]]:
        for url, address in self.addresses.items():
            if address.outcome in {"redirect", "redirect_loop"}:
                hops = self._hops(url)
                if {"link", "sitemap"} & set(address.found_by) and len(hops) > 1:
                    yield ("redirect_loop" if url in hops else "redirect_chain"), url
            if url not in self.listed:
                continue
            page = self.read(self.shop, url) if address.outcome == "fetched" else None
            checks = {
                "blocked_in_sitemap": address.outcome == "robots_disallowed",
                "redirect_in_sitemap": address.outcome == "redirect",
                "error_in_sitemap": address.outcome in {"not_found", "gone"},
                "noindex_in_sitemap": page and "noindex" in (page.robots or ""),
                "non_canonical_in_sitemap": page and page.canonical not in (None, url),
                "orphan": page and not {"link", "home", "redirect"} & set(address.found_by),
            }
            yield from ((key, url) for key, present in checks.items() if present)

    def _status(self, url: str) -> int:
        return int(self.shop.page(url.removeprefix(self.shop.site.base)).status)

    def _hops(self, url: str) -> list[str]:
        passed: list[str] = []
        while 300 <= self._status(url) < 400 and url not in passed[:-1]:
            location = self.shop.page(url.removeprefix(self.shop.site.base)).headers["Location"]
            url = location if location.startswith("http") else self.shop.site.base + location
            passed.append(url)
        return passed


def _right_gtin(gtin: str | None) -> bool:
    if not gtin:
        return True
    return sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(gtin)) % 10 == 0


@pytest.mark.parametrize("shop_id", shop_ids())
def test_faults_are_exactly_where_the_truth_says(shop_id: str, shops: Any, read: Any) -> None:
    """An independent judge of the bytes finds the told faults and no others."""
    shop = shops[shop_id]
    told = {(fault.key, fault.url) for fault in shop.truth.faults}
    assert Judge(shop, read).found() == told


@pytest.mark.parametrize("seed", [2, 77])
@pytest.mark.parametrize("shop_id", ["krivotrop", "prostolavka", "pennymoor"])
def test_faults_agree_with_other_seeds_and_sizes(
    shop_id: str, seed: int, order: Any, read: Any
) -> None:
    """The agreement does not depend on the luck of one seed or one size."""
    shop = order.open(shop_id, seed=seed, scale=0.17)
    told = {(fault.key, fault.url) for fault in shop.truth.faults}
    assert Judge(shop, read).found() == told


def test_every_fault_of_the_list_is_somewhere(shops: Any) -> None:
    """Together the shops show each fault that the list promises to tell."""
    told = {fault.key for shop in shops.values() for fault in shop.truth.faults}
    assert told == set(FAULTS)


@pytest.mark.parametrize("shop_id", ["yasnotsvet", "tikhokhod", "peremenchik", "molchun"])
def test_good_shops_have_no_faults(shop_id: str, shops: Any) -> None:
    """The clean, the slow, the changing and the silent shop have no faults at all."""
    assert shops[shop_id].truth.faults == ()


def test_faults_name_what_is_wrong(shops: Any) -> None:
    """A fault that concerns something besides its address carries it as detail."""
    needed = {
        "canonicalised",
        "broken_internal_link",
        "redirect_chain",
        "price_mismatch",
        "gtin_invalid",
        "blocked_in_sitemap",
        "structured_data_parse_error",
    }
    told = [fault for shop in shops.values() for fault in shop.truth.faults if fault.key in needed]
    assert all(fault.detail for fault in told)

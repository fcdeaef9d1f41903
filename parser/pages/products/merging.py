"""Weighs what the sources claim, field by field, and says for each value where it came from.

A configured selector is believed first, then JSON-LD, microdata, RDFa, Open Graph, the visible page
(decision 0031). Four fields do not simply follow that order, because markup is often older than the
page: the price, the stock, the article number and the brand. For those the visitor's page is asked
as a witness; each rule stands at its function.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from parser.pages import availability
from parser.pages.prices import read_shown
from parser.pages.products import labels
from parser.pages.products.claims import Claims
from parser.pages.products.context import PageContext
from parser.pages.products.labels import compact
from parser.pages.products.zone import Zone
from parser.pages.records import Availability, Product, Source

TRUST: Mapping[Source, float] = {
    Source.SELECTOR: 0.98,
    Source.JSON_LD: 0.9,
    Source.MICRODATA: 0.87,
    Source.RDFA: 0.85,
    Source.OPEN_GRAPH: 0.7,
    Source.HEURISTIC: 0.5,
}
_ORDER = list(TRUST)
_SURE_PRICE = 0.6  # a visible price at least so certain overrules a markup price that is not shown
_SURE_LABEL = 0.7
#: what markup made by a template calls "in stock", too
_LATER = frozenset({Availability.PRE_ORDER, Availability.BACK_ORDER})
_SURE_STOCK = 0.6  # words or a control, not an assumption
_THOUSAND = 1000
_LINES, _SHORT_LINE = 120, 40  # lines of the zone that are asked for a price, and their characters
_LABELLED_LINE = 80  # characters of a number with its label
_LONG = 4  # letters and digits that do not meet by chance
_MONEY = ("currency", "price_raw", "old_price", "price_min", "price_max", "unit_price")
_SPECIAL = frozenset(
    {"price", "availability", "availability_raw", "stock_quantity", "sku", "brand", *_MONEY}
)
#: fields of which it means something that two sources agree
_COMPARED = frozenset(
    {"name", "price", "old_price", "currency", "availability", "sku", "mpn", "gtin", "brand"}
)
#: fields that simply follow the order of the sources
_PLAIN = frozenset(field.name for field in fields(Product)) - _SPECIAL


class Merger:
    """Fills one product from all claims."""

    def __init__(self, claims: Sequence[Claims], zone: Zone, page: PageContext) -> None:
        self._zone = zone
        self._page = page
        self._claims = sorted(claims, key=lambda one: _ORDER.index(one.source))
        self._visible = zone.text
        self._lowered = ""
        self._address = compact(page.url)
        self._values: dict[str, Any] = {}
        self._sources: dict[str, Source] = {}
        self._confidence: dict[str, float] = {}
        self._warnings: dict[str, None] = {}

    def product(self) -> Product:
        """The merged product."""
        for claims in self._claims:
            self._warnings.update(dict.fromkeys(claims.warnings))
            for name in claims.values:
                if name in _PLAIN and name not in self._values:
                    self._take(name, claims)
        self._price()
        self._availability()
        self._sku()
        self._brand()
        self._check()
        return Product(
            **self._values,
            sources=self._sources,
            confidence=self._confidence,
            warnings=tuple(self._warnings),
        )

    def _claiming(self, name: str) -> list[Claims]:
        return [claims for claims in self._claims if name in claims.values]

    def _take(self, name: str, claims: Claims) -> None:
        value = claims.values[name]
        sure = claims.certainty.get(name, TRUST[claims.source])
        for other in self._claims if name in _COMPARED else ():
            if other is not claims and other.values.get(name) == value:
                doubt = 1 - other.certainty.get(name, TRUST[other.source])
                sure = 1 - (1 - sure) * doubt
        self._values[name] = value
        self._sources[name] = claims.source
        self._confidence[name] = _rounded(sure)

    def _warn(self, text: str) -> None:
        self._warnings[text] = None

    # ------------------------------------------------------------------------------- the price

    def _price(self) -> None:
        """The markup's price, unless the page shows another one and hides that.

        Shops change the page at once and the markup later, or leave the price before the discount in
        it. So where the markup's price is shown nowhere near the heading, or only struck, and the
        page's own price is clear, the page is right. In a range of variants the shown one counts.
        """
        claiming = self._claiming("price")
        if not claiming:
            return
        best = claiming[0]
        page = next((one for one in claiming if one.source is Source.HEURISTIC), None)
        stated = next(
            (one for one in claiming if one.source not in {Source.HEURISTIC, Source.SELECTOR}), None
        )
        if (
            page is not None
            and stated is not None
            and best is stated
            and self._page_is_right(stated, page)
        ):
            best = page
        self._take("price", best)
        if stated is not None:
            self._values["schema_price"] = stated.get("price")
        if page is not None:
            self._values["page_price"] = page.get("price")
        self._around_price(
            best, [best, *(one for one in claiming if one is not best), *self._claims]
        )

    def _page_is_right(self, stated: Claims, page: Claims) -> bool:
        schema, shown = stated.get("price"), page.get("price")
        if schema == shown:
            return False
        if shown in {schema * _THOUSAND, schema / _THOUSAND}:  # "1.299" read by the wrong rule
            return True
        low, high = stated.get("price_min"), stated.get("price_max")
        sure = page.certainty.get("price", 0.0) >= _SURE_PRICE
        if low is not None and high is not None and low <= shown <= high:
            return sure
        same_money = (
            page.get("currency") in {stated.get("currency"), None} or stated.get("currency") is None
        )
        if not same_money:
            return False
        if self._is_asked(schema) and page.get("old_price") != schema:
            return False
        self._warn(f"price_mismatch: markup {schema}, page {shown}")
        return sure or page.get("old_price") == schema

    def _is_asked(self, amount: Decimal) -> bool:
        """Whether a line near the heading asks just that amount."""
        for line in self._zone.after[:_LINES]:
            if len(line) <= _SHORT_LINE:
                shown = read_shown(line, self._page.country, bare=False)
                if shown is not None and shown.price == amount and not shown.struck:
                    return True
        return False

    def _around_price(self, best: Claims, others: list[Claims]) -> None:
        """Currency, old price and range: of the price's own source first, then of any that agrees."""
        price = self._values["price"]
        for name in _MONEY:
            for claims in others:
                value = claims.values.get(name)
                if value is None:
                    continue
                agrees = claims is best or name == "currency" or claims.get("price") == price
                if agrees and _fits(name, value, price):
                    self._take(name, claims)
                    break

    # ----------------------------------------------------------------------- stock and identity

    def _availability(self) -> None:
        """The markup's word, unless the page contradicts it where a visitor buys.

        A clear refusal beside the heading without a working button beats "in stock"; a working button
        without any refusal beats "out of stock", which markup often says of the first size only. Markup
        made by a template says "in stock" of what the page sells in advance, too.
        """
        claiming = self._claiming("availability")
        if not claiming:
            return
        best = claiming[0]
        page = next((one for one in claiming if one.source is Source.HEURISTIC), None)
        if page is not None and best.source not in {Source.HEURISTIC, Source.SELECTOR}:
            said, shown = best.get("availability"), page.get("availability")
            if _contradict(said, shown) and page.certainty["availability"] >= _SURE_STOCK:
                self._warn(f"availability_mismatch: markup {said}, page {shown}")
                best = page
        self._take("availability", best)
        for name in ("availability_raw", "stock_quantity"):
            for claims in (best, *claiming):
                if claims.values.get(name) is not None:
                    self._take(name, claims)
                    break

    def _sku(self) -> None:
        """The number that the page shows; a markup number that nobody can see is an internal one."""
        claiming = self._claiming("sku")
        if not claiming:
            return
        best = claiming[0]
        page = claiming[-1] if claiming[-1].source is Source.HEURISTIC else None
        hidden = best.source is not Source.SELECTOR and not self._is_shown(best.get("sku"))
        if page is not None and page is not best and hidden and self._is_shown(page.get("sku")):
            self._warn(f"sku_not_shown: markup {best.get('sku')}, page {page.get('sku')}")
            best = page
        self._take("sku", best)
        sku, mpn = self._values["sku"], self._values.get("mpn")
        if (
            mpn
            and best.source is self._sources["mpn"]
            and self._is_own(mpn)
            and not self._is_own(sku)
            and not self._is_labelled(sku)
        ):
            self._warn(f"sku_and_mpn_exchanged: markup sku {sku}, mpn {mpn}")
            self._values["sku"], self._values["mpn"] = mpn, sku

    def _is_labelled(self, sku: str) -> bool:
        """Whether the page calls a number the shop's own, on its line or on the one before."""
        lines = self._zone.after[:_LINES]
        told = (
            f"{before} {line}" if line == sku else line
            for before, line in pairwise(["", *lines])
            if sku in line and len(line) <= _LABELLED_LINE
        )
        return any(labels.is_number_label(line, "sku") for line in told)

    def _is_own(self, number: str) -> bool:
        """Whether the page's address has the number: shops put their own there, not the maker's."""
        return len(compact(number)) >= _LONG and compact(number) in self._address

    def _is_shown(self, value: str) -> bool:
        """Whether the visible text has the value as whole words, whatever its case."""
        if _has_words(self._visible, value):
            return True
        if not self._lowered:
            self._lowered = self._visible.lower()
        return _has_words(self._lowered, value.lower())

    def _brand(self) -> None:
        """The markup's brand, unless the page never shows it and labels another one.

        A number that the page never shows is that of a row in the shop's database.
        """
        claiming = self._claiming("brand")
        if not claiming:
            return
        best, page = claiming[0], claiming[-1]
        brand = best.get("brand")
        if best.source is not Source.SELECTOR and not self._is_shown(brand):
            is_told = page.source is Source.HEURISTIC and page is not best
            if brand.isdecimal() and not is_told:
                return
            if is_told and (brand.isdecimal() or page.certainty.get("brand", 0.0) >= _SURE_LABEL):
                best = page
        self._take("brand", best)

    def _check(self) -> None:
        """What is odd about the whole."""
        values = self._values
        if "price" in values and "currency" not in values:
            self._warn("currency_unknown")
        if values.get("gtin") and values.get("sku") == values.get("gtin"):
            self._warn("sku_is_gtin")
        if "price" not in values:
            self._warn("price_missing")


@lru_cache(maxsize=512)
def _rounded(sure: float) -> float:
    return round(min(sure, 0.99), 2)


def _has_words(text: str, words: str) -> bool:
    place = text.find(words)
    while place >= 0:
        end = place + len(words)
        if not text[place - 1 : place].isalnum() and not text[end : end + 1].isalnum():
            return True
        place = text.find(words, end)
    return False


def _contradict(said: Availability | None, shown: Availability | None) -> bool:
    """Whether a page shows another state of the stock than its markup says, and not only in other words."""
    if said is Availability.IN_STOCK and shown in _LATER:
        return True
    return availability.refuses(said) != availability.refuses(shown)


def _fits(name: str, value: Any, price: Decimal) -> bool:
    """Whether an old price or the end of a range can belong to this price."""
    if name == "old_price":
        return bool(value > price)
    if name == "price_min":
        return bool(value <= price)
    if name == "price_max":
        return bool(value >= price)
    return True

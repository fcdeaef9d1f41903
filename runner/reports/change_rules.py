"""Which fields are compared, what counts as a difference, and how serious it is. Mostly data.

Not compared: what depends on the visitor or the moment (times, sizes, `price_raw`), what only repeats
another field (lengths, counts, widths), and what the reading says about itself (`sources`).
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from parser.pages.records import Availability, Product, Variant
from runner.reports.change import Severity
from runner.reports.comparable import picture_path, plain_decimal, same_text, same_url
from runner.reports.indexability import page_indexability
from storage.report_files.cells import plain_money
from storage.report_rows import Side

T = TypeVar("T")

CRITICAL, WARNING, INFO = Severity

#: percent by which a price must change to be reported at all, and above which it is critical
PRICE_NOISE = Decimal("0.1")
PRICE_ALARM = Decimal(30)
#: bits of the long SimHash up to which a changed text is noise: one word in fifty, such as the prices of
#: the products that are shown beside the page's own. By 64 bits alone, every third text in which one
#: word of a hundred changed looked like more
CONTENT_NOISE = 16
#: robots directives that only state the default
ROBOTS_DEFAULTS = frozenset({"index", "follow", "all"})
_UNAVAILABLE = frozenset(
    {Availability.OUT_OF_STOCK, Availability.SOLD_OUT, Availability.DISCONTINUED}
)


@dataclass(frozen=True, kw_only=True)
class Rule(Generic[T]):
    """How one field is compared.

    `read` returns the normalised value to compare; `show` what is printed, if that differs; `number`
    the amount for the delta. `ours`: the value comes from our reading of the page, so a change of the
    reading may explain it. `volatile` fields change on many products every day.
    """

    name: str
    read: Callable[[T], object]
    severity: Severity = WARNING
    show: Callable[[T], str | None] | None = None
    number: Callable[[T], Decimal | None] | None = None
    ours: bool = True
    volatile: bool = False
    money: bool = False

    def shown(self, side: T) -> str | None:
        """The value as it is printed, at its full length."""
        if self.show is not None:
            text = self.show(side)
        elif self.number is not None:
            amount = self.number(side)
            text = None if amount is None else self._as_text(amount)
        else:
            value = self.read(side)
            text = None if value is None else str(value)
        return text

    def step(self, old: Decimal, new: Decimal) -> Decimal:
        """New minus old, with as many digits as the values are printed with."""
        return Decimal(self._as_text(new - old))

    def _as_text(self, amount: Decimal) -> str:
        return plain_money(amount) if self.money else plain_decimal(amount)


def stock_severity(old: Availability | None, new: Availability | None) -> Severity:
    """Becoming unavailable is critical; becoming available again, or unknown, a warning; else info."""
    if new in _UNAVAILABLE and old not in _UNAVAILABLE:
        return CRITICAL
    return WARNING if old in _UNAVAILABLE or new is None else INFO


def price_severity(percent: Decimal | None) -> Severity:
    """By the exact change in percent; None (the old price was zero) is critical."""
    return CRITICAL if percent is None or abs(percent) > PRICE_ALARM else WARNING


def _text(name: str, severity: Severity = WARNING, field: str | None = None) -> Rule[Product]:
    def read(product: Product) -> str | None:
        value = getattr(product, field or name)
        return same_text(value) or None if value else None

    return Rule(name=name, read=read, severity=severity)


def _number(
    name: str,
    severity: Severity = INFO,
    field: str | None = None,
    *,
    money: bool = False,
    volatile: bool = False,
) -> Rule[Product]:
    def read(product: Product) -> Decimal | None:
        value = getattr(product, field or name)
        return None if value is None else Decimal(value)

    return Rule(
        name=name, read=read, number=read, severity=severity, money=money, volatile=volatile
    )


def _pictures(product: Product) -> tuple[str, ...]:
    return tuple(sorted({picture_path(url) for url in product.images}))


def same_attributes(product: Product) -> Mapping[str, str]:
    """The attributes by name, normalised for comparison."""
    return {same_text(name): same_text(value) for name, value in product.attributes.items()}


def _attributes_json(product: Product) -> str | None:
    found = same_attributes(product)
    return json.dumps(found, ensure_ascii=False, sort_keys=True) if found else None


def variants_by_name(product: Product) -> Mapping[str, Variant]:
    """The variants by a name that distinguishes them; of two indistinguishable ones, the first.

    Many shops give every variant the product's number, or state a phone's memory only in its name: a
    name that several variants share is extended by what else is known of each.
    """
    names = [_names_of(one) for one in product.variants]
    told = [found[0] for found in names]
    for length in range(2, max(map(len, names), default=0) + 1):
        bearers = Counter(told)
        if len(bearers) == len(told):
            break
        told = [
            " ".join(found[:length]) if bearers[name] > 1 else name
            for found, name in zip(names, told, strict=True)
        ]
    by_name: dict[str, Variant] = {}
    for name, one in zip(told, product.variants, strict=True):
        by_name.setdefault(name, one)
    return by_name


def _names_of(one: Variant) -> list[str]:
    """All names of a variant, the most reliable first; [""] if it has none."""
    words = " ".join(word for word in (one.color, one.size, one.material) if word)
    names = (one.sku, one.gtin, words, one.name, same_url(one.url) if one.url else None)
    return [same_text(name) for name in names if name] or [""]


def same_variants(product: Product) -> Mapping[str, str]:
    """Price, currency and availability of each variant, as they are compared and printed."""
    return {name: _offered(one) for name, one in variants_by_name(product).items()}


def _offered(variant: Variant) -> str:
    price = None if variant.price is None else plain_money(variant.price)
    return " ".join(word for word in (price, variant.currency, variant.availability) if word)


def _variants_told(product: Product) -> str | None:
    offered = sorted(same_variants(product).items())
    return "; ".join(f"{name}: {terms}" for name, terms in offered) or None


PRODUCT_RULES: tuple[Rule[Product], ...] = (
    _text("name"),
    _text("brand"),
    _text("sku"),
    _text("mpn"),
    _text("gtin"),
    Rule(
        name="category_path",
        read=lambda product: " > ".join(map(same_text, product.category_path)) or None,
    ),
    _text("currency", CRITICAL),
    _number("price", WARNING, money=True),
    _number("old_price", WARNING, money=True),
    _number("price_min", INFO, money=True),
    _number("price_max", INFO, money=True),
    _number("schema_price", INFO, money=True),
    _text("unit_price", INFO),
    Rule(name="availability", read=lambda product: product.availability),
    _number("stock_qty", INFO, "stock_quantity", volatile=True),
    _text("condition"),
    Rule(
        name="images",
        read=_pictures,
        show=lambda product: ";".join(product.images) or None,
        severity=INFO,
    ),
    _text("description", INFO),
    _number("rating", INFO, volatile=True),
    _number("review_count", INFO, volatile=True),
    _text("seller"),
    _text("color", INFO),
    _text("size", INFO),
    _text("material", INFO),
    Rule(name="attributes", read=same_attributes, show=_attributes_json, severity=INFO),
    Rule(name="variants", read=same_variants, show=_variants_told),
)


def _of_seo(name: str) -> Callable[[Side], str | None]:
    def read(side: Side) -> str | None:
        value = getattr(side.seo, name) if side.seo is not None else None
        return same_text(value) or None if value else None

    return read


def _all(name: str) -> Callable[[Side], str | None]:
    """All texts of a kind on the page, in its order."""

    def read(side: Side) -> str | None:
        values = getattr(side.seo, name) if side.seo is not None else ()
        return " | ".join(map(same_text, values)) or None

    return read


def _directives(name: str) -> Callable[[Side], tuple[str, ...]]:
    """The robots directives, regardless of order, case and spaces."""

    def read(side: Side) -> tuple[str, ...]:
        stated = (getattr(side.seo, name) if side.seo is not None else None) or ""
        words = {"".join(word.split()) for word in stated.lower().split(",")}
        return tuple(sorted(words - {""}))

    return read


def _canonical(side: Side) -> str | None:
    if side.seo is None:
        return None
    stated = side.seo.canonical_url or side.seo.canonical_header
    return same_url(stated) if stated else None


def _indexability(side: Side) -> str:
    noindex = side.seo is not None and side.seo.noindex
    # a file has a canonical only in its headers, and address_facts never calls a file indexable
    is_own = (
        _canonical(side) in {None, same_url(side.url)} if side.state == "file" else side.indexable
    )
    return page_indexability(
        state=side.state,
        refreshes=side.redirect_url is not None,
        indexable=is_own,
        noindex=noindex,
    )


def _refresh_url(side: Side) -> str | None:
    """The target of the page's meta refresh; None if it only reloads itself."""
    target = side.seo.refresh_url if side.seo is not None else None
    return same_url(target) if target else None


def _hreflang(side: Side) -> str | None:
    """The languages that the page or sitemaps name: Google treats both sources alike."""
    pairs = (*(() if side.seo is None else side.seo.hreflang), *side.sitemap_hreflang)
    return "; ".join(sorted({f"{one.language} {same_url(one.url)}" for one in pairs})) or None


def _schema(side: Side) -> str | None:
    types = () if side.seo is None else side.seo.structured_data_types
    return ";".join(sorted(set(types))) or None


def _status(side: Side) -> Decimal | None:
    return None if side.status_code is None else Decimal(side.status_code)


PAGE_RULES: tuple[Rule[Side], ...] = (
    Rule(
        name="http_status",
        read=_status,
        show=lambda side: None if side.status_code is None else str(side.status_code),
        severity=CRITICAL,
        ours=False,
    ),
    Rule(
        name="redirect_url",
        read=lambda side: same_url(side.redirect_url) if side.redirect_url else None,
        severity=CRITICAL,
        ours=False,
    ),
    Rule(name="meta_refresh", read=_refresh_url, severity=CRITICAL),
    Rule(name="indexability", read=_indexability, severity=CRITICAL),
    Rule(
        name="meta_robots",
        read=_directives("robots_meta"),
        show=_of_seo("robots_meta"),
        severity=CRITICAL,
    ),
    Rule(
        name="x_robots_tag",
        read=_directives("robots_header"),
        show=_of_seo("robots_header"),
        severity=CRITICAL,
        ours=False,
    ),
    Rule(name="canonical", read=_canonical, severity=CRITICAL),
    Rule(name="page_type", read=lambda side: side.page_type),
    Rule(name="title", read=_all("titles")),
    Rule(name="meta_description", read=_all("descriptions")),
    Rule(name="h1", read=_all("h1")),
    Rule(name="hreflang", read=_hreflang),
    Rule(name="structured_data_types", read=_schema),
    Rule(name="content_hash", read=_of_seo("content_hash"), severity=INFO),
)

"""Which fields differ between two looks at the same thing: one row for each, judged by its rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from parser.pages.records import Product, Seo, Variant
from parser.pages.simhash import LONG_BITS, long_distance
from runner.reports.change import Change, ChangeType, Severity
from runner.reports.change_rules import (
    CONTENT_NOISE,
    PAGE_RULES,
    PRICE_NOISE,
    PRODUCT_RULES,
    ROBOTS_DEFAULTS,
    Rule,
    T,
    price_severity,
    same_attributes,
    stock_severity,
    variants_by_name,
)
from runner.reports.comparable import change_percent, side_by_side
from runner.reports.near_duplicates import similarity
from storage.report_rows import PairLine, Side

CERTAIN = 1.0
#: fields of a product with variants that repeat its first variant; by product field, the variant's
_OF_FIRST_VARIANT = {
    "price": "price",
    "schema_price": "price",
    "color": "color",
    "size": "size",
    "material": "material",
}


def product_differences(pair: PairLine, now: Product, base: Product) -> Iterator[Change]:
    """What differs between two looks at a product."""
    other_currency = bool(now.currency and base.currency and now.currency != base.currency)
    for rule in PRODUCT_RULES:
        if rule.money and other_currency:
            continue  # amounts of different currencies are not compared
        if _is_of_another_variant(rule, now, base):
            continue
        change = compared(pair, rule, now, base)
        if change is None:
            continue
        change = _judged(change, rule, now, base)
        if change is not None:
            levels = (
                now.confidence.get(change.field or ""),
                base.confidence.get(change.field or ""),
            )
            yield replace(change, confidence=min((one for one in levels if one), default=CERTAIN))


def _is_of_another_variant(rule: Rule[Product], now: Product, base: Product) -> bool:
    """Whether a value only differs because the variants are in another order, with another one first.

    Both values must belong to variants that are unchanged; other variants may have changed.
    """
    field = _OF_FIRST_VARIANT.get(rule.name)
    names, before = list(variants_by_name(now)), list(variants_by_name(base))
    if field is None or names[:1] == before[:1] or set(names) != set(before):
        return False
    known = {getattr(variant, field) for variant in {*now.variants} & {*base.variants}}
    return {getattr(now, rule.name), getattr(base, rule.name)} <= known


def page_differences(
    pair: PairLine, now: Side, base: Side, *, sitemaps_known: bool, alternates_known: bool
) -> Iterator[Change]:
    """What differs between two looks at a page.

    `sitemaps_known`: both runs read all sitemaps; `alternates_known`: and kept the languages in them.
    """
    in_sitemaps = bool(now.sitemap_hreflang or base.sitemap_hreflang)
    for rule in PAGE_RULES:
        if rule.name == "hreflang" and in_sitemaps and not alternates_known:
            continue  # a sitemap that was not read may name the languages that are missing
        change = compared(pair, rule, now, base)
        if change is not None and (change := _judged_page(change, rule, now, base)):
            yield change
    if sitemaps_known and now.in_sitemap != base.in_sitemap:
        yield changed(pair, "in_sitemap", _flag(base.in_sitemap), _flag(now.in_sitemap))


def compared(pair: PairLine, rule: Rule[T], now: T, base: T) -> Change | None:
    """The row of one rule; None where it sees no difference."""
    if rule.read(now) == rule.read(base):
        return None
    delta = percent = None
    if rule.number is not None:
        one, other = rule.number(base), rule.number(now)
        if one is not None and other is not None:
            delta, percent = rule.step(one, other), change_percent(one, other)
    old, new = side_by_side(rule.shown(base), rule.shown(now))
    return changed(
        pair,
        rule.name,
        old,
        new,
        severity=rule.severity,
        delta=delta,
        percent=percent,
    )


def changed(
    pair: PairLine,
    field: str,
    old: str | None,
    new: str | None,
    *,
    severity: Severity = Severity.WARNING,
    delta: Decimal | None = None,
    percent: Decimal | None = None,
    note: str | None = None,
) -> Change:
    """A row of a field, about the address of now."""
    return Change(
        entity=pair.entity,
        key=pair.key,
        url=pair.now.url if pair.now else pair.url,
        type=ChangeType.CHANGED,
        severity=severity,
        field=field,
        old=old,
        new=new,
        delta=delta,
        delta_percent=percent,
        confidence=CERTAIN,
        note=note,
    )


def _judged(change: Change, rule: Rule[Product], now: Product, base: Product) -> Change | None:
    """Applies the rules of particular fields to a change of a product; None if it is noise."""
    percent = _exact_percent(rule, now, base) if rule.money else None
    if percent is not None and abs(percent) < PRICE_NOISE:
        return None
    if rule.name == "price" and now.price is not None and base.price is not None:
        return replace(change, severity=price_severity(percent))
    judge = _JUDGES.get(rule.name)
    return judge(change, now, base) if judge else change


def _exact_percent(rule: Rule[Product], now: Product, base: Product) -> Decimal | None:
    """The unrounded change: rounded to hundredths, 0.096 or 30.004 would cross its bound."""
    if rule.number is None:
        return None
    new, old = rule.number(now), rule.number(base)
    return 100 * (new - old) / old if new is not None and old else None


def _judged_stock(change: Change, now: Product, base: Product) -> Change:
    return replace(change, severity=stock_severity(base.availability, now.availability))


def _judged_attributes(change: Change, now: Product, base: Product) -> Change:
    new, old = same_attributes(now), same_attributes(base)
    return replace(
        change, note=_listed(name for name in {*new, *old} if new.get(name) != old.get(name))
    )


def _judged_variants(change: Change, now: Product, base: Product) -> Change | None:
    """None if all variants appeared or vanished (the page is written differently) or the currency changed.

    Also None for the page of one variant: its siblings have pages, and rows, of their own.
    """
    if not (now.variants and base.variants) or now.currency != base.currency or now.variant_id:
        return None
    new, old = variants_by_name(now), variants_by_name(base)
    differ = [name for name in {*new, *old} if not _is_offered_alike(new.get(name), old.get(name))]
    return replace(change, note=_listed(differ)) if differ else None


def _is_offered_alike(one: Variant | None, other: Variant | None) -> bool:
    if one is None or other is None or one.availability != other.availability:
        return False
    if one.price is None or not other.price:
        return one.price == other.price
    return abs(100 * (one.price - other.price) / other.price) < PRICE_NOISE


def _judged_currency(change: Change, now: Product, base: Product) -> Change | None:
    """None if the currency came or went with its price; only a warning if one is unknown."""
    if now.currency and base.currency:
        prices = f"price {base.price} {base.currency} > {now.price} {now.currency}"
        return replace(change, note=prices)
    without = base if now.currency else now
    return None if without.price is None else replace(change, severity=Severity.WARNING)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))[:300]


_JUDGES: Mapping[str, Callable[[Change, Product, Product], Change | None]] = {
    "availability": _judged_stock,
    "currency": _judged_currency,
    "attributes": _judged_attributes,
    "variants": _judged_variants,
}


def _judged_page(change: Change, rule: Rule[Side], now: Side, base: Side) -> Change | None:
    """Applies the rules of particular fields to a change of a page; None if it is noise."""
    moved = now.url != base.url
    if change.field == "canonical" and moved and (change.old, change.new) == (base.url, now.url):
        return replace(change, severity=Severity.INFO, note="moved with the page")
    if change.field in {"meta_robots", "x_robots_tag"} and _restrictions(
        rule, now
    ) == _restrictions(rule, base):
        return replace(change, severity=Severity.INFO, note="robots may do the same as before")
    if change.field == "content_hash" and now.seo and base.seo:
        bits = _differing_bits(now.seo, base.seo)
        if bits is not None:
            note = f"about {similarity(bits, LONG_BITS):.0f} % the same"
            return replace(change, note=note) if bits > CONTENT_NOISE else None
    return change


def _differing_bits(now: Seo, base: Seo) -> int | None:
    """Of the main texts' fingerprints; None where one has no words."""
    if now.simhash is None or base.simhash is None:
        return None
    return long_distance(
        now.simhash, now.simhash_rest or "0", base.simhash, base.simhash_rest or "0"
    )


def _restrictions(rule: Rule[Side], side: Side) -> frozenset[object]:
    """The robots directives other than defaults."""
    words = rule.read(side)
    return frozenset(words) - ROBOTS_DEFAULTS if isinstance(words, tuple) else frozenset()


def _flag(value: bool) -> str:  # noqa: FBT001 - a word for a flag
    return "TRUE" if value else "FALSE"

"""What our reading of pages depended on: its version, kept with the files, and the site's configuration."""

from collections.abc import Mapping
from typing import Any

#: Raise it by one, by hand, whenever `parser.pages` begins to read the same bytes differently. The
#: next diff.csv of each site then says `extractor_changed` where the change is ours, not the shop's.
EXTRACTOR_VERSION = 6

#: whether there is a product, and so what kind of page it is, and by what the product is known
_ALWAYS = ("product", "product_key", "page_type")
#: fields of diff.csv that are read with the field of a selector, where the names are not equal
_READ_WITH: Mapping[str, tuple[str, ...]] = {
    "price": ("price", "old_price", "currency", "unit_price"),
    "availability": ("availability", "stock_qty"),
    "stock_quantity": ("stock_qty",),
}


def reconfigured(now: Mapping[str, Any], base: Mapping[str, Any]) -> frozenset[str]:
    """Fields that two configurations of a site job tell us to read differently."""
    rules, before = _rules(now), _rules(base)
    names = [name for name in {**rules, **before} if rules.get(name) != before.get(name)]
    fields = {field for name in names for field in _READ_WITH.get(name, (name,))}
    return frozenset({*fields, *_ALWAYS}) if fields else frozenset()


def _rules(config: Mapping[str, Any]) -> Mapping[str, object]:
    site = config.get("site") or {}
    # the currency of prices that are printed without one, and the place where it is printed
    currency = (site.get("currency"), (site.get("selectors") or {}).get("currency"))
    return {**(site.get("selectors") or {}), "currency": currency}

"""What a reading of pages depended on: the extractor's version, and the site's configuration."""

from collections.abc import Mapping
from typing import Any

#: Raise it by one, by hand, whenever `parser.pages` begins to read the same bytes differently. The
#: next diff.csv of each site then says `extractor_changed` where the change is ours, not the shop's.
EXTRACTOR_VERSION = 8

#: any change of rules can change whether there is a product, its key, and the type of the page
_ALWAYS = ("product", "product_key", "page_type")
#: by field of a selector: the fields of diff.csv it affects, if not just the one of that name
_READ_WITH: Mapping[str, tuple[str, ...]] = {
    "price": ("price", "old_price", "currency", "unit_price"),
    "availability": ("availability", "stock_qty"),
    "stock_quantity": ("stock_qty",),
}


def reconfigured(now: Mapping[str, Any], base: Mapping[str, Any]) -> frozenset[str]:
    """Fields of diff.csv that two configurations of a site job read differently."""
    rules, before = _rules(now), _rules(base)
    names = [name for name in {**rules, **before} if rules.get(name) != before.get(name)]
    fields = {field for name in names for field in _READ_WITH.get(name, (name,))}
    return frozenset({*fields, *_ALWAYS}) if fields else frozenset()


def _rules(config: Mapping[str, Any]) -> Mapping[str, object]:
    site = config.get("site") or {}
    # the currency of prices that are printed without one, and the place where it is printed
    currency = (site.get("currency"), (site.get("selectors") or {}).get("currency"))
    return {**(site.get("selectors") or {}), "currency": currency}

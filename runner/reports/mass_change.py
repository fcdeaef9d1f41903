"""Whether a site has too many changes to be true.

A misread new layout, a shop that shows everybody another city's prices, a catalogue that loads only in
part: all of them look like thousands of changes. These are reported, but marked as suspect.
"""

from collections import Counter
from collections.abc import Iterator

from runner.reports.change import Change, ChangeType
from runner.reports.change_rules import PRODUCT_RULES
from storage.site_report import ProductCounts

#: a field is suspect if it changed on more than this percent of the compared products
MOST_CHANGED = 30
#: fewer changed products are never suspect: small shops do change all at once
FEWEST_CHANGED = 10
#: below this percent of the usual number of products, too many are missing
FEWEST_PRODUCTS = 90
#: fewer missing products are never suspect, unless none is left
FEWEST_MISSING = 3
#: a run with less than this share of the usual products is not used as a base
_HALF = 0.5

_VOLATILE = frozenset(rule.name for rule in PRODUCT_RULES if rule.volatile)
_COUNTED = frozenset({ChangeType.CHANGED, ChangeType.OUT_OF_SCOPE})
#: fields of rows about a product that its address no longer shows: such pairs have only one side
_NOT_SHOWN = frozenset({"product", "http_status", "content_type"})


class MassChange:
    """Counts, change by change, on how many products each field has changed."""

    def __init__(self) -> None:
        self._changed: Counter[str] = Counter()

    def count(self, change: Change) -> None:
        """Takes one row of the report."""
        if change.entity == "product" and change.type in _COUNTED and change.field:
            self._changed[change.field] += 1

    def suspicions(
        self, *, compared: int, products: int, usual: float | None, complete: bool
    ) -> Iterator[str]:
        """What is suspect, as sentences.

        `compared` products have two sides; `usual` is the median of the last complete runs.
        """
        not_shown = sum(self._changed[field] for field in _NOT_SHOWN)
        for field, changed in sorted(self._changed.items()):
            whole = compared + not_shown if field in _NOT_SHOWN else compared
            share = 100 * changed / max(whole, changed)
            if field not in _VOLATILE and changed >= FEWEST_CHANGED and share > MOST_CHANGED:
                yield f"{field} changed on {changed} of {whole} products ({share:.0f} %)"
        if complete and usual and _are_missing(products, usual):
            yield f"{products} products, where the last complete runs had {usual:g}"


def has_lost_products(counts: ProductCounts) -> bool:
    """Whether more than half of the products are gone at once: our reading or the shop failed.

    Against such a base all products would be "back", and no change of price would be reported.
    """
    usual = counts.usual or 0
    return _are_missing(counts.now, usual) and counts.now < usual * _HALF


def had_lost_products(counts: ProductCounts, *, missed: int) -> bool:
    """Whether the previous run found as few products: then that is how the shop is now.

    Each of the `missed` pages of that run is counted as if it had shown a product.
    """
    return counts.before is not None and counts.before + missed < (counts.usual or 0) * _HALF


def _are_missing(products: int, usual: float) -> bool:
    many = not products or usual - products >= FEWEST_MISSING
    return many and 100 * products < FEWEST_PRODUCTS * usual

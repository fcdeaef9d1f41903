"""Whether the changes of a site are too many to be true.

A new layout that is misread, a shop that shows everybody the prices of another city, a catalogue that
loads only in part: all of them look like thousands of changes. They are told, and marked.
"""

from collections import Counter
from collections.abc import Iterator

from runner.reports.change import Change, ChangeType
from runner.reports.change_rules import PRODUCT_RULES
from storage.site_report import ProductCounts

#: percent of the compared products that change in one field, above which it is suspect
MOST_CHANGED = 30
#: changed products in one field below which no share is suspect: small shops do change at once
FEWEST_CHANGED = 10
#: percent of the usual number of products, below which too many are missing
FEWEST_PRODUCTS = 90
#: missing products below which no share is suspect, unless none is left
FEWEST_MISSING = 3
#: share of the usual products below which a run is not one to compare with
_HALF = 0.5

_VOLATILE = frozenset(rule.name for rule in PRODUCT_RULES if rule.volatile)
#: what is told of a product whose address answered and does not show it: it has no other side
_NOT_SHOWN = frozenset({"product", "http_status", "content_type"})


class MassChange:
    """Counts, change by change, on how many products each field has changed."""

    def __init__(self) -> None:
        self._changed: Counter[str] = Counter()

    def count(self, change: Change) -> None:
        """Takes one row of the report."""
        if change.entity == "product" and change.type is ChangeType.CHANGED and change.field:
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
    """Whether more than half of the products are gone at once: our reading failed, or the shop did.

    Compared with such a run all products would be back, and nothing would be told of their prices.
    """
    usual = counts.usual or 0
    return _are_missing(counts.now, usual) and counts.now < usual * _HALF


def had_lost_products(counts: ProductCounts, *, missed: int) -> bool:
    """Whether the run before had found as few: if it could see, that is how the shop is now.

    `missed` pages of that run may have shown a product each.
    """
    return counts.before is not None and counts.before + missed < (counts.usual or 0) * _HALF


def _are_missing(products: int, usual: float) -> bool:
    many = not products or usual - products >= FEWEST_MISSING
    return many and 100 * products < FEWEST_PRODUCTS * usual

"""Whether the changes of a site are too many to be true.

A new layout that is misread, a shop that shows everybody the prices of another city, a catalogue that
loads only in part: all of them look like thousands of changes. They are told, and marked.
"""

from collections import Counter
from collections.abc import Iterator

from runner.reports.change import Change, ChangeType
from runner.reports.change_rules import PRODUCT_RULES

#: percent of the compared products that change in one field, above which it is suspect
MOST_CHANGED = 30
#: changed products in one field below which no share is suspect: small shops do change at once
FEWEST_CHANGED = 10
#: percent of the usual number of products, below which too many are missing
FEWEST_PRODUCTS = 90

_VOLATILE = frozenset(rule.name for rule in PRODUCT_RULES if rule.volatile)


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
        """What is suspect, as sentences; `usual` is the median of the last complete runs."""
        for field, changed in sorted(self._changed.items()):
            share = 100 * changed / max(compared, changed)
            if field not in _VOLATILE and changed >= FEWEST_CHANGED and share > MOST_CHANGED:
                yield f"{field} changed on {changed} of {compared} products ({share:.0f} %)"
        if complete and usual and 100 * products < FEWEST_PRODUCTS * usual:
            yield f"{products} products, where the last complete runs had {usual:g}"

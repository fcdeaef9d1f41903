"""The counts taken while one site's files are written: for the summary sheet, the manifest, the chat."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from parser.pages.issue_catalogue import CATALOGUE, Priority
from parser.pages.records import Availability
from runner.reports.change import Change, ChangeType
from runner.reports.full_fields import FullRow
from runner.reports.issue_fields import IssueRow, IssueStatus
from runner.reports.seo_row import SeoRow

STATES = ("page", "redirect", "client_error", "server_error", "other", "no_response", "blocked")
_ALSO = {"file": "page", "bot_wall": "page"}
#: upper bounds of price changes in percent, and the names of the steps below them
PRICE_STEPS = (
    (Decimal(-30), "-30 % and more"),
    (Decimal(-10), "-10 to -30 %"),
    (Decimal(0), "up to -10 %"),
    (Decimal(10), "up to +10 %"),
    (Decimal(30), "+10 to +30 %"),
    (Decimal("Infinity"), "+30 % and more"),
)


@dataclass(kw_only=True)
class Tally:
    """Counts rows on their way into the files."""

    states: Counter[str] = field(default_factory=Counter)
    issues: Counter[tuple[str, IssueStatus]] = field(default_factory=Counter)
    products: int = 0
    available: int = 0
    without_price: int = 0
    discounted: int = 0
    changes: Counter[ChangeType] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    prices: Counter[str] = field(default_factory=Counter)

    def see_products(self, rows: Iterable[FullRow]) -> None:
        """Rows of full.csv."""
        for row in rows:
            product = row.line.product
            self.products += 1
            self.available += product.availability is Availability.IN_STOCK
            self.without_price += product.price is None
            self.discounted += product.old_price is not None

    def see_pages(self, rows: Iterable[SeoRow]) -> None:
        """Rows of seo.csv."""
        self.states.update([_ALSO.get(row.line.state, row.line.state) for row in rows])

    def see_issues(self, rows: Iterable[IssueRow]) -> None:
        """Rows of issues.csv."""
        self.issues.update([(row.issue.code, row.status) for row in rows])

    def see_change(self, change: Change) -> None:
        """A row of diff.csv that is no note."""
        self.changes[change.type] += 1
        self.severities[change.severity] += 1
        if change.field == "price" and change.delta_percent is not None:
            percent = change.delta_percent
            self.prices[next(name for bound, name in PRICE_STEPS if _is_below(percent, bound))] += 1

    def by_priority(self, *statuses: IssueStatus) -> Mapping[str, int]:
        """How many issues of each priority there are."""
        found = dict.fromkeys((one.value for one in Priority), 0)
        for (code, status), count in self.issues.items():
            if status in statuses and code in CATALOGUE:
                found[CATALOGUE[code].priority.value] += count
        return found

    def top_issues(self, most: int) -> Sequence[tuple[str, int]]:
        """Codes of present issues, the gravest and most frequent first."""
        counts: Counter[str] = Counter()
        for (code, status), count in self.issues.items():
            if status is not IssueStatus.FIXED and code in CATALOGUE:
                counts[code] += count
        ranks = {one: rank for rank, one in enumerate(Priority)}
        order = sorted(
            counts.items(), key=lambda item: (ranks[CATALOGUE[item[0]].priority], -item[1], item[0])
        )
        return order[:most]

    def issue_facts(self) -> dict[str, Any]:
        """For the manifest."""
        present = self.by_priority(IssueStatus.NEW, IssueStatus.PERSISTING)
        return {
            "issues": sum(present.values()),
            "by_priority": present,
            "new": sum(self.by_priority(IssueStatus.NEW).values()),
            "fixed": sum(self.by_priority(IssueStatus.FIXED).values()),
        }

    def change_facts(self) -> dict[str, Any]:
        """For the manifest and the caption in the chat."""
        return {
            "changes": sum(self.changes.values()),
            "by_type": {kind.value: count for kind, count in sorted(self.changes.items())},
            "by_severity": dict(sorted(self.severities.items())),
        }


def _is_below(percent: Decimal, bound: Decimal) -> bool:
    """Whether a change is within the step's upper `bound`; each bound belongs to the step away from zero."""
    return percent <= bound if bound < 0 else percent < bound

"""One row of diff.csv: a difference between two looks at a product or a page."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class ChangeType(StrEnum):
    """What happened. Only the first three say that the shop changed for certain."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"  #: the same key at another address
    BACK = "back"  #: seen before the base, missing from it, and here again
    UNREACHABLE = "unreachable"  #: asked for in vain: nobody knows
    BLOCKED = "blocked"  #: closed by robots.txt now
    OUT_OF_SCOPE = "out_of_scope"
    EXTRACTOR_CHANGED = "extractor_changed"  #: our reading changed between the two runs
    NOTE = "note"  #: about the comparison itself


class Severity(StrEnum):
    """How soon somebody should look."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A difference, or a note where `entity` is "run"."""

    entity: str  #: product, page, run
    key: str
    url: str
    type: ChangeType
    severity: Severity
    field: str | None = None
    old: str | None = None
    new: str | None = None
    delta: Decimal | None = None  #: new less old, in the unit of the field
    delta_percent: Decimal | None = None
    confidence: float | None = None  #: 0 to 1
    note: str | None = None
    base_run: int | None = None  #: whose look `old` is, where the base has none

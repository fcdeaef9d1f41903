"""One row of diff.csv: a difference between two looks at a product or a page."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class ChangeType(StrEnum):
    """What happened. From UNREACHABLE on, a type does not claim that the shop changed anything."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"  #: the same key at another address
    BACK = "back"  #: seen before the base, missing from it, and here again
    UNREACHABLE = "unreachable"  #: it gave no usable answer: what is there is unknown
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
    delta: Decimal | None = None  #: new minus old, in the unit of the field
    delta_percent: Decimal | None = None
    confidence: float | None = None  #: 0 to 1
    note: str | None = None
    base_run: int | None = None  #: the earlier run that `old` is from, if the base has no answer

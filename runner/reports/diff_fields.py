"""The columns of diff.csv: one row for each change of a field, in long form."""

from collections.abc import Mapping
from dataclasses import dataclass

from runner.reports.change import Change, ChangeType, Severity
from runner.reports.table import Field, field
from storage.report_files.columns import Kind, Mark

_TYPE_MARKS: Mapping[str, Mark] = {
    ChangeType.ADDED: Mark.GOOD,
    ChangeType.BACK: Mark.GOOD,
    ChangeType.REMOVED: Mark.BAD,
    ChangeType.UNREACHABLE: Mark.DOUBTFUL,
    ChangeType.BLOCKED: Mark.DOUBTFUL,
}
_SEVERITY_MARKS: Mapping[str, Mark] = {Severity.CRITICAL: Mark.BAD, Severity.WARNING: Mark.DOUBTFUL}


@dataclass(frozen=True, kw_only=True, slots=True)
class DiffRow:
    """A change, and the two runs it lies between."""

    change: Change
    run_id: int
    base_run_id: int | None  #: of the whole comparison
    site: str


FIELDS: tuple[Field[DiffRow], ...] = (
    field("run_id", lambda row: row.run_id, Kind.ID, width=8),
    field("base_run_id", lambda row: row.change.base_run or row.base_run_id, Kind.ID, width=8),
    field("site", lambda row: row.site),
    field("entity", lambda row: row.change.entity, width=9),
    field("key", lambda row: row.change.key, Kind.CODE, width=24),
    field("url", lambda row: row.change.url, Kind.LINK, width=52),
    field("change_type", lambda row: row.change.type, width=17, marks=_TYPE_MARKS),
    field("field", lambda row: row.change.field, width=18),
    field("old_value", lambda row: row.change.old, Kind.CODE, width=34),
    field("new_value", lambda row: row.change.new, Kind.CODE, width=34),
    field("delta", lambda row: row.change.delta, Kind.DIFFERENCE, width=10),
    field("delta_pct", lambda row: row.change.delta_percent, Kind.PERCENT, width=9),
    field("severity", lambda row: row.change.severity, width=10, marks=_SEVERITY_MARKS),
    field("confidence", lambda row: row.change.confidence, Kind.NUMBER, width=10),
    field("note", lambda row: row.change.note, width=48),
)

"""A report as a table of fields: for each column its head, and how to get its value from a line.

Cells are made column by column, a stretch of lines at a time: a tight loop per column costs less than
a hundred calls through two functions per line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from storage.report_files.columns import Cell, Column, Kind, Mark, Row

_BUTTON = 3  # characters that the filter's button takes of a head

Line = TypeVar("Line")
Part = TypeVar("Part")


@dataclass(frozen=True, kw_only=True)
class Field(Generic[Line]):
    """A column and the function that fills it; docs/reports.md says what it means.

    `value` gets a part of the line, such as its page; if that is None, the cell is empty.
    """

    column: Column
    part: Callable[[Line], Any]
    value: Callable[[Any], Cell]


def field(
    name: str,
    value: Callable[[Line], Cell],
    kind: Kind = Kind.TEXT,
    *,
    width: int = 14,
    marks: Mapping[str, Mark] | None = None,
) -> Field[Line]:
    """One column, wide enough for its head in two lines and the filter's button."""
    return field_of(_whole, name, value, kind, width=width, marks=marks)


def field_of(
    part: Callable[[Line], Part | None],
    name: str,
    value: Callable[[Part], Cell],
    kind: Kind = Kind.TEXT,
    *,
    width: int = 14,
    marks: Mapping[str, Mark] | None = None,
) -> Field[Line]:
    """A column whose value is read from a part of the line; empty if the part is None."""
    head = _width_of_halves(name.split()) + _BUTTON
    column = Column(name=name, kind=kind, width=max(width, head), marks=marks or {})
    return Field(column=column, part=part, value=value)


def _width_of_halves(words: Sequence[str]) -> int:
    """Characters of the longer line, if the words are split into two lines as evenly as possible."""
    return min(
        max(len(" ".join(words[:place])), len(" ".join(words[place:])))
        for place in range(1, len(words) + 1)
    )


def columns(fields: Sequence[Field[Line]]) -> list[Column]:
    """The columns of the fields."""
    return [one.column for one in fields]


def rows(fields: Sequence[Field[Line]], lines: Sequence[Line]) -> list[Row]:
    """The cells of some lines."""
    parts = {part: list(map(part, lines)) for part in {one.part for one in fields}}
    made = [_cells(one.value, parts[one.part]) for one in fields]
    return list(zip(*made, strict=True))


def _cells(value: Callable[[Part], Cell], parts: Sequence[Part | None]) -> list[Cell]:
    return [None if part is None else value(part) for part in parts]


def _whole(line: Line) -> Line:
    return line

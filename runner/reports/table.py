"""A report as a table of fields: for each column its head and how its value comes from a line."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from storage.report_files.columns import Cell, Column, Kind, Mark, Row

Line = TypeVar("Line")


@dataclass(frozen=True, kw_only=True)
class Field(Generic[Line]):
    """A column and the function that fills it. What it means is told in docs/reports.md."""

    column: Column
    value: Callable[[Line], Cell]


def field(
    name: str,
    value: Callable[[Line], Cell],
    kind: Kind = Kind.TEXT,
    *,
    width: int = 14,
    marks: Mapping[str, Mark] | None = None,
) -> Field[Line]:
    """One column, wide enough for each word of its head and the filter's button."""
    head = max(map(len, name.split())) + 3
    column = Column(name=name, kind=kind, width=max(width, head), marks=marks or {})
    return Field(column=column, value=value)


def columns(fields: Sequence[Field[Line]]) -> list[Column]:
    """The heads."""
    return [one.column for one in fields]


def rows(fields: Sequence[Field[Line]], lines: Iterable[Line]) -> list[Row]:
    """The cells of some lines."""
    values = [one.value for one in fields]
    return [[value(line) for value in values] for line in lines]

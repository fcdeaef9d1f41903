"""What a column of a report holds: one description for the CSV file and for the sheet.

A row is a sequence of plain values in the order of the columns. None and "" are an empty cell in
both files; numbers may come as exact decimal text, so that no amount of money passes through a float.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto

Cell = str | int | float | Decimal | bool | datetime | None
Row = Sequence[Cell]


class Kind(Enum):
    """How a value is meant, and so how each file shows it."""

    TEXT = auto()
    CODE = auto()  #: text that looks like a number: a GTIN, an article number, a phone
    LINK = auto()  #: an address; a hyperlink in a sheet where `Row` gives one
    WHOLE = auto()
    ID = auto()  #: a whole number that counts nothing: the number of a run
    NUMBER = auto()  #: with a fraction as long as it is
    PERCENT = auto()  #: 20 means 20 %
    DIFFERENCE = auto()  #: in the unit of whatever differs: money, pieces, stars
    MONEY = auto()
    FLAG = auto()
    MOMENT = auto()  #: an aware datetime, shown in the team's time zone
    DATE = (
        auto()
    )  #: the same as a site states it: midnight UTC is a day without a time, in any zone


class Mark(Enum):
    """A cell that should catch the eye."""

    BAD = auto()
    DOUBTFUL = auto()
    GOOD = auto()


@dataclass(frozen=True, kw_only=True)
class Column:
    """The head of a column; `width` in characters, `marks` by the text of a cell."""

    name: str
    kind: Kind = Kind.TEXT
    width: int = 14
    marks: Mapping[str, Mark] = field(default_factory=dict)

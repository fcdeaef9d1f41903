"""One number of a text: its value, its currency, and what it is to the buyer."""

from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple

from parser.pages import lexicon


class Role(Enum):
    """What an amount is to the buyer."""

    PRICE = auto()
    FROM = auto()  #: the lowest of several
    UP_TO = auto()  #: the highest of several
    OLD = auto()
    UNIT = auto()  #: of a measure: 100 g, a square metre
    INSTALMENT = auto()
    NET = auto()  #: without the tax that a buyer pays on top
    RESERVED = auto()  #: asked of some buyers only: members, holders of a card, those who resell
    DISCOUNT = auto()
    SHIPPING = auto()
    QUANTITY = auto()  #: no money at all


class Amount(NamedTuple):
    """One number of a text; a tuple, as every number of every text becomes one."""

    value: Decimal
    currency: str | None
    role: Role
    start: int
    end: int  #: with the currency behind it

    @property
    def is_asked(self) -> bool:
        """Whether a buyer pays it, or the least of it."""
        return self.role is Role.PRICE or self.role is Role.FROM


def joins(between: str) -> bool:
    """Whether the text between two amounts makes them the ends of a range."""
    return bool(lexicon.pattern("prices", "range_mark").fullmatch(between))

"""Chance that is a pure function of its name.

A shop's bytes never depend on when or how often it was asked.

Not `random.Random`: its methods may change between Python versions, and its state makes the answer
depend on the order of the questions. Here each question has a name and the answer is its hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import gcd
from typing import TypeVar

T = TypeVar("T")
_RANGE = 1 << 64


def hash64(text: str) -> int:
    """A stable number from 0 to 2**64 - 1 for any text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


@dataclass(frozen=True, slots=True)
class Dice:
    """Dice with a name; `at` gives dice for a smaller matter that fall independently."""

    name: str

    def at(self, *parts: object) -> "Dice":
        """Dice for a smaller matter."""
        return Dice("/".join((self.name, *map(str, parts))))

    def whole(self, low: int, high: int, matter: str) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self._roll(matter) % (high - low + 1)

    def share(self, matter: str) -> float:
        """A number from 0 up to but not including 1."""
        return self._roll(matter) / _RANGE

    def pick(self, items: Sequence[T], matter: str) -> T:
        """One of the items."""
        return items[self._roll(matter) % len(items)]

    def some(self, items: Sequence[T], count: int, matter: str) -> list[T]:
        """`count` different items (all of them if there are fewer), in an order of chance.

        Walks the sequence with a stride that has no common divisor with its length: one hash
        instead of one per item, which is what makes a page of text cheap.
        """
        size = len(items)
        roll = self._roll(matter)
        stride = 1 + (roll >> 32) % size
        while gcd(stride, size) != 1:
            stride += 1
        return [items[(roll + stride * step) % size] for step in range(min(count, size))]

    def shuffled(self, items: Sequence[T], matter: str) -> list[T]:
        """All items in an order of chance; each order is possible, at one hash per item."""
        keys = [self._roll(f"{matter}/{place}") for place in range(len(items))]
        return [item for _, _, item in sorted(zip(keys, range(len(items)), items, strict=True))]

    def _roll(self, matter: str) -> int:
        return hash64(f"{self.name}:{matter}")

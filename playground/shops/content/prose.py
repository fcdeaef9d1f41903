"""Running text: sentences chosen by dice from a pool, agreed with a noun, set in paragraphs."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from playground.shops.content.dice import Dice
from playground.shops.content.vocabulary import agreed

Slots: TypeAlias = Mapping[str, str]


def paragraphs(
    dice: Dice, pool: Sequence[str], slots: Slots, *, count: int, gender: str = "m", per: int = 4
) -> list[str]:
    """`count` different sentences of the pool, `per` in a paragraph."""
    chosen = [
        agreed(pattern, gender).format_map(slots) for pattern in dice.some(pool, count, "prose")
    ]
    return [" ".join(chosen[start : start + per]) for start in range(0, len(chosen), per)]


def fitting(patterns: Sequence[str], slots: Slots, limit: int) -> str:
    """The first filled pattern of at most `limit` characters, or else the last one."""
    filled = [pattern.format_map(slots) for pattern in patterns]
    return next((text for text in filled if len(text) <= limit), filled[-1])

"""Slips of the hand and of the ear: which wrong spelling of a word is the likelier one.

An edit distance counts letters and does not know fingers: "excet" is as near to "excel" as to "except".
A finger swaps two letters, leaves one out, strikes a key twice or the one beside it, and an ear takes one
vowel for another. Any other change is possible, and less likely: it is believed only where nothing
plainer is near.
"""

import re
from collections.abc import Iterator
from typing import Final

from parser.commands.writing import is_vowel, neighbours

_THRICE: Final = re.compile(r"(.)\1\1")


def is_drawn_out(word: str) -> bool:
    """Whether a letter is said three times or more, which no word of either language has."""
    return _THRICE.search(word) is not None


def is_plain(word: str, meant: str) -> bool:
    """Whether `word`, one edit away from `meant`, is what a finger or an ear makes of it."""
    if len(word) < len(meant):
        return True
    if len(word) > len(meant):
        return _has_stray_letter(word, meant)
    changed = [pair for pair in zip(word, meant, strict=True) if pair[0] != pair[1]]
    return len(changed) != 1 or _are_confused(*changed[0])


def plainest(word: str, near: list[str]) -> list[str]:
    """Of words that are equally near, those that a plain slip parts from `word`, if there are any."""
    return [each for each in near if is_plain(word, each)] or near


def swaps(word: str) -> Iterator[str]:
    """The words of which `word` has two neighbouring letters swapped."""
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def struck_beside(word: str) -> Iterator[str]:
    """The words that striking one key beside the right one would turn into `word`."""
    for place, letter in enumerate(word):
        for key in neighbours(letter):
            yield word[:place] + key + word[place + 1 :]


def _are_confused(seen: str, meant: str) -> bool:
    return seen in neighbours(meant) or (is_vowel(seen) and is_vowel(meant))


def _has_stray_letter(word: str, meant: str) -> bool:
    """Whether the letter too many is the same as one beside it, or lies beside its key."""
    place = next((i for i, letter in enumerate(meant) if word[i] != letter), len(meant))
    stray, beside = word[place], word[max(place - 1, 0) : place] + word[place + 1 : place + 2]
    return any(stray == each or stray in neighbours(each) for each in beside)

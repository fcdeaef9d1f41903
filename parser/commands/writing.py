"""Writing systems: one spelling for many ways of writing the same word.

`fold` is what every token goes through. `swap_layout` and `to_cyrillic` are rescues that the reader
tries only where plain reading failed. `sound` brings a name in either script, with its case ending,
to one Latin key, so that a site called Lamoda is found in Russian without an alias. The tables are
data (grammar/writing.yaml); nothing here knows a word of any language.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import yaml

_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_LATIN: Final = re.compile("[a-z]")


def is_cyrillic(word: str) -> bool:
    """Whether a folded word has a Cyrillic letter."""
    return _CYRILLIC.search(word) is not None


def is_latin(word: str) -> bool:
    """Whether a folded word has a Latin letter."""
    return _LATIN.search(word) is not None


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Lower case, one letter for its variants, and lookalikes of the other alphabet put right."""
    folded = word.lower().translate(_tables().fold)
    if is_latin(folded) and is_cyrillic(folded):
        folded = _unmix(folded)
    return folded


def swap_layout(text: str) -> str:
    """The text as it would have come from the other keyboard layout, in the direction it needs."""
    tables = _tables()
    lowered = text.lower()
    cyrillic = len(_CYRILLIC.findall(lowered))
    latin = len(_LATIN.findall(lowered))
    return lowered.translate(tables.to_latin_keys if cyrillic > latin else tables.to_cyrillic_keys)


def to_cyrillic(word: str) -> str:
    """A folded Latin word as the Russian word it may transliterate."""
    tables = _tables()
    written: list[str] = []
    place = 0
    while place < len(word):
        for size in (4, 3, 2, 1):
            piece = word[place : place + size]
            letter = tables.translit.get(piece)
            if size == 1 and written and word[place - 1] in "aeiou":
                letter = tables.after_vowel.get(piece, letter)
            if letter is not None and len(piece) == size:
                break
        written.append(piece if letter is None else letter)
        place += len(piece)
    return "".join(written)


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """How a folded word in either script sounds, as a Latin key; digits stay, signs go."""
    tables = _tables()
    key = word.translate(tables.sound)
    for pattern, written in tables.sound_rules:
        key = pattern.sub(written, key)
    return re.sub("[^a-z0-9]", "", key)


def read_yaml(name: str) -> Any:
    """A packaged grammar file as plain values."""
    text = files("parser.commands").joinpath("grammar", name).read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506 # both are safe; the C one is 10 times as fast


def neighbours(letter: str) -> str:
    """The letters on the keys around a letter's own key, in its alphabet."""
    return _tables().neighbours.get(letter, "")


def is_vowel(letter: str) -> bool:
    """Whether the letter writes a vowel."""
    return letter in _tables().vowels


class _Tables:
    def __init__(self, data: dict[str, Any]) -> None:
        rows = data["keyboard"]
        latin, cyrillic = "".join(rows["latin"]), "".join(rows["cyrillic"])
        self.neighbours = {**_neighbours(rows["latin"]), **_neighbours(rows["cyrillic"])}
        self.vowels = frozenset(data["vowels"])
        self.fold = str.maketrans(data["fold"])
        self.lookalikes = str.maketrans(data["lookalikes"])
        self.lookalikes_back = str.maketrans({v: k for k, v in data["lookalikes"].items()})
        self.to_cyrillic_keys = str.maketrans(latin, cyrillic)
        self.to_latin_keys = str.maketrans(cyrillic, latin)
        self.translit: dict[str, str] = data["translit"]
        self.after_vowel: dict[str, str] = data["translit_after_vowel"]
        self.sound = str.maketrans(data["sound"])
        self.sound_rules = [(re.compile(seen), written) for seen, written in data["sound_rules"]]


@cache
def _tables() -> _Tables:
    return _Tables(read_yaml("writing.yaml"))


def _neighbours(rows: Sequence[str]) -> dict[str, str]:
    """Beside each key, and above and below it; a row stands half a key right of the one above."""
    return {
        letter: "".join(
            key
            for row, first, last in ((y - 1, x, x + 1), (y, x - 1, x + 1), (y + 1, x - 1, x))
            if 0 <= row < len(rows)
            for key in rows[row][max(first, 0) : last + 1]
            if key != letter
        )
        for y, letters in enumerate(rows)
        for x, letter in enumerate(letters)
    }


def _unmix(word: str) -> str:
    tables = _tables()
    latin = len(_LATIN.findall(word))
    if latin * 2 <= len(word):
        right = word.translate(tables.lookalikes)
        return word if is_latin(right) else right
    right = word.translate(tables.lookalikes_back)
    return word if is_cyrillic(right) else right

"""Word forms written down: what a morphology says of the words of a grammar file.

Spreading a thousand words takes pymorphy3 longer than all else takes at the start, and the answer is
always the same. So it is kept beside the grammar, in `grammar/<code>.forms.json`, and a test compares it
with what the morphology says. It is a cache and no more: a word that is not in it is looked up.
`spread.py` writes it.

Words that change alike share a row of `{"mark:ending mark:ending": "word:6"}`: a form is the first 6
letters of the word with an ending, and a mark says what the form is for.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Final, TypeAlias

#: (form, mark) pairs; the marks are those of morphology.py.
MarkedForms: TypeAlias = tuple[tuple[str, str], ...]

_NO_ENDING: Final = "-"


class WrittenForms:
    """The forms of one language's file; empty when there is none."""

    def __init__(self, code: str) -> None:
        self._rows: dict[str, tuple[str, int]] = {}
        for endings, words in _read(code).items():
            for entry in words.split():
                word, _, size = entry.rpartition(":")
                self._rows[word] = endings, int(size)

    def of(self, word: str) -> MarkedForms | None:
        """The forms of a word of the grammar, written with its last sign (~ or !), if it is there."""
        row = self._rows.get(word)
        if row is None:
            return None
        endings, size = row
        stem = word[:size]
        pairs = (each.split(":") for each in endings.split())
        return tuple((stem + ending.removeprefix(_NO_ENDING), mark) for mark, ending in pairs)


def packed(words: Mapping[str, Iterable[tuple[str, str]]]) -> dict[str, str]:
    """The rows that `WrittenForms` reads."""
    rows: dict[str, list[str]] = {}
    for word, marked in sorted(words.items()):
        forms = sorted(set(marked))
        stem = _beginning([word[:-1], *(form for form, _ in forms)])
        endings = (f"{mark}:{form[len(stem) :] or _NO_ENDING}" for form, mark in forms)
        rows.setdefault(" ".join(endings), []).append(f"{word}:{len(stem)}")
    return {endings: " ".join(entries) for endings, entries in sorted(rows.items())}


def _beginning(words: Sequence[str]) -> str:
    """The letters that all the words begin with."""
    first, last = min(words), max(words)
    same = (place for place in range(len(first)) if first[place] != last[place : place + 1])
    return first[: next(same, len(first))]


def _read(code: str) -> dict[str, str]:
    file = files("parser.commands").joinpath("grammar", f"{code}.forms.json")
    read: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return read

"""Writes the forms of the Russian grammar's words: run it after a change of the grammar file.

    python -m parser.commands.spread > ru.forms.json
    mv ru.forms.json parser/commands/grammar/

The file is a cache that shortens the start (see forms.py); without a new one everything works, slower.
"""

import json
import re
import sys
from importlib.resources import files
from typing import Final

from parser.commands.forms import WrittenForms, packed
from parser.commands.morphology import Morphology, RussianMorphology

#: A word of a template or a table that stands for its forms.
_MARKED: Final = re.compile(r"[^\W\d_]+[~!]")


def spread(code: str, own: Morphology) -> dict[str, str]:
    """The rows of `<code>.forms.json`."""
    grammar = files("parser.commands").joinpath("grammar", f"{code}.yaml")
    words = set(_MARKED.findall(grammar.read_text(encoding="utf-8")))
    return packed({word: _forms(word, own) for word in words})


def _forms(word: str, own: Morphology) -> list[tuple[str, str]]:
    if word.endswith("!"):
        return list(own.verb_forms(word[:-1]))
    return [(form, "") for form in own.forms(word[:-1])]


if __name__ == "__main__":
    rows = spread("ru", RussianMorphology(WrittenForms("nothing")))
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=0) + "\n")

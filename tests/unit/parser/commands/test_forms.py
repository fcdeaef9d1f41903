"""Word forms written down beside the grammar."""

import json
from importlib.resources import files

from parser.commands.forms import WrittenForms, packed
from parser.commands.morphology import RussianMorphology
from parser.commands.spread import spread


def test_the_written_forms_are_what_the_morphology_says() -> None:
    """The file of forms is up to date; `python -m parser.commands.spread` writes it anew."""
    file = files("parser.commands").joinpath("grammar", "ru.forms.json")
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written == spread("ru", RussianMorphology(WrittenForms("nothing")))


def test_a_row_gives_back_the_forms_it_was_packed_from() -> None:
    """Words that change alike share a row, and a form may be its stem and nothing more."""
    forms = {"сайт~": {("сайт", ""), ("сайта", "")}, "скан~": {("скан", ""), ("скана", "")}}
    rows = packed(forms)
    assert rows == {":- :а": "сайт~:4 скан~:4"}


def test_a_word_that_was_not_written_is_unknown_to_the_file() -> None:
    """The file is a cache: the morphology is asked for what it lacks."""
    written = WrittenForms("ru")
    assert written.of("небывальщина~") is None
    assert "небывальщиной" in set(RussianMorphology(written).forms("небывальщина"))

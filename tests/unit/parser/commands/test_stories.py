"""A story stays a story, however it is misspelled: no form that tells may become an order."""

import re
from datetime import datetime

import pytest

from parser.commands.interpret import Interpreter
from parser.commands.model import ACTING
from parser.commands.morphology import STORY, EnglishMorphology, RussianMorphology, morphology

_DOUBLED = re.compile(r"(.)\1")
RUSSIAN = ("прогнать", "запустить", "отменить", "остановить", "перезапустить", "приостановить")
ENGLISH = ("run", "start", "cancel", "stop", "retry", "pause", "resume", "crawl")


@pytest.mark.parametrize("verb", RUSSIAN)
def test_russian_stories_with_two_letters_swapped(
    interpreter: Interpreter, now: datetime, verb: str
) -> None:
    """Past, present and participles of a verb act neither as they are nor with a slip."""
    assert _acting(interpreter, now, morphology("pymorphy3"), verb, ("{} озон", "прогон {}")) == []


@pytest.mark.parametrize("verb", ENGLISH)
def test_english_stories_with_two_letters_swapped(
    interpreter: Interpreter, now: datetime, verb: str
) -> None:
    """Regular forms of a verb act neither as they are nor with a slip."""
    assert _acting(interpreter, now, EnglishMorphology(), verb, ("{} ozon", "the run {}")) == []


def _acting(
    interpreter: Interpreter,
    now: datetime,
    own: RussianMorphology | EnglishMorphology,
    verb: str,
    sentences: tuple[str, ...],
) -> list[str]:
    marked = list(own.verb_forms(verb))
    orders = {form for form, mark in marked if mark != STORY}
    stories = sorted({form for form, mark in marked if mark == STORY and len(form) > 4} - orders)
    texts = [
        sentence.format(word)
        for form in stories
        for word in (form, *_slips(form))
        if word not in orders
        for sentence in sentences
    ]
    return [
        text
        for text in texts
        if any(each.verb in ACTING for each in interpreter.interpret(text, now=now).commands)
    ]


def _slips(word: str) -> list[str]:
    """The word with two neighbouring letters swapped, beyond the first.

    Without those where a letter comes out doubled: that is as well a slip of an order.
    """
    places = range(1, len(word) - 1)
    swapped = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in places)
    return [each for each in swapped if not _DOUBLED.search(each)]

"""Everyday ways to say it, each of which was once silence or the wrong question."""

from datetime import datetime
from typing import Any

import pytest

from parser.commands.interpret import Interpreter
from parser.commands.model import Ask

OZON = {"sites": ["ozon"]}
BOTH = {"sites": ["ozon", "wildberries"]}


@pytest.mark.parametrize(
    ("text", "verb", "slots"),
    [
        ("прогони только озон и вб, больше ничего", "run", BOTH),
        ("прогони озон и больше ничего не надо", "run", OZON),
        ("прогони все кроме озона, там капча", "run", {"sites": "all", "except": ["ozon"]}),
        ("run all but don't touch ozon", "run", {"sites": "all", "except": ["ozon"]}),
        ("run all w/o ozon", "run", {"sites": "all", "except": ["ozon"]}),
        ("run ozon w/o seo", "run", {**OZON, "reports": ["full", "diff", "xlsx"]}),
        ("отмени прогоны озона и вб", "cancel", BOTH),
        ("алё бот стоп стоп стоп", "cancel", {}),
        ("стоп-стоп-стоп!", "cancel", {}),
        ("stop-stop-stop", "cancel", {}),
        ("стоп!!1", "cancel", {}),
        ("прогони озон!!!111", "run", OZON),
        ("какой сейчас прогон идёт?", "progress", {}),
        ("какие цены поменялись на озоне", "changes", OZON),
        ("что подорожало на озоне?", "changes", OZON),
        ("изменились ли цены на озоне?", "changes", OZON),
        ("какие товары пропали?", "changes", {}),
        ("what got cheaper on ozon?", "changes", OZON),
        ("which products disappeared?", "changes", {}),
    ],
)
def test_it_is_understood(
    text: str, verb: str, slots: dict[str, Any], interpreter: Interpreter, now: datetime
) -> None:
    """The one command that a person would mean."""
    (command,) = interpreter.interpret(text, now=now).commands
    assert command.as_json() == {"verb": verb, **slots}


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("прогони несколько сайтов", Ask.NOTHING_NAMED),
        ("прогони любую площадку", Ask.NOTHING_NAMED),
        ("убери все расписания", Ask.UNSUPPORTED),
        ("remove all schedules", Ask.UNSUPPORTED),
        ("поставь расписание на паузу", Ask.UNSUPPORTED),
        ("возобнови расписание", Ask.UNSUPPORTED),
        ("отмени прогон и расписание", Ask.UNSUPPORTED),
        ("cancel the run and the schedule", Ask.UNSUPPORTED),
    ],
)
def test_it_is_asked_about(text: str, ask: Ask, interpreter: Interpreter, now: datetime) -> None:
    """Which sites, which schedule: the person must say."""
    read = interpreter.interpret(text, now=now)
    assert read.clarification is not None
    assert read.clarification.ask is ask


@pytest.mark.parametrize(
    "text",
    ["больше ничего не прогоняй", "отмени прогон 5 и больше ничего не запускай", "больше ничего"],
)
def test_nothing_more_is_no_order(text: str, interpreter: Interpreter, now: datetime) -> None:
    """A ban stays a ban, and "nothing else" alone says nothing."""
    assert interpreter.interpret(text, now=now).commands == ()

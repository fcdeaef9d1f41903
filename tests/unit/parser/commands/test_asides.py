"""What is said around an order: it is left out, it names what "it" is, or it makes the order none."""

from datetime import datetime

import pytest

from parser.commands.interpret import Interpreter
from parser.commands.model import Ask, Command, Doubt, Outcome, Verb


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("I started run 26 by accident, please cancel it", Command(verb=Verb.CANCEL, run=26)),
        ("run 52 hangs, kill it", Command(verb=Verb.CANCEL, run=52)),
        ("прогон 52 завис, убей его", Command(verb=Verb.CANCEL, run=52)),
        ("озон лежал ночью, прогони его", Command(verb=Verb.RUN, sites=("ozon",))),
        ("don't cancel run 5, just pause it", Command(verb=Verb.PAUSE, run=5)),
        ("my boss needs prices, so run ozon", Command(verb=Verb.RUN, sites=("ozon",))),
        ("my boss asked for prices, could you run ozon?", Command(verb=Verb.RUN, sites=("ozon",))),
        ("отмени прогон 5, я его запустила случайно", Command(verb=Verb.CANCEL, run=5)),
    ],
)
def test_an_order_stands_out_of_what_is_said_around_it(
    interpreter: Interpreter, now: datetime, text: str, command: Command
) -> None:
    """Causes and feelings don't disturb an order, and say what "it" is; that is a doubt."""
    read = interpreter.interpret(text, now=now)
    assert read.commands == (command,)
    assert Doubt.WORDS_IGNORED in read.doubts


@pytest.mark.parametrize(
    "text",
    [
        "he said, run ozon",
        "Вася попросил: прогони озон",
        "Вася попросил, прогони озон",
        "if it fails, restart run 5",
        "once it is done, run ozon",
        "run ozon, he said",
        "the plan is simple, run ozon",
        "what does it mean, cancel run 5",
        "прогони озон, хотя нет, не надо",
        "stop it, he is annoying",
        "бот завис, перезапустите его",
        "I have to go, cancel the meeting",
        "I ran ozon, lamoda and dns yesterday",
        "minutes:\n- run ozon\n- cancel run 5",
    ],
)
def test_talk_with_our_words_starts_nothing(
    interpreter: Interpreter, now: datetime, text: str
) -> None:
    """Others' words, conditions, plans, an order taken back, and objects that are not ours."""
    assert interpreter.interpret(text, now=now).outcome is not Outcome.COMMAND


@pytest.mark.parametrize("text", ["we're back, resume", "we lost the client, cancel everything"])
def test_a_vague_order_beside_talk_is_asked_about(
    interpreter: Interpreter, now: datetime, text: str
) -> None:
    """An order that names nothing of ours needs a person's word when much is told around it."""
    read = interpreter.interpret(text, now=now)
    assert read.clarification is not None
    assert read.clarification.ask is Ask.IS_IT_AN_ORDER


def test_an_unknown_site_is_asked_about_among_asides(
    interpreter: Interpreter, now: datetime
) -> None:
    """A reason beside the order does not hide that a site is not in the catalogue."""
    read = interpreter.interpret("my boss needs prices, so please run joom", now=now)
    assert read.clarification is not None
    assert read.clarification.words == ("joom",)

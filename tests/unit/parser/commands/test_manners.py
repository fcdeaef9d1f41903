"""What an interpretation carries beside its commands."""

from datetime import datetime

import pytest

from parser.commands.interpret import Interpreter
from parser.commands.model import Ask, Doubt, Fact, Outcome


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("прогони озон", ()),
        ("прогоги озон", (Doubt.TYPO,)),
        ("прогони вайдбериз", (Doubt.TYPO,)),
        ("прогони вольт", (Doubt.PART_OF_NAME,)),
        ("ghjujyb jpjy", (Doubt.LAYOUT,)),
        ("progoni ozon", (Doubt.TRANSLIT,)),
        ("прогони озон в 9", (Doubt.SCHEDULED,)),
        ("отмени все прогоны", (Doubt.EVERYTHING,)),
        ("прогнать озон", (Doubt.WEAK_ORDER,)),
        ("прогони озон 500", (Doubt.BARE_NUMBER,)),
        ("прогони озон, а то шеф ругается", (Doubt.WORDS_IGNORED,)),
    ],
)
def test_doubts(
    interpreter: Interpreter, now: datetime, text: str, doubts: tuple[Doubt, ...]
) -> None:
    """A reading that deserves confirmation says why."""
    read = interpreter.interpret(text, now=now)
    assert (read.outcome, read.doubts) == (Outcome.COMMAND, doubts)
    assert read.certain == (not doubts)


def test_facts_tell_what_was_understood(interpreter: Interpreter, now: datetime) -> None:
    """Facts are kinds and values in the order of telling."""
    read = interpreter.interpret("прогони все кроме озона по 100 страниц, только SEO", now=now)
    assert read.facts == (
        (
            Fact(kind="verb", value="run"),
            Fact(kind="sites", value=19),
            Fact(kind="except", value=("ozon",)),
            Fact(kind="limit", value=100),
            Fact(kind="reports", value=("seo",)),
        ),
    )


def test_a_question_mark_in_front_explains_only(interpreter: Interpreter, now: datetime) -> None:
    """A sentence after a question mark asks what would happen."""
    read = interpreter.interpret("?прогони озон", now=now)
    assert (read.outcome, read.explain_only, read.certain) == (Outcome.COMMAND, True, False)
    assert read.as_json()["explain_only"] is True


def test_a_rescued_text_is_shown(interpreter: Interpreter, now: datetime) -> None:
    """What was read instead of what was typed is told."""
    assert interpreter.interpret("ghjujyb dct", now=now).read_as == "прогони все"


def test_sites_alone_suggest_a_run(interpreter: Interpreter, now: datetime) -> None:
    """Names without a verb start nothing, but offer what may be meant."""
    read = interpreter.interpret("озон и вб", now=now)
    assert read.outcome is Outcome.UNKNOWN
    assert [each.as_json() for each in read.suggestions] == [
        {"verb": "run", "sites": ["ozon", "wildberries"]}
    ]


def test_a_vague_time_offers_hours(interpreter: Interpreter, now: datetime) -> None:
    """Each hour offered is a complete command."""
    asked = interpreter.interpret("прогони озон завтра вечером", now=now).clarification
    assert asked
    assert asked.ask is Ask.VAGUE_TIME
    assert [each.at.isoformat() for each in asked.options if each.at] == [
        "2026-11-21T18:00:00+03:00",
        "2026-11-21T20:00:00+03:00",
        "2026-11-21T21:00:00+03:00",
    ]


def test_what_was_clear_beside_a_question_is_kept(interpreter: Interpreter, now: datetime) -> None:
    """A question about one order of two keeps the other."""
    asked = interpreter.interpret("отмени прогон 14 и прогони яндекс", now=now).clarification
    assert asked
    assert [each.as_json() for each in asked.beside] == [{"verb": "cancel", "run": 14}]


@pytest.mark.parametrize("text", ["стоп", "да", "отмени", "статус", "прогони", "продолжай", "run"])
def test_a_group_overhears_nothing_short(
    interpreter: Interpreter, now: datetime, text: str
) -> None:
    """Bare words said to nobody in a group are not for the bot."""
    assert interpreter.interpret(text, now=now, addressed=False).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "text", ["прогони озон", "@progon_bot стоп", "/cancel", "отмени прогон 14"]
)
def test_a_group_may_still_order(interpreter: Interpreter, now: datetime, text: str) -> None:
    """A complete order, a call by name and a slash command are for the bot."""
    assert interpreter.interpret(text, now=now, addressed=False).outcome is Outcome.COMMAND


def test_another_bots_command_is_not_ours(catalogue: object, now: datetime) -> None:
    """With names of its own the bot leaves others' commands alone."""
    interpreter = Interpreter(catalogue, bot_names=("progon_bot",))  # type: ignore[arg-type]
    assert interpreter.interpret("/run@weather_bot ozon", now=now).outcome is Outcome.UNKNOWN
    assert interpreter.interpret("@weather_bot run ozon", now=now).outcome is Outcome.UNKNOWN
    assert interpreter.interpret("/run@progon_bot ozon", now=now).outcome is Outcome.COMMAND

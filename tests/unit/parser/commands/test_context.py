"""Follow-ups: what leans on the message before."""

import json
from datetime import datetime

import pytest

from parser.commands.interpret import Interpreter
from parser.commands.model import ALL, Ask, Command, Context, Doubt, Interpretation, Outcome, Verb


def conversation(interpreter: Interpreter, now: datetime, *texts: str) -> Interpretation:
    """The reading of the last text, each text read with what the bot would have stored."""
    context = Context()
    for text in texts:
        stored = json.loads(json.dumps(context.as_json()))
        read = interpreter.interpret(text, now=now, context=Context.from_json(stored))
        last = read.commands[-1] if read.commands else context.last
        context = Context(last=last, pending=read.clarification)
    return read


def run(**slots: object) -> dict[str, object]:
    """The JSON of a run."""
    return {"verb": "run", **slots}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("прогони озон вечером", "в 9"), run(sites=["ozon"], at="2026-11-20T21:00:00+03:00")),
        (("прогони озон завтра", "9"), run(sites=["ozon"], at="2026-11-21T09:00:00+03:00")),
        (("прогоняй озон по будням", "в полдевятого"), run(sites=["ozon"], cron="30 8 * * 1-5")),
        (("прогони", "все кроме озона"), run(sites="all", **{"except": ["ozon"]})),
        (("прогони", "маркетплейсы"), run(sites="all", tags=["marketplace"])),
        (("прогони озон и алиэкспресс", "ламоду"), run(sites=["ozon", "lamoda"])),
        (("прогони все кроме авито", "озон"), run(sites="all", **{"except": ["ozon"]})),
        (("прогони яндекс", "второй"), run(sites=["yandex-food"])),
        (("прогони озон?", "да"), run(sites=["ozon"])),
        (("прогони озон?", "ага, давай"), run(sites=["ozon"])),
        (("прогони озон", "а теперь только SEO"), run(sites=["ozon"], reports=["seo"])),
        (("прогони озон", "и ламоду тоже"), run(sites=["lamoda"])),
        (("прогони озон", "ещё раз"), run(sites=["ozon"])),
        (
            ("прогони все", "без маркетплейсов"),
            run(sites="all", **{"except": ["ozon", "wildberries", "yandex-market"]}),
        ),
        (("run ozon, 50 pages", "same for wb"), run(sites=["wildberries"], limit=50)),
        (("run ozon", "now only seo"), run(sites=["ozon"], reports=["seo"])),
        (("run ozon tonight", "9"), run(sites=["ozon"], at="2026-11-20T21:00:00+03:00")),
        (("run ozon?", "yes please"), run(sites=["ozon"])),
        (("пришли отчёт по озону", "а по ламоде?"), {"verb": "report", "sites": ["lamoda"]}),
    ],
)
def test_follow_ups(
    interpreter: Interpreter, now: datetime, texts: tuple[str, ...], expected: dict[str, object]
) -> None:
    """An answer or an addition becomes the complete command, and says that it leans."""
    read = conversation(interpreter, now, *texts)
    assert [each.as_json() for each in read.commands] == [expected]
    assert Doubt.FOLLOW_UP in read.doubts


@pytest.mark.parametrize("answer", ["нет", "не надо", "no thanks", "отмена", "cancel"])
def test_no_drops_the_question(interpreter: Interpreter, now: datetime, answer: str) -> None:
    """A "no" to an open question does nothing but close it."""
    read = conversation(interpreter, now, "прогони озон вечером", answer)
    assert (read.outcome, read.declined) == (Outcome.UNKNOWN, True)


def test_stop_stops_the_run_even_with_a_question_open(
    interpreter: Interpreter, now: datetime
) -> None:
    """A person who shouts "stop" means what is running."""
    read = conversation(interpreter, now, "прогони озон вечером", "стоп")
    assert read.commands == (Command(verb=Verb.CANCEL),)


def test_yes_to_a_choice_leaves_it_open(interpreter: Interpreter, now: datetime) -> None:
    """A "yes" does not say which."""
    read = conversation(interpreter, now, "прогони яндекс", "да")
    assert read.clarification
    assert read.clarification.ask is Ask.AMBIGUOUS_SITE


def test_a_full_command_goes_before_the_question(interpreter: Interpreter, now: datetime) -> None:
    """Whoever says something complete has dropped the question."""
    read = conversation(interpreter, now, "прогони озон вечером", "покажи статус")
    assert read.commands == (Command(verb=Verb.STATUS),)


@pytest.mark.parametrize(
    "text", ["ещё раз", "again", "а теперь только seo", "now only seo", "то же самое для вб"]
)
def test_nothing_to_lean_on_is_asked_back(
    interpreter: Interpreter, now: datetime, text: str
) -> None:
    """Without a context a follow-up starts nothing."""
    assert interpreter.interpret(text, now=now).commands == ()


@pytest.mark.parametrize("text", ["озон", "lamoda", "спасибо", "да", "yes", "нет", "14", "все"])
def test_talk_after_a_command_starts_nothing(
    interpreter: Interpreter, now: datetime, text: str
) -> None:
    """A bare name or courtesy changes nothing about the last command."""
    context = Context(last=Command(verb=Verb.RUN, sites=ALL))
    assert interpreter.interpret(text, now=now, context=context).commands == ()


def test_a_question_about_the_last_run_starts_nothing(
    interpreter: Interpreter, now: datetime
) -> None:
    """The question "what about lamoda?" is asked back before anything runs."""
    read = conversation(interpreter, now, "run ozon", "what about lamoda?")
    assert read.clarification
    assert read.clarification.options == (Command(verb=Verb.RUN, sites=("lamoda",)),)

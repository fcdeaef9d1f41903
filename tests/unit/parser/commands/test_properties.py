"""Laws that hold for any text at all."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parser.commands.interpret import Interpreter
from parser.commands.model import ALL, Ask, Clarification, Command, Context, Outcome, Verb

NAUGHTY = Path(__file__).parents[5] / "shared" / "corpora" / "naughty" / "blns.jsonl"

SAID = (
    "прогони запусти все всё озон вб ламода кроме без только seo не 100 страниц по в 9 завтра "
    "каждый понедельник утром вечером через час отмени стоп прогон 14 упавшие перезапусти паузу "
    "продолжай отчёт что изменилось расписание 3 и а потом да нет ещё раз яндекс алиэкспресс , . ? ! "
    "run all sites except ozon and lamoda only seo limit 100 at 9pm tomorrow every monday in an hour "
    "cancel stop retry failed pause resume report for run 12 not don't if yes no again now /run /cancel "
    '@bot ( ) « » " ` -- = / 25:00 31.12 99.99 2026-13-45 0 999999999999999 1e9 -5 ½ ² ٣ half a couple'
)
WORDS = SAID.split()
#: letters that Unicode numbers and does not name
NAMELESS = "прогони \U00017000;\U00017001 B"

sentences = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
texts = st.one_of(st.text(max_size=300), sentences)

CONTEXTS = [
    None,
    Context(last=Command(verb=Verb.RUN, sites=("ozon",))),
    Context(last=Command(verb=Verb.REPORT, sites=("ozon",)), zone="Asia/Tokyo"),
    Context(
        pending=Clarification(
            ask=Ask.VAGUE_TIME,
            draft=Command(verb=Verb.RUN, sites=ALL),
            options=(Command(verb=Verb.RUN, sites=ALL),),
        ),
        zone="No/Such",
    ),
    Context(pending=Clarification(ask=Ask.UNKNOWN_SITE, draft=Command(verb=Verb.RUN))),
]


@settings(max_examples=300)
@given(text=texts, context=st.sampled_from(CONTEXTS), addressed=st.booleans())
@example(text=NAMELESS, context=None, addressed=True)
def test_no_text_raises(
    interpreter: Interpreter,
    now: datetime,
    text: str,
    context: Context | None,
    addressed: bool,  # noqa: FBT001 # hypothesis passes it by name
) -> None:
    """Whatever is said, in whatever context, comes to one of three outcomes that are JSON."""
    read = interpreter.interpret(text, now=now, context=context, addressed=addressed)
    assert read.outcome in set(Outcome)
    assert read.text == text
    assert bool(read.commands) == (read.outcome is Outcome.COMMAND)
    assert (read.clarification is not None) == (read.outcome is Outcome.CLARIFY)
    json.dumps(read.as_json(), allow_nan=False)


@settings(max_examples=150)
@given(text=sentences)
@example(text="прогони потом")  # nothing is known of the time but that one is meant
def test_what_was_read_survives_json(interpreter: Interpreter, now: datetime, text: str) -> None:
    """Commands and questions come back from JSON as they were."""
    read = interpreter.interpret(text, now=now)
    for command in read.commands:
        assert Command.from_json(json.loads(json.dumps(command.as_json()))) == command
    context = Context(last=next(iter(read.commands), None), pending=read.clarification)
    assert Context.from_json(json.loads(json.dumps(context.as_json()))) == context


@settings(max_examples=100)
@given(text=sentences)
def test_reading_depends_on_nothing_but_its_arguments(
    interpreter: Interpreter, now: datetime, text: str
) -> None:
    """The same words come to the same thing again."""
    assert interpreter.interpret(text, now=now) == interpreter.interpret(text, now=now)


@settings(max_examples=100)
@given(text=sentences)
def test_options_are_complete_commands(interpreter: Interpreter, now: datetime, text: str) -> None:
    """A button of a question about a run names its sites."""
    asked = interpreter.interpret(text, now=now).clarification
    if asked is not None and asked.ask is Ask.NOTHING_NAMED:
        assert all(option.sites for option in asked.options)


@settings(max_examples=100)
@given(text=texts)
@example(text=NAMELESS)
def test_explaining_never_raises(interpreter: Interpreter, now: datetime, text: str) -> None:
    """Every text has an explanation that ends with the verdict."""
    explained = interpreter.explain(text, now=now)
    assert explained.interpretation.outcome.value in explained.text


def test_naughty_strings_start_nothing(interpreter: Interpreter, now: datetime) -> None:
    """Strings that break programs are no commands."""
    if not NAUGHTY.exists():
        pytest.skip("the corpus of naughty strings is not here")
    for line in filter(None, NAUGHTY.read_text("utf-8").split("\n")):
        text = json.loads(line)["input"]
        assert interpreter.interpret(text, now=now).outcome is not Outcome.COMMAND, text

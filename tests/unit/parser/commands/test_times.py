"""When: moments and cron lines."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from parser.commands.interpret import Interpreter
from parser.commands.model import Ask, Context


def when_of(interpreter: Interpreter, words: str, now: datetime, zone: str | None = None) -> str:
    """The moment or cron line of a run that is ordered with these words, or the question."""
    read = interpreter.interpret(f"run ozon {words}", now=now, context=Context(zone=zone))
    if read.clarification:
        return read.clarification.ask.value
    (command,) = read.commands
    return command.cron or (command.at.isoformat() if command.at else "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("at 9", "2026-11-21T09:00:00+03:00"),
        ("at 13", "2026-11-20T13:00:00+03:00"),
        ("at noon", "2026-11-21T12:00:00+03:00"),
        ("at midnight", "2026-11-21T00:00:00+03:00"),
        ("at 12am", "2026-11-21T00:00:00+03:00"),
        ("today at 9am", "2026-11-21T09:00:00+03:00"),
        ("tonight at 9", "2026-11-20T21:00:00+03:00"),
        ("on friday at 11", "2026-11-27T11:00:00+03:00"),
        ("on friday at 18:00", "2026-11-20T18:00:00+03:00"),
        ("next friday at noon", "2026-11-27T12:00:00+03:00"),
        ("next saturday at 9am", "2026-11-28T09:00:00+03:00"),
        ("on saturday at 9am", "2026-11-21T09:00:00+03:00"),
        ("on november 19 at 9", "2027-11-19T09:00:00+03:00"),
        ("on the 31st at 9", "2026-12-31T09:00:00+03:00"),
        ("in 90 minutes", "2026-11-20T13:30:00+03:00"),
        ("in two and a half hours", "2026-11-20T14:30:00+03:00"),
        ("at 9am utc", "2026-11-21T12:00:00+03:00"),
        ("every day at 8:30pm", "30 20 * * *"),
        ("every weekday at 7", "0 7 * * 1-5"),
        ("on weekends at 10", "0 10 * * 0,6"),
        ("from friday to monday at 9", "0 9 * * 0,1,5,6"),
        ("every hour", "0 * * * *"),
        ("every 60 minutes", "0 * * * *"),
        ("every half an hour", "*/30 * * * *"),
        ("every day in the morning at 9 and in the evening at 9", "0 9,21 * * *"),
        ("on the 1st and 15th of every month at 9", "0 9 1,15 * *"),
    ],
)
def test_times(interpreter: Interpreter, now: datetime, words: str, expected: str) -> None:
    """Time words come to one moment or one cron line."""
    assert when_of(interpreter, words, now) == expected


@pytest.mark.parametrize(
    ("words", "ask"),
    [
        ("tonight", Ask.VAGUE_TIME),
        ("tomorrow", Ask.VAGUE_TIME),
        ("every day", Ask.VAGUE_TIME),
        ("in 3 days", Ask.VAGUE_TIME),
        ("at 25:00", Ask.BAD_TIME),
        ("on 31.02 at 9:00", Ask.BAD_TIME),
        ("in 99999999 hours", Ask.BAD_TIME),
        ("every 7 hours", Ask.UNSUPPORTED),
        ("every 45 minutes", Ask.UNSUPPORTED),
        ("every 2 days at 9", Ask.UNSUPPORTED),
        ("every day at 9:00 and 18:30", Ask.BAD_TIME),
        ("every day at 9am utc", Ask.UNSUPPORTED),
    ],
)
def test_what_cannot_be_planned_is_asked(
    interpreter: Interpreter, now: datetime, words: str, ask: Ask
) -> None:
    """A time without an hour, one that does not exist, and one that cron cannot keep."""
    assert when_of(interpreter, words, now) == ask.value


def test_the_chats_zone_counts(interpreter: Interpreter, now: datetime) -> None:
    """Hours are the chat's, whatever zone the present moment is given in."""
    assert when_of(interpreter, "at 9pm", now, "Asia/Tokyo") == "2026-11-20T21:00:00+09:00"


def test_an_unknown_zone_is_passed_over(interpreter: Interpreter, now: datetime) -> None:
    """A zone that does not exist leaves the zone of the present moment."""
    assert when_of(interpreter, "at 9pm", now, "Mars/Olympus") == "2026-11-20T21:00:00+03:00"


def test_a_clock_change_is_crossed(interpreter: Interpreter) -> None:
    """A morning after the clocks went back keeps its wall time and gets the new offset."""
    before = datetime(2026, 10, 24, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert when_of(interpreter, "tomorrow at 9", before) == "2026-10-25T09:00:00+01:00"


def test_a_skipped_wall_time_moves_forward(interpreter: Interpreter) -> None:
    """Half past two does not exist when the clocks go forward: it becomes half past three."""
    before = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert when_of(interpreter, "tomorrow at 2:30", before) == "2026-03-29T03:30:00+02:00"


def test_an_hour_from_now_is_an_hour(interpreter: Interpreter) -> None:
    """A span of time is measured in real time, over a clock change too."""
    before = datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert when_of(interpreter, "in an hour", before) == "2026-03-29T03:30:00+02:00"
    assert when_of(interpreter, "in 3 hours", before) == "2026-03-29T05:30:00+02:00"


def test_a_naive_moment_is_taken_as_utc(interpreter: Interpreter) -> None:
    """The reader never fails on the moment it is given."""
    naive = datetime(2026, 11, 20, 12)  # noqa: DTZ001 # that is the case
    assert when_of(interpreter, "at 13", naive) == "2026-11-20T13:00:00+00:00"

"""Moments and recurrences in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.telegram.texts import texts
from bot.telegram.timetable import when_words

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("cron", "russian", "english"),
    [
        ("30 8 * * 1-5", "по будням в 08:30", "on weekdays at 08:30"),
        ("0 9 * * *", "каждый день в 09:00", "every day at 09:00"),
        ("5 18 * * 6,0", "по выходным в 18:05", "at weekends at 18:05"),
        ("0 7 * * 1", "по понедельникам в 07:00", "on Mondays at 07:00"),
        (
            "0 7 * * 1,3",
            "по понедельникам, по средам в 07:00",
            "on Mondays, on Wednesdays at 07:00",
        ),
        ("0 6 1 * *", "каждое 1-е число в 06:00", "on day 1 of every month at 06:00"),
    ],
)
def test_common_recurrences_have_words(cron: str, russian: str, english: str) -> None:
    """As people say them, in either language."""
    assert when_words(texts("ru"), at=None, cron=cron, zone=MOSCOW) == russian
    assert when_words(texts("en"), at=None, cron=cron, zone=MOSCOW) == english


@pytest.mark.parametrize(
    "cron", ["*/15 * * * *", "0 9-18 * * *", "0 9 1 1 *", "0 9 1 * 1", "0 9 * * 1-3", "0 9 * * 12"]
)
def test_other_recurrences_are_shown_as_they_are(cron: str) -> None:
    """Better five fields than wrong words."""
    assert cron in when_words(texts("ru"), at=None, cron=cron, zone=MOSCOW)


def test_a_moment_is_told_in_the_teams_zone() -> None:
    """Six in London's winter is nine in Moscow."""
    moment = datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert when_words(texts("ru"), at=moment, cron=None, zone=MOSCOW) == "21.11.2026 в 09:00"
    assert when_words(texts("en"), at=moment, cron=None, zone=MOSCOW) == "21 Nov 2026 at 09:00"

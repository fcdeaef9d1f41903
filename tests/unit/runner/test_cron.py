"""Cron fields and the clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.cron import BadCron, next_moment, parse_cron

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("30 20 * * *", "2026-11-20T20:30:00+03:00"),
        ("0 9 * * *", "2026-11-21T09:00:00+03:00"),
        ("30 8 * * 1-5", "2026-11-23T08:30:00+03:00"),
        ("0 9 * * 0", "2026-11-22T09:00:00+03:00"),
        ("0 9 * * 7", "2026-11-22T09:00:00+03:00"),
        ("0 9 1 * *", "2026-12-01T09:00:00+03:00"),
        ("*/15 * * * *", "2026-11-20T12:15:00+03:00"),
        ("0 12 * * *", "2026-11-21T12:00:00+03:00"),
        ("0 0 29 2 *", "2028-02-29T00:00:00+03:00"),
        ("0 9 13 * 5", "2026-11-27T09:00:00+03:00"),
    ],
)
def test_the_next_time(cron: str, expected: str) -> None:
    """From Friday noon on; a moment that is now is past."""
    found = next_moment(cron, after=FRIDAY_NOON, zone=MOSCOW)
    assert found == datetime.fromisoformat(expected)


def test_a_skipped_hour_comes_right_after_the_gap() -> None:
    """In Berlin 02:30 of 29 March 2026 does not exist; the run is not lost."""
    after = datetime(2026, 3, 28, 12, 0, tzinfo=BERLIN)
    found = next_moment("30 2 * * *", after=after, zone=BERLIN)
    assert found.astimezone(BERLIN).isoformat() == "2026-03-29T03:30:00+02:00"


def test_an_hour_shown_twice_comes_once() -> None:
    """In Berlin 02:30 of 25 October 2026 comes twice; the run starts the first time only."""
    after = datetime(2026, 10, 24, 12, 0, tzinfo=BERLIN)
    first = next_moment("30 2 * * *", after=after, zone=BERLIN)
    second = next_moment("30 2 * * *", after=first, zone=BERLIN)
    assert first.isoformat() == "2026-10-25T00:30:00+00:00"
    assert second.astimezone(BERLIN).isoformat() == "2026-10-26T02:30:00+01:00"


@pytest.mark.parametrize(
    "cron",
    [
        "",
        "* * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "x * * * *",
        "5-1 * * * *",
        "*/0 * * * *",
        "0 0 31 2 *",
    ],
)
def test_what_is_no_cron(cron: str) -> None:
    """Bad fields and dates that never come are refused."""
    with pytest.raises(BadCron):
        next_moment(cron, after=FRIDAY_NOON, zone=MOSCOW)


moments = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(st.integers(0, 59), st.integers(0, 23), moments, st.sampled_from([MOSCOW, BERLIN]))
def test_daily_runs_come_daily(minute: int, hour: int, after: datetime, zone: ZoneInfo) -> None:
    """The next time is later, within 26 hours, and at that time of day unless the clocks skip it."""
    found = next_moment(f"{minute} {hour} * * *", after=after, zone=zone)
    assert 0 < (found - after).total_seconds() <= 26 * 3600
    local = found.astimezone(zone)
    assert local.minute == minute
    assert local.hour in {hour, (hour + 1) % 24}
    assert parse_cron(f"{minute} {hour} * * *").on(local.date())

"""Calendar arithmetic for times.py: days that come, hours of parts of the day, cron day fields.

Weekdays are counted as cron counts them: Sunday is 0. Everything is a pure function of the present
moment; a time that does not exist raises `NoSuchTimeError`, which times.py turns into a question.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

_HOURS_OF_DAY: Final = 24
_NOON: Final = 12
#: "at 3 at night" is 03:00, "at 11 at night" 23:00: before this hour night is the morning's.
_LATE: Final = 7
_WEEK: Final = 7
_YEARS_AHEAD: Final = 10


class NoSuchTimeError(Exception):
    """The words name a time that does not exist."""


def hour_of_day(hour: int, part: str | None) -> int:
    """The hour on the 24-hour clock, by the part of the day that was said."""
    if part is None or hour > _NOON or hour <= 0:
        return 0 if hour == _HOURS_OF_DAY else hour
    if part == "morning":
        return hour % _NOON
    if part == "night":
        return hour if hour < _LATE else (hour + _NOON) % _HOURS_OF_DAY
    if part == "day" and hour > _LATE:
        return hour
    return hour if hour == _NOON else hour + _NOON


def moment_of(now: datetime, day: date | None, clock: time) -> datetime:
    """The wall time on a day; without a day the next such time; today's past means tomorrow.

    A wall time that a clock change skips moves forward by the change (PEP 495).
    """
    today = now.date()
    moment = datetime.combine(day or today, clock, tzinfo=now.tzinfo)
    if moment <= now and day in (None, today):
        moment = datetime.combine(today + timedelta(days=1), clock, tzinfo=now.tzinfo)
    if moment <= now:
        raise NoSuchTimeError
    return moment.astimezone(UTC).astimezone(now.tzinfo)


def month_and_day(values: Any) -> tuple[int, int]:
    """Month and day from words, or from digits such as "25.11"."""
    if "dm" in values:
        day, month = values["dm"]
        return month, day
    return values["month"], whole(values["day"], 1, 31)


def coming_date(today: date, year: int | None, month: int, day: int) -> date:
    """The date; without a year the next one to come, today included."""
    if year is not None:
        return date(whole(year, today.year, today.year + _YEARS_AHEAD), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def coming_weekday(now: datetime, weekday: int, clock: time, *, next_week: bool) -> date:
    """The next such day; today counts while the clock time is still ahead."""
    today = now.date()
    if next_week:
        monday = today - timedelta(days=today.weekday()) + timedelta(days=_WEEK)
        return monday + timedelta(days=(weekday - 1) % _WEEK)
    ahead = (weekday - today.isoweekday()) % _WEEK
    if ahead == 0 and clock <= now.time():
        ahead = _WEEK
    return today + timedelta(days=ahead)


def coming_month_day(today: date, day: int) -> date:
    """The next date with that day of the month, after today."""
    month = today.replace(day=1)
    while True:
        found = _in_month(month, day)
        if found is not None and found > today:
            return found
        month = (month + timedelta(days=32)).replace(day=1)


def days_between(first: int, last: int) -> list[int]:
    """Weekdays of a range; "friday to monday" goes over the week's end."""
    return [(first + step) % _WEEK for step in range((last - first) % _WEEK + 1)]


def days_field(days: Iterable[int]) -> str:
    """The day-of-week field of a cron line."""
    named = sorted(set(days))
    if not named or len(named) == _WEEK:
        return "*"
    in_a_row = len(named) > 3 and named[-1] - named[0] == len(named) - 1  # noqa: PLR2004 # "1-4"
    return f"{named[0]}-{named[-1]}" if in_a_row else ",".join(map(str, named))


def whole(value: float, least: int, most: int) -> int:
    """A whole number within bounds."""
    if value != int(value) or not least <= value <= most:
        raise NoSuchTimeError
    return int(value)


def _in_month(month: date, day: int) -> date | None:
    try:
        return month.replace(day=day)
    except ValueError:
        return None

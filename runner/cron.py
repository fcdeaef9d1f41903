"""The next moment that matches five cron fields, in a time zone. Pure.

Days are matched as cron does: if both the day of the month and the day of the week are restricted,
either is enough (POSIX crontab). A time that the clocks skip in spring is moved forward by the length
of the gap; one that occurs twice in autumn counts once, the first time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_SUNDAY = 7
#: 29 February on a given weekday recurs within 28 years, or 40 if a leap year is skipped
_DAYS_AHEAD = 366 * 41


class BadCron(ValueError):
    """The text is not five valid cron fields, or names a date that never comes."""


@dataclass(frozen=True, kw_only=True)
class Cron:
    """The five fields, each as the set of its values."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  #: Monday is 1, Sunday 7
    any_day: bool
    any_weekday: bool

    def on(self, day: date) -> bool:
        """Whether the fields match that day."""
        if day.month not in self.months:
            return False
        of_month, of_week = day.day in self.days, day.isoweekday() in self.weekdays
        if self.any_day or self.any_weekday:
            return of_month and of_week
        return of_month or of_week


def parse_cron(text: str) -> Cron:
    """The fields. Raises BadCron."""
    fields = text.split()
    if len(fields) != len(_RANGES):
        raise BadCron(f"five fields are needed: {text!r}")
    values = [_values(field, *bounds) for field, bounds in zip(fields, _RANGES, strict=True)]
    return Cron(
        minutes=values[0],
        hours=values[1],
        days=values[2],
        months=values[3],
        weekdays=frozenset(_SUNDAY if day == 0 else day for day in values[4]),
        any_day=fields[2].startswith("*"),
        any_weekday=fields[4].startswith("*"),
    )


def next_moment(text: str, *, after: datetime, zone: ZoneInfo) -> datetime:
    """The first matching moment after `after`, in UTC. Raises BadCron."""
    cron = parse_cron(text)
    first = after.astimezone(zone).date()
    for ahead in range(_DAYS_AHEAD):
        day = first + timedelta(days=ahead)
        if cron.on(day):
            for moment in _moments(cron, day, zone):
                if moment > after:
                    return moment
    raise BadCron(f"this never comes: {text!r}")


def _moments(cron: Cron, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    for hour in sorted(cron.hours):
        for minute in sorted(cron.minutes):
            local = datetime.combine(day, time(hour, minute), tzinfo=zone)
            yield local.astimezone(UTC)


def _values(field: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step = part.partition("/")
        begin, dash, end = span.partition("-")
        try:
            if span == "*":
                first, last = low, high
            else:
                first = int(begin)
                last = int(end) if dash else (high if slash else first)
            every = int(step) if slash else 1
        except ValueError:
            raise BadCron(f"not a field of cron: {field!r}") from None
        if not low <= first <= last <= high or every < 1:
            raise BadCron(f"out of range: {field!r}")
        found |= set(range(first, last + 1, every))
    return frozenset(found)

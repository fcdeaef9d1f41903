"""When: what the time words of a clause come to, in the chat's time zone.

The words are templates of the grammar files, kind `time`; this module knows only their meaning. A
clause may hold several ("tomorrow" ... "at 9" ... "in the evening"); together they give a moment, a
cron line, or what still lacks its hour, which is asked back. Rules, also in docs/commands.md:

- a bare hour is read on the 24-hour clock unless a part of the day was said anywhere in the clause;
- a clock time that has passed today means tomorrow; a date that has passed means next year;
- "next friday" is the Friday of the next calendar week, "on friday" the first one to come;
- several weekdays recur each week, said or not;
- cron fields are in the chat's zone, Sunday is 0, and only exact recurrences are accepted: every 7
  hours is asked back, because cron would fire at 0, 7, 14, 21 and then 0 again;
- a wall time that a clock change skips moves forward by the change (PEP 495).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parser.commands.lattice import Chunk
from parser.commands.model import Ask, PartialTime
from parser.commands.tokens import Token

#: No start is planned further ahead than this.
_HORIZON: Final = timedelta(days=400)
_MINUTES: Final = {"minute": 1, "hour": 60}
_DAYS: Final = {"day": 1, "week": 7}
_HOURS_OF_DAY: Final = 24
_MINUTES_OF_HOUR: Final = 60
_NOON: Final = 12
#: "at 3 at night" is 03:00, "at 11 at night" is 23:00: before this hour night is the morning's.
_LATE: Final = 7
_WEEK: Final = 7

#: Hours offered when only a part of the day was said.
_OFFERED: Final = {
    "morning": (8, 9, 10),
    "day": (13, 15, 16),
    "evening": (18, 20, 21),
    "night": (1, 3, 23),
    None: (9, 12, 18),
}


@dataclass(frozen=True, kw_only=True)
class When:
    """A moment or a cron line; or a question with what is known; or nothing at all."""

    at: datetime | None = None
    cron: str | None = None
    ask: Ask | None = None
    partial: PartialTime | None = None


def chat_zone(now: datetime, zone: str | None) -> tzinfo:
    """The chat's own zone if it is a known one, else the zone of `now`, else UTC."""
    if zone:
        try:
            return ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            pass
    return now.tzinfo or UTC


def when(chunks: Sequence[Chunk], tokens: Sequence[Token], now: datetime) -> When:
    """What the `time` chunks of one clause mean; `now` must be in the chat's zone."""
    if not chunks:
        return When()
    words = _Words(now)
    try:
        for chunk in chunks:
            words.add(chunk, tokens)
        return words.when()
    except (_NoSuchTimeError, OverflowError, ValueError):
        return When(ask=Ask.BAD_TIME)


def completed(partial: PartialTime, chunks: Sequence[Chunk], now: datetime) -> When:
    """A partial time with the hour that was given as an answer."""
    words = _Words(now)
    words.part = partial.part
    if partial.day:
        words.day = date.fromisoformat(partial.day)
    if partial.days:
        words.days_said = partial.days
    try:
        for chunk in chunks:
            words.add(chunk, ())
        return words.when()
    except (_NoSuchTimeError, OverflowError, ValueError):
        return When(ask=Ask.BAD_TIME)


def offers(partial: PartialTime, now: datetime) -> list[When]:
    """Complete times that a partial one may have meant, for buttons."""
    offered = []
    for hour in _OFFERED.get(partial.part, _OFFERED[None]):
        if partial.days:
            offered.append(When(cron=f"0 {hour} {partial.days}"))
            continue
        day = date.fromisoformat(partial.day) if partial.day else None
        offered.append(When(at=_moment(now, day, time(hour))))
    return offered


class _NoSuchTimeError(Exception):
    """The words name a time that does not exist."""


@dataclass
class _Words:
    """The time words of a clause, gathered."""

    now: datetime
    clocks: list[tuple[int, int]] = field(default_factory=list)
    part: str | None = None
    day: date | None = None
    weekdays: list[int] = field(default_factory=list)
    next_week: bool = False
    month_days: list[int] = field(default_factory=list)
    #: The recurrence: its unit and how many of it.
    every: tuple[float, str] | None = None
    after: timedelta | None = None
    vague: bool = False
    unsupported: bool = False
    zone: str | None = None
    #: Day fields of a recurrence known from an earlier message.
    days_said: str | None = None
    cron: str | None = None

    def add(self, chunk: Chunk, tokens: Sequence[Token]) -> None:
        values = chunk.values
        self.part = values.get("part", self.part)
        if values.get("every"):
            self.every = self.every or (1, str(values["every"]))
        _ADD[chunk.name](self, values, chunk, tokens)

    def when(self) -> When:
        if self.unsupported:
            return When(ask=Ask.UNSUPPORTED)
        if self.cron:
            return When(cron=self.cron)
        if self.every or self.days_said or len(set(self.weekdays)) > 1:
            return self._recurrence()
        return self._once()

    # one method for each name of a `time` chunk

    def _add_clock(self, values: Any, *_: object) -> None:
        hour, minute = values.get("hm") or (values.get("hour", 0), values.get("minute", 0))
        if values.get("to"):
            hour, minute = hour - 1, _MINUTES_OF_HOUR - minute
        elif values.get("of"):
            hour -= 1
        if hour != int(hour) or minute != int(minute):
            raise _NoSuchTimeError
        self.clocks.append((int(hour), int(minute)))

    def _add_part(self, *_: object) -> None:
        """The part itself is taken from any chunk."""

    def _add_day(self, values: Any, *_: object) -> None:
        self.day = self.now.date() + timedelta(days=values["days"])

    def _add_weekday(self, values: Any, chunk: Chunk, tokens: Sequence[Token]) -> None:
        day = values["weekday"]
        hyphened = bool(tokens) and tokens[chunk.end - 1].glued and chunk.end - chunk.start == 1
        if hyphened and self.weekdays:
            self.weekdays.extend(_days_between(self.weekdays.pop(), day))
            self.every = self.every or (1, "week")
        else:
            self.weekdays.append(day)
        self.next_week = self.next_week or bool(values.get("next"))

    def _add_weekdays(self, values: Any, *_: object) -> None:
        if "days" in values:
            self.weekdays.extend(values["days"])
        else:
            self.weekdays.extend(_days_between(values["first"], values["last"]))

    def _add_date(self, values: Any, *_: object) -> None:
        year, month, day = values.get("date") or (values.get("year"), *_month_and_day(values))
        self.day = _coming_date(self.now.date(), year, month, day)

    def _add_monthday(self, values: Any, *_: object) -> None:
        self.month_days.append(_whole(values["day"], 1, 31))

    def _add_every(self, values: Any, *_: object) -> None:
        self.every = (values.get("n", 1), values["unit"])

    def _add_after(self, values: Any, *_: object) -> None:
        unit, amount = values["unit"], values.get("n", 1)
        if unit in _MINUTES:
            minutes = amount * _MINUTES[unit] + values.get("minutes", 0)
            self.after = (self.after or timedelta()) + timedelta(minutes=minutes)
        elif unit in _DAYS and amount == int(amount):
            self.day = self.now.date() + timedelta(days=int(amount) * _DAYS[unit])
        else:
            self.vague = True

    def _add_vague(self, *_: object) -> None:
        self.vague = True

    def _add_unsupported(self, *_: object) -> None:
        self.unsupported = True

    def _add_zone(self, values: Any, *_: object) -> None:
        self.zone = values["zone"]

    def _add_cron(self, values: Any, *_: object) -> None:
        self.cron = values["cron"]

    def _recurrence(self) -> When:
        amount, unit = self.every or (1, "day")
        if unit in _MINUTES:
            return self._within_a_day(amount, unit)
        if amount != 1 or unit not in {"day", "week", "month"}:
            return When(ask=Ask.UNSUPPORTED)
        days = self.days_said or self._day_fields(unit)
        hours = self._clock_fields()
        if days is None or hours is None or self.vague:
            return When(ask=Ask.VAGUE_TIME, partial=PartialTime(part=self.part, days=days))
        if self._zone_moves():
            return When(ask=Ask.UNSUPPORTED)
        return When(cron=f"{hours} {days}")

    def _within_a_day(self, amount: float, unit: str) -> When:
        whole = _MINUTES_OF_HOUR if unit == "minute" else _HOURS_OF_DAY
        if (amount, unit) == (0.5, "hour"):
            amount, unit, whole = 30, "minute", _MINUTES_OF_HOUR
        if (amount, unit) == (_MINUTES_OF_HOUR, "minute"):
            amount, unit, whole = 1, "hour", _HOURS_OF_DAY
        if amount < 1 or amount != int(amount) or whole % amount or amount == whole or self.clocks:
            return When(ask=Ask.UNSUPPORTED)
        step = "*" if amount == 1 else f"*/{int(amount)}"
        dow = _days_field(self.weekdays)
        return When(cron=f"{step} * * * {dow}" if unit == "minute" else f"0 {step} * * {dow}")

    def _day_fields(self, unit: str) -> str | None:
        """Day of month, month and day of week; None when the recurrence lacks its day."""
        if unit == "month" or self.month_days:
            named = self.month_days or ([self.day.day] if self.day else [])
            return f"{','.join(map(str, sorted(set(named))))} * *" if named else None
        if unit == "week" and not self.weekdays:
            return None
        return f"* * {_days_field(self.weekdays)}"

    def _clock_fields(self) -> str | None:
        """Minute and hours; None without an hour or with hours of different minutes."""
        clocks = sorted({self._clock(hour, minute) for hour, minute in self.clocks})
        if not clocks:
            return None
        if len({each.minute for each in clocks}) > 1:
            raise _NoSuchTimeError
        return f"{clocks[0].minute} {','.join(str(each.hour) for each in clocks)}"

    def _once(self) -> When:
        now = self._in_zone()
        if self.after is not None and not self.clocks:
            return self._checked(now + self.after)
        if len(self.clocks) > 1:
            return When(ask=Ask.UNSUPPORTED)
        day = self._one_day(now)
        if not self.clocks or self.vague:
            stated = day.isoformat() if day else None
            return When(ask=Ask.VAGUE_TIME, partial=PartialTime(day=stated, part=self.part))
        return self._checked(_moment(now, day, self._clock(*self.clocks[0])))

    def _one_day(self, now: datetime) -> date | None:
        if self.weekdays:
            clock = self._clock(*self.clocks[0]) if self.clocks else time(23, 59)
            return _coming_weekday(now, self.weekdays[0], clock, next_week=self.next_week)
        if self.month_days:
            return _coming_month_day(now.date(), self.month_days[0])
        return self.day

    def _checked(self, moment: datetime) -> When:
        if moment - self.now > _HORIZON:
            raise _NoSuchTimeError
        own = moment.astimezone(UTC).astimezone(self.now.tzinfo)
        return When(at=own)

    def _clock(self, hour: int, minute: int) -> time:
        return time(_hour(hour % _HOURS_OF_DAY if hour < 0 else hour, self.part), minute)

    def _in_zone(self) -> datetime:
        return self.now.astimezone(ZoneInfo(self.zone)) if self.zone else self.now

    def _zone_moves(self) -> bool:
        """Whether a zone was said that is not the chat's: cron cannot carry it."""
        return self._in_zone().utcoffset() != self.now.utcoffset()


_ADD: Final[Mapping[str, Callable[..., None]]] = {
    "clock": _Words._add_clock,
    "part": _Words._add_part,
    "day": _Words._add_day,
    "weekday": _Words._add_weekday,
    "weekdays": _Words._add_weekdays,
    "date": _Words._add_date,
    "monthday": _Words._add_monthday,
    "every": _Words._add_every,
    "after": _Words._add_after,
    "vague": _Words._add_vague,
    "unsupported": _Words._add_unsupported,
    "zone": _Words._add_zone,
    "cron": _Words._add_cron,
}


def _hour(hour: int, part: str | None) -> int:
    """The hour on the 24-hour clock, by the part of the day that was said."""
    if part is None or hour > _NOON or hour < 0:
        return 0 if hour == _HOURS_OF_DAY else hour
    if part == "morning" or (part == "night" and hour < _LATE):
        return hour % _NOON if part == "morning" else hour
    if part == "night":
        return 0 if hour == _NOON else hour + _NOON
    if part == "day":
        return hour if hour > _LATE else hour + _NOON
    return hour if hour == _NOON else hour + _NOON


def _moment(now: datetime, day: date | None, clock: time) -> datetime:
    """The wall time on a day; without a day the next such time; today's past means tomorrow."""
    moment = datetime.combine(day or now.date(), clock, tzinfo=now.tzinfo)
    if moment <= now and (day is None or day == now.date()):
        moment = datetime.combine(moment.date() + timedelta(days=1), clock, tzinfo=now.tzinfo)
    if moment <= now:
        raise _NoSuchTimeError
    return moment.astimezone(UTC).astimezone(now.tzinfo)


def _month_and_day(values: Any) -> tuple[int, int]:
    """Day and month from words, or from "25.11"."""
    if "dm" in values:
        day, month = values["dm"]
        return month, day
    return values["month"], _whole(values["day"], 1, 31)


def _coming_date(today: date, year: int | None, month: int, day: int) -> date:
    if year is not None:
        return date(_whole(year, today.year, today.year + 10), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _coming_weekday(now: datetime, weekday: int, clock: time, *, next_week: bool) -> date:
    """Sunday is 0; today counts while the clock time is still ahead."""
    today = now.date()
    ahead = (weekday - today.isoweekday()) % _WEEK
    if next_week:
        monday = today - timedelta(days=today.weekday()) + timedelta(days=_WEEK)
        return monday + timedelta(days=(weekday - 1) % _WEEK)
    if ahead == 0 and clock <= now.time():
        ahead = _WEEK
    return today + timedelta(days=ahead)


def _coming_month_day(today: date, day: int) -> date:
    """The next month that has such a day, this one included."""
    month = today.replace(day=1)
    while True:
        try:
            found = month.replace(day=day)
        except ValueError:
            found = date.min
        if found > today:
            return found
        month = (month + timedelta(days=32)).replace(day=1)


def _days_between(first: int, last: int) -> list[int]:
    """Weekdays of a range, Sunday 0; "friday to monday" goes over the week's end."""
    return [(first + step) % _WEEK for step in range((last - first) % _WEEK + 1)]


def _days_field(days: Iterable[int]) -> str:
    named = sorted(set(days))
    if not named or len(named) == _WEEK:
        return "*"
    in_a_row = len(named) > 3 and named[-1] - named[0] == len(named) - 1  # noqa: PLR2004
    return f"{named[0]}-{named[-1]}" if in_a_row else ",".join(map(str, named))


def _whole(value: float, least: int, most: int) -> int:
    if value != int(value) or not least <= value <= most:
        raise _NoSuchTimeError
    return int(value)

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

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parser.commands.lattice import Chunk
from parser.commands.model import Ask, PartialTime
from parser.commands.moments import (
    NoSuchTimeError,
    coming_date,
    coming_month_day,
    coming_weekday,
    days_between,
    days_field,
    hour_of_day,
    moment_of,
    month_and_day,
    whole,
)
from parser.commands.tokens import Token

#: No start is planned further ahead than this.
_HORIZON: Final = timedelta(days=400)
_MINUTES: Final = {"minute": 1, "hour": 60}
_DAYS: Final = {"day": 1, "week": 7}
_HOURS_OF_DAY: Final = 24
_MINUTES_OF_HOUR: Final = 60

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
    except (NoSuchTimeError, OverflowError, ValueError):
        return When(ask=Ask.BAD_TIME)


def completed(partial: PartialTime, chunks: Sequence[Chunk], now: datetime) -> When:
    """A partial time with the hour that was given as an answer."""
    words = _Words(now)
    words.parts = [partial.part] if partial.part else []
    if partial.day:
        words.day = date.fromisoformat(partial.day)
    if partial.days:
        words.days_said = partial.days
    try:
        for chunk in chunks:
            words.add(chunk, ())
        return words.when()
    except (NoSuchTimeError, OverflowError, ValueError):
        return When(ask=Ask.BAD_TIME)


def offers(partial: PartialTime, now: datetime) -> list[When]:
    """Complete times that a partial one may have meant, for buttons."""
    offered = []
    for hour in _OFFERED.get(partial.part, _OFFERED[None]):
        if partial.days:
            offered.append(When(cron=f"0 {hour} {partial.days}"))
            continue
        day = date.fromisoformat(partial.day) if partial.day else None
        offered.append(When(at=moment_of(now, day, time(hour))))
    return offered


@dataclass
class _Words:
    """The time words of a clause, gathered."""

    now: datetime
    #: Hour, minute, and the part of the day said with them or before them.
    clocks: list[tuple[int, int, str | None]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
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
        if chunk.name != "clock" and "part" in values:
            self.parts.append(values["part"])
        if isinstance(values.get("days"), int):
            self.day = self.now.date() + timedelta(days=values["days"])
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

    def add_clock(self, values: Any, *_: object) -> None:
        hour, minute = values.get("hm") or (values.get("hour", 0), values.get("minute", 0))
        if values.get("to"):
            hour, minute = hour - 1, _MINUTES_OF_HOUR - minute
        elif values.get("of"):
            hour -= 1
        if hour != int(hour) or minute != int(minute):
            raise NoSuchTimeError
        part = values.get("part") or (self.parts[-1] if self.parts else None)
        self.clocks.append((int(hour), int(minute), part))
        if "also" in values:
            also_part = values.get("also_part", part)
            self.clocks.append((int(values["also"]), int(minute), also_part))

    def add_part(self, *_: object) -> None:
        """The part itself is taken from any chunk."""

    def add_day(self, *_: object) -> None:
        """The day itself is taken from any chunk."""

    def add_weekday(self, values: Any, chunk: Chunk, tokens: Sequence[Token]) -> None:
        day = values["weekday"]
        hyphened = bool(tokens) and tokens[chunk.end - 1].glued and chunk.end - chunk.start == 1
        if hyphened and self.weekdays:
            self.weekdays.extend(days_between(self.weekdays.pop(), day))
            self.every = self.every or (1, "week")
        else:
            self.weekdays.append(day)
        self.next_week = self.next_week or bool(values.get("next"))

    def add_weekdays(self, values: Any, *_: object) -> None:
        if "days" in values:
            self.weekdays.extend(values["days"])
        else:
            self.weekdays.extend(days_between(values["first"], values["last"]))

    def add_date(self, values: Any, *_: object) -> None:
        year, month, day = values.get("date") or (values.get("year"), *month_and_day(values))
        self.day = coming_date(self.now.date(), year, month, day)

    def add_monthday(self, values: Any, *_: object) -> None:
        days = [values["day"], *([values["also_day"]] if "also_day" in values else [])]
        self.month_days.extend(whole(each, 1, 31) for each in days)

    def add_every(self, values: Any, *_: object) -> None:
        self.every = (values.get("n", 1), values["unit"])

    def add_after(self, values: Any, *_: object) -> None:
        unit, amount = values["unit"], values.get("n", 1)
        if unit in _MINUTES:
            minutes = amount * _MINUTES[unit] + values.get("minutes", 0)
            self.after = (self.after or timedelta()) + timedelta(minutes=minutes)
        elif unit in _DAYS and amount == int(amount):
            self.day = self.now.date() + timedelta(days=int(amount) * _DAYS[unit])
        else:
            self.vague = True

    def add_vague(self, *_: object) -> None:
        self.vague = True

    def add_unsupported(self, *_: object) -> None:
        self.unsupported = True

    def add_zone(self, values: Any, *_: object) -> None:
        self.zone = values["zone"]

    def add_cron(self, values: Any, *_: object) -> None:
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
        dow = days_field(self.weekdays)
        return When(cron=f"{step} * * * {dow}" if unit == "minute" else f"0 {step} * * {dow}")

    def _day_fields(self, unit: str) -> str | None:
        """Day of month, month and day of week; None when the recurrence lacks its day."""
        if unit == "month" or self.month_days:
            named = self.month_days or ([self.day.day] if self.day else [])
            return f"{','.join(map(str, sorted(set(named))))} * *" if named else None
        if unit == "week" and not self.weekdays:
            return None
        return f"* * {days_field(self.weekdays)}"

    def _clock_fields(self) -> str | None:
        """Minute and hours; None without an hour or with hours of different minutes."""
        clocks = sorted({self._clock(*each) for each in self.clocks})
        if not clocks:
            return None
        if len({each.minute for each in clocks}) > 1:
            raise NoSuchTimeError
        return f"{clocks[0].minute} {','.join(str(each.hour) for each in clocks)}"

    def _once(self) -> When:
        now = self._in_zone()
        if self.after is not None and not self.clocks:
            return self._checked(now.astimezone(UTC) + self.after)  # not by the wall's clock
        if len(self.clocks) > 1:
            return When(ask=Ask.UNSUPPORTED)
        day = self._one_day(now)
        if not self.clocks or self.vague:
            stated = day.isoformat() if day else None
            return When(ask=Ask.VAGUE_TIME, partial=PartialTime(day=stated, part=self.part))
        return self._checked(moment_of(now, day, self._clock(*self.clocks[0])))

    def _one_day(self, now: datetime) -> date | None:
        if self.weekdays:
            clock = self._clock(*self.clocks[0]) if self.clocks else time(23, 59)
            return coming_weekday(now, self.weekdays[0], clock, next_week=self.next_week)
        if self.month_days:
            return coming_month_day(now.date(), self.month_days[0])
        return self.day

    def _checked(self, moment: datetime) -> When:
        if moment - self.now > _HORIZON:
            raise NoSuchTimeError
        own = moment.astimezone(UTC).astimezone(self.now.tzinfo)
        return When(at=own)

    @property
    def part(self) -> str | None:
        """The part of the day, when only one was said."""
        return self.parts[0] if len(set(self.parts)) == 1 else None

    def _clock(self, hour: int, minute: int, part: str | None) -> time:
        return time(
            hour_of_day(hour % _HOURS_OF_DAY if hour < 0 else hour, part or self.part), minute
        )

    def _in_zone(self) -> datetime:
        return self.now.astimezone(ZoneInfo(self.zone)) if self.zone else self.now

    def _zone_moves(self) -> bool:
        """Whether a zone was said that is not the chat's: cron cannot carry it."""
        return self._in_zone().utcoffset() != self.now.utcoffset()


_ADD: Final[Mapping[str, Callable[..., None]]] = {
    "clock": _Words.add_clock,
    "part": _Words.add_part,
    "day": _Words.add_day,
    "weekday": _Words.add_weekday,
    "weekdays": _Words.add_weekdays,
    "date": _Words.add_date,
    "monthday": _Words.add_monthday,
    "every": _Words.add_every,
    "after": _Words.add_after,
    "vague": _Words.add_vague,
    "unsupported": _Words.add_unsupported,
    "zone": _Words.add_zone,
    "cron": _Words.add_cron,
}

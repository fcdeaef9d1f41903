"""Moments and recurrences in words, in the reader's language and the team's time zone. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.telegram.texts import Markup, Texts

_FIELDS = 5
_EVERY_DAY = "*"
_WEEKDAYS = frozenset("0123456")
_WORKDAYS, _WEEKEND = "1-5", frozenset({"6,0", "0,6", "6-7", "6,7"})


def when_words(texts: Texts, *, at: datetime | None, cron: str | None, zone: ZoneInfo) -> Markup:
    """A moment, or a recurrence; one without a short wording is shown as its five cron fields."""
    if cron is not None:
        return _recurrence(texts, cron)
    if at is None:
        return texts("when-now")
    local = at.astimezone(zone)
    clock = f"{local:%H:%M}"
    day = f"{local:%d.%m.%Y}" if texts.language == "ru" else f"{local:%d %b %Y}"
    return texts("when-at", day=day, time=clock)


def _recurrence(texts: Texts, cron: str) -> Markup:
    fields = cron.split()
    plain = texts("when-cron", cron=cron)
    if len(fields) != _FIELDS:
        return plain
    minute, hour, day, month, weekday = fields
    if not (minute.isdigit() and hour.isdigit() and month == "*"):
        return plain
    days = _days(texts, day, weekday)
    time = f"{int(hour):02}:{int(minute):02}"
    return plain if days is None else texts("when-again", days=days, time=time)


def _days(texts: Texts, day: str, weekday: str) -> Markup | None:
    if day != _EVERY_DAY:
        return texts("days-of-month", day=day) if weekday == "*" and day.isdigit() else None
    if weekday == "*":
        return texts("days-every")
    if weekday == _WORKDAYS:
        return texts("days-work")
    if weekday in _WEEKEND:
        return texts("days-weekend")
    names = [texts(f"weekday-{each}") for each in weekday.split(",") if each in _WEEKDAYS]
    return Markup(", ".join(names)) if len(names) == len(weekday.split(",")) else None

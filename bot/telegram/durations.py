"""Times, sizes and bars as people read them. No false precision: minutes are rounded up."""

import math

from bot.telegram.texts import Markup, Texts
from runner.progress import Estimate

_MINUTE = 60
_HOUR = 3600
_CELLS = 10


def duration(texts: Texts, seconds: float) -> Markup:
    """A length of time."""
    if seconds < _MINUTE:
        return texts("time-seconds", seconds=max(0, round(seconds)))
    minutes = math.ceil(seconds / _MINUTE)
    if seconds < _HOUR:
        return texts("time-minutes", minutes=minutes)
    return texts("time-hours", hours=minutes // 60, minutes=minutes % 60)


def time_left(texts: Texts, estimate: Estimate) -> Markup:
    """An estimate as a range, since nobody knows the future to the second."""
    low, high = math.ceil(estimate.likely / _MINUTE), math.ceil(estimate.upper / _MINUTE)
    if high <= 1:
        return texts("time-less-than-minute")
    if high == low:
        return texts("time-minutes", minutes=low)
    if estimate.upper < _HOUR:
        return texts("time-range-minutes", low=low, high=high)
    return duration(texts, estimate.upper)


def bar(percent: int) -> str:
    """A bar of ten cells."""
    full = percent * _CELLS // 100
    return "▰" * full + "▱" * (_CELLS - full)


def size(count: float) -> str:
    """Bytes as people read them, decimal units."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:  # noqa: PLR2004 - decimal units
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"

"""Reading a date of last change: W3C datetime as sitemaps ask, and what sites and feeds write instead.

A date without a time zone is UTC. What lies outside 1990 to 2100 is a default value, not a date.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

_YEARS = range(1990, 2101)
_LONGEST = 64
_numeric = re.compile(
    r"(?:(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?)?"
    r"|(?P<d2>\d{1,2})[./](?P<m2>\d{1,2})[./](?P<y2>\d{4}))"
    r"(?:[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?.*)?",
    re.ASCII | re.DOTALL,
).fullmatch
_timestamp = re.compile(r"\d{10}", re.ASCII).fullmatch


@lru_cache(maxsize=2048)
def parse_lastmod(text: str) -> datetime | None:
    """The aware moment; None for what no date can be read from."""
    if len(text) > _LONGEST:
        return None
    for reading in (datetime.fromisoformat, _loose, parsedate_to_datetime):
        try:
            moment = reading(text)
        except (ValueError, OverflowError, IndexError):
            continue
        if moment.year in _YEARS:
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return None


def _loose(text: str) -> datetime:
    """Numbers in an order that can be told, a month without its day, seconds since 1970."""
    if _timestamp(text):
        return datetime.fromtimestamp(int(text), UTC)
    match = _numeric(text)
    if match is None:
        raise ValueError(text)
    year, month, day = (
        match["y"] or match["y2"],
        match["m"] or match["m2"],
        match["d"] or match["d2"],
    )
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    return datetime(int(year), int(month or 1), int(day or 1), hour, minute, second, tzinfo=UTC)

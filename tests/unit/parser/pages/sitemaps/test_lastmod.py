"""Dates of last change."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages.sitemaps.lastmod import parse_lastmod

MOSCOW = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-03", datetime(2026, 2, 3, tzinfo=UTC)),
        ("2026-02-03T04:05:06+03:00", datetime(2026, 2, 3, 4, 5, 6, tzinfo=MOSCOW)),
        ("2026-02-03T04:05Z", datetime(2026, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-02-03T04:05:06.789Z", datetime(2026, 2, 3, 4, 5, 6, 789_000, tzinfo=UTC)),
        ("2026-02-03 04:05:06", datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)),
        ("2026-02", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026/2/3", datetime(2026, 2, 3, tzinfo=UTC)),
        ("03.02.2026 4:05", datetime(2026, 2, 3, 4, 5, tzinfo=UTC)),
        ("Thu, 05 Jan 2017 13:34:51 +0300", datetime(2017, 1, 5, 13, 34, 51, tzinfo=MOSCOW)),
        ("05 Jan 17 13:34:54 GMT", datetime(2017, 1, 5, 13, 34, 54, tzinfo=UTC)),
        ("1767225600", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_dates_are_read_leniently(text: str, moment: datetime) -> None:
    """W3C, RSS, Russian and seconds since 1970; without a zone it is UTC."""
    assert parse_lastmod(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "0000-00-00",
        "0001-01-01T00:00:00Z",
        "2026-13-01",
        "31.02.2026",
        "9" * 99,
        "-",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    """Default values of databases are no dates either."""
    assert parse_lastmod(text) is None


@given(st.text(max_size=70) | st.from_regex(r"[0-9TZ:.+/ -]{0,30}", fullmatch=True))
def test_any_text_is_read_to_an_aware_moment_or_none(text: str) -> None:
    """Nothing fails, and a moment always knows its zone."""
    moment = parse_lastmod(text)
    assert moment is None or moment.tzinfo is not None

"""How long to wait before asking again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.crawl.patience import (
    LONGEST_WAIT,
    MOST_SECONDS,
    MOST_TOLD,
    back_off,
    is_worth_waiting,
    jitter_of,
    retry_after,
)

NOW = datetime(2026, 11, 21, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("120, 120", 120.0),
        ("30 , Sat, 21 Nov 2026 10:01:00 GMT", 30.0),
        ("Sat, 21 Nov 2026 10:01:00 GMT, Sat, 21 Nov 2026 10:01:00 GMT", 60.0),
        ("3600", 3600.0),
        ("99999999999999999999999", MOST_TOLD),
        ("Sat, 21 Nov 2026 10:01:00 GMT", 60.0),
        ("Sat, 21 Nov 2026 13:01:00 +0300", 60.0),
        ("Sat, 21 Nov 2026 10:01:00", 60.0),
        ("Saturday, 21-Nov-26 10:01:00 GMT", 60.0),
        ("Sat, 21 Nov 2026 09:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MOST_TOLD),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("\u0661\u0662", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, seconds: float | None) -> None:
    """Seconds or a date in any of HTTP's spellings; never negative, never beyond our bound."""
    assert retry_after({"retry-after": value}, NOW) == seconds


@pytest.mark.parametrize("hour", ["09", "11"])
def test_a_moment_is_one_of_the_servers_clock(hour: str) -> None:
    """An hour slow or fast, it asks for the same half a minute."""
    told = {
        "date": f"Sat, 21 Nov 2026 {hour}:00:00 GMT",
        "retry-after": f"Sat, 21 Nov 2026 {hour}:00:30 GMT",
    }
    assert retry_after(told, NOW) == 30.0


@given(st.text())
def test_any_header_is_survived(value: str) -> None:
    """Whatever stands there is a number of seconds within bounds, or nothing."""
    seconds = retry_after({"retry-after": value}, NOW)
    assert seconds is None or 0 <= seconds <= MOST_TOLD


@pytest.mark.parametrize(
    ("told", "waits"), [(900.0, 4), (1800.0, 2), (3600.0, 1), (3601.0, 0), (MOST_TOLD, 0)]
)
def test_an_address_is_waited_for_an_hour_at_most(told: float, waits: int) -> None:
    """In one pause or in several, each as long as the server asks for."""
    assert [is_worth_waiting(told, tries) for tries in range(5)].count(True) == waits
    assert waits * told <= LONGEST_WAIT


def test_no_header_asks_for_nothing() -> None:
    """Then our own back-off decides."""
    assert retry_after({}, NOW) is None


@given(tries=st.integers(0, 50), jitter=st.floats(0, 1))
def test_a_back_off_doubles_within_its_spread(tries: int, jitter: float) -> None:
    """Around the doubled pause by a quarter to either side, up to the bound."""
    pause = back_off(1.0, tries, jitter)
    assert min(MOST_SECONDS, 0.75 * 2.0**tries) <= pause <= min(MOST_SECONDS, 1.25 * 2.0**tries)


def test_addresses_that_failed_together_do_not_come_back_together() -> None:
    """The spread differs from address to address and from try to try, and is the same in every run."""
    spread = {jitter_of(address_id * 7919, 1) for address_id in range(-50, 50)}
    assert len(spread) > 80
    assert all(0 <= one <= 1 for one in spread)
    assert jitter_of(5, 0) != jitter_of(5, 1)
    assert jitter_of(5, 1) == jitter_of(5, 1)

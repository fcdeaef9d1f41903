"""How long to wait before asking again: what the server asks for, or our own back-off. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: seconds that a run waits at most for one address; a server that asks for more is not asked again
LONGEST_WAIT = 3600.0
#: seconds; a pause that a server asks for is counted up to this, and our own back-off up to that
MOST_TOLD, MOST_SECONDS = 86_400.0, 900.0


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that Retry-After asks for, in either of its forms (RFC 9110 10.2.3).

    At most MOST_TOLD; None if there is none. A date is compared with the server's own `Date`, since
    many clocks are an hour off.
    """
    value = headers.get("retry-after", "").strip()
    seconds = value.partition(",")[0].rstrip()  # a script and its server both said it
    if seconds.isascii() and seconds.isdigit():
        return min(float(seconds), MOST_TOLD)
    until = _moment(value)
    if until is None:
        return None
    here = _moment(headers.get("date", "")) or now
    return min(max(0.0, (until - here).total_seconds()), MOST_TOLD)


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def is_worth_waiting(told: float, tries: int) -> bool:
    """Whether to ask again after such a pause, if there were `tries` of them: an hour of them all."""
    return (tries + 1) * told <= LONGEST_WAIT


def back_off(first: float, tries: int, jitter: float) -> float:
    """Seconds to pause: doubles with each try, from 75% to 125% of that; `jitter` is 0 to 1.

    Without the jitter everything that failed together would be retried together.
    """
    return min(MOST_SECONDS, first * 2.0**tries * (0.75 + 0.5 * jitter))


def jitter_of(address_id: int, tries: int) -> float:
    """A number from 0 to 1 that differs from address to address, and is the same in every run."""
    return (address_id + 389 * tries) % 1024 / 1023

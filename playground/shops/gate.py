"""What stands between a visitor and a shop's pages: pauses, refusals, injected faults, the log.

All of the server's memory is here, and all of its decisions. Times come in as arguments, so the
same requests at the same times are treated the same.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from math import ceil
from typing import Any

from playground.shops.content.dice import hash64
from playground.shops.content.profiles import Profile
from playground.shops.responses import Response

_LOG_SIZE = 5_000
_TOLERANCE = 0.7  # of the pause asked for: clocks and networks are not exact
_HTML = "text/html; charset=utf-8"


class FaultKind(StrEnum):
    """How an injected fault shows."""

    ERROR = "500"
    UNAVAILABLE = "503"
    REFUSAL = "429"
    TIMEOUT = "timeout"  #: the connection stays open and nothing comes
    RESET = "reset"  #: the connection is cut


@dataclass(frozen=True, kw_only=True)
class InjectedFault:
    """Which requests are to fail, and how.

    An address fails if its hash falls into the share: the same addresses each time.
    """

    kind: FaultKind
    share: float = 1.0  #: of the addresses, 0 to 1
    requests: int | None = None  #: how many requests fail before it is over; None: until cleared
    paths: str | None = None  #: a pattern the path and query must begin with
    seconds: float = 60.0  #: how long a timeout keeps the connection

    def strikes(self, target: str, struck: int) -> bool:
        """Whether a request of this address fails after so many that did."""
        if self.requests is not None and struck >= self.requests:
            return False
        if self.paths is not None and not re.match(self.paths, target):
            return False
        return hash64(f"fault:{target}") % 10_000 < self.share * 10_000


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What to do with a request."""

    delay: float = 0.0  #: seconds to wait before anything else
    refusal: Response | None = None  #: to be sent instead of the page
    cut: bool = False  #: no answer at all: the connection is closed
    seconds: float = 0.0  #: to wait before the cut


@dataclass(kw_only=True)
class Seen:
    """One request, for the log."""

    time: float  #: seconds of the server's monotonic clock
    method: str
    target: str
    user_agent: str
    in_flight: int  #: requests under way when it came, itself included
    status: int | None = None  #: None while under way, and for what was cut


@dataclass(kw_only=True)
class Gate:
    """The memory of one shop's server."""

    profile: Profile
    log: deque[Seen] = field(default_factory=lambda: deque(maxlen=_LOG_SIZE))
    fault: InjectedFault | None = None
    struck: int = 0  #: requests that the fault made fail
    requests: int = 0
    refused: int = 0  #: answered 429 for want of patience
    in_flight: int = 0
    most_in_flight: int = 0
    _robots_failures: int = 0
    _admitted: float | None = None

    def reset(self) -> None:
        """Forget everything but what is under way."""
        self.log.clear()
        self.fault = None
        self.struck = self.requests = self.refused = self._robots_failures = 0
        self.most_in_flight = self.in_flight
        self._admitted = None

    def forget_robots(self) -> None:
        """Let robots.txt fail again at first, as after a start."""
        self._robots_failures = 0

    def inject(self, fault: InjectedFault) -> None:
        """Put a fault in the place of whatever was injected before."""
        self.fault, self.struck = fault, 0

    def clear(self) -> None:
        """Take the injected fault away."""
        self.fault, self.struck = None, 0

    def enter(self, method: str, target: str, user_agent: str, now: float) -> Seen:
        """Note a request; `leave` must follow."""
        self.requests += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        seen = Seen(
            time=now,
            method=method,
            target=target,
            user_agent=user_agent,
            in_flight=self.in_flight,
        )
        self.log.append(seen)
        return seen

    def leave(self, seen: Seen, status: int | None) -> None:
        """Note how a request ended."""
        self.in_flight -= 1
        seen.status = status

    def judge(self, target: str, now: float, wall: datetime) -> Verdict:
        """What to do with a request that came at this time, by the two clocks."""
        if target == "/robots.txt":
            return self._robots()
        if self.fault and self.fault.strikes(target, self.struck):
            self.struck += 1
            return _failed(self.fault)
        return self._paced(target, now, wall)

    def summary(self) -> dict[str, Any]:
        """The numbers, for the control face."""
        return {
            "requests": self.requests,
            "refused": self.refused,
            "in_flight": self.in_flight,
            "most_in_flight": self.most_in_flight,
            "fault": asdict(self.fault) if self.fault else None,
            "struck": self.struck,
        }

    def _robots(self) -> Verdict:
        if self._robots_failures < self.profile.robots_failures:
            self._robots_failures += 1
            return Verdict(refusal=_refusal(503, "1"))
        return Verdict()

    def _paced(self, target: str, now: float, wall: datetime) -> Verdict:
        pause = self.profile.crawl_delay
        if pause and self._admitted is not None and now - self._admitted < pause * _TOLERANCE:
            self.refused += 1
            return Verdict(refusal=_refusal(429, _retry_after(target, pause, wall)))
        self._admitted = now
        return Verdict(delay=latency(self.profile, target))


def latency(profile: Profile, target: str) -> float:
    """How long a shop takes for an address, in seconds: always the same for the same one."""
    if profile.latency is None:
        return 0.0
    low, high = profile.latency
    return low + (high - low) * (hash64(f"latency:{target}") % 1_000) / 1_000


def _retry_after(target: str, pause: float, wall: datetime) -> str:
    """Seconds for one half of the addresses, an HTTP date for the other (RFC 9110, 10.2.3)."""
    seconds = ceil(pause)
    if hash64(f"retry:{target}") % 2:
        return str(seconds)
    moment = (wall + timedelta(seconds=seconds + 1)).replace(microsecond=0)
    return format_datetime(moment, usegmt=True)


def _failed(fault: InjectedFault) -> Verdict:
    match fault.kind:
        case FaultKind.TIMEOUT:
            return Verdict(cut=True, seconds=fault.seconds)
        case FaultKind.RESET:
            return Verdict(cut=True)
        case FaultKind.ERROR:
            return Verdict(refusal=_refusal(500, None))
        case FaultKind.UNAVAILABLE | FaultKind.REFUSAL:
            return Verdict(refusal=_refusal(int(fault.kind), "1"))


def _refusal(status: int, retry_after: str | None) -> Response:
    headers = {"Content-Type": _HTML}
    if retry_after:
        headers["Retry-After"] = retry_after
    text = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
    return Response(status=status, headers=headers, body=text.encode())


def recent(log: deque[Seen], limit: int) -> Iterator[dict[str, Any]]:
    """The last requests of a log, oldest first."""
    start = max(0, len(log) - limit)
    return (asdict(seen) for place, seen in enumerate(log) if place >= start)

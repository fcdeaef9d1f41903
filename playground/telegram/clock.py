"""Time as the playground knows it: the machine's, or one that moves only when told to.

A moment is a Unix time in seconds. Waiting goes through `Bell`, so that nothing here needs a
task of its own: a waiter is a future that an event or the clock resolves.
"""

import asyncio
import heapq
import time
from collections.abc import Callable
from itertools import count
from typing import Protocol


class Clock(Protocol):
    """Where the server takes the time from."""

    def now(self) -> float:
        """The current moment."""
        ...

    def call_at(self, when: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once the moment has come; the result takes the order back."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """The current moment."""
        return time.time()

    def call_at(self, when: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once the moment has come; the result takes the order back."""
        delay = max(0.0, when - self.now())
        return asyncio.get_running_loop().call_later(delay, callback).cancel


class ManualClock:
    """Stands still between two `advance` calls."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self._now = start
        self._orders: list[tuple[float, int, Callable[[], None]]] = []
        self._serial = count()
        self._cancelled: set[int] = set()

    def now(self) -> float:
        """The current moment."""
        return self._now

    def call_at(self, when: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once the moment has come; the result takes the order back."""
        serial = next(self._serial)
        heapq.heappush(self._orders, (when, serial, callback))
        return lambda: self._cancelled.add(serial)

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass; what falls due is called in its order, each at its moment."""
        end = self._now + seconds
        while self._orders and self._orders[0][0] <= end:
            when, serial, callback = heapq.heappop(self._orders)
            self._now = max(self._now, when)
            if serial in self._cancelled:
                self._cancelled.discard(serial)
            else:
                callback()
        self._now = end


class Bell:
    """Wakes all who wait for it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: set[asyncio.Future[bool]] = set()

    def ring(self) -> None:
        """Wake everyone who waits now."""
        for waiter in self._waiting:
            _resolve(waiter, rung=True)

    async def wait(self, until: float) -> bool:
        """Sleep till the bell rings (True) or the moment has come (False)."""
        if until <= self._clock.now():
            return False
        waiter: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        cancel = self._clock.call_at(until, lambda: _resolve(waiter, rung=False))
        self._waiting.add(waiter)
        try:
            return await waiter
        finally:
            self._waiting.discard(waiter)
            cancel()


async def sleep_until(clock: Clock, when: float) -> None:
    """Sleep till the moment has come."""
    await Bell(clock).wait(when)


def _resolve(waiter: "asyncio.Future[bool]", *, rung: bool) -> None:
    if not waiter.done():
        waiter.set_result(rung)

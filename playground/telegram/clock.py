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
        self._due: list[tuple[float, int]] = []
        self._orders: dict[int, Callable[[], None]] = {}
        self._serials = count()

    def now(self) -> float:
        """The current moment."""
        return self._now

    def call_at(self, when: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once the moment has come; the result takes the order back."""
        serial = next(self._serials)
        self._orders[serial] = callback
        heapq.heappush(self._due, (when, serial))
        return lambda: _drop(self._orders, serial)

    def waiting(self) -> int:
        """How many orders are open: who moves the clock may first wait till there are some."""
        return len(self._orders)

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass; what falls due is called in its order, each at its moment."""
        end = self._now + seconds
        while self._due and self._due[0][0] <= end:
            when, serial = heapq.heappop(self._due)
            callback = self._orders.pop(serial, None)
            if callback is not None:
                self._now = max(self._now, when)
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


def _drop(orders: dict[int, Callable[[], None]], serial: int) -> None:
    orders.pop(serial, None)


def _resolve(waiter: "asyncio.Future[bool]", *, rung: bool) -> None:
    if not waiter.done():
        waiter.set_result(rung)

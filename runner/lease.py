"""Work under a lease: the heartbeat runs beside the work and stops it when necessary.

The heartbeat renews the lease, stores the working time and reads the cancel flag, in one UPDATE. A
worker that cannot renew stops by itself before the lease ends, so that it never writes beside a
successor. NOTIFY makes a cancel fast; the heartbeat makes it certain.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import structlog

from runner.deps import Deps
from runner.progress import rate
from storage import site_jobs
from storage.database import TRANSIENT, LeaseLost
from storage.model.run import Claim, SiteHistory
from storage.site_jobs import Pulse

T = TypeVar("T")

#: a worker stops itself if it could not renew for this share of the lease
_PATIENCE = 0.8
_BEATS_PER_LEASE = 3
#: seconds until a failed renewal is retried
_AGAIN_SECONDS = 0.2

log = structlog.get_logger()


class StopReason(StrEnum):
    """Why the work was stopped from outside."""

    LEASE_LOST = "lease_lost"
    CANCELLED = "cancelled"
    PAUSED = "paused"


class Stopped(Exception):
    """The work was stopped before its end."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(kw_only=True)
class Mood:
    """What each heartbeat reports about the work: why it waits, and for how many seconds."""

    waiting_reason: str | None = None
    resume_in: float | None = None


class Lease:
    """One claim's heartbeat."""

    def __init__(self, deps: Deps, claim: Claim, history: SiteHistory | None) -> None:
        self.mood = Mood()
        self._deps = deps
        self._claim = claim
        self._history = history
        self._reason: StopReason | None = None
        self._look_now = asyncio.Event()

    @property
    def run_id(self) -> int:
        """The run whose cancel stops this work."""
        return self._claim.run_id

    def look_now(self) -> None:
        """Triggers a heartbeat now, because the cancel flag may be set."""
        self._look_now.set()

    async def keep(self, work: Callable[[], Awaitable[T]], *, heed_people: bool = True) -> T:
        """Runs `work` under the lease and returns what it returns.

        Raises:
            Stopped: the lease was lost, or a cancel or pause was requested (the latter only with
                `heed_people`: the last steps of a site are not interrupted).
        """
        try:
            async with asyncio.timeout(self._patience) as deadline, asyncio.TaskGroup() as group:
                busy = group.create_task(_outcome(work))
                heart = group.create_task(self._beat(busy, deadline, heed_people=heed_people))
                busy.add_done_callback(lambda _: heart.cancel())
        except TimeoutError:
            raise Stopped(StopReason.LEASE_LOST) from None
        if busy.cancelled():
            raise Stopped(self._reason or StopReason.LEASE_LOST)
        outcome = busy.result()
        if isinstance(outcome, _Raised):
            raise outcome.error
        return outcome

    async def _beat(
        self, busy: asyncio.Task[Any], deadline: asyncio.Timeout, *, heed_people: bool
    ) -> None:
        """Moves the deadline with each renewal; it counts from before the renewal was sent.

        So it holds even if a renewal hangs.
        """
        clock = asyncio.get_running_loop().time
        renewed = clock()
        while True:
            sent = clock()
            try:
                pulse = await self._renew()
                renewed = sent
                if not deadline.expired():
                    deadline.reschedule(renewed + self._patience)
                if heed_people and (pulse.cancelled or pulse.paused):
                    self._reason = StopReason.CANCELLED if pulse.cancelled else StopReason.PAUSED
                    break
                await self._sample(pulse)
                await self._pause(self._deps.settings.lease_seconds / _BEATS_PER_LEASE)
            except LeaseLost:
                self._reason = StopReason.LEASE_LOST
                break
            except TRANSIENT as error:
                log.warning("heartbeat.missed", site_job=self._claim.site_job_id, why=repr(error))
                await asyncio.sleep(_AGAIN_SECONDS)
        busy.cancel()

    @property
    def _patience(self) -> float:
        return _PATIENCE * self._deps.settings.lease_seconds

    async def _renew(self) -> Pulse:
        return await site_jobs.heartbeat(
            self._deps.db,
            self._claim,
            lease_seconds=self._deps.settings.lease_seconds,
            waiting_reason=self.mood.waiting_reason,
            resume_in=self.mood.resume_in,
        )

    async def _sample(self, pulse: Pulse) -> None:
        speed = rate(pulse.processed, pulse.active_seconds, self._history)
        left = (pulse.total_urls - pulse.processed) / speed if speed else None
        await site_jobs.sample(
            self._deps.db,
            self._claim,
            speed=speed,
            eta_seconds=left,
            whole=None if left is None else pulse.active_seconds + left,
        )

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._look_now.wait()
        except TimeoutError:
            return
        finally:
            self._look_now.clear()


@dataclass(frozen=True)
class _Raised:
    error: Exception


async def _outcome(work: Callable[[], Awaitable[T]]) -> T | _Raised:
    """Returns an error of the work as a value, so that no ExceptionGroup wraps it."""
    try:
        return await work()
    except Exception as error:  # noqa: BLE001 - raised again by `keep`
        return _Raised(error)

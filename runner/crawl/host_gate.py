"""Politeness: when the next request to a host may start, over all workers.

A script in Redis, by Redis's clock, hands out turns a step apart. Turns are drawn a few at a time, so
that a fast site costs no round trip per page. A 429 or 503 closes the gate for as long as the server
asks and doubles the step, once for all requests that were under way. While pages arrive, the step
shrinks again with time, down to the policy's: quickly to near the pace at which the host began to
refuse, slowly from there (docs/decisions/0070-a-pace-comes-back-by-the-clock.md). A host that has
only refused for an hour is given up. While Redis is unreachable the gate continues alone at half
speed, which is safe because only one worker at a time is at a host.
"""

import asyncio
from collections import deque
from collections.abc import Callable

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from runner.lease import Mood

#: how many seconds of turns are drawn at once, and at most how many
_AHEAD_SECONDS = 0.25
_MOST_AHEAD = 50
_SLOWEST = 64.0
#: half-life in milliseconds of what was added to the step, while pages arrive; _SLOW holds near the
#: step at which the host last began to refuse. One page never counts for more than _QUICK
_QUICK, _SLOW = 10_000, 120_000
_NEAR = 1.25  # times that step
_REMEMBER_MS = 3_600_000
#: seconds: a pause worth showing to people, and one so long that the slot is given to others
_WORTH_TELLING = 3.0
_LONG_PAUSE = 60.0
#: a host is given up after this many refusals in a row over this many milliseconds: longer than a
#: deploy takes, and short enough for the other sites of the run to wait for
_VAIN = (20, 3_600_000)
#: milliseconds; a refusal that asks for so many times this pause counts as that many
_LONG_MS = 720_000

_DRAW = """
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local state = redis.call('HMGET', KEYS[1], 'next', 'pace', 'closed', 'eased', 'edge')
local next = math.max(tonumber(state[1] or '0'), now)
local surplus = tonumber(state[2] or '1') - 1
local well = tonumber(ARGV[3])
local page = math.min(ARGV[6], math.max(1000, ARGV[1] * (1 + surplus)))
local clean = math.min(now - math.max(tonumber(state[3] or '0'), tonumber(state[4] or '0')), well * page)
if surplus > 0 and clean > 0 then
  local near = tonumber(state[5] or '1') * ARGV[8] - 1
  local quick = math.min(clean, math.max(0, ARGV[6] * math.log(surplus / near) / math.log(2)))
  surplus = surplus * 0.5 ^ (quick / ARGV[6] + (clean - quick) / ARGV[7])
end
local step = ARGV[1] * (1 + surplus)
local count = math.max(1, math.min(tonumber(ARGV[2]), math.floor(ARGV[9] / step + 0.5)))
if next - now > tonumber(ARGV[5]) then count = 0 end
redis.call('HSET', KEYS[1], 'next', tostring(next + step * count), 'pace', tostring(1 + surplus))
if well > 0 then
  redis.call('HSET', KEYS[1], 'eased', tostring(now))
  redis.call('HDEL', KEYS[1], 'refused', 'refusals')
end
redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[4]), next - now + step * count + 60000))
return {tostring(next - now), tostring(step), tonumber(count)}
"""

_CLOSE = """
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local state = redis.call('HMGET', KEYS[1], 'next', 'pace', 'closed', 'refused', 'refusals')
local closed = tonumber(state[3] or '0')
local next = math.max(tonumber(state[1] or '0'), now + ARGV[1])
local pace = tonumber(state[2] or '1')
if now >= closed and tonumber(ARGV[7]) > 1 then
  if tonumber(ARGV[4]) > 0 or not state[4] then redis.call('HSET', KEYS[1], 'edge', tostring(pace)) end
  pace = math.min(tonumber(ARGV[2]), pace * ARGV[7])
end
closed = math.max(closed, now + ARGV[1])
redis.call('HSET', KEYS[1], 'next', tostring(next), 'pace', tostring(pace), 'closed', tostring(closed))
redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[3]), next - now + 60000))
local refused, refusals = tonumber(state[4] or now), tonumber(state[5] or '0') + math.max(1, ARGV[1] / ARGV[8])
if tonumber(ARGV[4]) > 0 then refused, refusals = now, math.max(1, ARGV[1] / ARGV[8]) end
if refusals >= tonumber(ARGV[5]) and now - refused >= tonumber(ARGV[6]) then
  redis.call('HDEL', KEYS[1], 'refused', 'refusals')
  return 1
end
redis.call('HSET', KEYS[1], 'refused', tostring(refused), 'refusals', refusals)
return 0
"""

log = structlog.get_logger()


class GateClosed(Exception):
    """The host asks for a pause longer than a slot should be held; `seconds` is its length."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class HostGate:
    """The turns of one host, for one site job."""

    def __init__(
        self,
        redis: Redis,
        host: str,
        *,
        step_seconds: Callable[[], float],
        mood: Mood,
        monotonic: Callable[[], float],
    ) -> None:
        self._redis = redis
        self._draw = redis.register_script(_DRAW)
        self._close = redis.register_script(_CLOSE)
        self._key = f"progon:gate:{host}"
        #: called each time: the rules of another host of the site may arrive later and slow it down
        self._step = step_seconds
        self._drawn_for = 0.0  #: seconds: the usual step for which the turns at hand were drawn
        self._mood = mood
        self._monotonic = monotonic
        self._turns: deque[float] = deque()  # moments of our clock
        self._drawing = asyncio.Lock()
        self._came_well = 0
        self.is_well = False  #: pages came since the last refusal
        self._alone_next = 0.0
        self._closings = 0

    def elsewhere(self, host: str) -> "HostGate":
        """The gate of another host: same usual pace, but it is slowed down and closed on its own."""
        return HostGate(
            self._redis,
            host,
            step_seconds=self._step,
            mood=self._mood,
            monotonic=self._monotonic,
        )

    async def turn(self) -> None:
        """Returns when the next request may start.

        Raises:
            GateClosed: that is too far away to wait.
        """
        while True:
            closings = self._closings
            wait = await self._next_moment() - self._monotonic()
            if wait > _LONG_PAUSE:
                raise GateClosed(wait)
            if wait > 0:
                self._tell(wait)
                await asyncio.sleep(wait)
            if closings == self._closings:
                self._mood.waiting_reason = self._mood.resume_in = None
                return

    def came_well(self) -> None:
        """A page arrived: the gate may open a little further."""
        self._came_well += 1
        self.is_well = True

    async def slow_down(self, seconds: float, reason: str) -> bool:
        """Closes the gate for some seconds, as the server asks; then it opens at half the pace.

        Returns True, once, for a host that has refused everything for so long that it is given up.
        """
        return await self._shut(seconds, reason, times=2)

    async def pause(self, seconds: float, reason: str) -> bool:
        """The same for trouble that a slower pace does not cure: the gate opens at the pace it had."""
        return await self._shut(seconds, reason, times=1)

    async def _shut(self, seconds: float, reason: str, *, times: int) -> bool:
        self._closings += 1
        self.is_well = False
        self._turns.clear()
        self._mood.waiting_reason = reason
        self._mood.resume_in = seconds
        self._alone_next = max(self._alone_next, self._monotonic() + seconds)
        try:
            return bool(
                await self._close(
                    keys=[self._key],
                    args=[
                        *(seconds * 1000, _SLOWEST, _REMEMBER_MS, self._came_well),
                        *(*_VAIN, times, _LONG_MS),
                    ],
                )
            )
        except (RedisError, OSError) as error:
            log.warning("gate.alone", host=self._key, why=type(error).__name__)
            return False

    async def _next_moment(self) -> float:
        async with self._drawing:
            step = self._step()
            if not self._turns or step > self._drawn_for:
                await self._draw_turns(step)
            return self._turns.popleft()

    async def _draw_turns(self, usual: float) -> None:
        self._turns.clear()
        self._drawn_for = usual
        well, self._came_well = self._came_well, 0
        try:
            wanted = (usual * 1000, _MOST_AHEAD, well)
            curve = (_QUICK, _SLOW, _NEAR)
            answer = await self._draw(
                keys=[self._key],
                args=[*wanted, _REMEMBER_MS, _LONG_PAUSE * 1000, *curve, _AHEAD_SECONDS * 1000],
            )
            wait, step, count = float(answer[0]) / 1000, float(answer[1]) / 1000, int(answer[2])
            if not count:  # the wait is too long, so no turn was taken
                raise GateClosed(wait)
        except (RedisError, OSError) as error:
            log.warning("gate.alone", host=self._key, why=type(error).__name__)
            wait, step = max(0.0, self._alone_next - self._monotonic()), usual * 2
            count = max(1, min(_MOST_AHEAD, round(_AHEAD_SECONDS / step)))
        first = self._monotonic() + wait
        self._alone_next = first + step * count
        self._turns.extend(first + step * number for number in range(count))

    def _tell(self, wait: float) -> None:
        if wait > _WORTH_TELLING:
            self._mood.waiting_reason = self._mood.waiting_reason or "crawl_delay"
            self._mood.resume_in = wait

"""What to fetch next: addresses of the ledger in the order of their positions, until none waits.

The frontier is the ledger itself, so a slice on any worker continues where the last one ended. Links
are followed level by level: a level begins when the previous one has ended, so that every attempt
takes the same pages, whichever answered first.
"""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import inf

from runner.crawl.known_robots import HostRobots, robots_address
from runner.crawl.ledger_writer import LedgerWriter
from runner.crawl.positions import FIRST_LEVEL, level_start
from runner.crawl.robots_gate import SiteRobots
from runner.deps import Deps
from storage import addresses, pages, site_jobs
from storage.model.ledger import NAMED_BY_PAGES, Address, Origin, Outcome
from storage.model.run import Claim
from storage.site_jobs import Gain

_READ_AHEAD = 200
_END = 1 << 62
#: seconds; if the next retry is further away, the slice ends and frees its slot for others
_LONG_PAUSE = 60.0
#: seconds that addresses wait in order for a host's robots.txt; then the others go first
_FOR_RULES = 2.0


@dataclass(kw_only=True)
class Bounds:
    """How many addresses may be asked for, and how many have been. None: no bound."""

    pages: int | None
    asked: int
    links: int | None  #: addresses that only links name
    asked_links: int

    def reached_by(self, address: Address) -> str | None:
        """The bound that this address would exceed, in words for the ledger; None if it fits."""
        if self.pages is not None and self.asked >= self.pages:
            return f"limit {self.pages}"
        is_link = address.origin in NAMED_BY_PAGES
        if is_link and self.links is not None and self.asked_links >= self.links:
            return f"{self.links} links beside the sitemaps"
        return None

    def count(self, address: Address) -> None:
        """Counts one more address as asked for."""
        self.asked += 1
        self.asked_links += address.origin in NAMED_BY_PAGES


@dataclass(frozen=True, kw_only=True)
class _Learning:
    """A host is being asked for its rules; workers wait for them until `until` (monotonic clock)."""

    until: float
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def soon(self, now: float) -> None:
        """Returns when the rules are known, or when the wait is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(None if self.until == inf else self.until - now):
                await self.over.wait()


class Frontier:
    """Hands out the addresses of one site job."""

    def __init__(
        self,
        deps: Deps,
        claim: Claim,
        writer: LedgerWriter,
        robots: SiteRobots,
        bounds: Bounds,
        *,
        conditional: bool,
    ) -> None:
        self._deps = deps
        self._claim = claim
        self._writer = writer
        self._robots = robots
        self._ahead: deque[Address] = deque()
        self._after = -1
        self._before = FIRST_LEVEL
        self._under_way: set[int] = set()
        self._bounds = bounds
        self._conditional = conditional
        self._validators: dict[int, tuple[str | None, str | None]] = {}
        self._reading_keys: dict[int, bytes] = {}
        self._idle = asyncio.Event()
        self._learning: dict[str, _Learning] = {}
        self._taking = asyncio.Lock()
        self.pause: float | None = None  #: why `next` ended early: seconds until something is due

    async def next(self) -> Address | None:
        """The next address to fetch; None if none waits, or none is due for a long while (`pause`).

        A host whose rules are unknown may be slow to answer, or down. One worker asks it for them;
        the others wait a little, and then leave its addresses to the end.
        """
        while True:
            async with self._taking:
                address, learning = await self._take()
            if learning is not None:
                await learning.soon(self._deps.monotonic())
            elif address is None or self._robots.of(address.url) is not None:
                return address
            else:
                await self._learn(address)

    async def _take(self) -> "tuple[Address | None, _Learning | None]":
        """The next address, or rules to wait for first; the rules of its host may still be unknown."""
        while True:
            while self._ahead:
                address = self._ahead.popleft()
                if address.address_id in self._under_way:
                    continue
                host = self._robots.of(address.url)
                learning = None if host else self._learning.get(robots_address(address.url))
                if learning is not None:
                    if self._deps.monotonic() >= learning.until:
                        continue  # it still waits in the ledger
                    self._ahead.appendleft(address)
                    return None, learning
                if host is None or await self._admitted(address, host):
                    self._under_way.add(address.address_id)
                    return address, None
            if not await self._read_on():
                return None, None

    async def _learn(self, address: Address) -> None:
        """Asks for the rules of the address's host, then puts the address first in the queue."""
        key = robots_address(address.url)
        patience = inf if self._claim.page_limit else _FOR_RULES  # the same pages each time
        learning = self._learning[key] = _Learning(until=self._deps.monotonic() + patience)
        try:
            await self._robots.learn(address.url)
        finally:
            del self._learning[key]
            self._ahead.appendleft(address)
            self.done(address)
            learning.over.set()

    def validators(self, address: Address) -> dict[str, str]:
        """Headers of a conditional request, if the base's page had validators; given out only once."""
        etag, last_modified = self._validators.pop(address.address_id, (None, None))
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        return {name: value for name, value in headers.items() if value}

    def reading_key(self, address: Address) -> bytes | None:
        """The reading key of the base's page, if it may be taken over; given out only once."""
        return self._reading_keys.pop(address.address_id, None)

    def done(self, address: Address) -> None:
        """The address has been written, or given back."""
        self._under_way.discard(address.address_id)
        if not self._under_way:
            self._idle.set()

    async def _admitted(self, address: Address, host: HostRobots) -> bool:
        barred = self._robots.bar(address, host)
        if barred is not None:
            await self._writer.close(barred)
            return False
        return await self._within_bounds(address)

    async def _within_bounds(self, address: Address) -> bool:
        if address.tries:
            return True  # it was counted at its first attempt, perhaps in another slice
        reached = self._bounds.reached_by(address)
        if reached is not None:
            await self._close_beyond(address, reached)
            return False
        self._bounds.count(address)
        return True

    async def _close_beyond(self, address: Address, reached: str) -> None:
        """Closes all untried addresses beyond the bound: only links, if only theirs is reached."""
        self._ahead.clear()
        await self._settled()
        of_all = self._bounds.reached_by(replace(address, origin=Origin.SEED))
        origins = None if of_all else NAMED_BY_PAGES
        async with self._deps.db.acquire() as connection, connection.transaction():
            closed = await addresses.close_untried(
                connection, self._claim.site_job_id, Outcome.LIMIT, reached, origins=origins
            )
            await site_jobs.prove(connection, self._claim, Gain(processed=closed))

    async def _read_on(self) -> bool:
        """Reads ahead; at the end waits for the addresses under way and looks again. False if none waits."""
        found = await self._read(self._after)
        if not found:
            await self._settled()
            found = await self._read(-1) or await self._next_level()
            self._ahead.clear()  # it has been read again: no address may be in it twice
        if found:
            self._after = found[-1].position
            self._ahead.extend(found)
            return True
        left = await addresses.next_retry(
            self._deps.db, self._claim.site_job_id, before=self._before
        )
        if left is None:
            return False
        if left > _LONG_PAUSE:
            self.pause = left
            return False
        await asyncio.sleep(max(0.05, left))
        self._after = -1
        return True

    async def _read(self, after: int) -> list[Address]:
        claim = self._claim
        found = await addresses.waiting(
            self._deps.db, claim.site_job_id, after=after, before=self._before, limit=_READ_AHEAD
        )
        if found and claim.base_id is not None:
            ids = [address.address_id for address in found]
            self._reading_keys |= await pages.reading_keys(self._deps.db, claim.base_id, ids)
            if self._conditional:
                self._validators |= await pages.validators(self._deps.db, claim.base_id, ids)
        return found

    async def _settled(self) -> None:
        """Waits until everything that was handed out has been written."""
        self._idle.clear()
        if self._under_way:
            await self._idle.wait()
        await self._writer.flush()

    async def _next_level(self) -> list[Address]:
        depth = await addresses.next_level(self._deps.db, self._claim.site_job_id)
        if depth is None:
            self._before = _END
            return await self._read(-1)
        async with self._deps.db.acquire() as connection, connection.transaction():
            await addresses.compact(
                connection, self._claim.site_job_id, depth=depth, start=level_start(depth)
            )
        self._before = level_start(depth + 1)
        return await self._read(-1)

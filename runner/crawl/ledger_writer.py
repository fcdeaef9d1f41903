"""Small fenced transactions: visits are gathered and committed together with their ledger lines.

A batch commits after so many visits or so many seconds, whichever comes first, so a crash costs at
most one batch. The epoch is proved in the same transaction: a worker that lost its lease writes
nothing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from runner.crawl.lines import named
from runner.crawl.positions import link_position, redirect_position
from runner.crawl.visit import Visit
from runner.deps import Deps
from storage import addresses, pages, site_jobs
from storage.model.ledger import REQUESTED, Address, Entry, Origin, Outcome
from storage.model.run import Claim
from storage.site_jobs import Gain

_BATCH = 50
_BATCH_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A visit and the ledger line it belongs to."""

    address: Address
    visit: Visit


class LedgerWriter:
    """Gathers what one slice of one site job finds."""

    def __init__(self, deps: Deps, claim: Claim, *, root: str, max_depth: int) -> None:
        self._deps = deps
        self._claim = claim
        self._root = root
        self._max_depth = max_depth
        self._seen: list[Seen] = []
        self._entries: list[Entry] = []
        self._writing = asyncio.Lock()
        self._flushed_at = deps.monotonic()

    async def visit(self, address: Address, visit: Visit) -> None:
        """Keeps a visit; commits when it is time."""
        self._seen.append(Seen(address=address, visit=visit))
        await self._maybe_flush()

    async def close(self, entry: Entry) -> None:
        """Keeps an outcome that needed no request."""
        self._entries.append(entry)
        await self._maybe_flush()

    async def flush(self) -> None:
        """Commits what there is."""
        async with self._writing:
            seen, self._seen = self._seen, []
            entries, self._entries = self._entries, []
            self._flushed_at = self._deps.monotonic()
            if seen or entries:
                await self._commit(seen, entries)

    async def _maybe_flush(self) -> None:
        waiting = len(self._seen) + len(self._entries)
        late = self._deps.monotonic() - self._flushed_at > _BATCH_SECONDS
        if (waiting >= _BATCH or late) and not self._writing.locked():
            await self.flush()

    async def _commit(self, seen: Sequence[Seen], entries: Sequence[Entry]) -> None:
        claim = self._claim
        found = self._found(seen)
        async with self._deps.db.acquire() as connection, connection.transaction():
            closed = await addresses.close(
                connection, claim.site_job_id, [*entries, *(item.visit.entry for item in seen)]
            )
            read = [item.visit.page for item in seen if item.visit.page is not None]
            await pages.upsert(connection, claim.site_job_id, claim.epoch, read)
            products = sum(page.product is not None for page in read)
            unchanged = [item.visit.unchanged for item in seen if item.visit.unchanged is not None]
            if unchanged and claim.base_id is not None:
                products += await pages.take_over(
                    connection, claim.site_job_id, claim.epoch, claim.base_id, unchanged
                )
            added, born_closed = 0, 0
            if found:
                added, born_closed = await addresses.add(connection, claim.site_job_id, found)
                if added < len(found):
                    await addresses.promote(connection, claim.site_job_id, found)
            gain = Gain(
                processed=len(closed) + born_closed,
                fetched=sum(outcome in REQUESTED for outcome in closed),
                failed=sum(outcome is Outcome.FAILED for outcome in closed),
                products=products,
                total_urls=added,
            )
            await site_jobs.prove(connection, claim, gain)

    def _found(self, seen: Sequence[Seen]) -> list[Address]:
        """New lines of the ledger that these visits name, each address once, the nearest kept."""
        found: dict[int, Address] = {}
        for item in seen:
            for candidate in self._named_by(item):
                known = found.get(candidate.address_id)
                if known is None or candidate.position < known.position:
                    found[candidate.address_id] = candidate
        return sorted(found.values(), key=lambda address: address.address_id)

    def _named_by(self, item: Seen) -> list[Address]:
        address, visit = item.address, item.visit
        depth = (address.depth or 0) + 1
        lines: list[Address] = []
        if visit.redirect is not None and address.depth is None:
            position = redirect_position(address.position)
            lines += self._named(visit.redirect, Origin.REDIRECT, position, None)
        elif visit.redirect is not None:
            position = link_position(address.position, depth, 0)
            lines += self._named(visit.redirect, Origin.REDIRECT, position, depth)
        if visit.links and depth <= self._max_depth:
            for number, link in enumerate(visit.links):
                position = link_position(address.position, depth, number)
                lines += self._named(link.url, Origin.LINK, position, depth)
        return lines

    def _named(self, url: str, origin: Origin, position: int, depth: int | None) -> list[Address]:
        return named(url, root=self._root, origin=origin, position=position, depth=depth)

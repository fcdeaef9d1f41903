"""Small fenced transactions: visits are collected and committed together with their ledger lines.

A batch commits after _BATCH visits or _BATCH_SECONDS, whichever comes first, so a crash costs at most
one batch. The epoch is proved in the same transaction: a worker that lost its lease writes nothing.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from runner.crawl.known_links import KnownLinks
from runner.crawl.lines import named
from runner.crawl.positions import link_position, link_positions, redirect_position
from runner.crawl.visit import Visit
from runner.deps import Deps
from storage import addresses, pages, site_jobs
from storage.database import Connection
from storage.model.ledger import COUNTED, Address, Entry, Origin, Outcome
from storage.model.run import Claim
from storage.site_jobs import Gain

_BATCH = 100
_BATCH_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A visit and the ledger line it belongs to."""

    address: Address
    visit: Visit


class _Naming(NamedTuple):
    """An address, and where in the order of the ledger it was named."""

    url: str
    origin: Origin
    position: int
    depth: int | None
    redirected_from: str | None = None
    too_deep: bool = False  #: more clicks from the home page than the policy allows


class LedgerWriter:
    """Gathers what one slice of one site job finds."""

    def __init__(
        self,
        deps: Deps,
        claim: Claim,
        *,
        root: str,
        max_depth: int,
        known: KnownLinks | None = None,
    ) -> None:
        self._deps = deps
        self._claim = claim
        self._root = root
        self._max_depth = max_depth
        self._seen: list[Seen] = []
        self._entries: list[Entry] = []
        self._writing = asyncio.Lock()
        self._flushed_at = deps.monotonic()
        self._known = known or KnownLinks()

    async def visit(self, address: Address, visit: Visit) -> None:
        """Keeps a visit; commits when it is time."""
        self._seen.append(Seen(address=address, visit=visit))
        await self._maybe_flush()

    async def close(self, entry: Entry) -> None:
        """Keeps an outcome that needed no request."""
        self._entries.append(entry)
        await self._maybe_flush()

    async def flush(self) -> None:
        """Commits everything collected so far."""
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
        namings = self._named_by(seen)
        found = self._lines(namings.values())
        async with self._deps.db.acquire() as connection, connection.transaction():
            read = [item.visit.page for item in seen if item.visit.page is not None]
            await pages.upsert(connection, claim.site_job_id, claim.epoch, read)
            taken = await self._take_over(connection, seen)
            ended = [_ending(item.visit, taken) for item in seen]
            closed = await addresses.close(connection, claim.site_job_id, [*entries, *ended])
            products = sum(page.product is not None for page in read) + sum(taken.values())
            added, settled = await self._add(connection, found)
            gain = Gain(
                processed=len(closed) + settled,
                fetched=sum(outcome in COUNTED for outcome in closed),
                failed=sum(outcome is Outcome.FAILED for outcome in closed),
                products=products,
                total_urls=added,
            )
            await site_jobs.prove(connection, claim, gain)
        self._known.learn({url: naming.position for url, naming in namings.items()})

    async def _add(self, connection: Connection, found: Sequence[Address]) -> tuple[int, int]:
        """Adds lines. Returns how many are new, and how many more have an outcome now than before.

        A line of old may come nearer. One that was too deep and is within the bound now waits again: a
        page that failed at first, or a late redirect, can name it last.
        """
        if not found:
            return 0, 0
        job = self._claim.site_job_id
        added, settled = await addresses.add(connection, job, found)
        if added < len(found):
            await addresses.promote(connection, job, found)
            near = [line for line in found if line.outcome is None]
            settled -= await addresses.reopen_nearer(
                connection, job, near, max_depth=self._max_depth
            )
        return added, settled

    async def _take_over(self, connection: Connection, seen: Sequence[Seen]) -> Mapping[int, bool]:
        unchanged = [item.visit.unchanged for item in seen if item.visit.unchanged is not None]
        claim = self._claim
        if not unchanged or claim.base_id is None:
            return {}
        return await pages.take_over(
            connection, claim.site_job_id, claim.epoch, claim.base_id, unchanged
        )

    def _named_by(self, seen: Sequence[Seen]) -> dict[str, _Naming]:
        """Addresses these visits name, each at its nearest position, without links already known."""
        nearest: dict[str, _Naming] = {}
        for item in seen:
            for naming in (*self._redirect(item), *self._links(item)):
                other = nearest.get(naming.url)
                if other is None or _nearness(naming) < _nearness(other):
                    nearest[naming.url] = naming
        return nearest

    def _redirect(self, item: Seen) -> Iterator[_Naming]:
        address, target = item.address, item.visit.redirect
        if target is None:
            return
        if address.depth is None:
            position = redirect_position(address.position)
            yield _Naming(target, Origin.REDIRECT, position, None, address.url)
        else:
            depth = address.depth + 1
            position = link_position(address.position, depth, 0)
            yield _Naming(target, Origin.REDIRECT, position, depth, address.url)

    def _links(self, item: Seen) -> Iterator[_Naming]:
        parent, depth = item.address.position, (item.address.depth or 0) + 1
        too_deep = depth > self._max_depth
        positions = link_positions(parent, depth)  # endless
        for origin, urls in (
            (Origin.LINK, item.visit.links),
            (Origin.REFERENCE, item.visit.references),
        ):
            for url, position in self._known.nearer(zip(urls, positions, strict=False)):
                yield _Naming(url, origin, position, depth, too_deep=too_deep)

    def _lines(self, namings: Iterable[_Naming]) -> list[Address]:
        """Lines of the ledger, each address once: several spellings can mean the same one."""
        lines: dict[int, Address] = {}
        for naming in namings:
            for line in self._lines_of(naming):
                other = lines.get(line.address_id)
                if other is None or _rank(line) < _rank(other):
                    lines[line.address_id] = line
        return sorted(lines.values(), key=lambda line: line.address_id)

    def _lines_of(self, naming: _Naming) -> list[Address]:
        """The lines of a naming. One that is too deep is recorded too, or it would be reported as gone.

        Until something nearer names it (`_add`), that is its outcome.
        """
        lines = named(
            naming.url,
            root=self._root,
            origin=naming.origin,
            position=naming.position,
            depth=naming.depth,
            redirected_from=naming.redirected_from,
        )
        if not naming.too_deep:
            return lines
        why = f"more than {self._max_depth} clicks"
        return [
            line if line.outcome else replace(line, outcome=Outcome.LIMIT, detail=why)
            for line in lines
        ]


def _nearness(naming: _Naming) -> tuple[bool, int]:
    """Sort key: a naming that may be followed comes before one that is too deep."""
    return naming.too_deep, naming.position


def _rank(line: Address) -> tuple[bool, int]:
    return line.outcome is Outcome.LIMIT, line.position


def _ending(visit: Visit, taken: Mapping[int, bool]) -> Entry:
    """How a visit ends; a page that the base no longer has is put back, to be fetched and read."""
    if visit.unchanged is None or visit.unchanged.address_id in taken:
        return visit.entry
    return Entry(
        address_id=visit.entry.address_id, outcome=None, detail="base_gone", retry_after=0.0
    )

"""The outside world of integration tests: demo shops, and stores and workers of ours on them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.policies import Policy
from config.settings import Settings
from config.sites import Catalogue, Site
from playground.shops.content.profiles import shop_ids
from playground.shops.server import Front, Timing, serve_shops
from playground.shops.sites import sites_catalogue
from playground.shops.world import World
from runner import worker
from runner.deps import Deps
from runner.stores import Endpoints, open_deps
from storage import runs
from storage.model.run import Run

#: quick, since the shops are ours
PLAYGROUND_POLICY = Policy(
    host_concurrency=8,
    requests_per_second=1000,
    retry_pause=0.05,
    connect_timeout=2,
    read_timeout=10,
)


@dataclass(frozen=True, kw_only=True)
class Shops:
    """Demo shops that are being served."""

    world: World
    fronts: Mapping[str, Front]

    @property
    def catalogue(self) -> Catalogue:
        """As our sites file would have them."""
        sites = [Site.model_validate(entry) for entry in sites_catalogue(self.world.ports)]
        return Catalogue(sites={site.id: site for site in sites})


@asynccontextmanager
async def demo_shops(
    directory: Path,
    *,
    scale: float = 0.05,
    only: tuple[str, ...] = (),
    timing: Timing | None = None,
) -> AsyncIterator[Shops]:
    """Serves the shops, or some of them, on free ports."""
    ids = only or tuple(shop_ids())
    world = World(directory=directory, ports=free_ports(ids), seed=7, scale=scale)
    async with serve_shops(world, timing) as fronts:
        yield Shops(world=world, fronts=fronts)


def free_ports(names: tuple[str, ...]) -> dict[str, int]:
    """Ports that nobody listens on just now."""
    held = [socket.socket() for _ in names]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return {name: one.getsockname()[1] for name, one in zip(names, held, strict=True)}
    finally:
        for one in held:
            one.close()


@asynccontextmanager
async def working(settings: Settings, endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Our stores, with a worker on them in this process."""
    stop = asyncio.Event()
    async with open_deps(settings, endpoints) as deps, asyncio.TaskGroup() as group:
        serving = group.create_task(worker.serve(deps, stop))
        try:
            yield deps
        finally:
            stop.set()
            await serving


async def finished(deps: Deps, run_id: int, *, within: float = 60) -> Run:
    """Waits for the end of a run."""
    async with asyncio.timeout(within):
        while True:
            run = await runs.get(deps.db, run_id)
            if run is not None and run.finished_at is not None:
                return run
            await asyncio.sleep(0.05)


async def rows(deps: Deps, query: str, *values: Any) -> list[dict[str, Any]]:
    """Rows of a test's own query."""
    return [dict(row) for row in await deps.db.fetch(query, *values)]

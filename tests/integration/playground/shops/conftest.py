"""Running demo shops, a control face over them, and a client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from playground.shops.content.profiles import shop_ids
from playground.shops.control import control_routes
from playground.shops.ports import remembered_ports
from playground.shops.server import Front, Timing, serve_shops
from playground.shops.world import World

SCALE = 0.05


@dataclass
class Hands:
    """Clocks that stand still until the test moves them."""

    seconds: float = 0.0
    start: datetime = field(default_factory=lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        """Monotonic seconds."""
        return self.seconds

    def now(self) -> datetime:
        """The wall clock, moved by as much."""
        return self.start + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        """Sleep without waiting: time passes at once."""
        self.slept.append(seconds)
        self.seconds += seconds


@dataclass
class Street:
    """Running shops as a test sees them."""

    world: World
    fronts: dict[str, Front]
    client: aiohttp.ClientSession
    control: "TestClient[Any, Any]"
    hands: Hands

    def url(self, shop_id: str, target: str = "/") -> str:
        """The address of something in a shop."""
        return f"http://127.0.0.1:{self.world.ports[shop_id]}{target}"


@asynccontextmanager
async def street(
    directory: Path, ids: tuple[str, ...] = shop_ids(), *, scale: float = SCALE
) -> AsyncIterator[Street]:
    """Shops of a directory, running."""
    ports = remembered_ports(directory, ids)
    world = World(directory=directory, ports=ports, scale=scale)
    hands = Hands()
    timing = Timing(clock=hands.clock, now=hands.now, sleep=hands.sleep)
    async with serve_shops(world, timing) as fronts:
        app = web.Application()
        app.add_routes(control_routes(world, fronts))
        async with (
            TestClient(TestServer(app)) as control,
            aiohttp.ClientSession(auto_decompress=False) as client,
        ):
            yield Street(world, dict(fronts), client, control, hands)


@pytest.fixture(scope="session")
async def shops(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Street]:
    """All shops, running for the whole session; reset for each test that uses `town`."""
    async with street(tmp_path_factory.mktemp("shops"), shop_ids(endless=True)) as running:
        yield running


@pytest.fixture
async def town(shops: Street) -> Street:
    """The running shops, as after a start."""
    shops.world.set_edition(1)
    for front in shops.fronts.values():
        front.gate.reset()
    return shops


@pytest.fixture
def open_street() -> Any:
    """Opens the shops of a directory, for tests of starting and stopping."""
    return street

"""Fixtures of the Bot API server's tests over HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from playground.telegram.clock import ManualClock
from playground.telegram.server import Server, serve
from playground.telegram.world.world import World
from tests.integration.playground.telegram.sim import Sim
from tests.unit.playground.telegram.stage import check_answers


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server with the usual limits and one bot; what it gave out fits the schema."""
    async with serve(World()) as served:
        served.world.add_bot(username="shop_bot", first_name="Shop")
        yield served
        check_answers(served.endpoint)


@pytest.fixture
async def still() -> AsyncIterator[Server]:
    """The same with a clock that stands still."""
    async with serve(World(ManualClock())) as served:
        served.world.add_bot(username="shop_bot", first_name="Shop")
        yield served
        check_answers(served.endpoint)


@pytest.fixture
async def sim(server: Server) -> AsyncIterator[Sim]:
    """The control API of the server."""
    async with aiohttp.ClientSession() as session:
        yield Sim(session, server.url)


@pytest.fixture
async def still_sim(still: Server) -> AsyncIterator[Sim]:
    """The control API of the server whose clock stands still."""
    async with aiohttp.ClientSession() as session:
        yield Sim(session, still.url)

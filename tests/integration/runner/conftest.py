"""A worker of ours, for tests that bring a site of their own."""

from collections.abc import AsyncIterator, Callable

import pytest

from config.settings import Settings
from runner.deps import Deps
from runner.stores import Endpoints
from tests.integration.runner.loopback import Loopback, loopback
from tests.integration.runner.one_site import ANNA
from tests.world import working


@pytest.fixture
def access() -> dict[str, str]:
    """Who may order what: Anna may order."""
    return {"allowed_users": str(ANNA)}


@pytest.fixture
async def deps(
    make_settings: Callable[..., Settings], endpoints: Endpoints, access: dict[str, str]
) -> AsyncIterator[Deps]:
    """A worker of ours."""
    async with working(make_settings(**access), endpoints) as served:
        await served.db.execute("insert into people (id, name) values (11, 'Anna')")
        yield served


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A site that each test makes for itself."""
    async with loopback() as served:
        yield served


@pytest.fixture
async def other() -> AsyncIterator[Loopback]:
    """Another host, to which the site links."""
    async with loopback() as served:
        yield served

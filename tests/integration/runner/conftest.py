"""A worker of ours, for tests that bring a site of their own."""

from collections.abc import AsyncIterator, Callable

import pytest

from config.settings import Settings
from runner.deps import Deps
from runner.stores import Endpoints
from tests.integration.runner.one_site import ANNA
from tests.world import working


@pytest.fixture
async def deps(make_settings: Callable[..., Settings], endpoints: Endpoints) -> AsyncIterator[Deps]:
    """A worker of ours."""
    async with working(make_settings(allowed_users=str(ANNA)), endpoints) as served:
        await served.db.execute("insert into people (id, name) values (11, 'Anna')")
        yield served

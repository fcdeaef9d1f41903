"""A run that is paused and goes on."""

from collections.abc import AsyncIterator, Callable

import pytest

from config.settings import Settings
from runner.control import pause_run
from runner.deps import Deps
from runner.site_work import take
from runner.stores import Endpoints, open_deps
from storage import site_jobs
from tests.integration.runner.loopback import loopback
from tests.integration.runner.one_site import ANNA, begin, request


@pytest.fixture
async def deps(make_settings: Callable[..., Settings], endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Where no worker answers a bell: the test takes what is rung for."""
    async with open_deps(make_settings(allowed_users=str(ANNA)), endpoints) as opened:
        await opened.db.execute("insert into people (id, name) values (11, 'Anna')")
        yield opened


async def test_a_run_that_goes_on_is_rung_for_at_once(deps: Deps) -> None:
    """The bell that rang before the pause was answered in vain: it is not waited until it may ring again."""
    async with loopback() as web:
        run_id = await begin(deps, web)
    [job] = await site_jobs.of_run(deps.db, run_id)
    assert await pause_run(deps, request("2"), run_id, go_on=False)
    assert await take(deps, job.id) is None
    rings = "select rings from bulk_job_sites"
    assert await deps.db.fetchval(rings) == 1
    assert await pause_run(deps, request("3"), run_id, go_on=True)
    assert await deps.db.fetchval(rings) == 2
    assert await take(deps, job.id)

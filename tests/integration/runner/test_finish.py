"""The archive of a run, when the worker that makes it is stopped."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from config.settings import Settings
from config.sites import Catalogue, Site
from runner.control import start_run
from runner.deps import Deps
from runner.finish import finish_run
from runner.plan import plan_run
from runner.stores import Endpoints, open_deps
from tests.integration.runner.one_site import ALL_PAGES, ANNA, POLICY, request
from tests.world import rows


@pytest.fixture
async def deps(make_settings: Callable[..., Settings], endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Where no worker answers a bell."""
    async with open_deps(make_settings(allowed_users=str(ANNA)), endpoints) as opened:
        await opened.db.execute("insert into people (id, name) values (11, 'Anna')")
        yield opened


async def test_a_worker_that_is_stopped_hands_the_archive_over(deps: Deps) -> None:
    """Another one can take it at once, and nothing is held against the run."""
    site = Site(id="shop", url="http://127.0.0.1:9/", allow_private=True)
    plan = plan_run(ALL_PAGES, Catalogue(sites={"shop": site}), {"default": POLICY})
    run_id = await start_run(deps, request("1"), ALL_PAGES, plan)
    await deps.db.execute("update bulk_job_sites set status = 'failed', finished_at = now()")
    await deps.db.execute("update bulk_jobs set settled_at = now()")
    async with deps.db.acquire() as other, other.transaction():
        await other.execute("lock table artifacts")  # the archive waits for its files
        async with asyncio.TaskGroup() as group:
            finishing = group.create_task(finish_run({"deps": deps}, run_id))
            while not await rows(
                deps, "select from bulk_jobs, pg_sleep(0.01) where lease_until > now()"
            ):
                pass
            finishing.cancel()
    [run] = await rows(deps, "select lease_until, worker, crashes, finished_at from bulk_jobs")
    assert list(run.values()) == [None, None, 0, None]

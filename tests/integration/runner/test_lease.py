"""A worker that is cut off from PostgreSQL stops before anybody else may take its site."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from config.settings import Settings
from config.sites import Catalogue, Site
from runner.control import start_run
from runner.deps import Deps
from runner.lease import Lease, Stopped, StopReason
from runner.plan import plan_run
from runner.site_work import take
from runner.stores import Endpoints, open_deps
from storage import site_jobs
from storage.model.run import Claim
from storage.model.states import SiteStatus
from tests.integration.runner.one_site import ALL_PAGES, ANNA, POLICY, request

LEASE_SECONDS = 3.0


@pytest.fixture
async def deps(make_settings: Callable[..., Settings], endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Where no worker answers a bell."""
    settings = make_settings(allowed_users=str(ANNA), lease_seconds=LEASE_SECONDS)
    async with open_deps(settings, endpoints) as opened:
        await opened.db.execute("insert into people (id, name) values (11, 'Anna')")
        yield opened


@pytest.fixture
async def claim(deps: Deps) -> Claim:
    """A site that was just taken."""
    site = Site(id="shop", url="http://127.0.0.1:9/", allow_private=True)
    plan = plan_run(ALL_PAGES, Catalogue(sites={"shop": site}), {"default": POLICY})
    run_id = await start_run(deps, request("1"), ALL_PAGES, plan)
    [job] = await site_jobs.of_run(deps.db, run_id)
    claim = await take(deps, job.id)
    assert claim is not None
    return claim


async def test_a_heartbeat_that_hangs_ends_the_work_while_the_lease_still_holds(
    deps: Deps, claim: Claim
) -> None:
    """Nothing comes back from PostgreSQL any more: the work is over before another worker may begin."""
    held_at_the_end: list[bool] = []
    beaten = "select active_seconds > 0 from bulk_job_sites, pg_sleep(0.01)"
    holds = "select lease_until > now() from bulk_job_sites"

    async def work() -> None:
        async with deps.db.acquire() as other, other.transaction():
            while not await deps.db.fetchval(beaten):
                pass
            await other.execute("select from bulk_job_sites for update")  # the next one hangs
            try:
                await asyncio.Event().wait()
            finally:
                held_at_the_end.append(await deps.db.fetchval(holds))

    with pytest.raises(Stopped) as stopped:
        await Lease(deps, claim, None).keep(work)
    assert stopped.value.reason is StopReason.LEASE_LOST
    assert held_at_the_end == [True]


async def released(deps: Deps, claim: Claim) -> None:
    """A slice has ended."""
    await site_jobs.release(deps.db, claim)


async def settled(deps: Deps, claim: Claim) -> None:
    """The site has ended."""
    async with deps.db.acquire() as connection, connection.transaction():
        await site_jobs.settle(connection, claim, SiteStatus.COMPLETED)


async def stumbled(deps: Deps, claim: Claim) -> None:
    """An error of ours."""
    await site_jobs.stumble(deps.db, claim, pause_seconds=0, most_crashes=9, why="")


@pytest.mark.parametrize("end", [released, settled, stumbled])
async def test_the_time_since_the_last_heartbeat_is_working_time(
    deps: Deps, claim: Claim, end: Callable[[Deps, Claim], Awaitable[None]]
) -> None:
    """However the work ends: a crawl that is shorter than a beat has taken its time, too."""
    await deps.db.execute("update bulk_job_sites set heartbeat_at = now() - interval '100 s'")
    await end(deps, claim)
    assert await deps.db.fetchval("select active_seconds from bulk_job_sites") >= 100

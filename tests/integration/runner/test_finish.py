"""The archive of a run, when the worker that makes it is stopped, and when it cannot be made."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from config.settings import Settings
from config.sites import Catalogue, Site
from runner.control import start_run
from runner.deps import Deps
from runner.finish import finish_run
from runner.plan import plan_run
from runner.stores import Endpoints, open_deps
from storage.objects.s3 import S3Settings, s3_object_store
from tests.integration.runner.one_site import ALL_PAGES, ANNA, POLICY, request
from tests.world import rows


@pytest.fixture
async def deps(make_settings: Callable[..., Settings], endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Where no worker answers a bell."""
    async with open_deps(make_settings(allowed_users=str(ANNA)), endpoints) as opened:
        await opened.db.execute("insert into people (id, name) values (11, 'Anna')")
        yield opened


async def settled(deps: Deps) -> int:
    """A run whose last site has ended."""
    site = Site(id="shop", url="http://127.0.0.1:9/", allow_private=True)
    plan = plan_run(ALL_PAGES, Catalogue(sites={"shop": site}), {"default": POLICY})
    run_id = await start_run(deps, request("1"), ALL_PAGES, plan)
    await deps.db.execute("update bulk_job_sites set status = 'failed', finished_at = now()")
    await deps.db.execute("update bulk_jobs set status = 'running', settled_at = now()")
    return run_id


async def with_report(deps: Deps, run_id: int, *, after_attempts: int) -> None:
    """A report on record that is not in the store, and attempts at the archive that came before."""
    await deps.db.execute(
        "insert into artifacts (bulk_job_id, site_job_id, kind, key, size_bytes, sha256)"
        " select $1, id, 'seo', 'bulk_runs/1/shop/seo.csv', 1, 'x' from bulk_job_sites",
        run_id,
    )
    await deps.db.execute("update bulk_jobs set crashes = $1", after_attempts)


async def test_a_worker_that_is_stopped_hands_the_archive_over(deps: Deps) -> None:
    """Another one can take it at once, and nothing is held against the run."""
    run_id = await settled(deps)
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


async def test_an_archive_that_cannot_be_made_ends_its_run_without_one(deps: Deps) -> None:
    """Waiting brings no report back that is gone; the person is told, after half an hour of attempts."""
    run_id = await settled(deps)
    await with_report(deps, run_id, after_attempts=8)
    await finish_run({"deps": deps}, run_id)
    [run] = await rows(deps, "select finished_at, failure, crashes from bulk_jobs")
    assert (run["finished_at"], run["crashes"]) == (None, 9)
    await deps.db.execute("update bulk_jobs set ready_at = now()")
    await finish_run({"deps": deps}, run_id)
    [run] = await rows(deps, "select status, failure, finished_at from bulk_jobs")
    assert run["status"] == "failed"
    assert "ObjectNotFoundError" in run["failure"]
    assert [row["kind"] for row in await rows(deps, "select kind from deliveries")] == ["summary"]


async def test_a_store_that_is_away_is_waited_for_without_end(deps: Deps) -> None:
    """Somebody will mend it, and then the archive comes."""
    run_id = await settled(deps)
    await with_report(deps, run_id, after_attempts=100)
    nowhere = S3Settings(
        bucket="x", endpoint="http://127.0.0.1:1", access_key="a", secret_key="b", attempts=1
    )
    async with s3_object_store(nowhere) as store:
        await finish_run({"deps": replace(deps, objects=store)}, run_id)
    [run] = await rows(
        deps, "select finished_at, crashes, ready_at > now() as later from bulk_jobs"
    )
    assert tuple(run.values()) == (None, 101, True)

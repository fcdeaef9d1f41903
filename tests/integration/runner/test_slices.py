"""A site whose crawl takes many slices: what one slice leaves to the next."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from config.settings import Settings
from runner.deps import Deps
from runner.dispatch import MOST_CRASHES
from runner.plan import RunOrder
from runner.stores import Endpoints
from storage import site_jobs
from storage.model.states import SiteStatus
from tests.integration.runner.hostile import in_turn, listed
from tests.integration.runner.loopback import Asked, Loopback, answer, page
from tests.integration.runner.one_site import ANNA, POLICY, begin
from tests.world import finished, rows, working


@pytest.fixture
async def deps(make_settings: Callable[..., Settings], endpoints: Endpoints) -> AsyncIterator[Deps]:
    """A worker of ours whose slices take a second."""
    settings = make_settings(allowed_users=str(ANNA), slice_seconds=1)
    async with working(settings, endpoints) as served:
        await served.db.execute("insert into people (id, name) values (11, 'Anna')")
        yield served


async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Hears, and says nothing."""
    await writer.wait_closed()


async def test_a_page_that_waits_for_its_next_attempt_is_within_the_limit_it_was_asked_under(
    deps: Deps, web: Loopback
) -> None:
    """It is postponed in the first slice and due after the limit is reached: the site ends all the same."""
    listed(web, *(f"/{number}" for number in range(40)))
    web.acts["/0"] = in_turn(answer(status=500), answer(page("Late")))
    policy = POLICY.model_copy(update={"requests_per_second": 15, "retry_pause": 3})
    run_id = await begin(deps, web, policy, order=RunOrder(page_limit=20))
    await finished(deps, run_id, within=30)
    ends = await rows(deps, "select outcome, count(*) from addresses group by 1 order by 1")
    assert [tuple(row.values()) for row in ends] == [("fetched", 20), ("limit", 21)]
    assert web.targets().count("/0") == 2


async def test_crashes_count_in_a_row(deps: Deps, web: Loopback) -> None:
    """Of those that lie before a slice which came to its end nothing is held against a long crawl."""
    listed(web, *(f"/{number}" for number in range(40)))
    run_id = await begin(deps, web, POLICY.model_copy(update={"requests_per_second": 15}))
    await deps.db.execute("update bulk_job_sites set crashes = $1", MOST_CRASHES)
    await finished(deps, run_id, within=30)
    assert await rows(deps, "select status, crashes from bulk_job_sites") == [
        {"status": "completed", "crashes": 0}
    ]


async def test_a_site_that_slowly_stops_to_answer_is_down_however_short_the_slices_are(
    deps: Deps, web: Loopback
) -> None:
    """Twenty silences in a row take longer than a slice: they are counted to their end."""
    listed(web, *(f"/{number}" for number in range(100)))
    web.acts |= {f"/{number}": silent for number in range(100)}
    policy = POLICY.model_copy(update={"page_timeout": 0.3})
    run_id = await begin(deps, web, policy)
    await finished(deps, run_id, within=30)
    [job] = await site_jobs.of_run(deps.db, run_id)
    assert (job.status, job.failure) == (SiteStatus.FAILED, "unreachable")
    assert 20 <= len(web.targets()) - 3 < 30
    assert (job.total_urls, job.processed, job.failed) == (101, 101, 100)


async def test_answers_that_nobody_can_read_are_no_silence(deps: Deps, web: Loopback) -> None:
    """Forty pages that are not packed as they say fail one by one, and the page after them is read."""
    spoilt = [f"/{number}" for number in range(40)]
    listed(web, *spoilt, "/well")
    web.acts |= {path: answer(page(path), headers={"Content-Encoding": "br"}) for path in spoilt}
    run_id = await begin(deps, web, POLICY.model_copy(update={"attempts": 1}))
    await finished(deps, run_id, within=30)
    [job] = await site_jobs.of_run(deps.db, run_id)
    assert (job.status, job.failure) == (SiteStatus.COMPLETED, None)
    assert (job.total_urls, job.processed, job.failed) == (42, 42, 40)
    assert "/well" in web.targets()

"""What faces ask the runner for, where no worker answers: cancel, start, send again."""

from collections.abc import AsyncIterator, Callable

import pytest

from config.settings import Settings
from config.sites import Catalogue, Site
from runner.access import Actor, Forbidden
from runner.control import Request, cancel_run, send_again, start_run
from runner.deps import Deps
from runner.plan import RunOrder, plan_run
from runner.site_work import take
from runner.stores import Endpoints, open_deps
from storage import runs, site_jobs
from storage.model.run import Place
from tests.integration.runner.one_site import ALL_PAGES, ANNA, POLICY, request
from tests.world import rows


@pytest.fixture
async def deps(make_settings: Callable[..., Settings], endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Where no worker answers a bell: the test takes what is rung for."""
    async with open_deps(make_settings(allowed_users=str(ANNA)), endpoints) as opened:
        await opened.db.execute("insert into people (id, name) values (11, 'Anna')")
        yield opened


async def begin_two(deps: Deps) -> int:
    """A run of two sites."""
    sites = [
        Site(id=name, url=f"http://127.0.0.{last}/", allow_private=True)
        for last, name in enumerate(("first", "second"), start=1)
    ]
    catalogue = Catalogue(sites={site.id: site for site in sites})
    plan = plan_run(RunOrder(), catalogue, {"default": POLICY})
    return await start_run(deps, request("1"), ALL_PAGES, plan)


async def test_sites_named_together_are_cancelled_together(deps: Deps) -> None:
    """One that waits ends at once, and one that was begun gets its flag in the same act."""
    run_id = await begin_two(deps)
    first, _ = await site_jobs.of_run(deps.db, run_id)
    assert await take(deps, first.id)
    assert await cancel_run(deps, request("2"), run_id, ["first", "second"])
    found = await rows(
        deps, "select site, status, cancel_at is not null as flag from bulk_job_sites order by site"
    )
    assert [tuple(one.values()) for one in found] == [
        ("first", "running", True),
        ("second", "cancelled", False),
    ]


async def test_a_run_is_started_though_its_bells_could_not_be_rung(deps: Deps) -> None:
    """It is committed by then: nobody is told that it failed, and the next sweep rings."""
    await deps.db.execute(
        "create function refuse() returns trigger language plpgsql as"
        " 'begin raise exception using errcode = ''40P01''; end';"
        "create trigger refuse before update of rings on bulk_job_sites"
        " for each row execute function refuse()"
    )
    run_id = await begin_two(deps)
    assert len(await site_jobs.of_run(deps.db, run_id)) == 2


async def test_files_are_sent_again_only_to_who_may_see_the_run(deps: Deps) -> None:
    """The act itself asks, whatever a face has asked before."""
    run = await runs.get(deps.db, await begin_two(deps))
    assert run is not None
    stranger = Request(
        actor=Actor(user_id=12, chat_id=12), place=Place(chat_id=12), key="3", said=""
    )
    with pytest.raises(Forbidden):
        await send_again(deps, stranger, run, [])
    assert not await send_again(deps, request("4"), run, [])

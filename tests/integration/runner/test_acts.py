"""What faces ask the runner for, where no worker answers: cancel, start, send again."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from config.settings import Settings
from config.sites import Catalogue, Site
from runner.access import Actor, Forbidden
from runner.control import (
    NoLongerKept,
    Request,
    cancel_run,
    retry_run,
    send_again,
    start_run,
)
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


@pytest.mark.parametrize(
    ("days", "age", "pruned", "refused"),
    [
        (90, 91, False, True),
        (90, 89, False, False),
        (0, 5000, False, False),
        (0, 5, True, True),  # by an earlier setting
        (90, 5, True, True),
    ],
)
async def test_a_run_is_retried_only_while_its_ledgers_are_kept(
    deps: Deps,
    make_settings: Callable[..., Settings],
    days: int,
    age: int,
    *,
    pruned: bool,
    refused: bool,
) -> None:
    """Past their time the retry would have nothing to be compared with; nothing of it begins."""
    settings = make_settings(allowed_users=str(ANNA), keep_ledgers_days=days)
    deps = replace(deps, settings=settings)
    run_id = await begin_two(deps)
    await cancel_run(deps, request("2"), run_id)
    await deps.db.execute(
        "update bulk_jobs set status = 'cancelled', finished_at = now() - make_interval(days => $1)",
        age,
    )
    await deps.db.execute(
        "update bulk_job_sites set pruned_at = case when $1 then now() end where site = 'second'",
        pruned,
    )
    if refused:
        with pytest.raises(NoLongerKept):
            await retry_run(deps, request("3"), run_id, sites=("first",))
        assert await rows(deps, "select from audit where action = 'run.retry'") == []
    else:
        assert await retry_run(deps, request("3"), run_id) == ["first", "second"]
    statuses = await rows(deps, "select distinct status from bulk_job_sites")
    assert statuses == [{"status": "cancelled" if refused else "queued"}]

"""An error of ours on one site: tried again a few times, then that site fails and the run ends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from config.settings import Settings
from runner.access import Actor
from runner.control import Request, cancel_run, start_run
from runner.deps import Deps
from runner.dispatch import MOST_CRASHES, dispatch
from runner.doorbell import QUEUE
from runner.plan import RunOrder, plan_run
from runner.site_work import Leases, crawl_site, take
from runner.stores import Endpoints, open_deps
from storage import addresses, site_jobs
from storage.model.ledger import Address, Origin
from storage.model.run import Place, SiteJob
from storage.model.states import RunStatus, SiteStatus
from tests.integration.runner.loopback import answer, loopback, page
from tests.integration.runner.one_site import POLICY, begin, request
from tests.world import PLAYGROUND_POLICY, demo_shops, finished, rows, working

ANNA = 11


async def drop_busy_connections(dsn: str, *, times: int) -> None:
    """Ends what PostgreSQL does for us at a moment, and the pauses that follow."""
    outside = await asyncpg.connect(dsn)
    while times:
        dropped = await outside.fetchval(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where application_name = 'progon' and state in ('active', 'idle in transaction')"
            " and exists (select from bulk_job_sites where status = 'running')"
        )
        times -= dropped > 0
        await outside.execute("update bulk_job_sites set ready_at = now() where status = 'queued'")
        await asyncio.sleep(0.01)
    await outside.close()


async def tried_again(deps: Deps, *, while_any: str) -> None:
    """Attempt after attempt without the pauses between them, while this is true of a site job."""
    async with asyncio.timeout(60):
        while await rows(deps, f"select from bulk_job_sites where {while_any}"):
            await deps.db.execute("update bulk_job_sites set ready_at = now()")
            await dispatch(deps)
            await asyncio.sleep(0.2)


async def test_a_site_that_breaks_us_fails_and_the_others_go_on(
    tmp_path: Path, make_settings: Callable[..., Settings], endpoints: Endpoints
) -> None:
    """One site's frozen configuration is damaged; the other site is delivered."""
    settings = make_settings(allowed_users=str(ANNA))
    async with (
        demo_shops(tmp_path, only=("pennymoor", "prostolavka")) as shops,
        working(settings, endpoints) as deps,
    ):
        await deps.db.execute("insert into people (id, name) values (11, 'Anna')")
        actor, place = Actor(user_id=ANNA, chat_id=ANNA), Place(chat_id=ANNA)
        order = RunOrder()
        plan = plan_run(order, shops.catalogue, {"default": PLAYGROUND_POLICY})
        await deps.db.execute(
            "create function damage() returns trigger language plpgsql as"
            " 'begin new.config := new.config - ''policy''; return new; end'"
        )
        await deps.db.execute(
            "create trigger damage before insert on bulk_job_sites for each row"
            " when (new.site = 'pennymoor') execute function damage()"
        )
        run_id = await start_run(deps, Request(actor=actor, place=place, key="1"), order, plan)
        await tried_again(deps, while_any="failure is null and site = 'pennymoor'")
        ended = await finished(deps, run_id)
        [broken] = await rows(
            deps,
            "select failure, failure_detail, crashes from bulk_job_sites where site = 'pennymoor'",
        )
        assert ended.status is RunStatus.PARTIAL
        assert (broken["failure"], broken["crashes"]) == ("crashes", MOST_CRASHES)
        assert "policy" in broken["failure_detail"]
        assert await rows(deps, "select from artifacts where kind = 'archive'")


async def test_a_site_that_breaks_us_keeps_what_was_read_of_it(deps: Deps) -> None:
    """One page can't be stored, attempt after attempt: the others are reported all the same."""
    await deps.db.execute(
        "create function refuse() returns trigger language plpgsql as"
        " 'begin raise exception ''a page like no other''; end';"
        "create trigger refuse before insert on pages for each row"
        " when (new.url like '%/b') execute function refuse()"
    )
    async with loopback() as web:
        web.acts |= {"/": answer(page("Home", ["/a"])), "/a": answer(page("A", ["/b"]))}
        web.acts["/b"] = answer(page("B"))
        run_id = await begin(deps, web)
        await tried_again(deps, while_any="status <> 'failed'")
        ended = await finished(deps, run_id)
    lines = await rows(deps, "select outcome, count(*) from addresses group by 1 order by 1")
    assert ended.status is RunStatus.FAILED
    assert [tuple(one.values()) for one in lines] == [("failed", 1), ("fetched", 2)]
    assert await rows(deps, "select from artifacts where kind = 'seo' and row_count = 2")


async def test_an_error_of_ours_in_the_outside_checks_costs_nothing_but_them(deps: Deps) -> None:
    """No answer of another host can be stored: the site completes, and is one to compare with."""
    await deps.db.execute(
        "create function refuse() returns trigger language plpgsql as"
        " 'begin raise exception ''an answer like no other''; end';"
        "create trigger refuse before update on outside_checks for each row execute function refuse()"
    )
    policy = POLICY.model_copy(update={"also_check": ("external_links",)})
    async with loopback() as web, loopback() as other:
        web.acts["/"] = answer(page("Home", [other.url("/gone")]))
        run_id = await begin(deps, web, policy)
        await tried_again(deps, while_any="status <> 'completed'")
        ended = await finished(deps, run_id)
    [site] = await rows(deps, "select crashes, failure, complete from bulk_job_sites")
    assert ended.status is RunStatus.COMPLETED
    assert tuple(site.values()) == (MOST_CRASHES, None, True)
    [seo] = await rows(deps, "select facts from artifacts where kind = 'issues'")
    assert seo["facts"]["outside"]["waiting"] == 1


async def test_an_outage_of_the_store_is_no_fault_of_the_site(
    tmp_path: Path, make_settings: Callable[..., Settings], endpoints: Endpoints
) -> None:
    """However often PostgreSQL drops its connections, the site is read to the end, as if for the first time."""
    settings = make_settings(allowed_users=str(ANNA))
    async with (
        demo_shops(tmp_path, only=("pennymoor",)) as shops,
        working(settings, endpoints) as deps,
    ):
        await deps.db.execute("insert into people (id, name) values (11, 'Anna')")
        actor, place = Actor(user_id=ANNA, chat_id=ANNA), Place(chat_id=ANNA)
        order = RunOrder()
        plan = plan_run(order, shops.catalogue, {"default": PLAYGROUND_POLICY})
        run_id = await start_run(deps, Request(actor=actor, place=place, key="1"), order, plan)
        async with asyncio.timeout(60):
            await drop_busy_connections(endpoints.database_url, times=3)
        ended = await finished(deps, run_id)
        [site] = await rows(deps, "select crashes, failure from bulk_job_sites")
        assert ended.status is RunStatus.COMPLETED
        assert (site["crashes"], site["failure"]) == (0, None)


async def test_a_store_that_asks_for_another_try_is_no_error_of_ours(deps: Deps) -> None:
    """A batch of pages meets a deadlock: the site goes on after a pause, and nothing is held against it."""
    await deps.db.execute(
        "create sequence tries; create function deadlock() returns trigger language plpgsql as"
        " 'begin if nextval(''tries'') < 2 then raise exception using errcode = ''40P01'';"
        " end if; return null; end';"
        "create trigger deadlock after insert on pages execute function deadlock()"
    )
    async with loopback() as web:
        web.acts |= {"/": answer(page("Home", ["/a"])), "/a": answer(page("A"))}
        run_id = await begin(deps, web)
        async with asyncio.timeout(60):
            while not await rows(deps, "select where (select last_value from tries) > 1"):
                await deps.db.execute("update bulk_job_sites set ready_at = now()")
                await dispatch(deps)
                await asyncio.sleep(0.2)
        ended = await finished(deps, run_id)
    [job] = await rows(deps, "select crashes, processed_count from bulk_job_sites")
    assert ended.status is RunStatus.COMPLETED
    assert (job["crashes"], job["processed_count"]) == (0, 2)


@asynccontextmanager
async def taken(settings: Settings, endpoints: Endpoints) -> AsyncIterator[tuple[Deps, SiteJob]]:
    """A site that a worker took, with an address on record; nobody works on it any more."""
    line = Address(address_id=7, url="http://127.0.0.1/a", position=9, origin=Origin.SITEMAP)
    async with loopback() as web, open_deps(settings, endpoints) as deps:
        await deps.db.execute("insert into people (id, name) values (11, 'Anna')")
        run_id = await begin(deps, web)
        [job] = await site_jobs.of_run(deps.db, run_id)
        assert await take(deps, job.id)
        async with deps.db.acquire() as connection:
            await addresses.add(connection, job.id, [line])
        yield deps, job


async def test_what_people_read_of_an_error_names_no_password(
    make_settings: Callable[..., Settings], endpoints: Endpoints
) -> None:
    """A proxy that an older version took is refused with all it holds; the summary tells only that."""
    settings = make_settings(allowed_users=str(ANNA))
    async with loopback() as web, open_deps(settings, endpoints) as deps:
        await deps.db.execute("insert into people (id, name) values (11, 'Anna')")
        await begin(deps, web)
        await deps.db.execute(
            "update bulk_job_sites set config = jsonb_set(config, '{policy,proxies}', $1)",
            ["ftp://user:secret@proxy.example:1"],
        )
        await crawl_site({"deps": deps, "leases": Leases()}, 1)
        detail = await deps.db.fetchval("select failure_detail from bulk_job_sites")
    assert "proxies" in detail
    assert "secret" not in detail


async def test_a_cancel_that_comes_when_the_worker_is_dead_ends_every_address(
    make_settings: Callable[..., Settings], endpoints: Endpoints
) -> None:
    """Another worker takes the site up to end it: each address is on record as cancelled, and the sums match."""
    async with taken(make_settings(allowed_users=str(ANNA)), endpoints) as (deps, job):
        await deps.db.execute("update bulk_job_sites set total_urls = 1, lease_until = now()")
        await cancel_run(deps, request("2"), job.run_id)
        await dispatch(deps)
        await crawl_site({"deps": deps, "leases": Leases()}, job.id)
        [ended] = await site_jobs.of_run(deps.db, job.run_id)
        lines = await rows(deps, "select outcome, count(*) from addresses group by 1")
    assert (ended.status, ended.total_urls, ended.processed) == (SiteStatus.CANCELLED, 2, 2)
    assert [tuple(one.values()) for one in lines] == [("cancelled", 2)]


async def test_a_site_whose_worker_dies_again_and_again_has_its_addresses_on_record(
    make_settings: Callable[..., Settings], endpoints: Endpoints
) -> None:
    """It fails, and what waited is failed with the reason: nothing is still to come in a run that is over."""
    async with taken(make_settings(allowed_users=str(ANNA)), endpoints) as (deps, job):
        await deps.db.execute(
            "update bulk_job_sites set total_urls = 1, crashes = $1, lease_until = now()",
            MOST_CRASHES,
        )
        await dispatch(deps)
        [ended] = await site_jobs.of_run(deps.db, job.run_id)
        lines = await rows(deps, "select outcome, detail from addresses")
    assert (ended.failure, ended.total_urls, ended.processed, ended.failed) == ("crashes", 1, 1, 1)
    assert [tuple(one.values()) for one in lines] == [("failed", "crashes")]


async def test_a_run_that_is_settled_at_that_moment_leaves_no_address_open(
    make_settings: Callable[..., Settings], endpoints: Endpoints
) -> None:
    """Another site ended between the failure and the next sweep, which still closes the ledger."""
    async with taken(make_settings(allowed_users=str(ANNA)), endpoints) as (deps, _):
        await deps.db.execute("update bulk_job_sites set status = 'failed', failure = 'crashes'")
        await deps.db.execute("update bulk_jobs set settled_at = now()")
        await dispatch(deps)
        lines = await rows(deps, "select outcome, detail from addresses")
    assert [tuple(one.values()) for one in lines] == [("failed", "crashes")]


async def test_a_loop_of_doorbells_that_ends_gives_its_connections_back(deps: Deps) -> None:
    """Redis answers it with an error, again and again: no connections are left, and it works on after that."""

    async def connected() -> int:
        return len(await deps.redis.client_list())

    before = await connected()
    await deps.redis.delete(QUEUE)
    await deps.redis.set(QUEUE, "no queue")
    await asyncio.sleep(4.5)  # it begins anew after each second
    assert await connected() <= before + 2
    await deps.redis.delete(QUEUE)
    async with loopback() as web:
        web.acts["/"] = answer(page("Home"))
        ended = await finished(deps, await begin(deps, web))
    assert ended.status is RunStatus.COMPLETED

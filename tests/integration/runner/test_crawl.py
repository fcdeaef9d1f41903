"""A run over the demo shops: the ledger says what the shops' truth says."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable

import pytest

from config.settings import Settings
from parser.pages.urls import normalise, without_tracking
from runner.access import Actor
from runner.control import Request, start_run
from runner.deps import Deps
from runner.plan import RunOrder, plan_run
from runner.stores import Endpoints
from storage import site_jobs
from storage.model.run import Place
from storage.model.states import RunStatus, SiteStatus
from tests.world import PLAYGROUND_POLICY, Shops, demo_shops, finished, rows, working

ANNA = 11
#: how the shops' truth calls the outcomes of our ledger
OUTCOMES = {
    "fetched": {"fetched"},
    "not_html": {"wrong_type"},
    "redirect": {"redirect"},
    "redirect_loop": {"redirect"},
    "not_found": {"not_found"},
    "gone": {"not_found"},
    "robots_disallowed": {"robots"},
}
FOLLOWED = {"home", "sitemap", "link", "redirect"}


@pytest.fixture(scope="module")
async def shops(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shops]:
    """All shops, small."""
    async with demo_shops(tmp_path_factory.mktemp("shops")) as served:
        yield served


@pytest.fixture
async def deps(make_settings: Callable[..., Settings], endpoints: Endpoints) -> AsyncIterator[Deps]:
    """A worker of ours."""
    settings = make_settings(allowed_users=str(ANNA), bulk_max_concurrency=10)
    async with working(settings, endpoints) as served:
        yield served


async def run(deps: Deps, shops: Shops, key: str = "1", **wish: object) -> int:
    """Anna starts a run."""
    order = RunOrder(**wish)  # type: ignore[arg-type]
    plan = plan_run(order, shops.catalogue, {"default": PLAYGROUND_POLICY})
    request = Request(
        actor=Actor(user_id=ANNA, chat_id=ANNA), place=Place(chat_id=ANNA), key=key, said="прогони"
    )
    await deps.db.execute(
        "insert into people (id, name) values (11, 'Anna') on conflict do nothing"
    )
    return await start_run(deps, request, order, plan)


async def test_every_address_ends_as_the_shops_truth_says(deps: Deps, shops: Shops) -> None:
    """All shops at once: each address of a polite crawl has the outcome the truth tells."""
    run_id = await run(deps, shops)
    ended = await finished(deps, run_id, within=110)
    jobs = {job.site: job for job in await site_jobs.of_run(deps.db, run_id)}
    assert ended.status is RunStatus.PARTIAL
    assert jobs["molchun"].status is SiteStatus.FAILED
    assert jobs["molchun"].failure == "unreachable"
    for shop_id, job in jobs.items():
        if shop_id == "molchun":
            continue
        assert job.status is SiteStatus.COMPLETED, (shop_id, job.failure, job.failure_detail)
        ledger = {
            row["url"]: row
            for row in await rows(
                deps, "select url, outcome, detail from addresses where site_job_id = $1", job.id
            )
        }
        assert not [url for url, row in ledger.items() if row["outcome"] is None]
        faults = []
        for told in shops.world.truth(shop_id).addresses:
            if told.outcome not in OUTCOMES or not FOLLOWED & set(told.found_by):
                continue
            url = normalise(told.url)
            assert url is not None
            found = ledger.get(without_tracking(url))
            if found is None or found["outcome"] not in OUTCOMES[told.outcome]:
                faults.append((told.url, told.outcome, found))
        assert not faults, (shop_id, len(faults), faults[:5])
        counts = Counter(row["outcome"] for row in ledger.values())
        assert job.processed == job.total_urls == counts.total()


async def test_several_workers_share_a_run(
    deps: Deps,
    shops: Shops,
    make_settings: Callable[..., Settings],
    endpoints: Endpoints,
) -> None:
    """Two more workers join: each page is still read once."""
    async with working(make_settings(allowed_users=str(ANNA)), endpoints):
        run_id = await run(deps, shops, sites=("pennymoor", "prostolavka", "starobyt"))
        await finished(deps, run_id)
    twice = await rows(
        deps,
        "select url from addresses a join bulk_job_sites s on s.id = a.site_job_id "
        "where s.bulk_job_id = $1 and a.tries > 1",
        run_id,
    )
    assert twice == []
    await asyncio.sleep(0)


async def test_a_repeated_request_starts_nothing_twice(deps: Deps, shops: Shops) -> None:
    """The same update gives the same run."""
    first = await run(deps, shops, key="same", sites=("pennymoor",), page_limit=3)
    again = await run(deps, shops, key="same", sites=("pennymoor",), page_limit=3)
    assert first == again
    await finished(deps, first)


async def test_a_page_limit_takes_the_first_pages(deps: Deps, shops: Shops) -> None:
    """With a limit so many pages are asked for, always the same, and the rest is on record."""
    seen = []
    for number in range(2):
        run_id = await run(deps, shops, key=f"limit{number}", sites=("plutanitsa",), page_limit=12)
        await finished(deps, run_id)
        seen.append(
            await rows(
                deps,
                "select url, outcome from addresses a join bulk_job_sites s on s.id = a.site_job_id "
                "where s.bulk_job_id = $1 and outcome not in ('limit', 'robots', 'duplicate') "
                "order by url",
                run_id,
            )
        )
    assert len(seen[0]) == 12
    assert seen[0] == seen[1]


async def test_a_dry_run_asks_for_no_page(deps: Deps, shops: Shops) -> None:
    """Robots and sitemaps are read, pages are counted, none is fetched."""
    run_id = await run(deps, shops, sites=("yasnotsvet",), dry_run=True)
    ended = await finished(deps, run_id)
    assert ended.status is RunStatus.COMPLETED
    outcomes = await rows(
        deps,
        "select outcome, count(*) from addresses a join bulk_job_sites s on s.id = a.site_job_id "
        "where s.bulk_job_id = $1 group by 1",
        run_id,
    )
    assert [row["outcome"] for row in outcomes] == ["dry_run"]
    assert await rows(deps, "select * from pages") == []

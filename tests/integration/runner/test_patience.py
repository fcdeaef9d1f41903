"""A host that wants silence, and a site that is retried: nothing is lost and nothing counted twice."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from parser.pages.urls import host_key
from runner.control import retry_run
from runner.deps import Deps
from runner.dispatch import dispatch
from storage import site_jobs
from storage.model.run import SiteJob
from storage.model.states import RunStatus, SiteStatus
from tests.integration.runner.loopback import Loopback, answer, loopback, page, sitemap
from tests.integration.runner.one_site import POLICY, begin, request
from tests.world import finished, rows


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A site of one page."""
    async with loopback() as served:
        served.acts["/"] = answer(page("Home"))
        yield served


async def the_job(deps: Deps, run_id: int) -> SiteJob:
    """Its only site job."""
    [job] = await site_jobs.of_run(deps.db, run_id)
    return job


async def eventually(look: Callable[[], Any]) -> None:
    """Waits until `look` says yes."""
    async with asyncio.timeout(20):
        while True:
            if await look():
                return
            await asyncio.sleep(0.02)


async def test_a_closed_gate_postpones_a_site_that_reads_sitemaps(
    deps: Deps, web: Loopback
) -> None:
    """A host that asked an earlier run for a long silence is let alone; that is no error of ours."""
    key = f"progon:gate:{host_key(web.root)}"
    await deps.redis.hset(key, mapping={"next": str((time.time() + 500) * 1000), "pace": "1"})
    run_id = await begin(deps, web)

    async def is_waiting() -> bool:
        return (await the_job(deps, run_id)).waiting_reason == "busy"

    await eventually(is_waiting)
    [row] = await rows(
        deps,
        "select status, crashes, extract(epoch from ready_at - now())::float8 as pause"
        " from bulk_job_sites",
    )
    assert (row["status"], row["crashes"]) == ("queued", 0)
    assert 400 < row["pause"] < 501
    assert web.targets() == ["/robots.txt"]
    await deps.redis.delete(key)
    await deps.db.execute("update bulk_job_sites set ready_at = now()")
    await dispatch(deps)
    assert (await finished(deps, run_id)).status is RunStatus.COMPLETED


@pytest.mark.parametrize(("status", "pace"), [(500, 1.0), (503, 4.0)])
async def test_only_a_host_that_asks_for_it_is_read_at_a_slower_pace(
    deps: Deps, web: Loopback, status: int, pace: float
) -> None:
    """A child sitemap whose script fails costs its own attempts, and not the pace of all that follow."""
    children = [web.url("/broken.xml"), web.url("/whole.xml")]
    web.acts["/sitemap.xml"] = answer(sitemap(children, tag="sitemapindex"))
    web.acts["/broken.xml"] = answer(status=status)
    web.acts["/whole.xml"] = answer(sitemap([web.root]))
    await finished(deps, await begin(deps, web))
    kept = await deps.redis.hget(f"progon:gate:{host_key(web.root)}", "pace")
    assert float(kept) == pytest.approx(pace, rel=0.2)
    assert web.targets().count("/broken.xml") == 3


async def test_a_sitemap_that_asks_for_a_long_silence_is_given_up_in_the_end(
    deps: Deps, web: Loopback
) -> None:
    """The site is let alone as long as it asks, each time; attempts are counted over slices."""
    sitemap = answer(status=429, headers={"Retry-After": "300"})
    web.acts["/robots.txt"] = answer(
        f"Sitemap: {web.url('/s.xml')}".encode(), content_type="text/plain"
    )
    web.acts["/s.xml"] = sitemap
    run_id = await begin(deps, web)
    key = f"progon:gate:{host_key(web.root)}"
    for attempt in (1, 2, 3):

        async def is_postponed() -> bool:
            [row] = await rows(
                deps, "select ready_at > now() + '4 min' as late from bulk_job_sites"
            )
            return bool(row["late"])

        await eventually(is_postponed)
        assert web.targets().count("/s.xml") == attempt
        await deps.redis.delete(key)
        await deps.db.execute("update bulk_job_sites set ready_at = now()")
        await dispatch(deps)

    await finished(deps, run_id)
    [row] = await rows(deps, "select sitemaps, crashes from bulk_job_sites")
    assert row["sitemaps"]["facts"]["failures"] == {web.url("/s.xml"): "http_429"}
    assert row["crashes"] == 0


async def test_a_site_that_was_down_is_whole_after_a_retry(deps: Deps, web: Loopback) -> None:
    """The home page that was on record as failed is read, and counted once."""
    web.acts["/robots.txt"] = answer(status=503)
    run_id = await begin(deps, web)
    assert (await finished(deps, run_id)).status is RunStatus.FAILED
    down = await the_job(deps, run_id)
    assert (down.failure, down.total_urls, down.processed, down.failed) == (
        "robots_closed",
        1,
        1,
        1,
    )
    assert await rows(deps, "select from deliveries where kind = 'archive'")
    web.acts["/robots.txt"] = answer(status=404)
    await retry_run(deps, request("2"), run_id)
    assert (await finished(deps, run_id)).status is RunStatus.COMPLETED
    up = await the_job(deps, run_id)
    assert (up.status, up.total_urls, up.processed, up.failed) == (SiteStatus.COMPLETED, 1, 1, 0)


async def test_a_site_that_forbade_everything_is_read_when_it_does_so_no_more(
    deps: Deps, web: Loopback
) -> None:
    """A retry reads robots.txt anew, and no address stays closed by a line that is gone."""
    web.acts["/robots.txt"] = answer(b"User-agent: *\nDisallow: /", content_type="text/plain")
    web.acts["/"] = answer(page("Home", ["/basket"]))
    run_id = await begin(deps, web)
    await finished(deps, run_id)
    assert (await the_job(deps, run_id)).failure == "no_pages"
    web.acts["/robots.txt"] = answer(b"User-agent: *\nDisallow: /b", content_type="text/plain")
    await retry_run(deps, request("2"), run_id)
    assert (await finished(deps, run_id)).status is RunStatus.COMPLETED
    lines = await rows(deps, "select outcome, detail from addresses order by position")
    assert [tuple(line.values()) for line in lines] == [
        ("fetched", None),
        ("robots", "line 2: Disallow: /b"),
    ]


async def test_a_crawl_delay_is_kept_within_the_bound_of_the_policy(
    deps: Deps, web: Loopback
) -> None:
    """Asked for a minute between two pages, a crawl waits as long as the policy bears."""
    web.acts["/"] = answer(page("Home", ["/a", "/b", "/c"]))
    web.acts |= {path: answer(page(path)) for path in ("/a", "/b", "/c")}
    web.acts["/robots.txt"] = answer(b"User-agent: *\nCrawl-delay: 60", content_type="text/plain")
    run_id = await begin(deps, web, POLICY.model_copy(update={"max_crawl_delay": 0.2}))
    await finished(deps, run_id)
    [took] = await rows(
        deps, "select count(*) as pages, max(fetched_at) - min(fetched_at) as time from pages"
    )
    assert took["pages"] == 4
    # a page may start later than its turn, which shortens the gap behind it but not all together
    assert took["time"].total_seconds() > 0.4


async def test_a_sitemap_that_failed_is_asked_for_again_by_a_retry(
    deps: Deps, web: Loopback
) -> None:
    """What the first attempt could not look into is looked into, and the site is complete."""
    web.acts["/robots.txt"] = answer(
        f"Sitemap: {web.url('/s.xml')}".encode(), content_type="text/plain"
    )
    web.acts["/s.xml"] = answer(status=403)
    web.acts["/broken"] = answer(status=403)
    web.acts["/"] = answer(page("Home", ["/broken"]))
    web.acts["/deep"] = answer(page("Deep"))
    run_id = await begin(deps, web)
    await finished(deps, run_id)
    assert "/deep" not in web.targets()
    web.acts["/s.xml"] = answer(sitemap([web.url("/deep")]), content_type="text/xml")
    await retry_run(deps, request("2"), run_id, sites=("shop",))
    await finished(deps, run_id)
    assert "/deep" in web.targets()
    [row] = await rows(deps, "select complete, sitemaps from bulk_job_sites")
    assert row["sitemaps"]["whole"]


async def test_a_retry_tells_which_sitemap_names_what_links_had_found(
    deps: Deps, web: Loopback
) -> None:
    """Pages of the first attempt, the home page among them, are not called missing from the sitemap."""
    web.acts["/robots.txt"] = answer(
        f"Sitemap: {web.url('/s.xml')}".encode(), content_type="text/plain"
    )
    web.acts["/s.xml"] = answer(status=403)
    web.acts["/"] = answer(page("Home", ["/known", "/forgotten"]))
    web.acts |= {path: answer(page(path)) for path in ("/known", "/forgotten")}
    run_id = await begin(deps, web)
    await finished(deps, run_id)
    urls = [web.root, web.url("/known"), web.url("/known?utm_source=sitemap")]
    web.acts["/s.xml"] = answer(sitemap(urls), content_type="text/xml")
    await retry_run(deps, request("2"), run_id, sites=("shop",))
    await finished(deps, run_id)
    named = await rows(deps, "select url from addresses where sitemap is not null order by url")
    assert [row["url"] for row in named] == urls
    assert web.targets().count("/known") == 1


async def test_an_endless_site_ends_at_the_bound_of_the_policy(deps: Deps, web: Loopback) -> None:
    """Every page names new ones; the policy's bound closes what is left, with the reason."""
    for number in range(60):
        links = [f"/{2 * number + 1}", f"/{2 * number + 2}"]
        web.acts["/" if number == 0 else f"/{number}"] = answer(page(str(number), links))
    run_id = await begin(deps, web, POLICY.model_copy(update={"max_addresses": 10}))
    await finished(deps, run_id)
    ends = await rows(
        deps, "select outcome, detail, count(*) from addresses group by 1, 2 order by 1"
    )
    assert [tuple(row.values()) for row in ends] == [
        ("fetched", None, 10),
        ("limit", "limit 10", 11),
    ]


async def test_a_site_that_moved_to_another_domain_says_where(deps: Deps, web: Loopback) -> None:
    """Nobody asked for the other one, and each address has its line."""
    web.acts["/"] = answer(status=301, headers={"Location": "https://new.example/shop?from=old"})
    run_id = await begin(deps, web)
    await finished(deps, run_id)
    job = await the_job(deps, run_id)
    assert (job.status, job.failure) == (SiteStatus.FAILED, "moved_away")
    assert job.failure_detail == "https://new.example/shop?from=old"


async def test_a_page_that_asks_for_a_day_holds_nobody_up(deps: Deps, web: Loopback) -> None:
    """It is not asked again, and says so; the others are read meanwhile, as they come well."""
    paths = ["/1", "/2", "/3"]
    web.acts |= {path: answer(page(path)) for path in paths}
    web.acts["/"] = answer(page("Home", ["/busy", *paths]))
    web.acts["/busy"] = answer(status=503, headers={"Retry-After": "86400"})
    web.acts["/robots.txt"] = answer(status=404)
    run_id = await begin(deps, web, POLICY.model_copy(update={"discover": "links"}))
    await finished(deps, run_id)
    assert web.targets().count("/busy") == 1
    ends = await rows(deps, "select url, outcome, detail from addresses order by url")
    assert [tuple(line.values()) for line in ends] == [
        (web.root, "fetched", None),
        *((web.url(path), "fetched", None) for path in paths),
        (web.url("/busy"), "failed", "http_503: asks to wait 86400 s"),
    ]


async def as_if_refused_for_an_hour(deps: Deps, web: Loopback) -> None:
    """What the gate knows when a host has refused everything for over an hour."""
    state = {"refused": str((time.time() - 3700) * 1000), "refusals": "19"}
    await deps.redis.hset(f"progon:gate:{host_key(web.root)}", mapping=state)


async def test_a_site_that_refuses_for_an_hour_ends(deps: Deps, web: Loopback) -> None:
    """A shop in maintenance keeps no run waiting for days: it fails, and every address says why."""
    web.acts["/robots.txt"] = answer(status=404)
    web.acts["/"] = answer(status=503)
    await as_if_refused_for_an_hour(deps, web)
    run_id = await begin(deps, web, POLICY.model_copy(update={"discover": "links"}))
    await finished(deps, run_id)
    job = await the_job(deps, run_id)
    assert (job.status, job.failure) == (SiteStatus.FAILED, "too_busy")
    assert web.targets().count("/") <= POLICY.host_concurrency
    [line] = await rows(deps, "select outcome, detail from addresses")
    assert tuple(line.values()) == ("failed", "too_busy: http_503")


async def test_sitemaps_of_a_host_that_refuses_for_an_hour_are_given_up_together(
    deps: Deps, web: Loopback
) -> None:
    """The others are not asked for one by one, and links stand in for them."""
    names = [f"/{number}.xml" for number in range(30)]
    told = "\n".join(f"Sitemap: {web.url(name)}" for name in names)
    web.acts["/robots.txt"] = answer(told.encode(), content_type="text/plain")
    web.acts |= {name: answer(status=503) for name in names}
    await as_if_refused_for_an_hour(deps, web)
    run_id = await begin(deps, web)
    await finished(deps, run_id)
    assert sum(target.endswith(".xml") for target in web.targets()) == 1
    assert (await the_job(deps, run_id)).status is SiteStatus.COMPLETED
    [row] = await rows(deps, "select sitemaps from bulk_job_sites")
    assert row["sitemaps"]["facts"]["failed"] == 30


async def test_errors_of_the_server_bring_no_pace_back(deps: Deps, web: Loopback) -> None:
    """It answers 429, then 500 forty times, then 429: that is twice half the pace, not once."""
    names = [f"/{number}" for number in range(40)]
    web.acts["/"] = answer(page("Home", ["/busy", *names]))
    web.acts |= {name: answer(status=500) for name in names}
    web.acts["/busy"] = answer(status=429, headers={"Retry-After": "1"})
    policy = POLICY.model_copy(update={"attempts": 1, "requests_per_second": 40})
    run_id = await begin(deps, web, policy)
    await finished(deps, run_id)
    assert web.targets().count("/busy") == 2
    pace = float(await deps.redis.hget(f"progon:gate:{host_key(web.root)}", "pace"))
    assert pace == pytest.approx(4, abs=0.1)


async def test_a_page_that_is_never_there_slows_the_others_once(deps: Deps, web: Loopback) -> None:
    """It answers 503 and asks for nothing, attempt after attempt, while every other page comes."""
    names = [f"/{number}" for number in range(40)]
    web.acts["/"] = answer(page("Home", ["/broken", *names]))
    web.acts |= {name: answer(page(name)) for name in names}
    web.acts["/broken"] = answer(status=503)
    await finished(deps, await begin(deps, web))
    assert web.targets().count("/broken") == 2 * POLICY.attempts
    assert float(await deps.redis.hget(f"progon:gate:{host_key(web.root)}", "pace")) <= 2
    [line] = await rows(deps, "select outcome, detail from addresses where url like '%/broken'")
    assert tuple(line.values()) == ("failed", "http_503")

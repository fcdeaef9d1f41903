"""How many clicks away an address is: it may come nearer after it was written off as too far."""

from runner.control import retry_run
from runner.deps import Deps
from tests.integration.runner.hostile import robots
from tests.integration.runner.loopback import Loopback, answer, page
from tests.integration.runner.one_site import POLICY, begin, request
from tests.integration.runner.unlisted_site import listing
from tests.integration.runner.whole_run import told
from tests.world import finished, rows

TWO_CLICKS = POLICY.model_copy(update={"max_depth": 2, "attempts": 1})


def three_clicks_away(web: Loopback) -> None:
    """`/goal` is too far by the way that is open; `/short`, which fails, is a shorter one."""
    web.acts |= {
        "/": answer(page("Home", ["/long", "/short"])),
        "/long": answer(page("Long", ["/longer"])),
        "/longer": answer(page("Longer", ["/goal"])),
        "/short": answer(b"<p>busy", status=500),
        "/goal": answer(page("Goal", ["/beyond"])),
    }


async def lines(deps: Deps, web: Loopback) -> dict[str, tuple[str, str | None, int | None]]:
    """The ledger: outcome, reason and depth by path."""
    found = await rows(deps, "select url, outcome, detail, depth from addresses")
    return {
        "/" + row["url"].removeprefix(web.root): (row["outcome"], row["detail"], row["depth"])
        for row in found
    }


async def test_a_retry_reads_what_has_come_nearer(deps: Deps, web: Loopback) -> None:
    """A page that failed at first names it within the bound: it is fetched, and the sums match."""
    three_clicks_away(web)
    run_id = await begin(deps, web, TWO_CLICKS)
    await finished(deps, run_id)
    assert (await lines(deps, web))["/goal"] == ("limit", "more than 2 clicks", 3)
    web.acts["/short"] = answer(page("Short", ["/goal"]))
    await retry_run(deps, request("again"), run_id, sites=("shop",))
    await finished(deps, run_id)
    found = await lines(deps, web)
    assert found["/goal"] == ("fetched", None, 2)
    assert found["/beyond"] == ("limit", "more than 2 clicks", 3)
    [job] = await rows(deps, "select * from bulk_job_sites")
    assert (job["total_urls"], job["processed_count"], job["fetched_count"]) == (6, 6, 5)


async def test_what_a_redirect_leads_to_brings_it_nearer(deps: Deps, web: Loopback) -> None:
    """Redirects of listed pages are followed last, after the links that were too far."""
    three_clicks_away(web)
    web.acts["/sitemap.xml"] = listing(web, "/listed")
    web.acts["/listed"] = answer(status=301, headers={"Location": "/moved"})
    web.acts["/moved"] = answer(page("Moved", ["/goal"]))
    await finished(deps, await begin(deps, web, TWO_CLICKS))
    found = await lines(deps, web)
    assert found["/goal"] == ("fetched", None, 1)
    [job] = await rows(deps, "select * from bulk_job_sites")
    assert job["total_urls"] == job["processed_count"] == len(found)


async def test_a_retry_reads_what_a_sitemap_names_after_all(deps: Deps, web: Loopback) -> None:
    """The sitemap could not be read at first; how many clicks away its pages are does not matter."""
    three_clicks_away(web)
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/sitemap.xml')}")
    web.acts["/sitemap.xml"] = answer(b"busy", status=503)
    run_id = await begin(deps, web, TWO_CLICKS)
    await finished(deps, run_id)
    assert (await lines(deps, web))["/goal"] == ("limit", "more than 2 clicks", 3)
    web.acts["/sitemap.xml"] = listing(web, "/goal", "/goal", "/long")
    await retry_run(deps, request("again"), run_id, sites=("shop",))
    await finished(deps, run_id)
    found = await lines(deps, web)
    assert found["/goal"] == ("fetched", None, None)
    assert found["/long"] == ("fetched", None, 1)
    [job] = await rows(deps, "select * from bulk_job_sites")
    assert job["total_urls"] == job["processed_count"] == len(found)
    [goal] = await rows(deps, "select origin from addresses where url like '%/goal'")
    assert goal["origin"] == "sitemap"


async def test_clicks_are_counted_anew_after_a_retry(deps: Deps, web: Loopback) -> None:
    """A page that had been read at the end of a long way has a shorter one now, and so have its links."""
    three_clicks_away(web)
    web.acts["/beyond"] = answer(page("Beyond"))
    run_id = await begin(deps, web, POLICY.model_copy(update={"attempts": 1}))
    await finished(deps, run_id)
    assert await depths(deps, web, run_id) == {"/goal": "3", "/beyond": "4"}
    web.acts["/short"] = answer(page("Short", ["/goal"]))
    await retry_run(deps, request("again"), run_id, sites=("shop",))
    await finished(deps, run_id)
    assert await depths(deps, web, run_id) == {"/goal": "2", "/beyond": "3"}


async def depths(deps: Deps, web: Loopback, run_id: int) -> dict[str, str]:
    """The column Crawl Depth of two pages."""
    seo = (await told(deps, web, run_id)).seo
    return {path: seo[path]["Crawl Depth"] for path in ("/goal", "/beyond")}

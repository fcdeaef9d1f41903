"""What a dry run counts is what the run after it asks for."""

from collections.abc import AsyncIterator, Mapping

import pytest

from runner.deps import Deps
from runner.plan import RunOrder
from storage import runs
from tests.integration.runner.hostile import robots
from tests.integration.runner.loopback import Loopback, answer, loopback, page, sitemap
from tests.integration.runner.one_site import begin
from tests.world import finished, rows

LISTED = ["/", "/1", "/2", "/3", "/1?", "/1?utm_source=x", "/closed/1", "/closed/2"]


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A sitemap of four pages, two other spellings of one of them, and two pages that nobody may ask for."""
    async with loopback() as served:
        served.acts |= {path: answer(page(f"Page {path}")) for path in ("/", "/1", "/2", "/3")}
        served.acts["/sitemap.xml"] = answer(
            sitemap([served.url(path) for path in LISTED] + ["https://other.example/"])
        )
        served.acts["/robots.txt"] = robots("User-agent: *\nDisallow: /closed/\n")
        yield served


async def census(deps: Deps, web: Loopback, key: str, order: RunOrder) -> Mapping[str, int]:
    """How many addresses ended how, and what the board shows as `counted`."""
    run_id = await begin(deps, web, key=key, order=order)
    await finished(deps, run_id)
    ended = await rows(
        deps,
        "select outcome, count(*) as addresses from addresses a "
        "join bulk_job_sites s on s.id = a.site_job_id where s.bulk_job_id = $1 group by 1",
        run_id,
    )
    [job] = await rows(deps, "select * from bulk_job_sites where bulk_job_id = $1", run_id)
    assert job["processed_count"] == job["total_urls"] == sum(row["addresses"] for row in ended)
    return {row["outcome"]: row["addresses"] for row in ended} | {"counted": job["fetched_count"]}


@pytest.mark.parametrize("limit", [None, 3])
async def test_a_dry_run_counts_what_a_run_asks_for(
    deps: Deps, web: Loopback, limit: int | None
) -> None:
    """What robots.txt closes, other spellings and what is beyond the limit are no work in either."""
    dry = await census(deps, web, "dry", RunOrder(dry_run=True, page_limit=limit))
    assert not [target for target in web.targets() if target in LISTED]
    wet = await census(deps, web, "wet", RunOrder(page_limit=limit))
    assert {"fetched": dry["dry_run"]} | {k: n for k, n in dry.items() if k != "dry_run"} == wet
    assert dry["counted"] == dry["dry_run"] == (limit or 4)
    assert dry.get("robots", 0) == (0 if limit else 2)
    assert sum(target in LISTED for target in web.targets()) == dry["counted"]


async def test_a_dry_run_teaches_nothing_of_how_long_a_run_takes(deps: Deps, web: Loopback) -> None:
    """It is over in a moment, and the next estimate is not made from it."""
    await census(deps, web, "dry", RunOrder(dry_run=True))
    assert await runs.history(deps.db, ["shop"], 0) == {}
    await census(deps, web, "wet", RunOrder())
    assert "shop" in await runs.history(deps.db, ["shop"], 0)

"""Pages that come again byte by byte: what the run before read of them stands, and nothing is lost."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from runner.control import retry_run
from runner.deps import Deps
from tests.integration.runner.loopback import Asked, Loopback, answer, loopback, page, sitemap
from tests.integration.runner.one_site import begin, request
from tests.world import finished, rows

PAGES = {"/": ["/a", "/b"], "/a": ["/c"], "/b": [], "/c": ["/", "/b"]}


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A small site found by links."""
    async with loopback() as served:
        served.acts |= {
            target: answer(page(f"Page {target}", links)) for target, links in PAGES.items()
        }
        yield served


async def run(deps: Deps, web: Loopback, key: str) -> dict[str, dict[str, Any]]:
    """A run of the site; what is known of each page, by path."""
    run_id = await begin(deps, web, key=key)
    await finished(deps, run_id)
    found = await rows(
        deps,
        "select a.url, a.outcome, a.tries, a.position, a.depth, p.* from addresses a"
        " join bulk_job_sites s on s.id = a.site_job_id"
        " left join pages p on p.site_job_id = a.site_job_id and p.address_id = a.address_id"
        " where s.bulk_job_id = $1",
        run_id,
    )
    return {"/" + row["url"].removeprefix(web.root): dict(row) for row in found}


async def mark(deps: Deps, target: str) -> None:
    """A mark on the newest reading of a page: who reads it again loses it."""
    await deps.db.execute(
        'update pages set seo = seo || \'{"titles": ["Marked"]}\' where url like $1'
        " and site_job_id = (select max(site_job_id) from pages)",
        "%" + target,
    )


def title(read: dict[str, Any]) -> str:
    """Of a page."""
    return str(read["seo"]["titles"][0])


OF_THE_ANSWER = {"site_job_id", "epoch", "fetched_at", "response_ms", "ttfb_ms"}


async def test_the_second_run_has_every_page_of_the_first(deps: Deps, web: Loopback) -> None:
    """With the same lines of the ledger and all that was read, but times of its own."""
    before, after = await run(deps, web, "1"), await run(deps, web, "2")
    assert set(before) == set(after) == set(PAGES)
    for target in PAGES:
        one, other = before[target], after[target]
        assert other["outcome"] == "fetched"
        assert other["fetched_at"] > one["fetched_at"]
        assert {k: v for k, v in one.items() if k not in OF_THE_ANSWER} == {
            k: v for k, v in other.items() if k not in OF_THE_ANSWER
        }
    [facts] = await rows(
        deps, "select facts from artifacts where kind = 'diff' order by id desc limit 1"
    )
    assert facts["facts"]["with_base"]
    assert facts["facts"]["by_type"] == {}


async def test_only_what_changed_is_read(deps: Deps, web: Loopback) -> None:
    """A page that differs by a byte, with its new link; the others stand as the run before read them."""
    await run(deps, web, "1")
    await mark(deps, "/b")
    await mark(deps, "/a")
    web.acts["/a"] = answer(page("Page /a", ["/c", "/new"]))
    web.acts["/new"] = answer(page("New"))
    found = await run(deps, web, "2")
    assert title(found["/b"]) == "Marked"
    assert title(found["/a"]) == "Page /a"
    assert title(found["/new"]) == "New"


async def test_pages_of_a_sitemap_are_taken_over_as_well(deps: Deps, web: Loopback) -> None:
    """And the sitemap's addresses are all there."""
    body = sitemap([web.url(target) for target in PAGES])
    web.acts["/sitemap.xml"] = answer(body, content_type="text/xml")
    await run(deps, web, "1")
    await mark(deps, "/c")
    found = await run(deps, web, "2")
    assert set(found) == set(PAGES)
    assert title(found["/c"]) == "Marked"


async def test_a_page_whose_base_is_being_done_over_is_read_after_all(
    deps: Deps, web: Loopback
) -> None:
    """A retry of everything of the base run empties it while we are at work: nothing is lost."""
    await run(deps, web, "1")
    whole = web.acts["/b"]
    assert isinstance(whole, bytes)

    async def emptying(asked: Asked, writer: Any) -> None:
        if asked.number == 1:  # the second run's
            await deps.db.execute("delete from pages where url like '%/b'")
        writer.write(whole)
        await writer.drain()

    web.acts["/b"] = emptying
    found = await run(deps, web, "2")
    assert (found["/b"]["outcome"], title(found["/b"])) == ("fetched", "Page /b")
    assert found["/b"]["tries"] == 2


async def test_an_answer_of_an_earlier_attempt_gives_way(deps: Deps, web: Loopback) -> None:
    """An error that a run kept of a page is not what it has of it once the page came again."""
    await run(deps, web, "1")
    fine, web.acts["/b"] = web.acts["/b"], answer(b"<p>busy", status=500)
    run_id = await begin(deps, web, key="2")
    await finished(deps, run_id)
    web.acts["/b"] = fine
    await retry_run(deps, request("3"), run_id, sites=("shop",))
    await finished(deps, run_id)
    [row] = await rows(
        deps,
        "select p.status_code, p.seo from pages p join bulk_job_sites s on s.id = p.site_job_id"
        " where s.bulk_job_id = $1 and p.url like '%/b'",
        run_id,
    )
    assert (row["status_code"], title(row)) == (200, "Page /b")

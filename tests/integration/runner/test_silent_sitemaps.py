"""Sitemaps that give no answer, for one run or for ever, and what later runs are compared with."""

import csv
import io
import time
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from parser.pages.urls import host_key
from runner.deps import Deps
from storage import artifacts, site_jobs
from storage.model.artifact import ArtifactKind
from tests.integration.runner.hostile import NOT_NOW, POLICY, robots
from tests.integration.runner.loopback import (
    Act,
    Loopback,
    answer,
    dripping,
    loopback,
    page,
    sitemap,
)
from tests.integration.runner.one_site import begin
from tests.world import finished, rows


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A site with a page that only its sitemap names, and a robots.txt that names no sitemap."""
    async with loopback() as served:
        served.acts |= {path: answer(page(f"Page {path}")) for path in ("/", "/linked", "/orphan")}
        served.acts["/"] = answer(page("Home", ["/linked"]))
        served.acts["/sitemap.xml"] = answer(sitemap([served.root, served.url("/orphan")]))
        yield served


async def run_of(deps: Deps, web: Loopback, key: str) -> dict[str, object]:
    """A run to its end: what is kept of its site job, and the kinds of changes it tells of."""
    run_id = await begin(deps, web, POLICY, key=key)
    await finished(deps, run_id)
    [job] = await rows(deps, "select * from bulk_job_sites where bulk_job_id = $1", run_id)
    [diff] = [f for f in await artifacts.of_run(deps.db, run_id) if f.kind is ArtifactKind.DIFF]
    text = b"".join([piece async for piece in deps.objects.get(diff.key)]).decode("utf-8-sig")
    kinds = {row["change_type"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    return {**job, "facts": job["sitemaps"]["facts"], "changes": kinds - {"note"}}


@pytest.mark.parametrize(
    ("silence", "fact"),
    [
        (NOT_NOW, "failed"),
        (answer(status=403), "failed"),
        (dripping, "failed"),
        (answer(page("Back soon")), "unusable"),
        (answer(status=404), "missing"),
    ],
    ids=["503", "403", "drip", "page", "404"],
)
async def test_what_only_it_names_does_not_come_back_from_nowhere(
    deps: Deps, web: Loopback, silence: Act, fact: str
) -> None:
    """It is silent for one run: its pages are neither removed then nor back afterwards."""
    first = await run_of(deps, web, "1")
    whole, web.acts["/sitemap.xml"] = web.acts["/sitemap.xml"], silence
    second = await run_of(deps, web, "2")
    assert second["facts"][fact] == 1  # type: ignore[index]
    web.acts["/sitemap.xml"] = whole
    third = await run_of(deps, web, "3")
    assert (first["changes"], second["changes"], third["changes"]) == (set(), set(), set())
    assert second["complete"] is (fact != "failed")
    assert third["base_id"] == (first if fact == "failed" else second)["id"]
    assert (await site_jobs.sitemaps_of(deps.db, int(str(third["id"]))))["usable"] == 2


async def test_a_line_that_always_leads_nowhere_is_no_reason_never_to_compare(
    deps: Deps, web: Loopback
) -> None:
    """The second run that fails to read it is fit for a base, and what leaves the site is told."""
    dead, forbidden = "http://127.0.0.1:1/old.xml", web.url("/forbidden.xml")
    lines = "".join(f"Sitemap: {url}\n" for url in (dead, forbidden, web.url("/sitemap.xml")))
    web.acts["/robots.txt"] = robots(lines)
    web.acts["/forbidden.xml"] = answer(status=403)
    first, second = [await run_of(deps, web, key) for key in "12"]
    assert (first["complete"], second["complete"]) == (False, True)
    web.acts["/sitemap.xml"] = answer(sitemap([web.root]))
    web.acts["/orphan"] = answer(status=404)
    third = await run_of(deps, web, "3")
    assert (third["base_id"], third["changes"]) == (second["id"], {"removed"})
    web.acts["/forbidden.xml"] = answer(sitemap([web.url("/named-all-along")]))
    web.acts["/named-all-along"] = answer(page("Named all along"))
    assert (await run_of(deps, web, "4"))["changes"] == set()


async def test_another_host_in_trouble_slows_nobody_but_itself(deps: Deps, web: Loopback) -> None:
    """Its sitemap lines lead nowhere, or it has refused for an hour: the site keeps its pace and its own."""
    async with loopback() as elsewhere:
        names = [f"/{number}.xml" for number in range(10)]
        elsewhere.acts |= dict.fromkeys(names, NOT_NOW)
        state = {"refused": str((time.time() - 3700) * 1000), "refusals": "19"}
        await deps.redis.hset(f"progon:gate:{host_key(elsewhere.root)}", mapping=state)
        told = ["http://127.0.0.1:1/dead.xml", *map(elsewhere.url, names), web.url("/sitemap.xml")]
        web.acts["/robots.txt"] = robots("".join(f"Sitemap: {url}\n" for url in told))
        facts = (await run_of(deps, web, "1"))["facts"]
    assert (facts["failed"], facts["read"]) == (11, 1)  # type: ignore[index]
    assert elsewhere.targets() == ["/0.xml"]
    assert "/orphan" in web.targets()
    paces = {
        host: float(await deps.redis.hget(f"progon:gate:{host}", "pace"))
        for host in (host_key(web.root), "127.0.0.1:1", host_key(elsewhere.root))
    }
    assert paces[host_key(web.root)] == 1
    assert paces[host_key(elsewhere.root)] > 1


async def test_a_host_that_is_down_is_given_up_after_some_of_its_sitemaps(
    deps: Deps, web: Loopback
) -> None:
    """An index names hundreds of files on a dead host: the site's own, behind them, are read all the same."""
    dead = [f"http://127.0.0.1:1/{number}.xml" for number in range(300)]
    children = [*dead, web.url("/own.xml"), web.url("/busy.xml")]
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/index.xml')}")
    web.acts["/index.xml"] = answer(sitemap(children, tag="sitemapindex"))
    web.acts["/own.xml"] = answer(sitemap([web.url("/orphan")]))
    web.acts["/busy.xml"] = NOT_NOW
    ended = await run_of(deps, web, "1")
    facts, kept = (cast("dict[str, Any]", ended[name]) for name in ("facts", "sitemaps"))
    assert (facts["known"], facts["read"], facts["failed"], facts["not_asked"]) == (
        303,
        2,
        301,
        295,
    )
    assert [facts["failures"][url] for url in dead[4:6]] == ["refused", "host_silent"]
    assert {"/orphan", "/busy.xml"} <= set(web.targets())
    assert kept["silences"] == {"127.0.0.1:1": 5}  # for the slice that follows


async def test_what_never_was_there_stays_a_guess(deps: Deps, web: Loopback) -> None:
    """A server that forbids the address each time has no sitemap, and each run is fit for a base."""
    web.acts["/sitemap.xml"] = answer(status=403)
    for key in "12":
        ended = await run_of(deps, web, key)
        assert (ended["complete"], ended["facts"]["known"]) == (True, 0)  # type: ignore[index]

"""A site that answers by several names: each of them has rules of its own (RFC 9309 2.3).

The server plays a proxy, so that it can answer under any name.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from config.policies import Policy
from config.sites import Catalogue, Site
from runner.control import start_run
from runner.deps import Deps
from runner.plan import RunOrder, plan_run
from tests.integration.runner.loopback import Asked, Loopback, answer, loopback, page
from tests.integration.runner.one_site import ANNA, request
from tests.world import finished, rows

PLAIN, WWW = "http://shop.example", "http://www.shop.example"


@pytest.fixture
def access() -> dict[str, str]:
    """Anna is an admin."""
    return {"admin_ids": str(ANNA)}


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A shop that lives at www, and whose old name has no rules."""
    async with loopback() as served:
        served.acts |= {
            f"{PLAIN}/robots.txt": answer(status=404),
            f"{PLAIN}/": answer(status=301, headers={"Location": f"{WWW}/"}),
            f"{WWW}/robots.txt": rules("User-agent: *\nDisallow: /basket\n"),
            f"{WWW}/": answer(page("Home", ["/basket", "/kettle", f"{PLAIN}/old"])),
            f"{WWW}/kettle": answer(page("Kettle", [f"{WWW}/basket?add=1"])),
            f"{PLAIN}/old": answer(page("Old")),
        }
        yield served


def rules(text: str) -> bytes:
    """A robots.txt."""
    return answer(text.encode(), content_type="text/plain")


async def crawled(deps: Deps, web: Loopback, **wish: object) -> Mapping[str, tuple[str, str]]:
    """The ledger after a run: how each address ended, and why."""
    policy = Policy(
        requests_per_second=1000,
        retry_pause=0.02,
        proxies=(web.root,),
        reason="a test",
        **wish,  # type: ignore[arg-type]
    )
    site = Site(id="shop", url=f"{PLAIN}/")
    plan = plan_run(RunOrder(), Catalogue(sites={"shop": site}), {"default": policy})
    await finished(deps, await start_run(deps, request("1"), RunOrder(), plan))
    lines = await rows(deps, "select url, outcome, detail, tries from addresses")
    assert all(line["tries"] for line in lines if line["outcome"] in {"fetched", "redirect"})
    assert not any(line["tries"] for line in lines if line["outcome"] == "robots")
    return {line["url"]: (line["outcome"], line["detail"]) for line in lines}


async def test_each_host_of_a_site_has_its_own_rules(deps: Deps, web: Loopback) -> None:
    """What www forbids is not asked for, though the configured name forbids nothing."""
    ledger = await crawled(deps, web)
    barred = ("robots", "line 2: Disallow: /basket")
    assert ledger == {
        f"{PLAIN}/": ("redirect", f"{WWW}/"),
        f"{WWW}/": ("fetched", None),
        f"{WWW}/kettle": ("fetched", None),
        f"{PLAIN}/old": ("fetched", None),
        f"{WWW}/basket": barred,
        f"{WWW}/basket?add=1": barred,
    }
    asked = web.targets()
    assert asked.count(f"{WWW}/robots.txt") == asked.count(f"{PLAIN}/robots.txt") == 1
    [kept] = await rows(deps, "select robots from bulk_job_sites")
    assert kept["robots"]["status"] == 404
    assert kept["robots"]["others"][f"{WWW}/robots.txt"]["status"] == 200


async def test_the_rules_of_one_host_are_not_those_of_another(deps: Deps, web: Loopback) -> None:
    """What only the configured name forbids may be asked of www."""
    web.acts[f"{PLAIN}/robots.txt"] = rules("User-agent: *\nDisallow: /kettle\nDisallow: /old")
    ledger = await crawled(deps, web)
    assert ledger[f"{WWW}/kettle"] == ("fetched", None)
    assert ledger[f"{PLAIN}/old"] == ("robots", "line 3: Disallow: /old")


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_without_rules_to_be_had_is_closed_alone(
    deps: Deps, web: Loopback, status: int
) -> None:
    """Its pages fail with that reason, to be asked for by a retry; those of the others are read."""
    web.acts[f"{WWW}/"] = answer(page("Home"))
    web.acts[f"{PLAIN}/"] = answer(page("Home", ["/old", f"{WWW}/", f"{WWW}/kettle"]))
    web.acts[f"{WWW}/robots.txt"] = answer(status=status)
    ledger = await crawled(deps, web)
    closed = ("failed", f"robots_closed: robots.txt answers {status}")
    assert (ledger[f"{WWW}/"], ledger[f"{WWW}/kettle"]) == (closed, closed)
    assert ledger[f"{PLAIN}/old"] == ("fetched", None)
    assert web.targets().count(f"{WWW}/robots.txt") == 4


async def test_pages_of_a_host_that_is_not_there_are_not_there(deps: Deps, web: Loopback) -> None:
    """Links to it are broken, and said to be so: nobody waits for each of them in turn."""
    gone = [f"https://shop.example/{number}" for number in range(30)]
    web.acts[f"{PLAIN}/"] = answer(page("Home", ["/old", *gone]))
    ledger = await crawled(deps, web)
    assert {ledger[url] for url in gone} == {("failed", "proxy: 404 Odd")}
    assert ledger[f"{PLAIN}/old"] == ("fetched", None)
    assert web.targets().count("shop.example:443") == 4
    states = await rows(deps, "select distinct state from address_facts where outcome = 'failed'")
    assert [row["state"] for row in states] == ["no_response"]


async def test_nobody_waits_long_for_a_host_that_does_not_answer(deps: Deps, web: Loopback) -> None:
    """Its port drops packets, four times as long as a connection may take: the others are read meanwhile."""
    calls_before: list[int] = []

    async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await writer.wait_closed()

    async def old(asked: Asked, writer: asyncio.StreamWriter) -> None:
        calls_before.append(web.targets().count("shop.example:443"))
        writer.write(answer(page("Old")))
        await writer.drain()

    gone = [f"https://shop.example/{number}" for number in range(9)]
    web.acts |= {"shop.example:443": silent, f"{PLAIN}/old": old}
    web.acts[f"{PLAIN}/"] = answer(page("Home", [*gone, "/old"]))
    ledger = await crawled(deps, web, page_timeout=2)
    assert {ledger[url] for url in gone} == {("failed", "timeout: over 2 s")}
    assert ledger[f"{PLAIN}/old"] == ("fetched", None)
    assert (calls_before[0] < 4, web.targets().count("shop.example:443")) == (True, 4)


async def test_rules_that_are_not_obeyed_are_known_all_the_same(deps: Deps, web: Loopback) -> None:
    """Reports say what each host's rules would have closed."""
    ledger = await crawled(deps, web, obey_robots=False)
    assert ledger[f"{WWW}/basket"] == ("not_found", "404")
    [kept] = await rows(deps, "select robots from bulk_job_sites")
    assert [*kept["robots"]["others"]] == [f"{WWW}/robots.txt"]


async def test_a_host_that_asks_for_slowness_is_heard(deps: Deps, web: Loopback) -> None:
    """A Crawl-delay of the host that the pages are at holds, though it is read after the first page."""
    web.acts[f"{WWW}/robots.txt"] = rules("User-agent: *\nCrawl-delay: 60")
    more = {f"{WWW}/{number}": answer(page(str(number))) for number in range(4)}
    web.acts |= more
    web.acts[f"{WWW}/"] = answer(page("Home", [*more]))
    await crawled(deps, web, max_crawl_delay=0.2)
    [took] = await rows(
        deps,
        "select max(fetched_at) - min(fetched_at) as time from pages where url like '%/_'",
    )
    assert took["time"].total_seconds() > 0.4

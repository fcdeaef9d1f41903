"""Links named again and again are written once, and the ledger is the same as if all were written."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.settings import Settings
from parser.pages.robots import RobotsAccess
from parser.pages.urls import address_id
from runner.crawl.frontier import Bounds, Frontier
from runner.crawl.known_links import KnownLinks
from runner.crawl.known_robots import HostRobots, KnownRobots, RobotsAnswer
from runner.crawl.ledger_writer import LedgerWriter
from runner.crawl.positions import SEED, link_position
from runner.crawl.robots_gate import SiteRobots
from runner.crawl.visit import Visit
from runner.deps import Deps
from runner.stores import Endpoints, open_deps
from storage import addresses, runs, site_jobs
from storage.database import LeaseLost
from storage.model.ledger import Address, Entry, Origin, Outcome
from storage.model.page import Page
from storage.model.run import Claim, NewRun, NewSiteJob, Place
from tests.world import rows

ROOT = "https://shop.example/"
NO_RULES = RobotsAnswer(access=RobotsAccess.NO_RULES, status=404, url=f"{ROOT}robots.txt")
_NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
async def deps(make_settings: Callable[..., Settings], endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Stores, and no worker on them."""
    async with open_deps(make_settings(), endpoints) as opened:
        yield opened


async def begun(deps: Deps, key: str, waiting: list[Address]) -> Claim:
    """A claimed site job with these lines in its ledger."""
    new = NewRun(
        place=Place(chat_id=1),
        user_id=None,
        language="en",
        said="",
        command={},
        request_key=key,
        sites=(
            NewSiteJob(
                site="shop", host=key, config={"site": {"id": "shop", "name": "", "url": ROOT}}
            ),
        ),
    )
    async with deps.db.acquire() as connection, connection.transaction():
        run_id = await runs.create(connection, new)
        assert run_id is not None
        await runs.add_sites(connection, run_id, new)
        (job,) = await site_jobs.of_run(connection, run_id)
        claim = await site_jobs.claim(
            connection, job.id, worker="test", lease_seconds=600, limit=99
        )
        assert claim is not None
        await addresses.add(connection, claim.site_job_id, waiting)
        return claim


def page_of(number: int) -> Address:
    """A page that a sitemap names, or one that links name, level by level."""
    url = f"{ROOT}p/{number}"
    depth = None if number < 20 else 1
    position = 1 + number if depth is None else link_position(number, 1, number)
    origin = Origin.SITEMAP if depth is None else Origin.LINK
    return Address(
        address_id=address_id(url), url=url, position=position, origin=origin, depth=depth
    )


def visit_of(address: Address, links: tuple[str, ...]) -> Visit:
    """A page that was read, with its links."""
    return Visit(
        entry=Entry(address_id=address.address_id, outcome=Outcome.FETCHED),
        page=Page(address_id=address.address_id, url=address.url, status_code=200, fetched_at=_NOW),
        links=links,
    )


def some_links(dice: random.Random) -> tuple[str, ...]:
    """A menu that all pages share, some of the pages, spellings with an advertiser's marks."""
    menu = [f"{ROOT}menu/{number}" for number in range(10)]
    others = [f"{ROOT}p/{dice.randrange(60)}" for _ in range(10)]
    marked = [f"{ROOT}menu/{dice.randrange(20)}?utm_source=mail" for _ in range(3)]
    outside = [f"https://other.example/{dice.randrange(5)}"]
    urls = [*menu, *others, *marked, *outside]
    dice.shuffle(urls)
    return tuple(urls)


async def ledger(deps: Deps, claim: Claim) -> list[dict[str, object]]:
    """All lines, and what the site job counts."""
    lines = await rows(
        deps,
        "select url, position, depth, origin, outcome, detail, tries from addresses"
        " where site_job_id = $1 order by url",
        claim.site_job_id,
    )
    counts = await rows(
        deps,
        "select total_urls, processed_count, fetched_count from bulk_job_sites where id = $1",
        claim.site_job_id,
    )
    return [*lines, *counts]


@pytest.mark.parametrize("seed", range(4))
async def test_the_ledger_is_the_same_as_without_a_memory(deps: Deps, seed: int) -> None:
    """Whatever the order of the pages and the batches: same lines, same positions, same counts."""
    dice = random.Random(seed)
    every = [page_of(number) for number in range(40)]
    visits = [(address, visit_of(address, some_links(dice))) for address in every]
    dice.shuffle(visits)
    stops = {dice.randrange(40) for _ in range(12)}
    found = []
    for most in (0, 7, 1000):
        claim = await begun(deps, f"memory-{most}", every)
        writer = LedgerWriter(deps, claim, root=ROOT, max_depth=9, known=KnownLinks(most))
        for number, (address, visit) in enumerate(visits):
            await writer.visit(address, visit)
            if number in stops:
                await writer.flush()
        await writer.flush()
        found.append(await ledger(deps, claim))
    assert found[0] == found[1] == found[2]


async def test_a_batch_that_failed_teaches_nothing(deps: Deps) -> None:
    """After a lost lease the links of the batch are not taken for written."""
    seed = Address(
        address_id=address_id(ROOT), url=ROOT, position=SEED, origin=Origin.SEED, depth=0
    )
    claim = await begun(deps, "lost", [seed])
    known = KnownLinks()
    writer = LedgerWriter(deps, claim, root=ROOT, max_depth=9, known=known)
    await deps.db.execute("update bulk_job_sites set epoch = epoch + 1")
    link = f"{ROOT}a"
    await writer.visit(seed, visit_of(seed, (link,)))
    with pytest.raises(LeaseLost):
        await writer.flush()
    assert known.nearer([(link, 1 << 62)]) == [(link, 1 << 62)]
    assert await rows(deps, "select url from addresses where url = $1", link) == []


def test_nearer_is_news_and_further_is_not() -> None:
    """An address is known at its position and behind it, not before it."""
    known = KnownLinks(2)
    known.learn({"a": 5})
    assert known.nearer([("a", 4), ("a", 5), ("a", 6), ("b", 7)]) == [("a", 4), ("b", 7)]


def no_rules() -> SiteRobots:
    """A host without a robots.txt, and no other."""

    async def learn(known: KnownRobots, address: str) -> HostRobots:
        raise AssertionError(address)

    return SiteRobots(KnownRobots(ROOT, NO_RULES), obeyed=True, learn=learn)


def test_the_oldest_are_forgotten() -> None:
    """Beyond the bound what was learnt first goes first."""
    known = KnownLinks(2)
    known.learn({"a": 1, "b": 1})
    known.learn({"c": 1})
    assert known.nearer([(url, 1) for url in "abc"]) == [("a", 1)]


async def test_a_level_waits_for_a_postponed_page_of_the_one_before(deps: Deps) -> None:
    """What waits behind that page does not make the wait a busy one: the slice can end meanwhile."""
    late, behind = page_of(30), replace(page_of(31), depth=2, position=link_position(0, 2, 0))
    claim = await begun(deps, "postponed", [late, behind])
    again = Entry(address_id=late.address_id, outcome=None, retry_after=500)
    async with deps.db.acquire() as connection:
        await addresses.close(connection, claim.site_job_id, [again])
    writer = LedgerWriter(deps, claim, root=ROOT, max_depth=9)
    bounds = Bounds(pages=None, asked=1, links=None, asked_links=1)
    frontier = Frontier(deps, claim, writer, no_rules(), bounds, conditional=False)
    async with asyncio.timeout(10):
        assert await frontier.next() is None
    assert frontier.pause == pytest.approx(500, abs=10)

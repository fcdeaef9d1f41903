"""Fills the database with a crawl of a demo shop, without HTTP: the shop is a function of an address.

Everything that decides and writes is the real thing: sitemaps, robots, frontier, visits, ledger. Only
the line is missing, so an answer is what the shop gives for an address, or what a test says instead.
"""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import httpx

from config.policies import Policy
from config.settings import Settings
from config.sites import Site
from parser.pages.robots import RobotsAccess
from parser.pages.sitemaps.census import SitemapCensus
from parser.pages.sitemaps.reader import SitemapReader
from parser.pages.urls import host_key, normalise
from playground.shops.content.profiles import shop_ids
from playground.shops.plan.draft import Order
from playground.shops.shop import Shop, open_shop
from runner.access import Access
from runner.crawl.discovery import Discovery
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.frontier import Bounds, Frontier
from runner.crawl.http import Answer
from runner.crawl.known_robots import HostRobots, KnownRobots, RobotsAnswer
from runner.crawl.ledger_writer import LedgerWriter
from runner.crawl.lines import named
from runner.crawl.positions import SEED, sitemap_position
from runner.crawl.robots_gate import SiteRobots
from runner.crawl.site_crawl import Terms
from runner.crawl.visit import Visit, Visitor
from runner.deps import Deps
from runner.doorbell import open_redis
from runner.site_work import is_fit_for_base
from storage import addresses, runs, site_jobs
from storage.database import Pool
from storage.model.ledger import Address, Origin
from storage.model.run import ALL_REPORTS, Claim, NewRun, NewSiteJob, Place, ReportKind
from storage.model.states import Phase, SiteStatus
from storage.objects.store import ObjectStore
from storage.site_jobs import Gain

SCALE = 0.05
_MORNING = datetime(2026, 3, 2, 6, 0, 0, tzinfo=UTC)
_moments = count()

Answers = Callable[[Shop, Address], Answer]


def small_shop(shop_id: str, *, edition: int = 1, scale: float = SCALE) -> Shop:
    """A demo shop in one edition."""
    port = 21_000 + shop_ids(endless=True).index(shop_id)
    base = f"http://127.0.0.1:{port}"
    return open_shop(Order(shop_id=shop_id, base=base, seed=7, edition=edition, scale=scale))


def deps_of(pool: Pool, settings: Settings, objects: ObjectStore, scratch: Path) -> Deps:
    """What reports need; nothing here opens Redis."""
    return Deps(
        settings=settings,
        access=Access.of(settings),
        db=pool,
        redis=open_redis("redis://127.0.0.1:1", retries=0),
        redis_url="redis://127.0.0.1:1",
        objects=objects,
        objects_place="here",
        worker_name="test",
        scratch=scratch,
        monotonic=lambda: 0.0,
        random=lambda: 0.5,
    )


def answer_of(shop: Shop, address: Address) -> Answer:
    """What the shop answers."""
    response = shop.page(address.url.removeprefix(shop.site.base))
    return Answer(
        url=address.url,
        status=response.status,
        headers=httpx.Headers(dict(response.headers)),
        body=response.body,
        too_large=False,
        http_version="1.1",
        fetched_at=_MORNING + timedelta(milliseconds=next(_moments)),
        ttfb_ms=40,
        response_ms=70,
        wire_bytes=len(response.body) // 4,
    )


async def new_site_job(
    deps: Deps,
    shop: Shop,
    *,
    policy: Policy | None = None,
    reports: tuple[ReportKind, ...] = ALL_REPORTS,
    page_limit: int | None = None,
) -> Claim:
    """A run of one shop, claimed, with its base chosen."""
    site = Site(
        id=shop.profile.id, name=shop.profile.name, url=shop.site.url("/"), allow_private=True
    )
    config = {
        "site": site.model_dump(mode="json"),
        "policy": (policy or Policy(retry_pause=0.01)).model_dump(mode="json"),
    }
    new = NewRun(
        place=Place(chat_id=1),
        user_id=None,
        language="ru",
        said="",
        command={},
        request_key=f"test:{next(_moments)}",
        sites=(NewSiteJob(site=site.id, host=host_key(site.url), config=config),),
        reports=reports,
        page_limit=page_limit,
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
        return replace(claim, base_id=await site_jobs.choose_base(connection, claim))


def without(*targets: str) -> Answers:
    """Answers of a shop where these addresses time out."""

    def answers(shop: Shop, address: Address) -> Answer:
        if address.url.removeprefix(shop.site.base) in targets:
            raise FetchFailed("timeout", "over 60 s", permanent=True)
        return answer_of(shop, address)

    return answers


async def crawl(
    deps: Deps, shop: Shop, claim: Claim, *, answers: Answers = answer_of, max_depth: int = 25
) -> None:
    """Reads the whole shop into the ledger and the pages."""
    terms = Terms.of(claim)
    robots = KnownRobots(terms.site.url, _rules(shop))
    decided = await _discover(deps, shop, claim, robots)
    writer = LedgerWriter(deps, claim, root=terms.site.url, max_depth=max_depth)
    bounds = Bounds(pages=claim.page_limit, asked=0, links=decided.link_limit, asked_links=0)
    obeyed = SiteRobots(robots, obeyed=terms.policy.obey_robots, learn=_the_same_rules)
    frontier = Frontier(deps, claim, writer, obeyed, bounds, conditional=False)
    visitor = Visitor(
        site=terms.site,
        policy=terms.policy,
        rules=terms.rules,
        follow_links=decided.follow_links,
    )
    while (address := await frontier.next()) is not None:
        await writer.visit(address, _visited(visitor, address, answers, shop))
        frontier.done(address)
        await asyncio.sleep(0)
    await writer.flush()


async def ended(deps: Deps, claim: Claim, status: SiteStatus = SiteStatus.COMPLETED) -> None:
    """The site job settles, so that the next run can be compared with it."""
    fit = await is_fit_for_base(deps, claim.site_job_id)
    async with deps.db.acquire() as connection, connection.transaction():
        await site_jobs.enter_phase(connection, claim, Phase.REPORT)
        complete = fit and status is SiteStatus.COMPLETED
        await site_jobs.settle(connection, claim, status, complete=complete)


def _visited(visitor: Visitor, address: Address, answers: Answers, shop: Shop) -> Visit:
    try:
        return visitor.answered(address, answers(shop, address))
    except FetchFailed as failure:
        return visitor.failed(address, failure)


def _rules(shop: Shop) -> RobotsAnswer:
    body = shop.page("/robots.txt").body
    return RobotsAnswer(
        access=RobotsAccess.READ, status=200, url=shop.site.url("/robots.txt"), body=body
    )


async def _the_same_rules(known: KnownRobots, address: str) -> HostRobots:
    """The shop answers to each of its names alike."""
    return known.learn(address, known.home.answer)


async def _discover(deps: Deps, shop: Shop, claim: Claim, robots: KnownRobots) -> Discovery:
    """The seed and the sitemaps, as `runner.crawl.discovery` writes them."""
    root = normalise(shop.site.url("/"))
    assert root is not None
    lines = named(root, root=root, origin=Origin.SEED, position=SEED, depth=0)
    census = SitemapCensus.of(robots.home.rules.sitemaps)
    usable = files = 0
    while (visit := census.take()) is not None:
        response = shop.page(visit.url.removeprefix(shop.site.base))
        if response.status != 200:
            census.failed(visit, f"http_{response.status}")
            continue
        reader = SitemapReader(
            url=visit.url, site=root, content_type=response.headers.get("Content-Type")
        )
        entries = list(reader.feed(response.body))
        rest, summary = reader.close()
        for number, entry in enumerate([*entries, *rest]):
            if entry.child:
                census.found(entry.url, parent=visit)
                continue
            usable += not entry.foreign
            lines += named(
                entry.url,
                root=root,
                origin=Origin.SITEMAP,
                position=sitemap_position(files, number),
                sitemap=visit.url,
                lastmod=entry.lastmod,
            )
        census.read(visit, summary)
        files += 1
    decided = Discovery(follow_links=True)
    facts = census.facts()
    kept = {
        "usable": usable,
        "discovery": asdict(decided),
        "whole": not (facts.failed or facts.stopped or facts.too_deep or facts.too_many),
        "facts": asdict(facts),
    }
    async with deps.db.acquire() as connection, connection.transaction():
        await addresses.add(connection, claim.site_job_id, lines)
        await site_jobs.prove(connection, claim, Gain(total_urls=len(lines)))
        await site_jobs.save_sitemaps(
            connection, claim, kept, discovered=True, named_by_sitemaps=usable
        )
        await site_jobs.save_robots(connection, claim, robots.as_json())
    return decided

"""One slice of one site's crawl: rules, addresses, pages; the next slice takes what is left."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from config.policies import Policy
from config.sites import Site
from parser.pages.reading import SiteRules
from runner.crawl.discovery import Discoverer, Discovery
from runner.crawl.entrance import Entrance
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.frontier import Bounds, Frontier
from runner.crawl.host_gate import GateClosed, HostGate
from runner.crawl.http import Fetcher, open_fetcher
from runner.crawl.ledger_writer import LedgerWriter
from runner.crawl.robots_gate import SiteRobots, know_robots, step_seconds
from runner.crawl.trouble import SiteFailed
from runner.crawl.version import EXTRACTOR_VERSION, reconfigured
from runner.crawl.visit import Visit, Visitor
from runner.deps import Deps
from runner.lease import Mood
from storage import addresses, site_report
from storage.model.ledger import Address, Entry, Outcome
from storage.model.run import Claim

#: after this many addresses in a row without any answer, the site is down, not the page
_DOWN_AFTER = 20


class SliceEnd(StrEnum):
    """Why a slice ended."""

    DONE = "done"  #: nothing waits any more
    MORE = "more"  #: the time ran out
    PAUSED = "paused"  #: nothing is due for a while, or the site asks for a pause


@dataclass(frozen=True, kw_only=True)
class SliceResult:
    """How a slice ended; `pause` in seconds."""

    end: SliceEnd
    pause: float = 0.0
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The site and its policy, as they were frozen into the run."""

    site: Site
    policy: Policy

    @property
    def rules(self) -> SiteRules:
        """The configuration that the reading of pages depends on."""
        return SiteRules(
            root=self.site.url,
            selectors=self.site.selectors,
            currency=self.site.currency,
            pictures="images" in self.policy.also_check,
        )

    @classmethod
    def of(cls, claim: Claim) -> "Terms":
        """From the site job's own row, not from today's files."""
        return cls(
            site=Site.model_validate(claim.config["site"]),
            policy=Policy.model_validate(claim.config["policy"]),
        )


@dataclass(frozen=True, kw_only=True)
class _Kit:
    """What every part of a slice works with."""

    deps: Deps
    claim: Claim
    terms: Terms
    fetcher: Fetcher
    gate: HostGate
    robots: SiteRobots


async def crawl_slice(deps: Deps, claim: Claim, mood: Mood) -> SliceResult:
    """Works on the site until it is done or the slice is over.

    Raises:
        SiteFailed: the whole site can't be crawled.
        LeaseLost: another worker has taken over the site job.
    """
    terms = Terms.of(claim)
    async with open_fetcher(
        terms.policy,
        contact=deps.settings.crawler_contact,
        allow_private=terms.site.allow_private,
    ) as fetcher:
        robots = await know_robots(deps, claim, fetcher, terms.policy, terms.site.url)
        gate = HostGate(
            deps.redis,
            claim.host,
            step_seconds=lambda: step_seconds(terms.policy, robots.known),
            mood=mood,
            monotonic=deps.monotonic,
        )
        kit = _Kit(deps=deps, claim=claim, terms=terms, fetcher=fetcher, gate=gate, robots=robots)
        return await _crawl(kit, ends_at=deps.monotonic() + deps.settings.slice_seconds)


async def _crawl(kit: _Kit, *, ends_at: float) -> SliceResult:
    found = await _know_addresses(kit, ends_at)
    if found is None:
        return SliceResult(end=SliceEnd.MORE)
    asked = await addresses.asked(kit.deps.db, kit.claim.site_job_id)
    if kit.claim.dry_run:
        return await _count(kit, found, asked, ends_at=ends_at)
    conditional = await _may_take_over(kit.deps, kit.claim)
    return await _Slice(kit, found, asked=asked, conditional=conditional, ends_at=ends_at).run()


async def _may_take_over(deps: Deps, claim: Claim) -> bool:
    """Whether an unchanged page of the base would be read the same way now."""
    if not claim.skip_existing or claim.base_id is None:
        return False
    config, extractor = await site_report.reading_of(deps.db, claim.base_id)
    lacks_pictures = _keeps_pictures(claim.config) and not _keeps_pictures(config)
    return (
        extractor == EXTRACTOR_VERSION
        and not reconfigured(claim.config, config)
        and not lacks_pictures
    )


def _keeps_pictures(config: Mapping[str, Any]) -> bool:
    """Whether pages of such a site job were stored with the addresses of their pictures."""
    return "images" in (config.get("policy") or {}).get("also_check", ())


async def _know_addresses(kit: _Kit, ends_at: float) -> Discovery | None:
    claim = kit.claim
    if claim.discovered and claim.sitemaps is not None:
        return Discovery(**claim.sitemaps["discovery"])
    discoverer = Discoverer(
        kit.deps,
        claim,
        kit.fetcher,
        kit.gate,
        kit.robots.known.home.rules,
        site=kit.terms.site,
        policy=kit.terms.policy,
    )
    return await discoverer.run(ends_at=ends_at)


async def _count(
    kit: _Kit, found: Discovery, asked: addresses.Asked, *, ends_at: float
) -> SliceResult:
    """A dry run: addresses that a crawl would fetch end as DRY_RUN, the others as in a crawl."""
    writer, frontier = _frontier(kit, found, asked, conditional=False)
    end = SliceEnd.MORE
    while kit.deps.monotonic() < ends_at:
        address = await frontier.next()
        if address is None:
            end = SliceEnd.DONE
            break
        entry = Entry(address_id=address.address_id, outcome=Outcome.DRY_RUN, asked=False)
        await writer.close(entry)
        frontier.done(address)
    await writer.flush()
    return SliceResult(end=end)


def _frontier(
    kit: _Kit, found: Discovery, asked: addresses.Asked, *, conditional: bool
) -> tuple[LedgerWriter, Frontier]:
    """The writer of the ledger, and the frontier that reads from it."""
    policy, claim = kit.terms.policy, kit.claim
    writer = LedgerWriter(kit.deps, claim, root=kit.terms.site.url, max_depth=policy.max_depth)
    bounds = Bounds(
        pages=min(claim.page_limit or policy.max_addresses, policy.max_addresses),
        asked=asked.pages,
        links=found.link_limit,
        asked_links=asked.links,
    )
    return writer, Frontier(kit.deps, claim, writer, kit.robots, bounds, conditional=conditional)


class _Slice:
    """The pages of one slice: a fixed set of workers over the frontier."""

    def __init__(
        self,
        kit: _Kit,
        found: Discovery,
        *,
        asked: addresses.Asked,
        conditional: bool,
        ends_at: float,
    ) -> None:
        terms = kit.terms
        self._monotonic = kit.deps.monotonic
        self._policy = terms.policy
        self._entrance = Entrance(kit.fetcher, kit.gate, kit.robots, root=terms.site.url)
        self._gate = kit.gate
        self._writer, self._frontier = _frontier(kit, found, asked, conditional=conditional)
        self._visitor = Visitor(
            site=terms.site,
            policy=terms.policy,
            rules=terms.rules,
            follow_links=found.follow_links,
        )
        self._ends_at = ends_at
        self._silent = 0
        self._paused_until: float | None = None
        self._down: SiteFailed | None = None
        self._drained = False

    async def run(self) -> SliceResult:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._policy.host_concurrency):
                    group.create_task(self._work())
        except ExceptionGroup as errors:
            # the first error stopped the others; the caller recognises a lost lease or store by type
            raise errors.exceptions[0] from None
        finally:
            await self._writer.flush()
        if self._down is not None:
            raise self._down
        pause = self._frontier.pause
        if self._paused_until is not None:  # some were still at the host when it closed
            pause = max(0.0, self._paused_until - self._monotonic())
        if pause is not None:
            return SliceResult(end=SliceEnd.PAUSED, pause=pause, reason="busy")
        return SliceResult(end=SliceEnd.DONE if self._drained else SliceEnd.MORE)

    async def _work(self) -> None:
        while not self._over():
            address = await self._frontier.next()
            if address is None:
                self._drained = self._frontier.pause is None
                return
            try:
                await self._gate.turn()
                await self._writer.visit(address, await self._visit(address))
            except GateClosed as closed:
                self._paused_until = self._monotonic() + closed.seconds
            finally:
                self._frontier.done(address)

    def _over(self) -> bool:
        """Whether the slice is over. It goes on during silence, to count it up to _DOWN_AFTER."""
        is_late = self._monotonic() >= self._ends_at and not self._silent
        return is_late or self._down is not None or self._paused_until is not None

    async def _visit(self, address: Address) -> Visit:
        try:
            answer = await self._entrance.ask(address, self._frontier.validators(address))
        except FetchFailed as failure:
            visit = self._visitor.failed(address, failure)
            if visit.unreachable:
                self._note_silence(failure)
            return visit
        self._silent = 0
        visit = self._visitor.answered(address, answer, self._frontier.reading_key(address))
        pause = visit.patience
        if visit.pause_alone is not None and self._gate.is_well:
            pause = visit.pause_alone
        if pause:
            why = f"http_{answer.status}"
            if await self._gate.slow_down(pause, why):
                self._down = SiteFailed("too_busy", why)
        elif not visit.is_trouble:
            self._gate.came_well()
        return visit

    def _note_silence(self, failure: FetchFailed) -> None:
        self._silent += 1
        if self._silent >= _DOWN_AFTER:
            self._down = SiteFailed("unreachable", str(failure))

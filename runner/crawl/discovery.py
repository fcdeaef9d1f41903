"""Which addresses a site has: its seed and its sitemaps, streamed into the ledger.

Sitemaps are read one after the other, each in constant memory. The census is saved with the site job,
so that the next slice, on any worker, continues with the next file. A file that was interrupted is
read again from its start: the ledger takes an address only once, and at the same position.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import structlog

from config.policies import Policy
from config.sites import Site
from parser.pages.http_headers import is_success
from parser.pages.robots import Robots
from parser.pages.site_bounds import belongs, bounds
from parser.pages.sitemaps.census import NO_SITEMAP, SitemapCensus, Visit
from parser.pages.sitemaps.reader import SitemapReader
from parser.pages.sitemaps.records import SitemapLimits, SitemapSummary
from parser.pages.urls import Base, host_key, normalise, same_site
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.host_gate import GateClosed, HostGate
from runner.crawl.http import PASSING, Fetcher, Incoming
from runner.crawl.lines import named
from runner.crawl.patience import LONGEST_WAIT, back_off, is_worth_waiting, retry_after
from runner.crawl.positions import SEED, alternate_position
from runner.crawl.sitemap_entries import EntryTaker
from runner.crawl.sitemap_guesses import guesses, next_guess
from runner.crawl.trouble import SiteFailed
from runner.deps import Deps
from storage import addresses, base_ledger, site_jobs, sitemap_alternates
from storage.model.ledger import Address, Origin
from storage.model.run import Claim
from storage.site_jobs import Gain
from storage.sitemap_alternates import Alternate

_ATTEMPTS = 3
#: after this many unanswered files in a row a host counts as down, and its other files are skipped
_MOST_SILENT = 5
_SILENT = "host_silent"  #: the census's word for that
_REDIRECTS = 5
_LEAST_LINKS = 1000
_MOST_HOSTS = 100  #: hosts of sitemaps whose gates are kept at a time
#: the census is saved after each file of a small tree, and after every _EVERY files of a large one
_SMALL_TREE, _EVERY = 200, 50

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """What discovery decided for the crawl."""

    follow_links: bool
    link_limit: int | None = None  #: most addresses to fetch that only links name; None: no limit


class Discoverer:
    """Fills the ledger of one site job."""

    def __init__(
        self,
        deps: Deps,
        claim: Claim,
        fetcher: Fetcher,
        gate: HostGate,
        robots: Robots,
        *,
        site: Site,
        policy: Policy,
    ) -> None:
        self._deps = deps
        self._claim = claim
        self._fetcher = fetcher
        self._gate = gate
        self._site = site
        self._policy = policy
        kept = claim.sitemaps or {}
        self._guesses = [] if policy.discover == "links" else self._guesses_of(robots)
        self._read_before: list[str] | None = None  #: guesses that the base read; None: not loaded
        self._census = (
            SitemapCensus.from_json(kept["census"])
            if kept
            else SitemapCensus.of(self._named_sitemaps(robots))
        )
        self._read_files: int = kept.get("files", 0)
        self._usable: int = kept.get("usable", 0)
        self._attempts: int = kept.get("attempts", 0)  #: made for the file that is next
        self._elsewhere: dict[str, HostGate] = {}  #: gates of other hosts that sitemaps lie on
        self._asked = gate  #: the gate of the last request
        self._vain: dict[HostGate, FetchFailed] = {}  #: why a host's other files are skipped
        #: by host: files in a row that got no answer, over all slices
        self._silences: dict[str, int] = dict(kept.get("silences", {}))

    async def run(self, *, ends_at: float) -> Discovery | None:
        """Reads until everything is read; None if the time ran out first.

        Raises:
            SiteFailed: the site's root is not a valid address.
            GateClosed: the host asks for a long pause; what was read is saved.
        """
        await self._seed()
        while await self._read_sitemaps(ends_at):
            if not await self._guess():
                break
        else:
            return None
        decided = self._decide()
        await self._add_alternates()
        if decided.follow_links:
            await self._remember()
        await self._save(decided)
        return decided

    async def _read_sitemaps(self, ends_at: float) -> bool:
        """Reads the sitemaps that wait; False if the time ran out first."""
        while (visit := self._census.take()) is not None:
            vain = self._why_in_vain(visit.url)
            if vain is not None:  # takes no time
                await self._give_up(visit, vain, asked=False)
                self._read_files += 1
                continue
            try:
                await self._take(visit)
            except GateClosed:
                await self._save(None)
                raise
            self._read_files += 1
            is_over = self._deps.monotonic() >= ends_at and not self._census.is_finished
            if is_over or self._is_time_to_save():
                await self._save(None)
            if is_over:
                return False
        return True

    async def _guess(self) -> bool:
        """Queues the next guess if no sitemap could be read so far; False if there is none to try.

        Sitemaps that the base found by guessing come first: they are guesses no longer, and one that
        does not answer counts like a named sitemap that does not.
        """
        if self._gate in self._vain or not self._guesses or self._census.facts().read:
            return False
        before = await self._guesses_read_before()
        met = [url for url in self._guesses if self._census.has_met(url)]
        guess = next_guess(
            self._census.facts(),
            list(dict.fromkeys([*before, *self._guesses])),
            site=self._site.url,
            looked_at=met,
        )
        if guess is not None:
            self._census.guess(guess)
        return guess is not None

    async def _add_alternates(self) -> None:
        """Adds pages that sitemaps name only as another language of a page."""
        if not self._census.facts().alternates:
            return
        number = 0
        unlisted = sitemap_alternates.unlisted(
            self._deps.db,
            self._claim.site_job_id,
            bounds(self._site.url),
            before=alternate_position(0),
            scratch=self._deps.scratch,
        )
        async for urls in unlisted:
            lines = []
            for url in urls:
                position = alternate_position(number)
                lines += named(url, root=self._site.url, origin=Origin.SITEMAP, position=position)
                number += 1
            await self.add(lines)

    async def _remember(self) -> None:
        """Adds the addresses that the base found by links: an unchanged page (304) is not read for links."""
        if not self._claim.skip_existing or self._claim.base_id is None:
            return
        async for lines in base_ledger.found_by_links(self._deps.db, self._claim.base_id):
            await self.add([line for line in lines if belongs(line.url, self._site.url)])

    def _decide(self) -> Discovery:
        """Links find what sitemaps omit, but also endless filter pages; beside sitemaps they are limited."""
        if self._policy.discover == "sitemap":
            return Discovery(follow_links=False)
        if self._policy.discover == "auto" and self._usable:
            return Discovery(follow_links=True, link_limit=max(_LEAST_LINKS, self._usable))
        return Discovery(follow_links=True)

    def _named_sitemaps(self, robots: Robots) -> list[str]:
        """Sitemaps that robots.txt or the configuration names; named ones are read even if disallowed."""
        if self._policy.discover == "links":
            return []
        base = Base(self._site.url)
        told = [base.resolve(url) for url in (*robots.sitemaps, *self._site.sitemaps)]
        return [url for url in told if url is not None]

    def _guesses_of(self, robots: Robots) -> list[str]:
        return guesses(self._site.url, robots if self._policy.obey_robots else None)

    async def _seed(self) -> None:
        root = normalise(self._site.url)
        if root is None:
            raise SiteFailed("bad_address", self._site.url)
        lines = named(root, root=root, origin=Origin.SEED, position=SEED, depth=0)
        await self.add(lines)

    async def _take(self, visit: Visit) -> None:
        """Fetches one file, with retries; attempts of an earlier slice count."""
        while True:
            is_last = self._attempts + 1 >= _ATTEMPTS
            try:
                summary, usable = await self._fetch(visit, keep_cut=is_last)
            except FetchFailed as failure:
                self._attempts += 1
                is_worth = is_worth_waiting(failure.patience, self._attempts - 1)
                is_over = failure.permanent or is_last or not is_worth
                if failure.patience or not is_over:
                    is_over = await self._is_vain(failure) or is_over
                if is_over:
                    self._note(visit, is_silent=failure.is_silence)
                    await self._give_up(visit, failure)
                    break
            else:
                self._asked.came_well()
                self._note(visit, is_silent=False)
                await self._settle(visit, summary)
                self._usable += usable
                break
        self._attempts = 0

    async def _is_vain(self, failure: FetchFailed) -> bool:
        """Closes the host's gate for a while; True if it failed for so long that it is given up.

        Only a host that asks for it gets a slower pace: one file may fail because of its script.
        """
        pause = back_off(self._policy.retry_pause, self._attempts - 1, self._deps.random())
        shut = self._asked.slow_down if failure.is_refusal else self._asked.pause
        is_vain = await shut(max(pause, min(failure.patience, LONGEST_WAIT)), failure.cause)
        if is_vain:
            self._vain[self._asked] = failure
        return is_vain

    def _note(self, visit: Visit, *, is_silent: bool) -> None:
        """Counts a finished file towards its host's silence, or ends that silence."""
        before = self._silences.pop(host_key(visit.url), 0)
        if is_silent:
            self._silences[host_key(visit.url)] = before + 1

    def _why_in_vain(self, url: str) -> FetchFailed | None:
        """Why a file is not fetched: its host is down, or refuses everything. None: fetch it."""
        if self._silences.get(host_key(url), 0) >= _MOST_SILENT:
            return FetchFailed(_SILENT)
        return self._vain.get(self._gate_of(url))

    def _gate_of(self, url: str) -> HostGate:
        """The gate of the address's host: a host that is down or busy slows down only itself."""
        canonical = normalise(url)
        if canonical is None or same_site(canonical, self._site.url):
            return self._gate
        host = host_key(canonical)
        if host not in self._elsewhere and len(self._elsewhere) >= _MOST_HOSTS:
            self._elsewhere.clear()  # only the gates' local state is lost; the rest is in Redis
        return self._elsewhere.setdefault(host, self._gate.elsewhere(host))

    async def _settle(self, visit: Visit, summary: SitemapSummary) -> None:
        if not summary.is_sitemap and await self._is_mere_guess(visit):
            self._census.absent(visit, NO_SITEMAP)  # many sites answer every address with a page
        else:
            self._census.read(visit, summary)

    async def _guesses_read_before(self) -> list[str]:
        """Guesses that the base could read; one that fails now is a failure, not a wrong guess."""
        if self._read_before is None:
            base_id = self._claim.base_id
            kept = {} if base_id is None else await site_jobs.sitemaps_of(self._deps.db, base_id)
            base = SitemapCensus.from_json(kept["census"]) if "census" in kept else SitemapCensus()
            self._read_before = [url for url in self._guesses if base.has_read(url)]
        return self._read_before

    async def _is_mere_guess(self, visit: Visit) -> bool:
        """Whether it was only guessed: nothing names it, and the base did not read it either."""
        is_guess = self._census.is_guess(visit)
        return is_guess and visit.url not in await self._guesses_read_before()

    async def _give_up(self, visit: Visit, failure: FetchFailed, *, asked: bool = True) -> None:
        if await self._is_mere_guess(visit):
            self._census.absent(visit, failure.cause)
            return
        if asked:
            log.info("sitemap.failed", site=self._site.id, url=visit.url, why=str(failure))
        self._census.failed(visit, failure.cause, asked=asked)

    async def _fetch(self, visit: Visit, *, keep_cut: bool) -> tuple[SitemapSummary, int]:
        url = visit.url
        walk = self._fetcher.walk(url)
        for _ in range(_REDIRECTS + 1):
            self._asked = self._gate_of(url)
            await self._asked.turn()
            async with self._fetcher.stream(url, walk=walk) as incoming:
                target = await incoming.way_on(url)
                if target is None:
                    self._fetcher.keep(walk)
                    return await self._read(visit, url, incoming, keep_cut=keep_cut)
                walk.on(url, incoming.headers, target)
                url = target
        raise FetchFailed("redirects", f"more than {_REDIRECTS}", permanent=True)

    async def _read(
        self, visit: Visit, url: str, incoming: Incoming, *, keep_cut: bool
    ) -> tuple[SitemapSummary, int]:
        """Reads one file. Returns its summary, and how many addresses of this site it names."""
        _refuse(incoming)
        reader = SitemapReader(
            url=url,
            site=self._site.url,
            content_type=incoming.headers.get("content-type"),
            limits=SitemapLimits(hard_text_bytes=self._policy.max_sitemap_bytes),
        )
        taker = EntryTaker(
            self.add,
            lambda child: self._census.found(child, parent=visit),
            root=self._site.url,
            sitemap=visit.url,
            file=self._read_files,
        )
        broken: FetchFailed | None = None
        try:
            async for piece in incoming.pieces():
                await taker.take(reader.feed(piece))
                if reader.stop is not None:
                    break
        except FetchFailed as failure:
            if not keep_cut:
                raise
            broken = failure  # the last attempt was cut off too: what was read is kept
        rest, summary = reader.close(cut=broken is not None)
        if broken is not None and not summary.read:
            raise broken
        await taker.take(rest)
        await taker.flush()
        return summary, taker.usable

    async def add(self, lines: list[Address], alternates: Sequence[Alternate] = ()) -> None:
        """Writes ledger lines and alternates; a repeated address keeps its first position."""
        async with self._deps.db.acquire() as connection, connection.transaction():
            added, closed = await addresses.add(connection, self._claim.site_job_id, lines)
            if alternates:
                await sitemap_alternates.add(connection, self._claim.site_job_id, alternates)
            await site_jobs.prove(connection, self._claim, Gain(processed=closed, total_urls=added))

    def _is_time_to_save(self) -> bool:
        return self._census.facts().known <= _SMALL_TREE or self._read_files % _EVERY == 0

    async def _save(self, decided: Discovery | None) -> None:
        facts = self._census.facts()
        kept: dict[str, Any] = {
            "census": self._census.to_json(),
            "files": self._read_files,
            "usable": self._usable,
            "attempts": self._attempts,
            "silences": self._silences,
            "discovery": None if decided is None else asdict(decided),
            "whole": not (facts.failed or facts.stopped or facts.too_deep or facts.too_many),
            "facts": asdict(facts),
        }
        await site_jobs.save_sitemaps(
            self._deps.db,
            self._claim,
            kept,
            discovered=decided is not None,
            named_by_sitemaps=facts.addresses,
        )


def _refuse(incoming: Incoming) -> None:
    """Raises FetchFailed if the status is not a success."""
    status = incoming.status
    if not is_success(status):
        settled = status < 500 and status not in PASSING  # noqa: PLR2004 - HTTP's own; it would be answered alike
        patience = retry_after(incoming.headers, incoming.fetched_at) or 0.0
        raise FetchFailed(f"http_{status}", permanent=settled, patience=patience)

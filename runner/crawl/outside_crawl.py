"""One slice of a site's outside checks: links to other hosts, and pictures, each checked once a run.

They run after the crawl, in slices as well. A fixed set of workers takes host by host, so that no two
workers ask the same host, and a slow host delays only itself. The next slice takes what is left: the
table is the frontier.
"""

import asyncio
from collections.abc import Iterator
from uuid import UUID

from config.policies import Policy
from parser.pages.issue_catalogue import CATALOGUE
from runner.crawl.http import open_fetcher
from runner.crawl.known_robots import KnownRobots
from runner.crawl.outside_asker import OutsideAsker
from runner.crawl.outside_hosts import OutsideHosts
from runner.crawl.outside_verdict import says_more
from runner.crawl.site_crawl import SliceEnd, SliceResult, Terms
from runner.deps import Deps
from storage import outside_checks
from storage.model.outside import OutsideAnswer
from storage.model.run import Claim, ReportKind
from storage.outside_checks import OutsideAddress
from storage.site_report import whole_site_joins

#: hosts that are checked concurrently
_AT_ONCE = 16
#: seconds that one request may take, and all requests for one address
_REQUEST, _ADDRESS = 15.0, 45.0
#: a host is given up after this many useless answers in a row
_IN_VAIN = 3
_READ_AHEAD = 100
_BATCH = 50
_BATCH_SECONDS = 1.0
#: seconds a connection stays idle: few of thousands of hosts are asked again soon
_KEEP_SECONDS = 2.0


def has_outside_checks(claim: Claim, policy: Policy) -> bool:
    """Whether outside checks run: the policy wants them, and a report shows their results."""
    told = {ReportKind.SEO, ReportKind.XLSX}
    return bool(policy.also_check) and not claim.dry_run and not told.isdisjoint(claim.reports)


async def check_slice(deps: Deps, claim: Claim) -> SliceResult:
    """Checks addresses until none waits or the slice is over.

    Raises:
        LeaseLost: another worker has taken over the site job.
    """
    terms, ends_at = Terms.of(claim), deps.monotonic() + deps.settings.slice_seconds
    if not claim.has_gathered_outside:
        await _gather(deps, claim, terms.policy)
    policy = _hurried(terms.policy)
    own = KnownRobots.from_json(terms.site.url, claim.robots) if claim.robots else None
    async with open_fetcher(
        policy,
        contact=deps.settings.crawler_contact,
        allow_private=terms.site.allow_private,
        keep_seconds=_KEEP_SECONDS,
    ) as fetcher:
        hosts = OutsideHosts(deps, fetcher, policy, root=terms.site.url, own=own)
        asker = OutsideAsker(fetcher, hosts, patience=_ADDRESS, monotonic=deps.monotonic)
        waiting = await outside_checks.hosts(deps.db, claim.site_job_id)
        return await _Slice(deps, claim, asker, iter(waiting), ends_at=ends_at).run()


async def _gather(deps: Deps, claim: Claim, policy: Policy) -> None:
    async with (
        deps.db.acquire() as connection,
        connection.transaction(),
        whole_site_joins(connection),
    ):
        await outside_checks.gather(
            connection,
            claim,
            links="external_links" in policy.also_check,
            pictures="images" in policy.also_check,
            most=policy.max_outside,
            large=int(CATALOGUE["image_large"].threshold or 0),
        )


def _hurried(policy: Policy) -> Policy:
    """The policy of the site with less patience, and a connection for each worker."""
    return policy.model_copy(
        update={
            "host_concurrency": _AT_ONCE,
            "page_timeout": min(policy.page_timeout, _REQUEST),
        }
    )


class _Slice:
    """The workers of one slice, and what they have found."""

    def __init__(
        self, deps: Deps, claim: Claim, asker: OutsideAsker, hosts: Iterator[str], *, ends_at: float
    ) -> None:
        self._deps = deps
        self._claim = claim
        self._asker = asker
        self._hosts = hosts
        self._ends_at = ends_at
        self._found: list[tuple[OutsideAddress, OutsideAnswer]] = []
        self._flushed_at = deps.monotonic()
        self._writing = asyncio.Lock()

    async def run(self) -> SliceResult:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(_AT_ONCE):
                    group.create_task(self._work())
        except ExceptionGroup as errors:
            # the first error stopped the others; the caller recognises a lost lease or store by type
            raise errors.exceptions[0] from None
        finally:
            await self._flush()
        return SliceResult(end=SliceEnd.MORE if self._is_over() else SliceEnd.DONE)

    def _is_over(self) -> bool:
        return self._deps.monotonic() >= self._ends_at

    async def _work(self) -> None:
        while not self._is_over() and (host := next(self._hosts, None)) is not None:
            await self._ask_host(host)

    async def _ask_host(self, host: str) -> None:
        after, in_vain = outside_checks.FIRST, 0
        while addresses := await self._waiting(host, after):
            for address in addresses:
                if self._is_over():
                    return
                ending = await self._asker.ask(address.url)
                await self._keep(address, ending)
                in_vain = 0 if says_more(ending) else in_vain + 1
                if in_vain >= _IN_VAIN:
                    await self._give_up(host, ending)
                    return
            after = addresses[-1].key

    async def _waiting(self, host: str, after: UUID) -> list[OutsideAddress]:
        return await outside_checks.waiting(
            self._deps.db, self._claim.site_job_id, host, after=after, limit=_READ_AHEAD
        )

    async def _keep(self, address: OutsideAddress, ending: OutsideAnswer) -> None:
        self._found.append((address, ending))
        late = self._deps.monotonic() - self._flushed_at > _BATCH_SECONDS
        if (late or len(self._found) >= _BATCH) and not self._writing.locked():
            await self._flush()

    async def _give_up(self, host: str, ending: OutsideAnswer) -> None:
        """Closes the host's other addresses unasked, with this answer."""
        await self._flush()
        async with self._deps.db.acquire() as connection, connection.transaction():
            await outside_checks.give_up(connection, self._claim, host, ending)

    async def _flush(self) -> None:
        async with self._writing:
            found, self._found = self._found, []
            self._flushed_at = self._deps.monotonic()
            if found:
                async with self._deps.db.acquire() as connection, connection.transaction():
                    await outside_checks.answer(connection, self._claim, found)

"""robots.txt of a site: fetched once per attempt, kept for all its slices, closed when in doubt.

No answer and 5xx mean "closed", not "everything is allowed" (RFC 9309 2.3.1.4): after a few attempts
the site fails with that reason. A policy that ignores robots.txt continues where the server is in
trouble, but not where nobody answers.

Rules apply to one scheme, name and port. Those of the configured address are fetched before anything
else; those of another host of the site when its first address comes up. If these cannot be had, only
the addresses of that host fail.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from config.policies import Policy
from parser.pages.robots import MAX_BYTES, MAX_REDIRECTS, RobotsAccess, policy_of
from parser.pages.urls import Base
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import AGENT, Answer, Fetcher
from runner.crawl.known_robots import HostRobots, KnownRobots, RobotsAnswer, robots_address
from runner.crawl.patience import back_off, retry_after
from runner.crawl.trouble import SiteFailed
from runner.deps import Deps
from storage import site_jobs
from storage.model.ledger import Address, Entry, Outcome
from storage.model.run import Claim

#: requests for a robots.txt that is not answered, or with an error of the server
_ATTEMPTS = 4
#: seconds in all that are waited as the server asks, since the site holds its slot meanwhile
_MOST_PATIENCE = 180.0


class SiteRobots:
    """The rules of a site's hosts, checked before each of its addresses is fetched."""

    def __init__(
        self,
        known: KnownRobots,
        *,
        obeyed: bool,
        learn: Callable[[KnownRobots, str], Awaitable[HostRobots]],
    ) -> None:
        self.known = known
        self._obeyed = obeyed
        self._learn = learn

    def of(self, url: str) -> HostRobots | None:
        """The answer and rules of the address's host; None if it was not asked yet."""
        return self.known.of(url)

    async def learn(self, url: str) -> HostRobots:
        """Fetches the robots.txt of the address's host, which may take long if nobody answers.

        Each host is asked even if its rules are not obeyed: reports show them.
        """
        return await self._learn(self.known, robots_address(url))

    def bar(self, address: Address, host: HostRobots) -> Entry | None:
        """The ledger entry of an address that may not be fetched; None if it may."""
        if not self._obeyed:
            return None
        if host.answer.is_closed:
            return _closed(address, host.answer)
        verdict = host.rules.verdict(address.url, AGENT)
        if verdict.allowed:
            return None
        return Entry(
            address_id=address.address_id,
            outcome=Outcome.ROBOTS,
            detail=f"line {verdict.line_number}: {verdict.line}",
            asked=False,
        )


async def know_robots(
    deps: Deps, claim: Claim, fetcher: Fetcher, policy: Policy, root: str
) -> SiteRobots:
    """The rules of the site, fetched or remembered.

    Raises:
        SiteFailed: nobody answers; or the server is in trouble, and its rules are to be obeyed.
    """

    async def learn(known: KnownRobots, address: str) -> HostRobots:
        host = known.learn(address, await ask_robots(fetcher, policy, address, deps.random))
        await site_jobs.save_robots(deps.db, claim, known.as_json())
        return host

    if claim.robots is not None:
        known = KnownRobots.from_json(root, claim.robots)
    else:
        home = await ask_robots(fetcher, policy, robots_address(Base(root).url), deps.random)
        _refuse(home, policy)
        known = KnownRobots(root, home)
        await site_jobs.save_robots(deps.db, claim, known.as_json())
    return SiteRobots(known, obeyed=policy.obey_robots, learn=learn)


def step_seconds(policy: Policy, robots: KnownRobots) -> float:
    """Seconds between two requests: the policy's pace, or a slower Crawl-delay up to its limit."""
    return max(1 / policy.requests_per_second, min(robots.crawl_delay(), policy.max_crawl_delay))


def _refuse(home: RobotsAnswer, policy: Policy) -> None:
    """Raises SiteFailed if the site cannot be crawled without its rules."""
    if home.is_closed and home.status is None:
        raise SiteFailed("unreachable", home.why)
    if home.is_closed and policy.obey_robots:
        raise SiteFailed("robots_closed", home.why)


def _closed(address: Address, answer: RobotsAnswer) -> Entry:
    """The entry of an address on a closed host: robots_closed, or why the host did not answer."""
    is_there = answer.status is not None
    return Entry(
        address_id=address.address_id,
        outcome=Outcome.FAILED,
        detail=f"robots_closed: {answer.why}" if is_there else answer.why,
        asked=not is_there,
    )


async def ask_robots(
    fetcher: Fetcher,
    policy: Policy,
    address: str,
    random: Callable[[], float],
    *,
    attempts: int = _ATTEMPTS,
    patience: float = _MOST_PATIENCE,
) -> RobotsAnswer:
    """Fetches one host's robots.txt, with retries; closed if it gives no answer, a 429 or a 5xx.

    Never asks earlier than the server wants: if that takes more than `patience` seconds, it is closed.
    """
    wanted = 0.0
    for attempt in range(attempts):
        if attempt:
            patience -= wanted
            await asyncio.sleep(max(back_off(policy.retry_pause, attempt - 1, random()), wanted))
        try:
            answer = await _follow(fetcher, address)
        except FetchFailed as failure:
            answer = RobotsAnswer(
                access=RobotsAccess.CLOSED, status=None, url=address, why=str(failure)
            )
            if failure.permanent:
                break
        if not answer.is_closed:
            break
        wanted = answer.patience
        if wanted > patience:
            return replace(answer, why=f"{answer.why}, and asks to wait {wanted:.0f} s")
    return answer


async def _follow(fetcher: Fetcher, url: str) -> RobotsAnswer:
    redirects, walk = 0, fetcher.walk(url)
    while True:
        answer = await fetcher.get(url, limit=MAX_BYTES + 1, walk=walk)
        access = policy_of(answer.status, redirects=redirects)
        leads_to = answer.leads_to
        is_led = access is RobotsAccess.FOLLOW or redirects < MAX_REDIRECTS
        target = leads_to if is_led else None
        if target is None:
            if leads_to is None:
                fetcher.keep(walk)
            return _final(url, answer, access)
        walk.on(url, answer.headers, target)
        url, redirects = target, redirects + 1


def _final(url: str, answer: Answer, access: RobotsAccess) -> RobotsAnswer:
    is_closed = access is RobotsAccess.CLOSED
    return RobotsAnswer(
        access=RobotsAccess.NO_RULES if access is RobotsAccess.FOLLOW else access,
        status=answer.status,
        url=url,
        body=answer.body if access is RobotsAccess.READ else b"",
        why=f"robots.txt answers {answer.status}" if is_closed else "",
        patience=retry_after(answer.headers, answer.fetched_at) or 0.0,
    )

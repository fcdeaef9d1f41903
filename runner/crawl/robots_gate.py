"""robots.txt of a site: asked for once per attempt, kept for all its slices, closed when in doubt.

No answer and 5xx mean "closed", not "everything is allowed" (RFC 9309 2.3.1.4): after a few attempts
the site fails with that reason. Only a policy that does not ask robots.txt goes on without its rules.

The rules hold for one scheme, name and port. Those of the configured address are asked for before
anything else; those of another host of the site when its first address comes up, and where they are
not to be had the addresses of that host fail with that reason, and the others do not.
"""

import asyncio
from collections.abc import Awaitable, Callable

from config.policies import Policy
from parser.pages.robots import MAX_BYTES, RobotsAccess, policy_of
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

#: a busy server is asked for its rules a few times more than for a page
_ATTEMPTS = 4
#: of what the server asks for; the site holds its slot meanwhile
_MOST_PATIENCE = 60.0


class SiteRobots:
    """The rules of a site, for whoever is about to ask for its addresses."""

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
        """What holds at the host of an address; None where it was not asked yet."""
        return self.known.of(url)

    async def learn(self, url: str) -> HostRobots:
        """Asks the host of an address, which may take long where nobody answers.

        Also where the rules are not obeyed each host is asked: reports say what its rules are.
        """
        return await self._learn(self.known, robots_address(url))

    def bar(self, address: Address, host: HostRobots) -> Entry | None:
        """How an address ends that may not be asked for; None for one that may."""
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
    """The rules of the site, asked for or remembered.

    Raises:
        SiteFailed: nobody answers, or the server is in trouble.
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
    """How long between two requests: the policy's pace, or a slower Crawl-delay within its bound."""
    return max(1 / policy.requests_per_second, min(robots.crawl_delay(), policy.max_crawl_delay))


def _refuse(home: RobotsAnswer, policy: Policy) -> None:
    """Raises SiteFailed where the site can't be crawled for want of its rules."""
    if home.is_closed and home.status is None:
        raise SiteFailed("unreachable", home.why)
    if home.is_closed and policy.obey_robots:
        raise SiteFailed("robots_closed", home.why)


def _closed(address: Address, answer: RobotsAnswer) -> Entry:
    """Nobody knows what is at the address, or, where no one answers at all, that nothing is."""
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
) -> RobotsAnswer:
    """What one host says in the end; without an answer it is closed."""
    patience = 0.0
    for attempt in range(attempts):
        if attempt:
            pause = back_off(policy.retry_pause, attempt - 1, random())
            await asyncio.sleep(max(pause, min(patience, _MOST_PATIENCE)))
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
        patience = answer.patience
    return answer


async def _follow(fetcher: Fetcher, url: str) -> RobotsAnswer:
    redirects, walk = 0, fetcher.walk(url)
    while True:
        answer = await fetcher.get(url, limit=MAX_BYTES + 1, walk=walk)
        access = policy_of(answer.status, redirects=redirects)
        target = answer.leads_to if access is RobotsAccess.FOLLOW else None
        if target is None:
            if answer.leads_to is None:
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

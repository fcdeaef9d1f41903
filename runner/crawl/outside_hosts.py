"""How each host outside of a site wants to be asked: its robots.txt, and its turns.

Rules are remembered of a bounded number of hosts, those asked last: a crawl of the links of a large
site meets thousands, one after the other.
"""

from collections import OrderedDict
from dataclasses import dataclass

from config.policies import Policy
from parser.pages.urls import host_key, same_site
from runner.crawl.host_gate import HostGate
from runner.crawl.http import AGENT, Fetcher
from runner.crawl.known_robots import HostRobots, KnownRobots, robots_address
from runner.crawl.robots_gate import ask_robots
from runner.deps import Deps
from runner.lease import Mood

_REMEMBERED = 64
#: a host that does not tell its rules is asked for them once more, and no oftener
_ATTEMPTS = 2
#: seconds; a longer Crawl-delay of a stranger is shortened, or its links would hold up a site for hours
_MOST_DELAY = 5.0


@dataclass(frozen=True, kw_only=True)
class OutsideHost:
    """One host: its turns, and its rules where they are heeded."""

    gate: HostGate
    robots: HostRobots
    obeyed: bool

    @property
    def is_silent(self) -> bool:
        """Whether nobody answered even when its rules were asked for."""
        return self.robots.answer.is_closed and self.robots.answer.status is None

    def bar(self, url: str) -> str | None:
        """Why the address may not be asked for; None for one that may."""
        if not self.obeyed:
            return None
        if self.robots.answer.is_closed:
            return self.robots.answer.why
        verdict = self.robots.rules.verdict(url, AGENT)
        return None if verdict.allowed else f"line {verdict.line_number}: {verdict.line}"


class OutsideHosts:
    """The hosts that the outside checks of one site ask."""

    def __init__(
        self, deps: Deps, fetcher: Fetcher, policy: Policy, *, root: str, own: KnownRobots | None
    ) -> None:
        self._deps = deps
        self._fetcher = fetcher
        self._policy = policy
        self._root = root
        self._own = own  #: what the crawl learnt of the site's own hosts
        self._known: OrderedDict[str, OutsideHost] = OrderedDict()

    async def of(self, url: str) -> OutsideHost:
        """The host of a normalised address, asked for its rules where they are not known."""
        key = robots_address(url)
        host = self._known.pop(key, None) or await self._met(url)
        self._known[key] = host
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return host

    async def _met(self, url: str) -> OutsideHost:
        known = self._own.of(url) if self._own else None
        if known is None:
            answer = await ask_robots(
                self._fetcher,
                self._policy,
                robots_address(url),
                self._deps.random,
                attempts=_ATTEMPTS,
            )
            known = HostRobots(answer=answer, rules=answer.robots)
        is_own = same_site(url, self._root)
        most_delay = self._policy.max_crawl_delay
        if not is_own:
            most_delay = min(most_delay, _MOST_DELAY)
        delay = min(known.rules.crawl_delay(AGENT) or 0.0, most_delay)
        step = max(1 / self._policy.requests_per_second, delay)
        gate = HostGate(
            self._deps.redis,
            host_key(url).removeprefix("www."),
            step_seconds=lambda: step,
            mood=Mood(),  # nobody is told which of many hosts is waited for
            monotonic=self._deps.monotonic,
        )
        # only the site itself is the policy's to speak for
        obeyed = self._policy.obey_robots or not is_own
        return OutsideHost(gate=gate, robots=known, obeyed=obeyed)

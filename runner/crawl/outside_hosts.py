"""How each outside host may be asked: its robots.txt, and its turns.

Only the most recently used hosts are remembered: the links of a large site lead to thousands, one
after the other.
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
#: requests for a host's robots.txt, and seconds waited as it asks, before it counts as closed
_ATTEMPTS, _PATIENCE = 2, 60.0
#: seconds; a longer Crawl-delay of another site is shortened, or its links would take hours
_MOST_DELAY = 5.0


@dataclass(frozen=True, kw_only=True)
class OutsideHost:
    """One host: its turns, its rules, and whether they are obeyed."""

    gate: HostGate
    robots: HostRobots
    obeyed: bool

    @property
    def is_silent(self) -> bool:
        """Whether the host gave no answer even for its robots.txt."""
        return self.robots.answer.is_closed and self.robots.answer.status is None

    def bar(self, url: str) -> str | None:
        """Why the address may not be fetched; None if it may."""
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
        """The host of a normalised address; fetches its robots.txt if that is not known."""
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
                patience=_PATIENCE,
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
            mood=Mood(),  # not shown to anyone: many hosts are waited for at a time
            monotonic=self._deps.monotonic,
        )
        # the policy can waive robots.txt only for the site itself
        obeyed = self._policy.obey_robots or not is_own
        return OutsideHost(gate=gate, robots=known, obeyed=obeyed)

"""The way into a site that sends every stranger round in a circle until he bears its cookies.

Such a redirect leads to the address itself, or by way of another one back to it, so that without
cookies there is nothing at any address. Any other redirect is an answer, whatever cookies it sets: they
may choose a currency or a town, and a crawl that bore them would read other prices than it says
(docs/decisions/0065-cookies-where-there-is-no-other-way.md).
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from parser.pages.urls import same_site
from runner.crawl.cookies import Walk
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.host_gate import HostGate
from runner.crawl.http import Answer, Fetcher
from runner.crawl.robots_gate import SiteRobots
from storage.model.ledger import Address

#: steps of one walk; browsers take more, but nobody needs more to hand out a cookie
_MOST_STEPS = 5
#: after so many walks in a row that led to nothing the redirects of a site are what they are
_MOST_VAIN = 3


class Entrance:
    """Asks for the addresses of one site."""

    def __init__(self, fetcher: Fetcher, gate: HostGate, robots: SiteRobots, *, root: str) -> None:
        self._fetcher = fetcher
        self._gate = gate
        self._robots = robots
        self._root = root
        self._vain = {True: 0, False: 0}  #: walks, by whether they began with a circle of one step

    async def ask(self, address: Address, headers: Mapping[str, str]) -> Answer:
        """What an address answers, to a stranger or to one who bears what he was given on the way.

        Raises:
            FetchFailed: nothing that can be used.
            GateClosed: the host wants silence before the next step.
        """
        first = await self._fetcher.get(address.url, headers=headers)
        target = first.leads_to
        if target is None or not self._may_come_back(first, target):
            return first
        walk, last = await self._walked(address, first, headers)
        is_circle = target == first.url
        if last is None or not walk.came_back:
            self._vain[is_circle] += 1
            return first
        self._vain[is_circle] = 0
        self._fetcher.keep(walk)
        return last if last.url == first.url else first

    def _may_come_back(self, first: Answer, target: str) -> bool:
        is_circle, gives_out = target == first.url, "set-cookie" in first.headers
        if self._vain[is_circle] >= _MOST_VAIN or not same_site(target, self._root):
            return False
        return gives_out or (not is_circle and _names(target, first.url))

    async def _walked(
        self, address: Address, first: Answer, headers: Mapping[str, str]
    ) -> tuple[Walk, Answer | None]:
        """The answer at the end of the way; None where it has no end, or is not to be walked."""
        walk, answer = self._fetcher.walk(first.url), first
        for _ in range(_MOST_STEPS):
            target = answer.leads_to
            if target is None or not self._may_ask(replace(address, url=target)):
                break
            walk.on(answer.url, answer.headers, target)
            await self._gate.turn()
            conditions = headers if target == first.url else None
            try:
                answer = await self._fetcher.get(target, headers=conditions, walk=walk)
            except FetchFailed:
                if target == first.url:
                    raise
                break  # the other address has a line of its own
            leads_on = answer.url == first.url and not walk.has_seen(answer.leads_to)
            if answer.leads_to is None or leads_on:
                return walk, answer
        return walk, None

    def _may_ask(self, address: Address) -> bool:
        """Nobody is asked for rules here: who hands out cookies is known, or is not asked."""
        host = self._robots.of(address.url)
        if host is None or not same_site(address.url, self._root):
            return False
        return self._robots.bar(address, host) is None


def _names(target: str, url: str) -> bool:
    """Whether an address bears another one in its query, to send people back there."""
    return urlsplit(url).path in unquote(urlsplit(target).query)

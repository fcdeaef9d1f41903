"""Gets into sites that redirect every client in a circle until it sends their cookies back.

Such a redirect leads to the same address, directly or by way of another one, so without cookies no
address yields a page. Any other redirect is an answer, whatever cookies it sets: they may select a
currency or a town, and a crawl that sent them would read other prices than it reports
(docs/decisions/0065-cookies-where-there-is-no-other-way.md).
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

from parser.pages.urls import same_site
from runner.crawl.cookies import Walk
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.host_gate import HostGate
from runner.crawl.http import Answer, Fetcher
from runner.crawl.robots_gate import SiteRobots
from storage.model.ledger import Address

#: steps of one walk; browsers allow more, but no site needs more to set a cookie
_MOST_STEPS = 5
#: after this many fruitless walks in a row the site's redirects are taken as answers
_MOST_VAIN = 3


class Entrance:
    """Fetches the addresses of one site, past redirects that only set a cookie."""

    def __init__(self, fetcher: Fetcher, gate: HostGate, robots: SiteRobots, *, root: str) -> None:
        self._fetcher = fetcher
        self._gate = gate
        self._robots = robots
        self._root = root
        self._vain = {True: 0, False: 0}  #: walks, by whether they began with a circle of one step

    async def ask(self, address: Address, headers: Mapping[str, str]) -> Answer:
        """The address's answer: to a plain request, or to one with the cookies set along a circle.

        Raises:
            FetchFailed: there is no usable answer.
            GateClosed: the host asks for a long pause before the next step.
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
        """Follows the redirects. The final answer; None if they do not end, or may not be followed."""
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
        """Whether robots.txt allows the address; a host whose rules are not known yet is not asked."""
        host = self._robots.of(address.url)
        if host is None or not same_site(address.url, self._root):
            return False
        return self._robots.bar(address, host) is None


def _names(target: str, url: str) -> bool:
    """Whether the target's query contains the path of `url`, to send the visitor back there.

    The path of a home page is in every path, so there a parameter must say no more than it.
    """
    path, query = urlsplit(url).path, urlsplit(target).query
    if path == "/":
        spellings = {path, url, url[url.index("/", len("https://")) :]}
        return not spellings.isdisjoint(value for _, value in parse_qsl(query))
    return path in unquote(query)

"""Checks one outside address: HEAD, then GET if HEAD is refused or fails, following redirects."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from runner.crawl import outside_verdict
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.host_gate import GateClosed
from runner.crawl.http import Fetcher
from runner.crawl.outside_hosts import OutsideHost, OutsideHosts
from runner.crawl.outside_verdict import Head, head_of, is_busy, is_worth_a_get, next_address
from runner.crawl.patience import LONGEST_WAIT, retry_after
from storage.model.outside import OutsideAnswer

#: seconds to leave a host alone that is busy and sends no Retry-After
_PAUSE = 5.0


class OutsideAsker:
    """Checks addresses under the rules and in the turns of their hosts.

    `patience`: seconds that all requests for one address may take together, not counting waits for
    turns.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        hosts: OutsideHosts,
        *,
        patience: float,
        monotonic: Callable[[], float],
    ) -> None:
        self._fetcher = fetcher
        self._hosts = hosts
        self._patience = patience
        self._monotonic = monotonic

    async def ask(self, url: str) -> OutsideAnswer:
        """Checks one address; every failure on the way is an answer too."""
        chain: list[Head] = []
        spent = _Spent()
        target: str | None = url
        while target is not None:
            host = await self._hosts.of(target)
            if host.is_silent and host.obeyed:
                return outside_verdict.unanswered(chain, FetchFailed(_cause(host)))
            if (why := host.bar(target)) is not None:
                return outside_verdict.barred(chain, why)
            try:
                chain.append(await self._head(host, target, spent))
            except FetchFailed as failure:
                return outside_verdict.unanswered(chain, failure)
            except GateClosed:
                return outside_verdict.too_busy(chain)
            target = next_address(chain)
        return outside_verdict.judged(chain)

    async def _head(self, host: OutsideHost, url: str, spent: "_Spent") -> Head:
        try:
            head = await self._request(host, url, "HEAD", spent)
        except FetchFailed as failure:
            if failure.permanent:
                raise
        else:
            if not is_worth_a_get(head):
                return head
        return await self._request(host, url, "GET", spent)

    async def _request(self, host: OutsideHost, url: str, method: str, spent: "_Spent") -> Head:
        await host.gate.turn()
        begun = self._monotonic()
        try:
            async with (
                asyncio.timeout(self._patience - spent.seconds),
                self._fetcher.stream(url, method=method) as incoming,
            ):
                head = head_of(url, incoming.status, incoming.headers)
                pause = retry_after(incoming.headers, incoming.fetched_at)
        except TimeoutError as error:
            raise FetchFailed("timeout", f"over {self._patience:g} s") from error
        finally:
            spent.seconds += self._monotonic() - begun
        if is_busy(head):
            pause = _PAUSE if pause is None else min(pause, LONGEST_WAIT)
            await host.gate.slow_down(pause, f"http_{head.status}")
        else:
            host.gate.came_well()
        return head


@dataclass(kw_only=True)
class _Spent:
    """What the requests for one address have taken so far."""

    seconds: float = 0.0


def _cause(host: OutsideHost) -> str:
    """The ledger's word for why the host did not answer: the reason without its detail."""
    return host.robots.answer.why.partition(":")[0]

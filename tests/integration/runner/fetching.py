"""Our fetcher, a server on loopback, and why an address gives nothing."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from config.policies import Policy
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import Fetcher, open_fetcher
from tests.integration.runner.loopback import Act, Loopback, loopback

POLICY = Policy(connect_timeout=2, read_timeout=1, page_timeout=3, max_page_bytes=100_000)


@asynccontextmanager
async def asking(
    acts: Mapping[str, Act], *, policy: Policy = POLICY
) -> AsyncIterator[tuple[Fetcher, Loopback]]:
    """A server with these answers, and our fetcher on it."""
    async with (
        loopback() as served,
        open_fetcher(policy, contact="https://team.example", allow_private=True) as fetcher,
    ):
        served.acts.update(acts)
        yield fetcher, served


async def cause(fetcher: Fetcher, url: str) -> str:
    """Why an address gives nothing."""
    with pytest.raises(FetchFailed) as caught:
        await fetcher.get(url)
    return caught.value.cause

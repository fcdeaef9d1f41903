"""What others put into our queue stops no worker."""

import asyncio

import pytest
from arq.constants import job_key_prefix

from runner.deps import Deps
from runner.doorbell import QUEUE
from storage.model.states import RunStatus
from tests.integration.runner.loopback import Loopback, answer, page
from tests.integration.runner.one_site import begin
from tests.world import finished


async def taken(deps: Deps, entry: bytes) -> None:
    """Waits until the queue no longer has the entry."""
    async with asyncio.timeout(30):
        while True:
            if await deps.redis.zscore(QUEUE, entry) is None:
                return
            await asyncio.sleep(0.05)


async def test_an_entry_that_is_no_text_is_put_aside(
    deps: Deps, web: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is logged and gone from the queue, and the worker goes on."""
    web.acts["/"] = answer(page("Home"))
    await deps.redis.zadd(QUEUE, {b"\xff\xfe\x00": 1})
    await taken(deps, b"\xff\xfe\x00")
    run = await finished(deps, await begin(deps, web))
    assert run.status is RunStatus.COMPLETED
    assert "fffe00" in capsys.readouterr().out


async def test_a_job_that_arq_stumbles_over_ends_no_worker(deps: Deps, web: Loopback) -> None:
    """Its count of tries is no number: arq's loop ends, and another takes over."""
    web.acts["/"] = answer(page("Home"))
    job = b'{"t": "x", "f": "crawl_site", "a": [1], "k": {}, "et": 1}'
    await deps.redis.set(f"{job_key_prefix}odd", job)
    await deps.redis.zadd(QUEUE, {"odd": 1})
    run = await finished(deps, await begin(deps, web))
    assert run.status is RunStatus.COMPLETED

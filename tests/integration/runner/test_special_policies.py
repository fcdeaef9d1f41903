"""Runs that only an admin may have made: robots.txt not obeyed, or proxies."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from config.policies import Policy
from runner.access import Access, Forbidden
from runner.control import retry_run
from runner.deps import Deps
from tests.integration.runner.loopback import Loopback, answer, loopback, page
from tests.integration.runner.one_site import ANNA, POLICY, begin, request
from tests.world import finished, rows

UNASKED = POLICY.model_copy(update={"obey_robots": False, "reason": "our own site"})


@pytest.fixture
def access() -> dict[str, str]:
    """Anna is an admin."""
    return {"admin_ids": str(ANNA)}


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A site that closes itself to everyone."""
    async with loopback() as served:
        served.acts["/robots.txt"] = answer(
            b"User-agent: *\nDisallow: /", content_type="text/plain"
        )
        served.acts["/"] = answer(page("Home"))
        yield served


def as_a_user(deps: Deps) -> Deps:
    """The same, after Anna was taken off the list of admins."""
    access = Access(admins=frozenset(), users=frozenset({ANNA}), chats=frozenset())
    return replace(deps, access=access)


@pytest.mark.parametrize(
    "policy",
    [UNASKED, POLICY.model_copy(update={"proxies": ("http://127.0.0.1:1",), "reason": "prices"})],
)
async def test_only_an_admin_starts_a_special_run(
    deps: Deps, web: Loopback, policy: Policy
) -> None:
    """Nothing is written and nothing is asked for."""
    with pytest.raises(Forbidden):
        await begin(as_a_user(deps), web, policy)
    assert await rows(deps, "select from bulk_jobs") == []
    assert await rows(deps, "select from audit") == []
    assert web.asked == []


async def test_a_special_run_is_on_record_with_its_sites(deps: Deps, web: Loopback) -> None:
    """The audit says who started it, and which sites went without their rules."""
    await finished(deps, await begin(deps, web, UNASKED))
    [act] = await rows(deps, "select user_id, detail from audit where action = 'run.start'")
    assert (act["user_id"], act["detail"]["special_policies"]) == (ANNA, ["shop"])
    assert "/" in web.targets()


async def test_who_is_no_admin_any_more_repeats_no_special_run(deps: Deps, web: Loopback) -> None:
    """The run was theirs, and an ordinary one they may repeat."""
    special = await begin(deps, web, UNASKED)
    await finished(deps, special)
    web.asked.clear()
    with pytest.raises(Forbidden):
        await retry_run(as_a_user(deps), request("2"), special, everything=True)
    assert web.asked == []
    assert await rows(deps, "select from audit where action = 'run.retry'") == []
    ordinary = await begin(deps, web, key="3")
    await finished(deps, ordinary)
    assert await retry_run(as_a_user(deps), request("4"), ordinary, everything=True) == ["shop"]
    await finished(deps, ordinary)

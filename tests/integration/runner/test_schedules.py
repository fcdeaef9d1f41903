"""Runs to come, when their time has come."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from config.settings import Settings
from config.sites import Catalogue, Site
from runner.deps import Deps
from runner.plan import Plan, RunOrder, plan_run
from runner.schedule import add_schedule, start_due
from runner.stores import Endpoints, open_deps
from tests.integration.runner.one_site import ALL_PAGES, ANNA, POLICY, request
from tests.world import rows

SHOP = Site(id="shop", url="http://127.0.0.1:9/", allow_private=True)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DUE = "update schedules set next_at = date_trunc('minute', now()) where id = $1 returning next_at"


@pytest.fixture
async def deps(make_settings: Callable[..., Settings], endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Where no worker answers a bell."""
    async with open_deps(make_settings(allowed_users=str(ANNA)), endpoints) as opened:
        await opened.db.execute("insert into people (id, name) values (11, 'Anna')")
        yield opened


def plan(order: RunOrder) -> Plan:
    """A run of the one site there is."""
    return plan_run(order, Catalogue(sites={"shop": SHOP}), {"default": POLICY})


async def every_minute(deps: Deps, key: str) -> None:
    """Anna wants a run each minute."""
    await add_schedule(deps, request(key), ALL_PAGES, at=None, cron="* * * * *", now=NOW)


async def test_a_clock_that_is_behind_the_databases_starts_a_turn_once(deps: Deps) -> None:
    """The next turn lies after this one, whatever time the bot believes it to be."""
    await every_minute(deps, "1")
    turn = await deps.db.fetchval(DUE, 1)
    assert await start_due(deps, plan, now=turn - timedelta(seconds=30)) == []
    [kept] = await rows(deps, "select next_at, last_run_id from schedules")
    assert (kept["next_at"], kept["last_run_id"]) == (turn + timedelta(minutes=1), 1)


async def test_an_order_that_nobody_can_read_any_more_stops_no_other(deps: Deps) -> None:
    """It was kept by another version, perhaps: its turn is missed and told, the next one's starts."""
    await every_minute(deps, "1")
    await every_minute(deps, "2")
    await deps.db.execute("update schedules set command = '{}' where id = 1")
    for number in (1, 2):
        await deps.db.fetchval(DUE, number)
    [missed] = await start_due(deps, plan, now=datetime.now(UTC))
    assert (missed.schedule.id, missed.code) == (1, "trouble")
    assert await rows(deps, "select id from schedules where last_run_id = 1") == [{"id": 2}]

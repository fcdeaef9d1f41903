"""One row that cannot be shown, sent or started does not silence the bot for everybody else."""

import asyncio

from config.settings import Settings
from runner.stores import Endpoints
from tests.chat import Telegram, bot_at_work
from tests.world import rows


async def test_a_run_that_cannot_be_drawn_costs_only_its_own_board(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """Its rows are damaged; the next run has its board all the same."""
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints) as deps:
        await anna.ask("прогони pennymoor")
        await deps.db.execute("update bulk_job_sites set config = config - 'site'")
        await asyncio.sleep(1.0)  # it is to be drawn anew several times in between
        assert "№2" in (await anna.ask("прогони prostolavka")).text


async def test_a_delivery_that_cannot_be_made_waits_and_says_why(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """What it needs is missing in its row; the bot goes on answering."""
    anna = api.chat("anna")
    waits = "select from deliveries, pg_sleep(0.1) where failure like 'KeyError%'"
    async with bot_at_work(settings, endpoints) as deps:
        await anna.ask("прогони pennymoor")
        await deps.db.execute(
            "insert into deliveries (key, bulk_job_id, chat_id, kind)"
            " values ('broken', 1, $1, 'archive')",
            anna.person.id,
        )
        async with asyncio.timeout(30):
            while not await rows(deps, waits):
                pass
        assert "pennymoor" in (await anna.ask("/sites")).text

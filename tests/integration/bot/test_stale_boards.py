"""Boards that Telegram did not let us bring to their end: nobody is left with dead buttons."""

import asyncio

from config.settings import Settings
from runner.deps import Deps
from runner.stores import Endpoints
from tests.chat import Telegram, bot_at_work, everything
from tests.world import finished, rows

CLOSED = "select from boards, pg_sleep(0.1) where closed_at is not null"


async def test_a_copy_of_a_board_shows_the_end_when_it_is_pressed(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """Telegram took the first board, and its answer was lost: the copy has buttons, too."""
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints):
        await api.sim("/faults", {"trouble": "lost_answer", "method": "sendMessage"})
        copy = await anna.ask("прогони pennymoor")
        await anna.until(lambda m: m.id > copy.id and "№1" in m.text and bool(m.buttons))
    async with everything(settings, endpoints) as deps:
        await finished(deps, 1)
        await anna.until(lambda m: m.file_name is not None)
        assert "уже закончился" in await anna.press_button(copy, "Отменить")
        shown = await anna.until(lambda m: m.id == copy.id and "готов" in m.text)
    assert not shown.buttons


async def test_the_end_of_a_run_is_seen_after_the_bot_was_blocked(
    deps: Deps, api: Telegram
) -> None:
    """Its board could not be drawn any more; a press on it later draws and unpins it."""
    anna = api.chat("anna")
    board = await anna.ask("прогони prostolavka")
    await api.sim("/blocks", {"person": "anna_playground"})
    await finished(deps, 1)
    async with asyncio.timeout(20):
        while not await rows(deps, CLOSED):
            pass
    await api.sim("/blocks", {"person": "anna_playground", "unblock": True})
    assert "уже закончился" in await anna.press_button(board, "Отменить")
    await anna.until(lambda m: m.id == board.id and "готов" in m.text and not m.pinned)


async def test_a_chat_that_is_not_there_is_not_asked_for_ever(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """Another bot's chat, or one that was deleted: its board is closed at the first refusal."""
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints) as deps:
        await anna.ask("прогони prostolavka")
        await deps.db.execute("update boards set chat_id = 424242, message_id = null")
        async with asyncio.timeout(20):
            while not await rows(deps, CLOSED):
                pass

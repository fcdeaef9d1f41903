"""A bot that is stopped while it starts; what it keeps of people and of chats that move."""

import asyncio

from bot.telegram import process
from bot.telegram.board_loop import move_chat
from config.settings import Settings
from runner.stores import Endpoints, open_deps
from tests.chat import Telegram, bot_at_work
from tests.world import rows


async def test_a_bot_that_is_stopped_while_it_starts_leaves_in_order(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """Its menu is on the way, and polling has not begun."""
    stop = asyncio.Event()
    async with open_deps(settings, endpoints) as deps, asyncio.TaskGroup() as group:
        serving = group.create_task(process.serve(deps, stop))
        async with asyncio.timeout(30):
            while not (await api.calls("setMyCommands")):
                pass
        stop.set()
        await serving
    assert await api.calls("getUpdates") == []


async def test_a_bot_that_lost_the_right_to_poll_waits_for_it(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """Its connection broke, and another bot of the same token was waiting: the two never poll at once."""
    right = (
        "select pid, (classid::bigint << 32) | objid::bigint as key from pg_locks"
        " where locktype = 'advisory' and objsubid = 1"
    )
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints) as deps, deps.db.acquire() as another:
        await anna.ask("/help")
        [held] = await rows(deps, right)
        async with asyncio.TaskGroup() as group:
            group.create_task(another.execute("select pg_advisory_lock($1)", held["key"]))
            while len(await rows(deps, f"{right} and pg_sleep(0.01) is not null")) < 2:
                pass
            await deps.db.execute("select pg_terminate_backend($1)", held["pid"])
        # PostgreSQL gives the lock away a moment before the bot sees its connection end
        async with asyncio.timeout(30):
            while not await anna.silent_for(1.5, said := await anna.say("/help")):
                pass
        await another.execute("select pg_advisory_unlock($1)", held["key"])
        await anna.until(lambda m: m.by_bot and m.id > said)


async def test_a_persons_name_is_kept_as_telegram_tells_it(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """Also after they said something in another language."""
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints) as deps:
        await anna.ask("hello")
        [person] = await rows(deps, "select name, username, language from people")
    [told] = [one for one in (await api.sim("/people"))["people"] if one["id"] == anna.person.id]
    assert (person["username"], person["language"]) == (told["username"], "en")


async def test_what_is_to_come_moves_with_its_chat(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """A group became a supergroup: its people see its schedules there, and can drop them."""
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints) as deps:
        await anna.ask("прогоняй pennymoor по будням в 8:30")
        await anna.ask("да")
        await move_chat(deps, anna.person.id, api.inhabitants.group_id)
        [kept] = await rows(deps, "select chat_id from schedules")
    assert kept["chat_id"] == api.inhabitants.group_id

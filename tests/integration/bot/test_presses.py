"""Buttons: pressed twice, pressed in a topic."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from config.policies import Policy
from config.settings import Settings
from runner.access import Actor
from runner.control import Request, start_run
from runner.plan import RunOrder, plan_run
from runner.stores import Endpoints
from storage import deliveries
from storage.model.delivery import DeliveryKind
from storage.model.run import Place
from tests.chat import Chat, Telegram, bot_at_work, files_for
from tests.world import Shops, rows


@pytest.fixture
def settings(
    api: Telegram, shops: Shops, tmp_path: Path, make_settings: Callable[..., Settings]
) -> Settings:
    """A bot that asks before each run."""
    return make_settings(**api.settings, **files_for(tmp_path, shops), confirm_from_sites=1)


async def test_a_yes_that_is_tapped_twice_is_one_yes(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """All taps are on their way before any is answered: one run starts, and the others are told."""
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints) as deps:
        asked = await anna.ask("прогони pennymoor")
        told = await asyncio.gather(*(anna.press_button(asked, "Да") for _ in range(4)))
        await anna.until(lambda m: "№1" in m.text)
        assert sorted(told) == ["", *["Эта кнопка устарела."] * 3]
        assert await rows(deps, "select id from bulk_jobs") == [{"id": 1}]


async def a_forum(api: Telegram, anna: Chat) -> tuple[int, int]:
    """A forum of Anna's with our bot in it, and a topic there."""
    [robot] = (await api.sim("/bots"))["bots"]
    members = [{"user_id": anna.person.id}, {"user_id": robot["id"]}]
    forum = await api.sim(
        "/chats",
        {"title": "Forum", "username": "forum_chat", "is_forum": True, "members": members},
    )
    topic = await api.sim(
        "/chats/@forum_chat/topics", {"from": str(anna.person.id), "name": "Прогоны"}
    )
    return forum["id"], topic["thread"]


async def test_a_run_whose_topic_is_deleted_goes_on_in_the_chat(
    settings: Settings, endpoints: Endpoints, api: Telegram, shops: Shops
) -> None:
    """Its board and its archive come all the same."""
    anna = api.chat("anna")
    forum, thread = await a_forum(api, anna)
    async with bot_at_work(settings, endpoints) as deps:
        actor = Actor(user_id=anna.person.id, chat_id=forum)
        await deps.db.execute("insert into people (id, name) values ($1, 'Anna')", anna.person.id)
        gone = Place(chat_id=forum, thread_id=thread + 7)
        plan = plan_run(RunOrder(), shops.catalogue, {"default": Policy()})
        request = Request(actor=actor, place=gone, key="1")
        run_id = await start_run(deps, request, RunOrder(), plan)
        async with deps.db.acquire() as connection:
            await deliveries.add(
                connection,
                key="x",
                run_id=run_id,
                place=gone,
                kind=DeliveryKind.SUMMARY,
                payload={},
            )
        there = api.chat("anna", forum)
        await there.until(lambda m: "№1" in m.text and bool(m.buttons))
        await there.until(lambda m: "№1" in m.text and not m.buttons)
        assert await rows(deps, "select thread_id from bulk_jobs") == [{"thread_id": None}]


async def test_a_yes_in_a_topic_is_answered_there(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """The board of the run stands where it was asked for, not in the general topic."""
    anna = api.chat("anna")
    bot = api.inhabitants.bot_username
    forum, thread = await a_forum(api, anna)
    async with bot_at_work(settings, endpoints) as deps:
        said = {"from": str(anna.person.id), "text": f"@{bot} прогони pennymoor", "thread": thread}
        await api.sim("/chats/@forum_chat/messages", said)
        there = api.chat("anna", forum)
        asked = await there.until(lambda m: m.by_bot and bool(m.buttons))
        await there.press_button(asked, "Да")
        await there.until(lambda m: "№1" in m.text)
        [run] = await rows(deps, "select thread_id from bulk_jobs")
        shown = await api.sim("/chats/@forum_chat")
    assert run["thread_id"] == thread
    assert {one["thread"] for one in shown["messages"] if one["from"]["is_bot"]} == {thread}

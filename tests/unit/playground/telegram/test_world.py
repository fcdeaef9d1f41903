from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from playground.telegram.world import people
from playground.telegram.world.people import Words
from playground.telegram.world.values import Status
from tests.unit.playground.telegram.stage import Stage

KEYBOARD = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}


async def test_every_change_is_noticed(stage: Stage) -> None:
    """Whatever changes in a chat makes its version grow, so that who watches it is woken."""
    chat = stage.group(status=Status.ADMINISTRATOR)
    sent = await stage.ok("sendMessage", chat_id=chat.id, text="x", reply_markup=KEYBOARD)
    here = {"chat_id": chat.id, "message_id": sent["message_id"]}
    said = stage.say(chat, "x")
    press = stage.press(chat, sent["message_id"], "x")
    people_do: list[Callable[[], Any]] = [
        lambda: stage.say(chat, "y"),
        lambda: people.rewrite(stage.world, chat, stage.anna, said.id, Words(text="z")),
        lambda: people.react(stage.world, chat, stage.anna, said.id, ["👍"]),
        lambda: stage.press(chat, sent["message_id"], "x"),
        lambda: stage.be(chat, Status.ADMINISTRATOR),
    ]
    bot_does: list[Callable[[], Awaitable[Any]]] = [
        lambda: stage.ok("answerCallbackQuery", callback_query_id=press.id),
        lambda: stage.ok("editMessageText", **here, text="y"),
        lambda: stage.ok("pinChatMessage", **here),
        lambda: stage.ok("unpinChatMessage", **here),
        lambda: stage.ok("sendChatAction", chat_id=chat.id, action="typing"),
        lambda: stage.ok("setMessageReaction", **here, reaction=[{"type": "emoji", "emoji": "👍"}]),
        lambda: stage.ok("deleteMessage", **here),
    ]
    versions = [chat.version]
    for act in people_do:
        act()
        versions.append(chat.version)
    for call in bot_does:
        await call()
        versions.append(chat.version)
    assert versions == sorted(set(versions))


def test_ids_are_the_same_again() -> None:
    """The same deeds give the same world."""

    def played() -> list[Any]:
        stage = Stage()
        stage.say(stage.private(), "x")
        stage.group()
        return [stage.bot.token, stage.anna.id, [c.id for c in stage.world.chats], stage.drain()]

    assert played() == played()


async def test_a_reset_world(stage: Stage) -> None:
    """A reset forgets all, but version and update ids grow on."""
    stage.say(stage.private(), "x")
    version, next_id = stage.world.version, stage.bot.updates.next_id
    stage.world.reset()
    assert [stage.world.bots, stage.world.people, stage.world.chats] == [{}, {}, []]
    assert stage.world.version > version
    again = stage.world.add_bot(username="shop_bot")
    assert (again.token, again.updates.next_id) == (stage.bot.token, next_id)


@pytest.mark.parametrize("name", ["shop_bot", "@SHOP_BOT", "700000001", ""])
def test_naming_a_bot(stage: Stage, name: str) -> None:
    """A bot is named by username or id, or not at all while it is the only one."""
    assert stage.world.bot_named(name) is stage.bot
    stage.world.add_bot(username="other_bot")
    assert stage.world.bot_named(name) is (stage.bot if name else None)

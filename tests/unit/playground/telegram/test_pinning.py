import pytest

from playground.telegram.world import people
from playground.telegram.world.values import ChatType, Status
from tests.unit.playground.telegram.stage import Stage


async def test_a_pin_in_private(stage: Stage) -> None:
    """In private a bot pins what it likes; the chat says so and shows the newest."""
    chat = stage.private()
    first, second = (stage.say(chat, "x").id for _ in range(2))
    stage.drain()
    await stage.ok("pinChatMessage", chat_id=chat.id, message_id=second)
    await stage.ok("pinChatMessage", chat_id=chat.id, message_id=first)
    updates = stage.drain()
    assert [u["message"]["pinned_message"]["message_id"] for u in updates] == [second, first]
    assert updates[0]["message"]["from"]["id"] == stage.bot.id
    full = await stage.ok("getChat", chat_id=chat.id)
    assert full["pinned_message"]["message_id"] == second


async def test_pinning_twice(stage: Stage) -> None:
    """A message that is pinned already makes no second service message."""
    chat = stage.private()
    said = stage.say(chat, "x").id
    stage.drain()
    await stage.ok("pinChatMessage", chat_id=chat.id, message_id=said)
    await stage.ok("pinChatMessage", chat_id=chat.id, message_id=said)
    assert len(stage.drain()) == 1


@pytest.mark.parametrize("chat_type", [ChatType.GROUP, ChatType.SUPERGROUP])
async def test_rights_in_groups(stage: Stage, chat_type: ChatType) -> None:
    """In a group pinning and unpinning take an administrator's right to pin."""
    chat = stage.group(chat_type)
    said = stage.say(chat, "x").id
    refused = "Bad Request: not enough rights to manage pinned messages in the chat"
    for status, rights in (
        (Status.MEMBER, None),
        (Status.ADMINISTRATOR, frozenset({"can_delete_messages"})),
    ):
        stage.be(chat, status, rights)
        assert await stage.refusal("pinChatMessage", chat_id=chat.id, message_id=said) == refused
        assert await stage.refusal("unpinAllChatMessages", chat_id=chat.id) == refused
    stage.be(chat, Status.ADMINISTRATOR, frozenset({"can_pin_messages"}))
    await stage.ok("pinChatMessage", chat_id=chat.id, message_id=said, disable_notification=True)
    (update,) = stage.drain()
    assert update["message"]["pinned_message"]["message_id"] == said
    await stage.ok("unpinAllChatMessages", chat_id=chat.id)
    assert chat.pinned_message() is None


async def test_sound(stage: Stage) -> None:
    """A pin makes a sound in a group unless it is told not to, and never in private."""
    group = stage.group(status=Status.ADMINISTRATOR)
    for chat, quiet, is_silent in (
        (group, False, False),
        (group, True, True),
        (stage.private(), False, True),
    ):
        said = stage.say(chat, "x").id
        await stage.ok(
            "pinChatMessage", chat_id=chat.id, message_id=said, disable_notification=quiet
        )
        assert list(chat.messages.values())[-1].is_silent is is_silent


async def test_unpinning(stage: Stage) -> None:
    """Without an id the newest pinned message is unpinned; what is not there is not found."""
    chat = stage.private()
    ids = [stage.say(chat, "x").id for _ in range(3)]
    for message_id in ids:
        await stage.ok("pinChatMessage", chat_id=chat.id, message_id=message_id)
    await stage.ok("unpinChatMessage", chat_id=chat.id)
    assert chat.pinned == set(ids[:2])
    await stage.ok("unpinChatMessage", chat_id=chat.id, message_id=ids[0])
    assert chat.pinned == {ids[1]}
    await stage.ok("unpinChatMessage", chat_id=chat.id)
    not_found = "Bad Request: message to unpin not found"
    assert await stage.refusal("unpinChatMessage", chat_id=chat.id) == not_found
    assert await stage.refusal("unpinChatMessage", chat_id=chat.id, message_id=99) == not_found
    refusal = await stage.refusal("pinChatMessage", chat_id=chat.id, message_id=99)
    assert refusal == "Bad Request: message to pin not found"


async def test_service_messages(stage: Stage) -> None:
    """What the chat says itself cannot be pinned, but the bot may delete what it caused."""
    chat = stage.private()
    said = stage.say(chat, "x").id
    stage.drain()
    await stage.ok("pinChatMessage", chat_id=chat.id, message_id=said)
    (update,) = stage.drain()
    service = update["message"]["message_id"]
    refusal = await stage.refusal("pinChatMessage", chat_id=chat.id, message_id=service)
    assert refusal == "Bad Request: message can't be pinned"
    await stage.ok("deleteMessage", chat_id=chat.id, message_id=service)


async def test_deleted_pin(stage: Stage) -> None:
    """A deleted message is not pinned, and a service message about it shows it as gone."""
    chat = stage.private()
    said = stage.say(chat, "x").id
    await stage.ok("pinChatMessage", chat_id=chat.id, message_id=said)
    people.withdraw(stage.world, chat, stage.anna, said)
    assert "pinned_message" not in await stage.ok("getChat", chat_id=chat.id)
    copies = [m for m in chat.messages.values() if m.service is not None]
    sent = await stage.ok(
        "sendMessage", chat_id=chat.id, text="x", reply_to_message_id=copies[0].id
    )
    gone = sent["reply_to_message"]["pinned_message"]
    assert gone == {"chat": sent["chat"], "message_id": said, "date": 0}


async def test_people_pin(stage: Stage) -> None:
    """In a group a person pins by right; the bot learns of it."""
    chat = stage.group()
    said = stage.say(chat, "x").id
    with pytest.raises(ValueError, match="may not pin"):
        people.pin(stage.world, chat, stage.boris, said)
    people.pin(stage.world, chat, stage.anna, said)
    (update,) = stage.drain()
    assert update["message"]["from"]["id"] == stage.anna.id
    people.pin(stage.world, chat, stage.anna, said, unpin=True)
    assert not chat.pinned

import pytest

from playground.telegram.world import people, posting
from playground.telegram.world.values import ChatType, Status
from tests.unit.playground.telegram.stage import Stage


async def _say(stage: Stage, chat_id: object) -> str:
    answer = await stage.answer("sendMessage", chat_id=chat_id, text="x")
    return "sent" if answer["ok"] else str(answer["description"])


async def test_unknown_chats(stage: Stage) -> None:
    """A chat nobody knows is not found, an empty id is empty."""
    assert await _say(stage, "") == "Bad Request: chat_id is empty"
    for chat_id in (5, "x", "@nobody", -100, "9" * 30):
        assert await _say(stage, chat_id) == "Bad Request: chat not found"


async def test_who_never_wrote(stage: Stage) -> None:
    """A bot cannot begin: not with a stranger, not with a member of a common group, not with a bot."""
    assert await _say(stage, stage.boris.id) == "Bad Request: chat not found"
    stage.group()
    assert await _say(stage, stage.boris.id) == (
        "Forbidden: bot can't initiate conversation with a user"
    )
    assert await stage.refusal("getChat", chat_id=stage.boris.id) == "Bad Request: chat not found"
    other = stage.world.add_bot(username="other_bot")
    assert await _say(stage, other.id) == "Forbidden: bot can't send messages to bots"


async def test_private_chats_are_apart(stage: Stage) -> None:
    """What a person says to one bot, another neither sees nor can answer."""
    stage.say(stage.private(), "x")
    first, stage.bot = stage.bot, stage.world.add_bot(username="other_bot")
    assert stage.drain() == []
    assert await _say(stage, stage.anna.id) == "Bad Request: chat not found"
    stage.drain(first)


async def test_blocked(stage: Stage) -> None:
    """A blocked bot is told so, may say nothing, and is let in again by the next word."""
    chat = stage.private()
    sent = await stage.ok("sendMessage", chat_id=chat.id, text="x")
    people.block(stage.world, stage.bot, stage.anna)
    (update,) = stage.drain()
    assert update["my_chat_member"]["old_chat_member"]["status"] == "member"
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    blocked = "Forbidden: bot was blocked by the user"
    assert await _say(stage, chat.id) == blocked
    here = {"chat_id": chat.id, "message_id": sent["message_id"]}
    assert await stage.refusal("editMessageText", **here, text="y") == blocked
    assert await stage.refusal("sendChatAction", chat_id=chat.id, action="typing") == blocked
    await stage.ok("getChat", chat_id=chat.id)
    stage.say(chat, "привет")
    kinds = [next(iter(update)) for update in stage.drain()]
    assert kinds == ["my_chat_member", "message"]
    assert await _say(stage, chat.id) == "sent"


@pytest.mark.parametrize("chat_type", [ChatType.GROUP, ChatType.SUPERGROUP])
@pytest.mark.parametrize(
    ("status", "reason"),
    [(Status.KICKED, "was kicked from"), (Status.LEFT, "is not a member of")],
)
async def test_outside_a_group(
    stage: Stage, chat_type: ChatType, status: Status, reason: str
) -> None:
    """A bot that is not in a group may not speak there; a basic group can still be read."""
    chat = stage.group(chat_type)
    stage.be(chat, status)
    refused = f"Forbidden: bot {reason} the {chat_type} chat"
    assert await _say(stage, chat.id) == refused
    assert await stage.refusal("getChatMemberCount", chat_id=chat.id) == refused
    answer = await stage.answer("getChat", chat_id=chat.id)
    assert answer["ok"] is (chat_type is ChatType.GROUP)


async def test_public_supergroup(stage: Stage) -> None:
    """A public supergroup is found by its name and can be read by a bot outside."""
    chat = stage.group(username="team_chat")
    assert await _say(stage, "@Team_Chat") == "sent"
    stage.be(chat, Status.LEFT)
    full = await stage.ok("getChat", chat_id="@team_chat")
    assert full["active_usernames"] == ["team_chat"]
    assert await _say(stage, chat.id) == ("Forbidden: bot is not a member of the supergroup chat")


async def test_upgraded(stage: Stage) -> None:
    """A group that became a supergroup says where it went, on both sides."""
    chat = stage.group(ChatType.GROUP)
    sent = await stage.ok("sendMessage", chat_id=chat.id, text="x")
    new = posting.upgrade(stage.world, chat, stage.anna.id)
    there, here = stage.drain()
    assert there["message"]["migrate_to_chat_id"] == new.id == here["message"]["chat"]["id"]
    assert here["message"]["migrate_from_chat_id"] == chat.id == there["message"]["chat"]["id"]
    answer = await stage.answer("sendMessage", chat_id=chat.id, text="x")
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.id},
    }
    edit = {"chat_id": chat.id, "message_id": sent["message_id"], "text": "y"}
    assert (await stage.answer("editMessageText", **edit))["parameters"] == answer["parameters"]
    assert await _say(stage, new.id) == "sent"
    with pytest.raises(ValueError, match="has moved"):
        stage.say(chat, "x")


async def test_leaving(stage: Stage) -> None:
    """A bot that leaves is told that it has left, and is then outside."""
    chat = stage.group()
    await stage.ok("leaveChat", chat_id=chat.id)
    kinds = {next(iter(update)) for update in stage.drain()}
    assert kinds == {"my_chat_member", "message"}
    assert await _say(stage, chat.id) == ("Forbidden: bot is not a member of the supergroup chat")
    refusal = await stage.refusal("leaveChat", chat_id=stage.private().id)
    assert refusal == "Bad Request: chat member status can't be changed in private chats"

from typing import Any

import pytest

from playground.telegram.api.call import Upload
from playground.telegram.world import people
from playground.telegram.world.values import ChatType
from tests.unit.playground.telegram.stage import Stage

KEYBOARD = {"inline_keyboard": [[{"text": "Отмена", "callback_data": "cancel"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


async def _sent(stage: Stage, **parameters: Any) -> dict[str, Any]:
    """A new message of the bot, and how to name it in an edit."""
    text = {"text": "<b>1</b> из 10", "parse_mode": "HTML"}
    sent = await stage.ok("sendMessage", chat_id=stage.private().id, **(text | parameters))
    return {"chat_id": stage.anna.id, "message_id": sent["message_id"]}


async def test_in_place(stage: Stage) -> None:
    """An edit changes the message where it is and leaves a date; nobody else is told."""
    here = await _sent(stage, reply_markup=KEYBOARD)
    stage.clock.advance(7)
    edited = await stage.ok("editMessageText", **here, text="2", reply_markup=KEYBOARD)
    assert (edited["text"], edited["reply_markup"]) == ("2", KEYBOARD)
    assert edited["edit_date"] == edited["date"] + 7
    assert stage.drain() == []
    assert stage.private().messages[here["message_id"]].edits == 1


async def test_keyboard_goes(stage: Stage) -> None:
    """An edit that brings no keyboard takes the old one away, though the text is the same."""
    here = await _sent(stage, text="x", reply_markup=KEYBOARD)
    edited = await stage.ok("editMessageText", **here, text="x")
    assert "reply_markup" not in edited


async def test_not_modified(stage: Stage) -> None:
    """What counts is what the message would hold, not how it was written."""
    here = await _sent(stage, reply_markup=KEYBOARD)
    entities = [{"type": "bold", "offset": 1, "length": 1}]
    same = {"text": " 1 из 10\n", "entities": entities, "reply_markup": KEYBOARD}
    assert await stage.refusal("editMessageText", **here, **same) == NOT_MODIFIED
    await stage.ok("editMessageText", **here, **(same | {"entities": []}))
    await stage.ok("editMessageText", **here, **(same | {"entities": [], "text": "2"}))
    assert await stage.refusal("editMessageReplyMarkup", **here, reply_markup=KEYBOARD) == (
        NOT_MODIFIED
    )
    await stage.ok("editMessageReplyMarkup", **here)
    assert await stage.refusal("editMessageReplyMarkup", **here) == NOT_MODIFIED


async def test_captions(stage: Stage) -> None:
    """A file has a caption to edit and no text, a text has no caption."""
    uploads = {"document": Upload(name="x.zip", mime_type="", content=b"x")}
    sent = await stage.ok("sendDocument", uploads, chat_id=stage.private().id, caption="a")
    file = {"chat_id": stage.anna.id, "message_id": sent["message_id"]}
    text = await _sent(stage)
    assert (await stage.ok("editMessageCaption", **file, caption="b"))["caption"] == "b"
    assert "caption" not in await stage.ok("editMessageCaption", **file)
    refusal = await stage.refusal("editMessageText", **file, text="x")
    assert refusal == "Bad Request: there is no text in the message to edit"
    refusal = await stage.refusal("editMessageCaption", **text, caption="x")
    assert refusal == "Bad Request: there is no caption in the message to edit"


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({}, "message identifier is not specified"),
        ({"inline_message_id": "x"}, "MESSAGE_ID_INVALID"),
        ({"message_id": 1}, "chat_id is empty"),
        ({"chat_id": 100001}, "message to edit not found"),
        ({"chat_id": 100001, "message_id": 99}, "message to edit not found"),
        ({"chat_id": 100001, "message_id": "x"}, "message to edit not found"),
        ({"chat_id": 5, "message_id": 1}, "chat not found"),
    ],
)
async def test_nothing_to_edit(stage: Stage, parameters: dict[str, object], reason: str) -> None:
    """An edit of what is not there is refused in the server's words."""
    stage.private()
    refusal = await stage.refusal("editMessageText", text="x", **parameters)
    assert refusal == f"Bad Request: {reason}"


async def test_not_editable(stage: Stage) -> None:
    """Others' messages, forwarded ones, and ones with a keyboard for the client stay as they are."""
    chat = stage.private()
    said = stage.say(chat, "x")
    shown = await _sent(stage, reply_markup={"keyboard": [["a"]]})
    forwarded = await stage.ok(
        "forwardMessage", chat_id=chat.id, from_chat_id=chat.id, message_id=said.id
    )
    for message_id in (said.id, shown["message_id"], forwarded["message_id"]):
        refusal = await stage.refusal(
            "editMessageText", chat_id=chat.id, message_id=message_id, text="y"
        )
        assert refusal == "Bad Request: message can't be edited"


async def test_old_messages(stage: Stage) -> None:
    """A bot's own message can be edited at any age, but deleted for two days only."""
    here = await _sent(stage)
    stage.clock.advance(48 * 3600)
    await stage.ok("editMessageText", **here, text="2")
    refusal = await stage.refusal("deleteMessage", **here)
    assert refusal == "Bad Request: message can't be deleted for everyone"


async def test_deleting(stage: Stage) -> None:
    """In private a bot deletes any message; in a group others' by right only."""
    chat, group = stage.private(), stage.group()
    said = stage.say(chat, "x")
    await stage.ok("deleteMessage", chat_id=chat.id, message_id=said.id)
    assert await stage.refusal("deleteMessage", chat_id=chat.id, message_id=said.id) == (
        "Bad Request: message to delete not found"
    )
    said = stage.say(group, "x")
    refusal = await stage.refusal("deleteMessage", chat_id=group.id, message_id=said.id)
    assert refusal == "Bad Request: message can't be deleted"
    own = await stage.ok("sendMessage", chat_id=group.id, text="x")
    await stage.ok("deleteMessage", chat_id=group.id, message_id=own["message_id"])


@pytest.mark.parametrize(
    ("message_ids", "reason"),
    [
        ("", "message identifiers are not specified"),
        ("[]", "message identifiers are not specified"),
        ("{}", "expected an Array of message identifiers"),
        ("x", "can't parse message_ids JSON object"),
        (list(range(1, 102)), "too many message identifiers specified"),
        ([True], "message identifier must be a Number"),
        (["x"], "can't parse message identifier as Number"),
        ([0], "invalid message identifier specified"),
    ],
)
async def test_deleting_nothing(stage: Stage, message_ids: object, reason: str) -> None:
    """A list of messages that is none is refused."""
    chat_id = stage.private().id
    refusal = await stage.refusal("deleteMessages", chat_id=chat_id, message_ids=message_ids)
    assert refusal == f"Bad Request: {reason}"


async def test_deleting_many(stage: Stage) -> None:
    """Of a list what is there is deleted, the rest is passed over."""
    chat = stage.private()
    ids = [stage.say(chat, "x").id for _ in range(3)]
    await stage.ok("deleteMessages", chat_id=chat.id, message_ids=[ids[0], 99, str(ids[2]), ids[0]])
    assert list(chat.messages) == [ids[1]]
    assert await stage.refusal("deleteMessage", message_id=1) == (
        "Bad Request: chat identifier is not specified"
    )
    assert await stage.refusal("deleteMessage", chat_id=chat.id) == (
        "Bad Request: message identifier is not specified"
    )


async def test_people_edit(stage: Stage) -> None:
    """A person's edit reaches the bot; of another's message it is not possible."""
    group = stage.group(ChatType.GROUP, status=people.Status.ADMINISTRATOR)
    said = stage.say(group, "x")
    stage.drain()
    stage.clock.advance(1)
    people.rewrite(stage.world, group, stage.anna, said.id, people.Words(text="y"))
    (update,) = stage.drain()
    assert (update["edited_message"]["text"], update["edited_message"]["edit_date"]) == (
        "y",
        said.date + 1,
    )
    with pytest.raises(ValueError, match="has no message"):
        people.rewrite(stage.world, group, stage.boris, said.id, people.Words(text="z"))

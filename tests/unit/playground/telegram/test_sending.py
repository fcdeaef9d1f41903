import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.telegram.api.call import Upload
from playground.telegram.world import people
from playground.telegram.world.values import ChatType
from tests.unit.playground.telegram.stage import Stage

ZIP = {"document": Upload(name="reports.zip", mime_type="", content=b"PK\3\4")}
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x20rest"


async def test_a_text(stage: Stage) -> None:
    """A message comes back parsed, with what the server detects in it."""
    sent = await stage.ok(
        "sendMessage",
        chat_id=stage.private().id,
        text=" <b>Готово</b>: /status, ya.ru ",
        parse_mode="HTML",
        link_preview_options={"is_disabled": True, "show_above_text": False},
        disable_notification=True,
        protect_content="yes",
    )
    assert sent == {
        "message_id": 1,
        "from": {"id": stage.bot.id, "is_bot": True, "first_name": "Shop", "username": "shop_bot"},
        "chat": {"id": stage.anna.id, "type": "private", "first_name": "Anna", "username": "anna"},
        "date": int(stage.clock.now()),
        "text": "Готово: /status, ya.ru",
        "entities": [
            {"type": "bold", "offset": 0, "length": 6},
            {"type": "bot_command", "offset": 8, "length": 7},
            {"type": "url", "offset": 17, "length": 5},
        ],
        "link_preview_options": {"is_disabled": True},
        "has_protected_content": True,
    }
    assert stage.private().messages[1].is_silent
    assert stage.drain() == []


async def test_entities_instead_of_a_parse_mode(stage: Stage) -> None:
    """Entities are taken as they are given, but not those the server detects itself."""
    entities = [
        {"type": "text_link", "offset": 0, "length": 1, "url": "ya.ru"},
        {"type": "pre", "offset": 2, "length": 1, "language": "sql"},
        {"type": "text_mention", "offset": 4, "length": 1, "user": {"id": stage.anna.id}},
        {"type": "text_mention", "offset": 6, "length": 1, "user": {"id": 5}},
        {"type": "date_time", "offset": 8, "length": 1, "unix_time": 7, "date_time_format": "tD"},
        {"type": "hashtag", "offset": 10, "length": 1},
        {"type": "custom_emoji", "offset": 12, "length": 1, "custom_emoji_id": "9"},
    ]
    sent = await stage.ok(
        "sendMessage", chat_id=stage.private().id, text="a b c d e f g", entities=entities
    )
    found = {entity.pop("offset"): entity for entity in sent["entities"]}
    assert set(found) == {0, 2, 4, 8, 12}
    assert found[0]["url"] == "http://ya.ru/"
    assert found[2]["language"] == "sql"
    assert found[4]["user"]["id"] == stage.anna.id
    assert (found[8]["unix_time"], found[8]["date_time_format"]) == (7, "Dt")


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x" * 32769}, "text is too long"),
        ({"text": "<b>", "parse_mode": "html"}, "can't parse entities: Can't find end tag"),
        ({"text": "x", "parse_mode": "bb"}, "unsupported parse_mode"),
        ({"text": "*x*", "parse_mode": "MarkdownV2"}, "can't parse entities: the playground"),
        ({"text": "x", "entities": [{"type": "bold"}]}, "MessageEntity: Can't find field \"off"),
        (
            {"text": "x", "entities": [{"type": "big", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
            "entity beginning at UTF-16 offset 0 ends after the end of the text",
        ),
        (
            {
                "text": "x",
                "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "."}],
            },
            "entity URL '.' is invalid: Host is invalid",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 9}}, "message to be replied not found"),
        ({"text": "x", "reply_to_message_id": "9"}, "message to be replied not found"),
        ({"text": "x", "reply_parameters": "[]"}, "object expected as reply parameters"),
        ({"text": "x", "reply_parameters": "{"}, "can't parse reply parameters JSON object"),
        ({"text": "x", "reply_parameters": {"quote": "x"}}, 'can\'t find field "message_id"'),
        (
            {"text": "x", "reply_parameters": {"message_id": 1, "chat_id": -100}},
            "the playground does not serve replies to messages of another chat",
        ),
        (
            {
                "text": "x",
                "entities": [
                    {
                        "type": "date_time",
                        "offset": 0,
                        "length": 1,
                        "unix_time": 1,
                        "date_time_format": "x",
                    }
                ],
            },
            "can't parse MessageEntity: Invalid date-time format specified",
        ),
        ({"text": "x", "message_thread_id": 9}, "message thread not found"),
        ({"text": "x", "link_preview_options": "1"}, "object expected as link preview options"),
        ({"text": "x", "reply_markup": None}, "object expected as reply markup"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "\ud800"}, "strings must be encoded in UTF-8"),
    ],
)
async def test_refused_texts(stage: Stage, parameters: dict[str, object], reason: str) -> None:
    """A message that cannot be is refused in the server's words."""
    refusal = await stage.refusal("sendMessage", chat_id=stage.private().id, **parameters)
    assert refusal.startswith("Bad Request: ")
    assert reason in refusal


async def test_the_longest_text(stage: Stage) -> None:
    """The length is that of the parsed text in UTF-16 units."""
    chat_id = stage.private().id
    text = "<b>" + "&lt;" * 4096 + "</b>"
    sent = await stage.ok("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML")
    assert len(sent["text"]) == 4096
    await stage.ok("sendMessage", chat_id=chat_id, text="😀" * 2048)


async def test_replies(stage: Stage) -> None:
    """A reply shows what it answers, but not what that answered; a quote must be in it."""
    chat = stage.private()
    first = stage.say(chat, "один два")
    reply = {"message_id": first.id, "quote": "два"}
    second = await stage.ok("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert second["reply_to_message"]["message_id"] == first.id
    assert second["quote"] == {"text": "два", "position": 5, "is_manual": True}
    third = await stage.ok(
        "sendMessage", chat_id=chat.id, text="y", reply_to_message_id=second["message_id"]
    )
    assert "reply_to_message" not in third["reply_to_message"]
    reply = {"message_id": first.id, "quote": "три"}
    refusal = await stage.refusal("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert refusal == "Bad Request: QUOTE_TEXT_INVALID"


@pytest.mark.parametrize("empty", ["", "{}"])
async def test_an_empty_reply(stage: Stage, empty: str) -> None:
    """Reply parameters that say nothing make no reply, whatever older parameters say."""
    chat_id = stage.private().id
    sent = await stage.ok(
        "sendMessage", chat_id=chat_id, text="x", reply_parameters=empty, reply_to_message_id=99
    )
    assert "reply_to_message" not in sent


async def test_a_reply_that_may_miss(stage: Stage) -> None:
    """With allow_sending_without_reply a message goes out without its reply."""
    chat_id = stage.private().id
    reply = {"message_id": 99, "allow_sending_without_reply": True}
    sent = await stage.ok("sendMessage", chat_id=chat_id, text="x", reply_parameters=reply)
    assert "reply_to_message" not in sent
    await stage.ok(
        "sendMessage",
        chat_id=chat_id,
        text="x",
        reply_to_message_id=99,
        allow_sending_without_reply="1",
    )


async def test_threads(stage: Stage) -> None:
    """In a forum a message goes to a topic that is there, elsewhere replies form threads."""
    forum = stage.group(is_forum=True)
    topic = people.open_topic(stage.world, forum, stage.anna, "Отчёты").id
    sent = await stage.ok("sendMessage", chat_id=forum.id, text="x", message_thread_id=topic)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    await stage.refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=topic + 1)
    group = stage.group()
    root = stage.say(group, "@shop_bot")
    sent = await stage.ok("sendMessage", chat_id=group.id, text="x", reply_to_message_id=root.id)
    assert sent["message_thread_id"] == root.id
    assert "is_topic_message" not in sent
    await stage.ok("sendMessage", chat_id=group.id, text="x", message_thread_id=root.id)


async def test_message_ids(stage: Stage) -> None:
    """Supergroups count their messages from one; private chats and groups share a counter."""
    group, first, second = (
        stage.group(ChatType.GROUP),
        stage.private(),
        stage.world.private_chat(stage.bot, stage.boris),
    )
    ids = [stage.say(group, "x").id]
    ids += [
        (await stage.ok("sendMessage", chat_id=chat.id, text="x"))["message_id"]
        for chat in (first, second)
    ]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]
    supergroups = [stage.group(), stage.group()]
    assert {stage.say(chat, "x").id for chat in supergroups} == {2}


async def test_a_document(stage: Stage) -> None:
    """An uploaded file can be sent again by its id and be fetched for an hour."""
    chat = stage.private()
    sent = await stage.ok(
        "sendDocument", ZIP, chat_id=chat.id, caption="<i>x</i>", parse_mode="HTML"
    )
    document = sent["document"]
    assert document["file_name"] == "reports.zip"
    assert document["mime_type"] == "application/zip"
    assert document["file_size"] == 4
    assert (sent["caption"], sent["caption_entities"][0]["type"]) == ("x", "italic")
    again = await stage.ok("sendDocument", chat_id=chat.id, document=document["file_id"])
    assert again["document"] == document
    file = await stage.ok("getFile", file_id=document["file_id"])
    assert file["file_path"] == "documents/file_1.zip"
    now = stage.clock.now()
    found = stage.world.files.linked(file["file_path"], stage.bot.id, now + 3599)
    assert found is not None
    assert found.content == b"PK\3\4"
    assert stage.world.files.linked(file["file_path"], stage.bot.id, now + 3600) is None
    assert stage.world.files.linked(file["file_path"], stage.bot.id + 1, now) is None


async def test_the_longest_caption(stage: Stage) -> None:
    """A caption has at most 1024 UTF-16 units after parsing."""
    caption = {"caption": "<i>" + "😀" * 512 + "</i>", "parse_mode": "HTML"}
    sent = await stage.ok("sendDocument", ZIP, chat_id=stage.private().id, **caption)
    assert sent["caption_entities"] == [{"type": "italic", "offset": 0, "length": 1024}]


async def test_an_attached_document(stage: Stage) -> None:
    """A file may come under another name that the parameter says."""
    uploads = {"part1": ZIP["document"]}
    sent = await stage.ok(
        "sendDocument", uploads, chat_id=stage.private().id, document="attach://part1"
    )
    assert sent["document"]["file_name"] == "reports.zip"


@pytest.mark.parametrize(
    ("method", "parameters", "upload", "reason"),
    [
        ("sendDocument", {}, None, "there is no document in the request"),
        ("sendDocument", {"document": "attach://x"}, None, "there is no document in the request"),
        ("sendDocument", {"document": "http://ya.ru/x"}, None, "failed to get HTTP URL content"),
        ("sendDocument", {"document": "BQAC"}, None, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", {}, b"", "file must be non-empty"),
        ("sendDocument", {"caption": "x" * 1025}, b"x", "message caption is too long"),
        ("sendPhoto", {}, b"not a picture", "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", {}, PNG[:16] + b"\0\0\x27\x10\0\0\0\1", "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", {}, PNG + b"\0" * 10_485_760, "is too big for a photo"),
    ],
)
async def test_refused_files(
    stage: Stage, method: str, parameters: dict[str, str], upload: bytes | None, reason: str
) -> None:
    """A file that cannot be sent is refused in the server's words."""
    name = method.removeprefix("send").lower()
    uploads = {} if upload is None else {name: Upload(name="x", mime_type="", content=upload)}
    refusal = await stage.refusal(method, uploads, chat_id=stage.private().id, **parameters)
    assert reason in refusal


async def test_a_photo(stage: Stage) -> None:
    """A photo has its size; its id is not good for a document, nor another bot's for any."""
    uploads = {"photo": Upload(name="x.png", mime_type="image/png", content=PNG)}
    sent = await stage.ok(
        "sendPhoto",
        uploads,
        chat_id=stage.private().id,
        show_caption_above_media=True,
        has_spoiler=True,
        caption="x",
    )
    (photo,) = sent["photo"]
    assert (photo["width"], photo["height"]) == (64, 32)
    assert (sent["has_media_spoiler"], sent["show_caption_above_media"]) == (True, True)
    refusal = await stage.refusal("sendDocument", chat_id=stage.anna.id, document=photo["file_id"])
    assert refusal == "Bad Request: can't use file of type Photo as Document"
    stage.bot = stage.world.add_bot(username="other_bot")
    refusal = await stage.refusal("getFile", file_id=photo["file_id"])
    assert refusal == "Bad Request: invalid file_id"


async def test_files_to_fetch(stage: Stage) -> None:
    """More than twenty megabytes are not given out."""
    largest = 20 * 1024 * 1024
    for size in (largest, largest + 1):
        file = {"document": Upload(name="x", mime_type="", content=b"x" * size)}
        sent = await stage.ok("sendDocument", file, chat_id=stage.private().id)
        if size == largest:
            await stage.ok("getFile", file_id=sent["document"]["file_id"])
    refusal = await stage.refusal("getFile", file_id=sent["document"]["file_id"])
    assert refusal == "Bad Request: file is too big"
    assert await stage.refusal("getFile") == "Bad Request: file_id not specified"


async def test_copy_and_forward(stage: Stage) -> None:
    """A copy is the bot's own; a forwarded message names its author; neither of what is secret."""
    chat, group = stage.private(), stage.group()
    said = stage.say(chat, "привет")
    here = {"chat_id": group.id, "from_chat_id": chat.id, "message_id": said.id}
    copied = await stage.ok("copyMessage", **here)
    assert group.messages[copied["message_id"]].text.text == "привет"
    forwarded = await stage.ok("forwardMessage", **here)
    assert forwarded["forward_origin"]["sender_user"]["id"] == stage.anna.id
    sent = await stage.ok("sendDocument", ZIP, chat_id=chat.id, caption="a", protect_content=True)
    here |= {"message_id": sent["message_id"]}
    assert await stage.refusal("copyMessage", **here) == "Bad Request: message can't be copied"
    refusal = await stage.refusal("forwardMessage", **here)
    assert refusal == "Bad Request: message can't be forwarded"
    here |= {"message_id": 99}
    assert await stage.refusal("copyMessage", **here) == "Bad Request: message to copy not found"
    del here["from_chat_id"]
    refusal = await stage.refusal("copyMessage", **here)
    assert refusal == 'Bad Request: parameter "from_chat_id" is required'


async def test_copy_with_a_new_caption(stage: Stage) -> None:
    """A copied file may get another caption."""
    chat = stage.private()
    sent = await stage.ok("sendDocument", ZIP, chat_id=chat.id, caption="old")
    here = {"chat_id": chat.id, "from_chat_id": chat.id, "message_id": sent["message_id"]}
    kept = await stage.ok("copyMessage", **here)
    new = await stage.ok("copyMessage", **here, caption="new")
    texts = [chat.messages[copy["message_id"]].text.text for copy in (kept, new)]
    assert texts == ["old", "new"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "offset",
                    "length",
                    "url",
                    "user",
                    "id",
                    "message_id",
                    "quote",
                    "text",
                    "inline_keyboard",
                    "keyboard",
                    "callback_data",
                    "chat_id",
                    "remove_keyboard",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    st.fixed_dictionaries(
        {"text": st.text(min_size=1, max_size=20)},
        optional={
            "parse_mode": st.sampled_from(["HTML", "none", "x"]),
            "entities": _JSON,
            "reply_parameters": _JSON,
            "reply_markup": _JSON,
            "link_preview_options": _JSON,
            "message_thread_id": _JSON,
        },
    )
)
async def test_any_parameters(stage: Stage, parameters: dict[str, object]) -> None:
    """Whatever the parameters hold, the answer is a message or a refusal."""
    answer = await stage.answer("sendMessage", chat_id=stage.private().id, **parameters)
    assert answer["ok"] or answer["error_code"] == 400

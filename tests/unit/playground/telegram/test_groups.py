import pytest

from playground.telegram.text.entities import Entity, Kind
from playground.telegram.world import people, posting
from playground.telegram.world.values import ChatType, Message, Status
from playground.telegram.world.world import member_of
from tests.unit.playground.telegram.stage import Stage


def _texts(stage: Stage) -> list[str]:
    return [update["message"]["text"] for update in stage.drain()]


def test_privacy_mode(stage: Stage) -> None:
    """In privacy mode a bot sees commands, mentions and answers to it, and nothing else."""
    chat = stage.group()
    own = posting.post(
        stage.world,
        chat,
        Message(sender_id=stage.bot.id, text=people.formatted("Готово")),
    )
    for text in (
        "прогони всё",
        "/run",
        "/run@shop_bot",
        "/run@other_bot",
        "скажи, @Shop_Bot, где отчёт",
        "почта x@shop_bot.ru",
        "не /run",
    ):
        stage.say(chat, text)
    stage.say(chat, "а это?", reply_to=own.id)
    assert _texts(stage) == ["/run", "/run@shop_bot", "скажи, @Shop_Bot, где отчёт", "а это?"]


def test_no_privacy(stage: Stage) -> None:
    """With privacy mode off, or as an administrator, a bot sees everything."""
    chat = stage.group()
    stage.bot.privacy = False
    stage.say(chat, "раз")
    stage.bot.privacy = True
    stage.say(chat, "два")
    assert _texts(stage) == ["раз"]
    stage.be(chat, Status.ADMINISTRATOR)
    stage.say(chat, "три")
    assert _texts(stage) == ["три"]


async def test_two_bots(stage: Stage) -> None:
    """A plain command goes to the bot that spoke last; no bot hears another."""
    chat = stage.group()
    other = stage.world.add_bot(username="other_bot", privacy=False)
    posting.set_member(stage.world, chat, member_of(other.id), stage.anna.id)
    stage.drain(), stage.drain(other)
    stage.say(chat, "/both")
    assert _texts(stage) == ["/both"]
    await stage.ok("sendMessage", chat_id=chat.id, text="я")
    other.privacy = True
    stage.drain(other)
    stage.say(chat, "/one")
    assert _texts(stage) == ["/one"]
    assert stage.drain(other) == []


def test_anonymous_admin(stage: Stage) -> None:
    """An anonymous administrator speaks in the group's name, but presses in their own."""
    chat = stage.group(status=Status.ADMINISTRATOR)
    hidden = member_of(
        stage.boris.id, Status.ADMINISTRATOR, is_anonymous=True, custom_title="Смотритель"
    )
    posting.set_member(stage.world, chat, hidden, stage.anna.id)
    stage.drain()
    stage.say(chat, "прогони", stage.boris)
    (update,) = stage.drain()
    message = update["message"]
    assert message["from"] == {
        "id": 1087968824,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }
    assert message["sender_chat"]["id"] == chat.id
    assert message["author_signature"] == "Смотритель"


async def test_forward_of_an_anonymous_admin(stage: Stage) -> None:
    """A forwarded message of an anonymous administrator names the group."""
    chat = stage.group(status=Status.ADMINISTRATOR)
    hidden = member_of(stage.boris.id, Status.ADMINISTRATOR, is_anonymous=True)
    posting.set_member(stage.world, chat, hidden, stage.anna.id)
    said = stage.say(chat, "прогони", stage.boris)
    forwarded = await stage.ok(
        "forwardMessage", chat_id=stage.private().id, from_chat_id=chat.id, message_id=said.id
    )
    assert forwarded["forward_origin"]["sender_chat"]["id"] == chat.id


def test_mention_by_id(stage: Stage) -> None:
    """A mention without a username reaches the bot as well."""
    chat = stage.group()
    link = Entity(kind=Kind.TEXT_MENTION, offset=0, length=3, user_id=stage.bot.id)
    stage.say(chat, "бот, привет", entities=(link,))
    (update,) = stage.drain()
    assert update["message"]["entities"][0]["user"]["id"] == stage.bot.id


async def test_members(stage: Stage) -> None:
    """A member is described by what they may; the bot's own place it can always ask."""
    chat = stage.group(status=Status.ADMINISTRATOR, rights=frozenset({"can_pin_messages"}))
    owner, admin, member = [
        await stage.ok("getChatMember", chat_id=chat.id, user_id=user_id)
        for user_id in (stage.anna.id, stage.bot.id, stage.boris.id)
    ]
    assert (owner["status"], member["status"]) == ("creator", "member")
    assert admin["can_pin_messages"] is True
    assert admin["can_delete_messages"] is False
    stranger = stage.world.add_person("Vera")
    gone = await stage.ok("getChatMember", chat_id=chat.id, user_id=stranger.id)
    assert gone["status"] == "left"
    admins = await stage.ok("getChatAdministrators", chat_id=chat.id)
    assert [a["user"]["id"] for a in admins] == [stage.anna.id, stage.bot.id]
    assert await stage.ok("getChatMemberCount", chat_id=chat.id) == 3


async def test_what_a_chat_is(stage: Stage) -> None:
    """A group has a title and permissions, a private chat the person's names."""
    group = await stage.ok("getChat", chat_id=stage.group().id)
    assert (group["title"], group["permissions"]["can_send_messages"]) == ("Team", True)
    private = await stage.ok("getChat", chat_id=stage.private().id)
    assert (private["first_name"], "permissions" in private) == ("Anna", False)
    assert private["active_usernames"] == ["anna"]


async def test_other_bots_among_the_admins(stage: Stage) -> None:
    """Other bots are listed among the administrators only if asked for."""
    chat = stage.group()
    other = stage.world.add_bot(username="other_bot")
    rank = member_of(other.id, Status.ADMINISTRATOR)
    posting.set_member(stage.world, chat, rank, stage.anna.id)
    assert len(await stage.ok("getChatAdministrators", chat_id=chat.id)) == 1
    assert len(await stage.ok("getChatAdministrators", chat_id=chat.id, return_bots=True)) == 2
    refusal = await stage.refusal("getChatAdministrators", chat_id=stage.private().id)
    assert refusal == "Bad Request: there are no administrators in the private chat"


@pytest.mark.parametrize(
    ("user_id", "reason"),
    [("", "invalid user_id specified"), (-1, "invalid user_id"), (5, "PARTICIPANT_ID_INVALID")],
)
async def test_no_such_member(stage: Stage, user_id: object, reason: str) -> None:
    """A member that nobody is cannot be described."""
    chat_id = stage.group().id
    refusal = await stage.refusal("getChatMember", chat_id=chat_id, user_id=user_id)
    assert reason in refusal


def test_comings_and_goings(stage: Stage) -> None:
    """An administrator bot learns of others' coming and going if it asked to."""
    chat = stage.group(ChatType.GROUP, status=Status.ADMINISTRATOR)
    vera = stage.world.add_person("Vera")
    stage.bot.updates.allow(["chat_member", "message"])
    posting.set_member(stage.world, chat, member_of(vera.id), stage.anna.id)
    posting.set_member(stage.world, chat, member_of(vera.id, Status.KICKED), stage.anna.id)
    updates = stage.drain()
    assert [next(iter(update)) for update in updates] == ["chat_member", "message"] * 2
    assert updates[1]["message"]["new_chat_members"][0]["id"] == vera.id
    assert updates[3]["message"]["left_chat_member"]["id"] == vera.id
    with pytest.raises(ValueError, match="is not in the chat"):
        stage.say(chat, "x", vera)


def test_the_bot_comes(stage: Stage) -> None:
    """A bot learns that it was added, made an administrator, and thrown out."""
    chat = stage.group()
    for status in (Status.ADMINISTRATOR, Status.KICKED, Status.MEMBER):
        posting.set_member(stage.world, chat, member_of(stage.bot.id, status), stage.anna.id)
    changes = [u["my_chat_member"] for u in stage.drain() if "my_chat_member" in u]
    assert [change["new_chat_member"]["status"] for change in changes] == [
        "administrator",
        "kicked",
        "member",
    ]


async def test_reactions(stage: Stage) -> None:
    """A bot reacts with one of the emoji the server takes, and takes it back."""
    chat = stage.private()
    said = stage.say(chat, "x")
    here = {"chat_id": chat.id, "message_id": said.id}
    await stage.ok("setMessageReaction", **here, reaction=[{"type": "emoji", "emoji": "❤️"}])
    assert chat.messages[said.id].reactions[stage.bot.id] == ({"type": "emoji", "emoji": "❤"},)
    custom = {"type": "custom_emoji", "custom_emoji_id": "5"}
    await stage.ok("setMessageReaction", **here, reaction=[custom])
    await stage.ok("setMessageReaction", **here)
    assert not chat.messages[said.id].reactions
    for reaction, reason in (
        ([{"type": "emoji", "emoji": "✅"}], "REACTION_INVALID"),
        ([{"type": "emoji", "emoji": "👍"}] * 2, "REACTIONS_TOO_MANY"),
        ([5], "can't parse ReactionType: expected an Object"),
        ([{"type": "star"}], "can't parse ReactionType: invalid reaction type specified"),
        ({}, "expected an Array of ReactionType"),
    ):
        refusal = await stage.refusal("setMessageReaction", **here, reaction=reaction)
        assert refusal == f"Bad Request: {reason}"


def test_reactions_of_people(stage: Stage) -> None:
    """A person's reaction reaches a bot that asked for reactions."""
    chat = stage.private()
    said = stage.say(chat, "x")
    stage.bot.updates.allow(["message_reaction"])
    stage.drain()
    people.react(stage.world, chat, stage.anna, said.id, ["👍"])
    people.react(stage.world, chat, stage.anna, said.id, [])
    changes = [update["message_reaction"] for update in stage.drain()]
    assert [(c["old_reaction"], c["new_reaction"]) for c in changes] == [
        ([], [{"type": "emoji", "emoji": "👍"}]),
        ([{"type": "emoji", "emoji": "👍"}], []),
    ]


async def test_chat_actions(stage: Stage) -> None:
    """An action shows for five seconds, or till the bot speaks."""
    chat = stage.private()
    await stage.ok("sendChatAction", chat_id=chat.id, action="UPLOAD_DOCUMENT")
    assert chat.now_acting(stage.clock.now() + 4.9) == {stage.bot.id: "upload_document"}
    assert chat.now_acting(stage.clock.now() + 5) == {}
    await stage.ok("sendMessage", chat_id=chat.id, text="x")
    assert chat.now_acting(stage.clock.now()) == {}
    refusal = await stage.refusal("sendChatAction", chat_id=chat.id, action="dance")
    assert refusal == "Bad Request: wrong parameter action in request"


@pytest.mark.parametrize(
    "do",
    [
        lambda s: s.world.add_bot(username="shop"),
        lambda s: s.world.add_bot(username="shop_bot"),
        lambda s: s.world.add_bot(username="new_bot", token="1:short"),
        lambda s: s.world.add_bot(username="new_bot", token=f"{s.anna.id}:{'x' * 30}"),
        lambda s: s.world.add_person(""),
        lambda s: s.world.add_person("X", username="a b"),
        lambda s: s.world.add_person("X", username="ANNA"),
        lambda s: people.withdraw(s.world, s.group(), s.boris, 1),
        lambda s: people.pin(s.world, s.private(), s.anna, 1),
        lambda s: people.react(s.world, s.private(), s.anna, 1, []),
        lambda s: s.world.add_person("X", person_id=s.anna.id),
        lambda s: s.world.add_group(ChatType.PRIVATE, "x"),
        lambda s: s.world.add_group(ChatType.GROUP, "x", is_forum=True),
        lambda s: member_of(1, rights=frozenset({"can_fly"})),
        lambda s: s.say(s.private(), "  "),
        lambda s: s.say(s.private(), "x" * 4097),
        lambda s: s.say(s.private(), "x", reply_to=99),
        lambda s: s.say(s.private(), "x", thread=9),
        lambda s: s.say(s.private(), "\ud800"),
        lambda s: people.rewrite(s.world, s.private(), s.anna, 1, people.Words(text="x")),
        lambda s: people.withdraw(s.world, s.private(), s.anna, 1),
        lambda s: people.open_topic(s.world, s.group(), s.anna, "x"),
    ],
)
def test_impossible(stage: Stage, do: object) -> None:
    """What cannot be in the world is refused, and the world stays as it was."""
    with pytest.raises(ValueError):  # noqa: PT011  each case has words of its own
        do(stage)  # type: ignore[operator]  # a function of a stage

from typing import Any

import pytest

from playground.telegram.world.values import ChatType, Status
from playground.telegram.world.world import member_of
from tests.unit.playground.telegram.stage import Stage

RUN = [{"command": "run", "description": "прогнать площадки"}]
STOP = [{"command": "stop", "description": "остановить"}]


async def test_get_me(stage: Stage) -> None:
    """A bot learns who it is and whether it sees all of a group."""
    assert await stage.ok("getMe") == {
        "id": stage.bot.id,
        "is_bot": True,
        "first_name": "Shop",
        "username": "shop_bot",
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    stage.bot.privacy = False
    assert (await stage.ok("getMe"))["can_read_all_group_messages"] is True


async def test_commands_by_exact_scope(stage: Stage) -> None:
    """A list of commands is found by exactly its scope and language."""
    private = {"type": "all_private_chats"}
    await stage.ok("setMyCommands", commands=RUN)
    await stage.ok("setMyCommands", commands=STOP, scope=private, language_code="ru")
    assert await stage.ok("getMyCommands") == RUN
    assert await stage.ok("getMyCommands", scope={"type": "default"}, language_code="") == RUN
    assert await stage.ok("getMyCommands", language_code="ru") == []
    assert await stage.ok("getMyCommands", scope=private) == []
    assert await stage.ok("getMyCommands", scope=private, language_code="ru") == STOP
    await stage.ok("setMyCommands")
    assert await stage.ok("getMyCommands") == []
    await stage.ok("deleteMyCommands", scope=private, language_code="ru")
    assert await stage.ok("getMyCommands", scope=private, language_code="ru") == []


async def test_scope_of_a_chat(stage: Stage) -> None:
    """A chat in a scope may be named either way, and must be one the bot is in."""
    chat = stage.group(username="team_chat")
    await stage.ok("setMyCommands", commands=RUN, scope={"type": "chat", "chat_id": "@team_chat"})
    scope = {"type": "chat", "chat_id": chat.id}
    assert await stage.ok("getMyCommands", scope=scope) == RUN
    refusal = await stage.refusal("getMyCommands", scope={"type": "chat", "chat_id": 5})
    assert refusal == "Bad Request: chat not found"


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"commands": "{"}, "can't parse commands JSON object"),
        ({"commands": {}}, "expected an Array of BotCommand"),
        ({"commands": RUN * 101}, "too many bot commands specified"),
        ({"commands": ["run"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": [{"command": "a"}]}, "can't parse BotCommand: Can't find field \"desc"),
        ({"commands": [{"command": "/", "description": "x"}]}, "command must be non-empty"),
        ({"commands": [{"command": "a" * 33, "description": "x"}]}, "must not exceed 32"),
        ({"commands": [{"command": "a", "description": " "}]}, "description must be non-empty"),
        ({"commands": [{"command": "a", "description": "x" * 257}]}, "must not exceed 256"),
        ({"commands": [{"command": "прогони", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "Run", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": RUN, "language_code": "rus"}, "invalid language code specified"),
        ({"commands": RUN, "scope": "[]"}, "BotCommandScope must be an Object"),
        ({"commands": RUN, "scope": {}}, 'BotCommandScope: Can\'t find field "type"'),
        ({"commands": RUN, "scope": {"type": "all"}}, "Unsupported type specified"),
        ({"commands": RUN, "scope": {"type": "chat"}}, 'Can\'t find field "chat_id"'),
        ({"commands": RUN, "scope": {"type": "chat", "chat_id": ""}}, "Empty chat_id specified"),
        (
            {"commands": RUN, "scope": {"type": "chat_member", "chat_id": 1, "user_id": 0}},
            "Invalid user_id specified",
        ),
    ],
)
async def test_refused_commands(stage: Stage, parameters: dict[str, Any], reason: str) -> None:
    """Commands that cannot be are refused in the server's words."""
    refusal = await stage.refusal("setMyCommands", **parameters)
    assert refusal.startswith("Bad Request: ")
    assert reason in refusal


async def test_longest_command(stage: Stage) -> None:
    """A command has up to 32 characters, its description up to 256; a slash is taken off."""
    command = {"command": "/" + "a_9" * 10 + "bc", "description": "я" * 256}
    await stage.ok("setMyCommands", commands=[command])
    assert (await stage.ok("getMyCommands"))[0]["command"] == "a_9" * 10 + "bc"


async def test_menu_order(stage: Stage) -> None:
    """A person is shown the list of the narrowest scope, first in their language."""
    chat = stage.group()
    boss, member = chat.member(stage.anna.id), chat.member(stage.boris.id)

    async def shown(scope: dict[str, Any], language: str = "") -> tuple[str, str, str]:
        name = {"command": scope["type"], "description": language or "-"}
        await stage.ok("setMyCommands", commands=[name], scope=scope, language_code=language)
        menus = [
            stage.bot.shown_commands(chat.type, chat.id, boss, "ru"),
            stage.bot.shown_commands(chat.type, chat.id, member, "ru"),
            stage.bot.shown_commands(ChatType.PRIVATE, 1, member_of(1), "en"),
        ]
        first, second, third = ("".join(m[0].values()) if m else "" for m in menus)
        return first, second, third

    assert await shown({"type": "default"}) == ("default-",) * 3
    assert await shown({"type": "default"}, "ru") == ("defaultru", "defaultru", "default-")
    everywhere = "all_group_chats-"
    assert await shown({"type": "all_group_chats"}) == (everywhere, everywhere, "default-")
    admins = "all_chat_administrators-"
    assert await shown({"type": "all_chat_administrators"}) == (admins, everywhere, "default-")
    here = {"chat_id": chat.id}
    assert await shown({"type": "chat", **here}) == ("chat-", "chat-", "default-")
    of_chat = "chat_administrators-"
    assert await shown({"type": "chat_administrators", **here}) == (of_chat, "chat-", "default-")
    assert await shown({"type": "chat_member", **here, "user_id": stage.boris.id}) == (
        of_chat,
        "chat_member-",
        "default-",
    )
    private = "all_private_chats-"
    assert (await shown({"type": "all_private_chats"}))[2] == private


@pytest.mark.parametrize(
    ("name", "longest"), [("Name", 64), ("Description", 512), ("ShortDescription", 120)]
)
async def test_texts(stage: Stage, name: str, longest: int) -> None:
    """A text is kept by language, falls back to the one for all, and has a length."""
    field = {"Name": "name", "Description": "description"}.get(name, "short_description")
    unset = (await stage.ok(f"getMy{name}"))[field]
    await stage.ok(f"setMy{name}", **{field: "для всех"})
    await stage.ok(f"setMy{name}", **{field: "x" * longest}, language_code="en")
    assert (await stage.ok(f"getMy{name}", language_code="ru"))[field] == "для всех"
    assert (await stage.ok(f"getMy{name}", language_code="en"))[field] == "x" * longest
    await stage.refusal(f"setMy{name}", **{field: "x" * (longest + 1)})
    await stage.ok(f"setMy{name}", **{field: ""}, language_code="en")
    assert (await stage.ok(f"getMy{name}", language_code="en"))[field] == "для всех"
    assert unset == ("Shop" if name == "Name" else "")


async def test_name_is_shown(stage: Stage) -> None:
    """The name for all languages is the bot's name."""
    await stage.ok("setMyName", name="Прогон")
    assert (await stage.ok("getMe"))["first_name"] == "Прогон"


async def test_menu_button(stage: Stage) -> None:
    """The menu button is one for all, or one person's own, and can be made the usual one again."""
    app = {"type": "web_app", "text": "Открыть", "web_app": {"url": "https://ya.ru"}}
    await stage.ok("setChatMenuButton", chat_id=stage.anna.id, menu_button=app)
    assert await stage.ok("getChatMenuButton", chat_id=stage.anna.id) == app
    assert await stage.ok("getChatMenuButton") == {"type": "commands"}
    await stage.ok("setChatMenuButton", chat_id=stage.anna.id)
    assert await stage.ok("getChatMenuButton", chat_id=stage.anna.id) == {"type": "commands"}
    for parameters in (
        {"chat_id": "x"},
        {"chat_id": 5},
        {"menu_button": "[]"},
        {"menu_button": {"type": "x"}},
        {"menu_button": {"type": "web_app", "text": "x"}},
    ):
        await stage.refusal("setChatMenuButton", **parameters)


def test_admins_only(stage: Stage) -> None:
    """A list for administrators is not shown to others, nor to those who were."""
    assert not member_of(1, Status.LEFT).is_admin
    assert member_of(1, Status.ADMINISTRATOR).is_admin

"""What a bot is and says of itself: getMe, commands, names and descriptions, menu button."""

import re
from dataclasses import replace
from typing import Any

from playground.telegram.api.access import Need, chat_for
from playground.telegram.api.context import Context, Result
from playground.telegram.errors import BadRequest
from playground.telegram.json_fields import Json, integer, mapping, string
from playground.telegram.text.entities import utf16_length
from playground.telegram.world.bots import CommandScope
from playground.telegram.world.render import bot_json

MAX_COMMANDS = 100
MAX_COMMAND = 32
MAX_COMMAND_DESCRIPTION = 256
MAX_NAME = 64
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120

_COMMAND = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SCOPES_OF_ALL = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
_SCOPES_OF_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})


def get_me(context: Context) -> Result:
    """The bot as a user."""
    return bot_json(context.bot)


def set_my_commands(context: Context) -> Result:
    """The list of commands for a scope and a language."""
    commands = _read_commands(context)
    context.bot.commands[_scope_and_language(context)] = commands
    return True


def get_my_commands(context: Context) -> Result:
    """The list set for exactly this scope and language."""
    return list(context.bot.commands.get(_scope_and_language(context), ()))


def delete_my_commands(context: Context) -> Result:
    """Take back the list of a scope and a language, so that a wider one shows."""
    context.bot.commands.pop(_scope_and_language(context), None)
    return True


def set_my_name(context: Context) -> Result:
    """The name for a language; for no language it is the name everywhere."""
    name = _set_text(context, "name", MAX_NAME)
    if name and not context.call.text("language_code"):
        context.bot.user = replace(context.bot.user, first_name=name)
    return True


def get_my_name(context: Context) -> Result:
    """The name for a language."""
    return {"name": _text(context, "name") or context.bot.user.first_name}


def set_my_description(context: Context) -> Result:
    """What an empty chat with the bot shows."""
    _set_text(context, "description", MAX_DESCRIPTION)
    return True


def get_my_description(context: Context) -> Result:
    """What an empty chat with the bot shows."""
    return {"description": _text(context, "description")}


def set_my_short_description(context: Context) -> Result:
    """What the bot's profile shows."""
    _set_text(context, "short_description", MAX_SHORT_DESCRIPTION)
    return True


def get_my_short_description(context: Context) -> Result:
    """What the bot's profile shows."""
    return {"short_description": _text(context, "short_description")}


def set_chat_menu_button(context: Context) -> Result:
    """The button beside the input field, for one person or for all."""
    value = context.call.json("menu_button", "menu button JSON object")
    button = {"type": "default"} if value is None else _menu_button(value)
    context.bot.menu_buttons[_menu_owner(context)] = button
    return True


def get_chat_menu_button(context: Context) -> Result:
    """The button a person is shown, or the one for all."""
    buttons = context.bot.menu_buttons
    for_all = buttons.get(0, {"type": "commands"})
    button = buttons.get(_menu_owner(context), for_all)
    return for_all if button == {"type": "default"} else button


def _read_commands(context: Context) -> tuple[Json, ...]:
    values = context.call.json("commands", "commands JSON object")
    if values is None:
        return ()
    if not isinstance(values, list):
        raise BadRequest("Expected an Array of BotCommand")
    if len(values) > MAX_COMMANDS:
        raise BadRequest("Too many bot commands specified")
    try:
        pairs = [_command_fields(value) for value in values]
    except BadRequest as error:
        raise BadRequest(f"Can't parse BotCommand: {error.message}") from None
    return tuple(_checked_command(*pair) for pair in pairs)


def _command_fields(value: Any) -> tuple[str, str]:
    if not isinstance(value, dict):
        raise BadRequest("expected an Object")
    return string(value, "command"), string(value, "description")


def _checked_command(command: str, description: str) -> Json:
    command, description = command.strip().removeprefix("/"), description.strip()
    if not command:
        raise BadRequest("Command must be non-empty")
    if len(command) > MAX_COMMAND:
        raise BadRequest(f"Command length must not exceed {MAX_COMMAND}")
    if not description:
        raise BadRequest("Command description must be non-empty")
    if len(description) > MAX_COMMAND_DESCRIPTION:
        raise BadRequest(f"Command description length must not exceed {MAX_COMMAND_DESCRIPTION}")
    if not _COMMAND.fullmatch(command):
        raise BadRequest("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def _scope_and_language(context: Context) -> tuple[CommandScope, str]:
    value = context.call.json("scope", "BotCommandScope JSON object")
    try:
        scope, chat_id = _scope(value)
    except BadRequest as error:
        raise BadRequest(f"Can't parse BotCommandScope: {error.message}") from None
    if chat_id:
        chat = chat_for(context.world, context.bot, chat_id, Need.READ_MEMBERS)
        scope = replace(scope, chat_id=chat.id)
    return scope, _language(context)


def _scope(value: Any) -> tuple[CommandScope, str]:
    """The scope, and the chat as it was named."""
    if value is None:
        return CommandScope(), ""
    if not isinstance(value, dict):
        raise BadRequest("BotCommandScope must be an Object")
    scope_type = string(value, "type")
    if scope_type in _SCOPES_OF_ALL:
        return CommandScope(type=scope_type), ""
    if scope_type not in _SCOPES_OF_CHAT:
        raise BadRequest("Unsupported type specified")
    chat_id = string(value, "chat_id")
    if not chat_id:
        raise BadRequest("Empty chat_id specified")
    user_id = integer(value, "user_id") if scope_type == "chat_member" else 0
    if user_id < 0 or (scope_type == "chat_member" and not user_id):
        raise BadRequest("Invalid user_id specified")
    return CommandScope(type=scope_type, user_id=user_id), chat_id


def _language(context: Context) -> str:
    language = context.call.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise BadRequest("Invalid language code specified")
    return language


def _set_text(context: Context, name: str, longest: int) -> str:
    text, key = context.call.text(name).strip(), (name, _language(context))
    if utf16_length(text) > longest:
        raise BadRequest(f"bot {name.replace('_', ' ')} is too long")
    if text:
        context.bot.texts[key] = text
    else:
        context.bot.texts.pop(key, None)
    return text


def _text(context: Context, name: str) -> str:
    texts = context.bot.texts
    return texts.get((name, _language(context))) or texts.get((name, ""), "")


def _menu_owner(context: Context) -> int:
    if not context.call.has("chat_id"):
        return 0
    user_id = context.call.integer("chat_id", high=2**53)
    if user_id <= 0:
        raise BadRequest("Invalid chat_id specified")
    if user_id not in context.world.people:
        raise BadRequest("chat not found")
    return user_id


def _menu_button(value: Any) -> Json:
    if not isinstance(value, dict):
        raise BadRequest("Can't parse menu button: MenuButton must be an Object")
    match string(value, "type"):
        case "default" | "commands" as simple:
            return {"type": simple}
        case "web_app":
            url = string(mapping(value, "web_app"), "url")
            return {"type": "web_app", "text": string(value, "text"), "web_app": {"url": url}}
        case _:
            raise BadRequest("Can't parse menu button: MenuButton has unsupported type")

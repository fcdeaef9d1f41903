"""Whether a message in a group is meant for the bot. In a private chat every message is."""

import re

from aiogram.types import Message

from bot.telegram.scene import Desk


def is_addressed(message: Message, desk: Desk) -> bool:
    """A command, a mention, an answer to the bot, or its name at the beginning."""
    if message.chat.type == "private":
        return True
    text = message.text or ""
    if text.startswith("/"):
        return _for_us(text, desk.bot_username)
    answered = message.reply_to_message
    if answered is not None and answered.from_user and answered.from_user.id == desk.bot_id:
        return True
    if f"@{desk.bot_username}".lower() in text.lower():
        return True
    first = _first_word(text).casefold()
    return bool(first) and first in desk.bot_names


def without_name(text: str, desk: Desk) -> str | None:
    """The text without the bot's name at its beginning; None where it does not begin so."""
    if _first_word(text).casefold() not in desk.bot_names:
        return None
    return re.sub(r"^\W*\w+[\s,:!.-]*", "", text, count=1)


def _first_word(text: str) -> str:
    match = re.match(r"\W*(\w+)", text)
    return match[1] if match else ""


def _for_us(text: str, username: str) -> bool:
    command, _, _ = text.partition(" ")
    _, at, name = command.partition("@")
    return not at or name.lower() == username.lower()

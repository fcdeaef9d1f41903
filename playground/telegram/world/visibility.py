"""What a bot sees of a group: privacy mode, decided from values alone.

After "Privacy mode" of the Bot API's documentation: an administrator sees everything; otherwise
commands meant for the bot, answers to it, mentions of it, and service messages.
"""

import re

from playground.telegram.text.entities import Kind
from playground.telegram.text.formatted import FormattedText
from playground.telegram.world.bots import Bot
from playground.telegram.world.chats import Chat
from playground.telegram.world.values import Message

# Of its own deeds a bot is told these (`Client::need_skip_update_message`).
_OWN_DEEDS = frozenset({"pinned_message", "left_chat_member", "forum_topic_created"})
_COMMAND = re.compile(r"/[A-Za-z0-9_]+(?:@(?P<name>[A-Za-z0-9_]+))?")


def sees(bot: Bot, chat: Chat, message: Message, *, sender_is_bot: bool) -> bool:
    """Whether the message becomes an update of the bot."""
    if message.service is not None:
        return message.sender_id != bot.id or message.service.kind in _OWN_DEEDS
    if sender_is_bot:
        return False
    if chat.is_private or not bot.privacy or chat.member(bot.id).is_admin:
        return True
    return concerns(bot, chat, message)


def concerns(bot: Bot, chat: Chat, message: Message) -> bool:
    """Whether a bot in privacy mode is meant by the message."""
    replied = chat.messages.get(message.reply_to)
    if replied is not None and replied.sender_id == bot.id:
        return True
    return _is_command_for(bot, chat, message.text) or _mentions(bot, message.text)


def _is_command_for(bot: Bot, chat: Chat, text: FormattedText) -> bool:
    command = _COMMAND.match(text.text)
    if command is None:
        return False
    if command["name"]:
        return command["name"].lower() == bot.user.username.lower()
    return chat.last_speaking_bot in (0, bot.id)


def _mentions(bot: Bot, text: FormattedText) -> bool:
    encoded = text.text.encode("utf-16-le")
    own_name = f"@{bot.user.username}".lower()
    for entity in text.entities:
        if entity.kind is Kind.TEXT_MENTION and entity.user_id == bot.id:
            return True
        if entity.kind in (Kind.MENTION, Kind.BOT_COMMAND):
            words = encoded[2 * entity.offset : 2 * entity.end].decode("utf-16-le").lower()
            if words.endswith(own_name):
                return True
    return False

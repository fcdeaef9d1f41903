"""Changing what the bot has said: text, caption, keyboard.

An edit that does not bring a keyboard takes the old one away. An edit that changes nothing is
refused, by comparing what the message would hold, not how the bot wrote it.
"""

from dataclasses import replace
from typing import Any

from playground.telegram.api.access import Need
from playground.telegram.api.context import Context, Result
from playground.telegram.api.keyboards import read_markup
from playground.telegram.api.methods.sending import read_link_preview
from playground.telegram.api.texts import message_caption, message_text
from playground.telegram.errors import BadRequest
from playground.telegram.world import posting
from playground.telegram.world.chats import Chat
from playground.telegram.world.render import message_json
from playground.telegram.world.values import Message

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def edit_message_text(context: Context) -> Result:
    """A new text, with the keyboard that comes with it."""
    preview = read_link_preview(context.call)
    text, keyboard = message_text(context), read_markup(context.call).inline
    chat, message = _editable(context)
    if message.file is not None:
        raise BadRequest("There is no text in the message to edit")
    return _edited(context, chat, message, text=text, keyboard=keyboard, link_preview=preview)


def edit_message_caption(context: Context) -> Result:
    """A new caption, or none, with the keyboard that comes with it."""
    caption, keyboard = message_caption(context), read_markup(context.call).inline
    chat, message = _editable(context)
    if message.file is None:
        raise BadRequest("There is no caption in the message to edit")
    above = context.call.flag("show_caption_above_media")
    return _edited(context, chat, message, text=caption, keyboard=keyboard, caption_above=above)


def edit_message_reply_markup(context: Context) -> Result:
    """A new keyboard, or none."""
    keyboard = read_markup(context.call).inline
    chat, message = _editable(context)
    return _edited(context, chat, message, keyboard=keyboard)


def _editable(context: Context) -> tuple[Chat, Message]:
    """The message to edit: the bot's own, not forwarded, without a keyboard for the client."""
    call = context.call
    if not call.text("chat_id") and not call.message_id():
        if not call.text("inline_message_id"):
            raise BadRequest("Message identifier is not specified")
        raise BadRequest("MESSAGE_ID_INVALID")  # there are no inline messages here
    chat = context.chat(Need.EDIT)
    message = context.message(chat, "message to edit")
    is_own = message.sender_id == context.bot.id and message.service is None
    if not is_own or message.origin is not None or message.reply_keyboard is not None:
        raise BadRequest("Message can't be edited")
    return chat, message


def _edited(context: Context, chat: Chat, message: Message, **changes: Any) -> Result:
    context.spend(chat)
    if replace(message, **changes) == message:
        raise BadRequest(_NOT_MODIFIED)
    edited = posting.edit(context.world, chat, message, **changes)
    return message_json(context.world, chat, edited, context.bot)

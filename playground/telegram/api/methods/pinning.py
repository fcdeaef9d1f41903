"""pinChatMessage, unpinChatMessage, unpinAllChatMessages.

In a private chat a bot may pin anything, always without a sound; in a group it takes the right.
"""

from playground.telegram.api.access import Need
from playground.telegram.api.context import Context, Result
from playground.telegram.errors import BadRequest
from playground.telegram.world import posting
from playground.telegram.world.chats import Chat


def pin_chat_message(context: Context) -> Result:
    """Pin a message; the chat says so in a service message."""
    chat = context.chat(Need.WRITE)
    message = context.message(chat, "message to pin")
    _check_right(context, chat)
    if message.service is not None:
        raise BadRequest("Message can't be pinned")
    is_silent = context.call.flag("disable_notification")
    posting.pin(context.world, chat, message.id, context.bot.id, is_silent=is_silent)
    return True


def unpin_chat_message(context: Context) -> Result:
    """Unpin a message; the newest pinned one if none is named."""
    chat = context.chat(Need.WRITE)
    if context.call.message_id():
        message = context.message(chat, "message to unpin")
    else:
        newest = chat.pinned_message()
        if newest is None:
            raise BadRequest("message to unpin not found")
        message = newest
    _check_right(context, chat)
    posting.unpin(context.world, chat, message.id)
    return True


def unpin_all_chat_messages(context: Context) -> Result:
    """Unpin everything."""
    chat = context.chat(Need.WRITE)
    _check_right(context, chat)
    posting.unpin(context.world, chat, *chat.pinned)
    return True


def _check_right(context: Context, chat: Chat) -> None:
    if not chat.is_private and not chat.member(context.bot.id).may("can_pin_messages"):
        raise BadRequest("Not enough rights to manage pinned messages in the chat")

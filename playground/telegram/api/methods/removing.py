"""deleteMessage and deleteMessages."""

from playground.telegram import json_fields
from playground.telegram.api.access import Need
from playground.telegram.api.context import Context, Result
from playground.telegram.errors import BadRequest
from playground.telegram.world import posting
from playground.telegram.world.chats import Chat
from playground.telegram.world.values import Message

DELETABLE_FOR = 48 * 3600
MAX_AT_ONCE = 100
_MAX_MESSAGE_ID = 2**31 - 1


def delete_message(context: Context) -> Result:
    """Take one message away."""
    if not context.call.text("chat_id"):
        raise BadRequest("Chat identifier is not specified")
    if not context.call.message_id():
        raise BadRequest("Message identifier is not specified")
    chat = context.chat(Need.WRITE)
    message = context.message(chat, "message to delete")
    _check_deletable(context, chat, message)
    posting.delete(context.world, chat, message.id)
    return True


def delete_messages(context: Context) -> Result:
    """Take up to 100 messages away; those that are not there are passed over."""
    message_ids = _read_message_ids(context)
    chat = context.chat(Need.WRITE)
    messages = [chat.messages[i] for i in dict.fromkeys(message_ids) if i in chat.messages]
    for message in messages:
        _check_deletable(context, chat, message)
    for message in messages:
        posting.delete(context.world, chat, message.id)
    return True


def _check_deletable(context: Context, chat: Chat, message: Message) -> None:
    """Own messages and a private chat's for two days; others' in a group by right."""
    is_own = message.sender_id == context.bot.id
    if not chat.is_private and chat.member(context.bot.id).may("can_delete_messages"):
        return
    if not is_own and not chat.is_private:
        raise BadRequest("Message can't be deleted")
    if context.world.clock.now() - message.date >= DELETABLE_FOR:
        raise BadRequest("Message can't be deleted for everyone")


def _read_message_ids(context: Context) -> list[int]:
    values = context.call.json("message_ids", "message_ids JSON object")
    if values is None:
        raise BadRequest("Message identifiers are not specified")
    if not isinstance(values, list):
        raise BadRequest("Expected an Array of message identifiers")
    if len(values) > MAX_AT_ONCE:
        raise BadRequest("Too many message identifiers specified")
    if not values:
        raise BadRequest("Message identifiers are not specified")
    return [_message_id(value) for value in values]


def _message_id(value: object) -> int:
    if not isinstance(value, (int, str)) or isinstance(value, bool):
        raise BadRequest("Message identifier must be a Number")
    try:
        number = json_fields.integer({"id": value}, "id")
    except BadRequest:
        raise BadRequest("Can't parse message identifier as Number") from None
    if not 0 < number <= _MAX_MESSAGE_ID:
        raise BadRequest("Invalid message identifier specified")
    return number

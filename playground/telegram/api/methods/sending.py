"""New messages: sendMessage, sendDocument, sendPhoto, copyMessage, forwardMessage."""

from dataclasses import dataclass, replace

from playground.telegram.api.access import Need, message_in
from playground.telegram.api.call import Call
from playground.telegram.api.context import Context, Result
from playground.telegram.api.keyboards import read_markup
from playground.telegram.api.methods.uploads import read_file
from playground.telegram.api.texts import message_caption, message_text
from playground.telegram.errors import BadRequest
from playground.telegram.json_fields import Json, boolean, integer, string
from playground.telegram.text.entities import utf16_length
from playground.telegram.world import posting
from playground.telegram.world.chats import Chat
from playground.telegram.world.render import message_json
from playground.telegram.world.values import ChatType, MediaKind, Message, Origin, Quote

_PREVIEW_FLAGS = ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text")


def send_message(context: Context) -> Result:
    """A text."""
    preview = read_link_preview(context.call)
    text = message_text(context)
    return _sent(context, Message(sender_id=context.bot.id, text=text, link_preview=preview))


def send_document(context: Context) -> Result:
    """A file."""
    file = read_file(context, MediaKind.DOCUMENT)
    caption = message_caption(context)
    return _sent(context, Message(sender_id=context.bot.id, text=caption, file=file))


def send_photo(context: Context) -> Result:
    """A picture."""
    message = Message(
        sender_id=context.bot.id,
        file=read_file(context, MediaKind.PHOTO),
        text=message_caption(context),
        caption_above=context.call.flag("show_caption_above_media"),
        has_spoiler=context.call.flag("has_spoiler"),
    )
    return _sent(context, message)


def copy_message(context: Context) -> Result:
    """The content of a message, said anew by the bot."""
    original = _original(context, "message to copy")
    if original.service is not None or original.is_protected:
        raise BadRequest("Message can't be copied")
    has_new_caption = original.file is not None and context.call.has("caption")
    message = Message(
        sender_id=context.bot.id,
        text=message_caption(context) if has_new_caption else original.text,
        file=original.file,
        link_preview=original.link_preview,
        caption_above=original.caption_above,
        has_spoiler=original.has_spoiler,
    )
    _, posted = _post(context, message)
    return {"message_id": posted.id}


def forward_message(context: Context) -> Result:
    """A message shown in another chat with its author's name."""
    original = _original(context, "message to forward")
    if original.service is not None or original.is_protected:
        raise BadRequest("Message can't be forwarded")
    origin = original.origin or Origin(
        date=original.date, user_id=original.sender_id, chat_id=original.sender_chat_id
    )
    message = Message(
        sender_id=context.bot.id, text=original.text, file=original.file, origin=origin
    )
    return _sent(context, message)


def read_link_preview(call: Call) -> Json | None:
    """The `link_preview_options`, or what the older parameter says."""
    if not call.text("link_preview_options"):
        return {"is_disabled": True} if call.flag("disable_web_page_preview") else None
    value = call.json("link_preview_options", "link preview options JSON object")
    if not isinstance(value, dict):
        raise BadRequest("Object expected as link preview options")
    url = string(value, "url", "")
    options: Json = {name: True for name in _PREVIEW_FLAGS if boolean(value, name)}
    return options | ({"url": url} if url else {})


def _original(context: Context, title: str) -> Message:
    context.call.required("from_chat_id")
    source = context.chat(Need.READ, "from_chat_id")
    return message_in(source, context.bot, context.call.message_id(), title)


def _sent(context: Context, message: Message) -> Result:
    chat, posted = _post(context, message)
    return message_json(context.world, chat, posted, context.bot)


def _post(context: Context, message: Message) -> tuple[Chat, Message]:
    """Add what all messages may have, and post."""
    call = context.call
    reply = _read_reply(call)
    markup = read_markup(call)
    chat = context.chat(Need.WRITE)
    replied = _replied(context, chat, reply)
    complete = replace(
        message,
        reply_to=replied.id if replied else 0,
        quote=_quote(replied, reply.quote) if replied and reply.quote else None,
        thread=_thread(chat, call.message_id("message_thread_id")),
        keyboard=markup.inline,
        reply_keyboard=markup.other,
        is_protected=call.flag("protect_content"),
        is_silent=call.flag("disable_notification"),
    )
    context.spend(chat)
    return chat, posting.post(context.world, chat, complete)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reply:
    message_id: int = 0
    chat_id: str = ""
    is_optional: bool = False
    quote: str = ""


def _read_reply(call: Call) -> _Reply:
    """The `reply_parameters`, or the older parameters."""
    if not call.has("reply_parameters"):
        return _Reply(
            message_id=call.message_id("reply_to_message_id"),
            is_optional=call.flag("allow_sending_without_reply"),
        )
    if not call.text("reply_parameters"):
        return _Reply()
    value = call.json("reply_parameters", "reply parameters JSON object")
    if not isinstance(value, dict):
        raise BadRequest("Object expected as reply parameters")
    if not value:
        return _Reply()
    return _Reply(
        message_id=max(0, integer(value, "message_id")),
        chat_id=string(value, "chat_id", ""),
        is_optional=boolean(value, "allow_sending_without_reply"),
        quote=string(value, "quote", ""),
    )


def _replied(context: Context, chat: Chat, reply: _Reply) -> Message | None:
    if not reply.message_id:
        return None
    if reply.chat_id not in ("", str(chat.id), f"@{chat.username}"):
        raise BadRequest("the playground does not serve replies to messages of another chat")
    if reply.is_optional and reply.message_id not in chat.messages:
        return None
    return message_in(chat, context.bot, reply.message_id, "message to be replied")


def _quote(replied: Message, quote: str) -> Quote:
    index = replied.text.text.find(quote)
    if index < 0:
        raise BadRequest("QUOTE_TEXT_INVALID")
    return Quote(text=quote, position=utf16_length(replied.text.text[:index]))


def _thread(chat: Chat, thread: int) -> int:
    """The topic of a forum, or the thread of answers in another supergroup."""
    is_reply_thread = chat.type is ChatType.SUPERGROUP and not chat.is_forum
    if not thread or thread in chat.topics or (is_reply_thread and thread in chat.messages):
        return thread
    raise BadRequest("Message thread not found")

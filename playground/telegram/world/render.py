"""The world as one bot sees it, in the objects of the Bot API.

File ids differ from bot to bot, so everything is rendered for someone. A message inside another
message (answered or pinned) is shown without a third one inside.
"""

from typing import Any

from playground.telegram.text.entities import Entity, Kind
from playground.telegram.world.bots import Bot
from playground.telegram.world.chats import Chat
from playground.telegram.world.files import unique_id
from playground.telegram.world.values import (
    GROUP_ANONYMOUS_BOT_ID,
    RIGHTS,
    Json,
    Keyboard,
    MediaKind,
    Member,
    Message,
    Origin,
    Service,
    Status,
    StoredFile,
    User,
)
from playground.telegram.world.world import Press, World

_COLOURS = 7
_MAX_REACTIONS = 11
_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def user_json(user: User) -> Json:
    """A User."""
    return {
        "id": user.id,
        "is_bot": user.is_bot,
        "first_name": user.first_name,
        **_given(
            last_name=user.last_name, username=user.username, language_code=user.language_code
        ),
    }


def bot_json(bot: Bot) -> Json:
    """A User with the fields only `getMe` shows."""
    return user_json(bot.user) | {
        "can_join_groups": bot.can_join_groups,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_json(world: World, chat: Chat) -> Json:
    """A Chat."""
    common: Json = {"id": chat.id, "type": chat.type.value}
    if chat.is_private:
        person = world.people[chat.id]
        names = {"first_name": person.first_name, "last_name": person.last_name}
        return common | _given(**names, username=person.username)
    return common | _given(title=chat.title, username=chat.username, is_forum=chat.is_forum)


def full_chat_json(world: World, chat: Chat, bot: Bot) -> Json:
    """A ChatFullInfo."""
    full = chat_json(world, chat) | {
        "accent_color_id": abs(chat.id) % _COLOURS,
        "max_reaction_count": _MAX_REACTIONS,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    username = full.get("username")
    if username:
        full["active_usernames"] = [username]
    if not chat.is_private:
        full["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    pinned = chat.pinned_message()
    if pinned is not None:
        full["pinned_message"] = message_json(world, chat, pinned, bot, nested=True)
    return full


def member_json(world: World, member: Member) -> Json:
    """A ChatMember of the kind the status calls for."""
    user = user_json(world.known_user(member.user_id))
    body: Json = {"status": member.status.value, "user": user}
    title = _given(custom_title=member.custom_title)
    match member.status:
        case Status.CREATOR:
            return body | {"is_anonymous": member.is_anonymous} | title
        case Status.ADMINISTRATOR:
            rights = {right: member.may(right) for right in RIGHTS}
            anonymity = {"can_be_edited": False, "is_anonymous": member.is_anonymous}
            return body | anonymity | rights | title
        case Status.KICKED:
            return body | {"until_date": 0}
        case _:
            return body


def message_json(
    world: World, chat: Chat, message: Message, bot: Bot, *, nested: bool = False
) -> Json:
    """A Message."""
    body: Json = {
        "message_id": message.id,
        "from": user_json(_sender(world, message)),
        "chat": chat_json(world, chat),
        "date": message.date,
        **_given(
            author_signature=message.author_signature,
            edit_date=message.edit_date,
            has_protected_content=message.is_protected,
            message_thread_id=message.thread,
            is_topic_message=message.thread in chat.topics,
        ),
    }
    if message.sender_chat_id:
        body["sender_chat"] = chat_json(world, chat)
    if message.origin is not None:
        body["forward_origin"] = _origin_json(world, message.origin, bot)
    if not nested:
        body |= _reply_json(world, chat, message, bot)
    body |= _content_json(world, chat, message, bot)
    if message.keyboard:
        body["reply_markup"] = keyboard_json(message.keyboard)
    return body


def maybe_message_json(
    world: World, chat: Chat, message_id: int, bot: Bot, *, nested: bool = False
) -> Json:
    """A Message, or an InaccessibleMessage where it has been deleted."""
    message = chat.messages.get(message_id)
    if message is not None:
        return message_json(world, chat, message, bot, nested=nested)
    return {"chat": chat_json(world, chat), "message_id": message_id, "date": 0}


def press_json(world: World, press: Press, bot: Bot) -> Json:
    """A CallbackQuery."""
    user = world.people[press.user_id]
    return {
        "id": press.id,
        "from": user_json(user),
        "message": maybe_message_json(world, press.chat, press.message_id, bot),
        "chat_instance": str(-(press.chat.id * 1_000_003 + bot.id)),
        "data": press.data,
    }


def file_json(world: World, file: StoredFile, bot: Bot) -> Json:
    """What all descriptions of a file begin with."""
    return {
        "file_id": world.files.file_id(file, bot.id),
        "file_unique_id": unique_id(file),
        "file_size": len(file.content),
    }


def keyboard_json(keyboard: Keyboard) -> Json:
    """An InlineKeyboardMarkup."""
    return {"inline_keyboard": [list(row) for row in keyboard]}


def entity_json(world: World, entity: Entity) -> Json:
    """A MessageEntity."""
    body: Json = {
        "type": entity.kind.value,
        "offset": entity.offset,
        "length": entity.length,
        **_given(
            url=entity.url,
            language=entity.language,
            custom_emoji_id=entity.custom_emoji_id,
            unix_time=entity.unix_time,
            date_time_format=entity.date_time_format,
        ),
    }
    user = world.user(entity.user_id) if entity.kind is Kind.TEXT_MENTION else None
    return body | ({"user": user_json(user)} if user else {})


def _sender(world: World, message: Message) -> User:
    """Who the message is from: behind an anonymous administrator stands one bot for all."""
    return world.known_user(GROUP_ANONYMOUS_BOT_ID if message.sender_chat_id else message.sender_id)


def _origin_json(world: World, origin: Origin, bot: Bot) -> Json:
    if origin.chat_id:
        chat = world.find_chat(origin.chat_id, bot.id)
        sender = {"sender_chat": chat_json(world, chat)} if chat else {}
        return {"type": "chat", "date": origin.date, **sender}
    user = world.known_user(origin.user_id)
    return {"type": "user", "date": origin.date, "sender_user": user_json(user)}


def _reply_json(world: World, chat: Chat, message: Message, bot: Bot) -> Json:
    replied = chat.messages.get(message.reply_to)
    if replied is None:
        return {}
    body: Json = {"reply_to_message": message_json(world, chat, replied, bot, nested=True)}
    if message.quote is not None:
        quote = message.quote
        body["quote"] = {"text": quote.text, "position": quote.position, "is_manual": True}
    return body


def _content_json(world: World, chat: Chat, message: Message, bot: Bot) -> Json:
    if message.service is not None:
        return {message.service.kind: _service_value(world, chat, message.service, bot)}
    entities = [entity_json(world, entity) for entity in message.text.entities]
    if message.file is None:
        preview = dict(message.link_preview) if message.link_preview else None
        texts = {"text": message.text.text, "entities": entities, "link_preview_options": preview}
        return _given(**texts)
    return {
        message.file.kind.value: _media_json(world, message.file, bot),
        **_given(
            caption=message.text.text,
            caption_entities=entities,
            show_caption_above_media=message.caption_above,
            has_media_spoiler=message.has_spoiler,
        ),
    }


def _media_json(world: World, file: StoredFile, bot: Bot) -> Json | list[Json]:
    common = file_json(world, file, bot)
    if file.kind is MediaKind.PHOTO:
        return [common | {"width": file.width, "height": file.height}]
    return common | _given(file_name=file.name, mime_type=file.mime_type)


def _service_value(world: World, chat: Chat, service: Service, bot: Bot) -> Any:
    match service.kind:
        case "pinned_message":
            return maybe_message_json(world, chat, service.value, bot, nested=True)
        case "new_chat_members":
            return [user_json(world.known_user(user_id)) for user_id in service.value]
        case "left_chat_member":
            return user_json(world.known_user(service.value))
        case _:
            return service.value


def _given(**fields: Any) -> Json:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value}

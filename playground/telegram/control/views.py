"""The world as people and tests see it: everything, with nobody's ids of files in it."""

from typing import Any

from playground.telegram.api.faults import Fault
from playground.telegram.api.transcript import Entry
from playground.telegram.json_fields import Json
from playground.telegram.world.bots import Bot
from playground.telegram.world.chats import Chat
from playground.telegram.world.render import entity_json
from playground.telegram.world.values import Member, Message, StoredFile, User
from playground.telegram.world.world import Press, World


def bot_view(bot: Bot) -> Json:
    """A bot; its token is not shown."""
    return {
        "id": bot.id,
        "username": bot.user.username,
        "first_name": bot.user.first_name,
        "privacy": bot.privacy,
        "webhook": bot.webhook.url.replace(bot.token, "<token>") if bot.webhook else None,
        "pending_updates": len(bot.updates),
    }


def person_view(person: User) -> Json:
    """A person."""
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.username,
        "language_code": person.language_code,
    }


def chat_summary(world: World, chat: Chat) -> Json:
    """A chat without its messages."""
    return {
        "id": chat.id,
        "type": chat.type.value,
        "title": chat.title or world.people[chat.id].first_name,
        "username": chat.username,
        "is_forum": chat.is_forum,
        "bot": world.bots[chat.bot_id].user.username if chat.bot_id else None,
        "version": chat.version,
        "upgraded_to": chat.upgraded_to or None,
        "upgraded_from": chat.upgraded_from or None,
        "members": [_member_view(world, member) for member in chat.members.values()],
    }


def chat_view(world: World, chat: Chat, last: int) -> Json:
    """A chat as it is on the screen now; of its messages the `last` ones, 0 for all."""
    acting = chat.now_acting(world.clock.now())
    return chat_summary(world, chat) | {
        "messages": [
            message_view(world, chat, message) for message in list(chat.messages.values())[-last:]
        ],
        "deleted": sorted(chat.deleted),
        "pinned": sorted(chat.pinned),
        "topics": {str(thread): name for thread, name in chat.topics.items()},
        "actions": {_name(world, user_id): action for user_id, action in acting.items()},
        "keyboard": _shown_keyboard(chat),
        "presses": [
            press_view(world, press) for press in world.presses.values() if press.chat is chat
        ],
    }


def message_view(world: World, chat: Chat, message: Message) -> Json:
    """A message with what the screen shows around it; `edits` counts its changes."""
    return {
        "id": message.id,
        "from": _sender_view(world, chat, message),
        "date": message.date,
        "text": message.text.text,
        "entities": [entity_json(world, entity) for entity in message.text.entities],
        "keyboard": [list(row) for row in message.keyboard],
        "file": _file_view(message.file) if message.file else None,
        "service": _service_view(message),
        "reply_to": message.reply_to or None,
        "quote": message.quote.text if message.quote else None,
        "thread": message.thread or None,
        "forwarded": message.origin is not None,
        "silent": message.is_silent,
        "protected": message.is_protected,
        "pinned": message.id in chat.pinned,
        "edits": message.edits,
        "edit_date": message.edit_date or None,
        "reactions": {_name(world, who): list(what) for who, what in message.reactions.items()},
    }


def press_view(world: World, press: Press) -> Json:
    """A press: `waiting` while the button spins, then `answered` or `expired`."""
    answer = press.answer
    is_late = press.has_expired(world.clock.now())
    return {
        "id": press.id,
        "message_id": press.message_id,
        "from": press.user_id,
        "data": press.data,
        "state": "answered" if answer else "expired" if is_late else "waiting",
        "text": answer.text if answer else "",
        "show_alert": answer.show_alert if answer else False,
        "url": answer.url if answer else "",
    }


def fault_view(fault: Fault) -> Json:
    """A line of the fault script."""
    return {
        "id": fault.id,
        "trouble": fault.trouble.value,
        "method": fault.method,
        "bot": fault.bot_id or None,
        "chat_id": fault.chat_id or None,
        "times": fault.times,
        "until": fault.until,
        "retry_after": fault.retry_after,
        "status": fault.status,
        "delay": fault.delay,
        "migrate_to_chat_id": fault.migrate_to_chat_id or None,
    }


def entry_view(entry: Entry) -> Json:
    """A line of the transcript."""
    return {
        "number": entry.number,
        "at": entry.at,
        "bot": entry.bot,
        "method": entry.method,
        "parameters": entry.parameters,
        "status": entry.status,
        "answer": entry.answer,
        "remarks": list(entry.remarks),
        "fault": entry.fault or None,
    }


def _member_view(world: World, member: Member) -> Json:
    return {
        "id": member.user_id,
        "name": _name(world, member.user_id),
        "status": member.status.value,
        "rights": sorted(member.rights),
        "is_anonymous": member.is_anonymous,
    }


def _sender_view(world: World, chat: Chat, message: Message) -> Json:
    user = world.user(message.sender_id)
    is_anonymous = message.sender_chat_id != 0
    return {
        "id": message.sender_chat_id or message.sender_id,
        "name": chat.title if is_anonymous else _name(world, message.sender_id),
        "is_bot": bool(user and user.is_bot),
    }


def _file_view(file: StoredFile) -> Json:
    return {
        "kind": file.kind.value,
        "name": file.name,
        "mime_type": file.mime_type,
        "size": len(file.content),
        "width": file.width or None,
        "height": file.height or None,
    }


def _service_view(message: Message) -> Json | None:
    service = message.service
    return {"kind": service.kind, "value": service.value} if service else None


def _shown_keyboard(chat: Chat) -> Any:
    """The last keyboard a bot gave the client, unless it was taken away since."""
    for message in reversed(chat.messages.values()):
        if message.reply_keyboard is not None:
            return message.reply_keyboard.get("keyboard")
    return None


def _name(world: World, user_id: int) -> str:
    user = world.user(user_id)
    return user.first_name if user else str(user_id)

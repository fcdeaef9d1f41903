"""The laws of a chat: a message is posted, edited, deleted, pinned; members come and go.

Every change goes through here, so that the bots concerned get their updates and whoever watches
the chat is woken. Nothing here asks who may do it: see `api.access` and `people`.
"""

from dataclasses import replace
from typing import Any

from playground.telegram.world.bots import Bot
from playground.telegram.world.chats import ACTION_LIFETIME, Chat
from playground.telegram.world.render import (
    chat_json,
    member_json,
    message_json,
    press_json,
    user_json,
)
from playground.telegram.world.values import (
    ChatType,
    Json,
    Member,
    Message,
    Service,
    User,
)
from playground.telegram.world.visibility import sees
from playground.telegram.world.world import Press, World


def post(world: World, chat: Chat, message: Message) -> Message:
    """Put a new message into the chat."""
    message_id = world.next_message_id(chat)
    if message.service is not None and message.service.kind == "forum_topic_created":
        chat.topics[message_id] = message.service.value["name"]
        message = replace(message, thread=message_id)
    message = replace(
        message,
        id=message_id,
        date=int(world.clock.now()),
        thread=message.thread or _reply_thread(chat, message.reply_to),
    )
    _tell(world, chat, message, "message")
    chat.messages[message.id] = message
    chat.actions.pop(message.sender_id, None)
    if message.sender_id in world.bots and message.service is None:
        chat.last_speaking_bot = message.sender_id
    world.touch(chat)
    return message


def post_service(world: World, chat: Chat, by: int, kind: str, value: object) -> Message:
    """Put a service message into the chat."""
    return post(world, chat, Message(sender_id=by, service=Service(kind=kind, value=value)))


def edit(world: World, chat: Chat, message: Message, **changes: Any) -> Message:
    """Put a changed message in the place of the old one; both bots and people see the new one."""
    edited = replace(message, **changes, edit_date=int(world.clock.now()), edits=message.edits + 1)
    chat.messages[message.id] = edited
    _tell(world, chat, edited, "edited_message")
    world.touch(chat)
    return edited


def delete(world: World, chat: Chat, message_id: int) -> None:
    """Take a message away; nobody is told."""
    chat.deleted[message_id] = chat.messages.pop(message_id)
    chat.pinned.discard(message_id)
    world.touch(chat)


def pin(world: World, chat: Chat, message_id: int, by: int, *, is_silent: bool = False) -> None:
    """Pin a message and say so in the chat, in private without a sound; once is enough."""
    if message_id not in chat.pinned:
        chat.pinned.add(message_id)
        service = Service(kind="pinned_message", value=message_id)
        is_silent = is_silent or chat.is_private
        post(world, chat, Message(sender_id=by, service=service, is_silent=is_silent))


def unpin(world: World, chat: Chat, *message_ids: int) -> None:
    """Unpin messages; nobody is told."""
    chat.pinned.difference_update(message_ids)
    world.touch(chat)


def act(world: World, chat: Chat, user_id: int, action: str) -> None:
    """Show a user as typing or uploading for five seconds."""
    chat.actions[user_id] = (action, world.clock.now() + ACTION_LIFETIME)
    world.touch(chat)


def set_member(world: World, chat: Chat, member: Member, by: int) -> None:
    """Change a user's place in the chat; arrivals and departures are said in a group."""
    old = chat.member(member.user_id)
    chat.members[member.user_id] = member
    _tell_of_member(world, chat, old, member, by)
    if chat.is_private or (old.is_present == member.is_present):
        world.touch(chat)
    elif member.is_present:
        post_service(world, chat, by, "new_chat_members", (member.user_id,))
    else:
        post_service(world, chat, by, "left_chat_member", member.user_id)


def upgrade(world: World, chat: Chat, by: int) -> Chat:
    """Turn a group into a supergroup with another id; both chats say so."""
    new = world.add_group(ChatType.SUPERGROUP, chat.title)
    new.members = dict(chat.members)
    new.upgraded_from = chat.id
    post_service(world, chat, by, "migrate_to_chat_id", new.id)
    chat.upgraded_to = new.id
    post_service(world, new, by, "migrate_from_chat_id", chat.id)
    return new


def press(world: World, chat: Chat, message: Message, user: User, data: str) -> Press:
    """Press a callback button under a bot's message; the bot is told."""
    made = world.new_press(chat, message.id, message.sender_id, user.id, data)
    bot = world.bots[message.sender_id]
    bot.updates.add("callback_query", press_json(world, made, bot))
    world.touch(chat)
    return made


def react(
    world: World, chat: Chat, message: Message, user_id: int, reactions: tuple[Json, ...]
) -> None:
    """Set a user's reactions to a message; administrator bots learn of a person's."""
    old = message.reactions.get(user_id, ())
    others = {who: given for who, given in message.reactions.items() if who != user_id}
    given = others | ({user_id: reactions} if reactions else {})
    chat.messages[message.id] = replace(message, reactions=given)
    world.touch(chat)
    user = world.people.get(user_id)
    if user is None or old == reactions:
        return
    for bot in world.bots_in(chat):
        if chat.is_private or chat.member(bot.id).is_admin:
            update = {
                "chat": chat_json(world, chat),
                "message_id": message.id,
                "user": user_json(user),
                "date": int(world.clock.now()),
                "old_reaction": list(old),
                "new_reaction": list(reactions),
            }
            bot.updates.add("message_reaction", update)


def _reply_thread(chat: Chat, reply_to: int) -> int:
    """In a supergroup answers form threads, and in a forum they stay in the topic."""
    replied = chat.messages.get(reply_to)
    if replied is None or chat.type is not ChatType.SUPERGROUP:
        return 0
    return replied.thread or (0 if chat.is_forum else replied.id)


def _tell(world: World, chat: Chat, message: Message, kind: str) -> None:
    sender_is_bot = message.sender_id in world.bots
    for bot in _listeners(world, chat, message):
        if sees(bot, chat, message, sender_is_bot=sender_is_bot):
            bot.updates.add(kind, message_json(world, chat, message, bot))


def _listeners(world: World, chat: Chat, message: Message) -> list[Bot]:
    """The bots of the chat, and one that the message says has just left."""
    bots = world.bots_in(chat)
    if message.service is not None and message.service.kind == "left_chat_member":
        gone = world.bots.get(message.service.value)
        bots += [gone] if gone is not None and gone not in bots else []
    return bots


def _tell_of_member(world: World, chat: Chat, old: Member, new: Member, by: int) -> None:
    actor = world.known_user(by)
    for bot in world.bots.values():
        concerned = new.user_id == bot.id
        watching = chat.member(bot.id).is_admin and not chat.is_private
        if not concerned and not watching:
            continue
        update = {
            "chat": chat_json(world, chat),
            "from": user_json(actor),
            "date": int(world.clock.now()),
            "old_chat_member": member_json(world, old),
            "new_chat_member": member_json(world, new),
        }
        bot.updates.add("my_chat_member" if concerned else "chat_member", update)

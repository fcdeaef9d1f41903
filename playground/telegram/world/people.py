"""What people do: write, send files, press buttons, react, come, go and block.

The rules here are those of a client: a stranger to a group cannot speak in it, and a button is
pressed where it is seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from playground.telegram.text.entities import Entity
from playground.telegram.text.formatted import (
    MAX_CAPTION,
    MAX_TEXT,
    FormattedText,
    TextError,
    formatted,
)
from playground.telegram.world import posting
from playground.telegram.world.bots import Bot
from playground.telegram.world.chats import Chat
from playground.telegram.world.values import (
    ChatType,
    Json,
    Member,
    Message,
    Status,
    StoredFile,
    User,
)
from playground.telegram.world.world import Press, World, WorldError

_TOPIC_COLOUR = 0x6FB9F0


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a person types, with what they mark in it themselves."""

    text: str = ""
    entities: tuple[Entity, ...] = ()
    reply_to: int = 0
    thread: int = 0


def say(
    world: World, chat: Chat, person: User, words: Words, *, file: StoredFile | None = None
) -> Message:
    """A person writes a message, or sends a file with a caption."""
    member = _present(chat, person)
    text = _typed(words, file)
    if words.reply_to and words.reply_to not in chat.messages:
        raise WorldError(f"there is no message {words.reply_to} to answer")
    if words.thread and words.thread not in chat.topics:
        raise WorldError(f"there is no topic {words.thread}")
    _unblock(world, chat, person)
    message = Message(
        sender_id=person.id,
        sender_chat_id=chat.id if member.is_anonymous else 0,
        author_signature=member.custom_title if member.is_anonymous else "",
        text=text,
        file=file,
        reply_to=words.reply_to,
        thread=words.thread,
    )
    return posting.post(world, chat, message)


def rewrite(world: World, chat: Chat, person: User, message_id: int, words: Words) -> Message:
    """A person edits a message of theirs."""
    message = _own(chat, person, message_id)
    return posting.edit(world, chat, message, text=_typed(words, message.file))


def withdraw(world: World, chat: Chat, person: User, message_id: int) -> None:
    """A person deletes a message: any in private, one's own or as an administrator in a group."""
    member = _present(chat, person)
    if message_id not in chat.messages:
        raise WorldError(f"there is no message {message_id}")
    if not chat.is_private and not member.may("can_delete_messages"):
        _own(chat, person, message_id)
    posting.delete(world, chat, message_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Which button: by place, by callback data or by its text; the first given counts."""

    row: int | None = None
    column: int = 0
    data: str | None = None
    text: str | None = None


def press(world: World, chat: Chat, person: User, message_id: int, target: Target) -> Press:
    """A person presses a callback button, even of a message deleted a moment ago."""
    _present(chat, person)
    message = chat.messages.get(message_id) or chat.deleted.get(message_id)
    if message is None:
        raise WorldError(f"there is no message {message_id}")
    if message.sender_id not in world.bots:
        raise WorldError(f"message {message_id} is not a bot's")
    button = _find_button(message, target)
    data = button.get("callback_data")
    if not isinstance(data, str):
        raise WorldError(f"the button {button['text']!r} is not a callback button")
    _unblock(world, chat, person)
    return posting.press(world, chat, message, person, data)


def react(world: World, chat: Chat, person: User, message_id: int, emoji: Sequence[str]) -> None:
    """A person sets their reactions; none takes them back."""
    _present(chat, person)
    if message_id not in chat.messages:
        raise WorldError(f"there is no message {message_id}")
    reactions: tuple[Json, ...] = tuple({"type": "emoji", "emoji": e} for e in emoji)
    posting.react(world, chat, chat.messages[message_id], person.id, reactions)


def pin(world: World, chat: Chat, person: User, message_id: int, *, unpin: bool = False) -> None:
    """A person pins or unpins a message; in a group this takes the right to."""
    member = _present(chat, person)
    if message_id not in chat.messages:
        raise WorldError(f"there is no message {message_id}")
    if not chat.is_private and not member.may("can_pin_messages"):
        raise WorldError(f"{person.first_name} may not pin messages")
    if unpin:
        posting.unpin(world, chat, message_id)
    else:
        posting.pin(world, chat, message_id, person.id)


def block(world: World, bot: Bot, person: User, *, unblock: bool = False) -> None:
    """A person blocks the bot, or lets it in again."""
    chat = world.private_chat(bot, person)
    status = Status.MEMBER if unblock else Status.KICKED
    if chat.member(bot.id).status is not status:
        posting.set_member(world, chat, Member(user_id=bot.id, status=status), person.id)


def found_group(world: World, chat: Chat, members: Sequence[Member], creator_id: int) -> None:
    """Fill a new group; the bots in it learn that they are in."""
    for member in members:
        if member.user_id not in world.bots:
            chat.members[member.user_id] = member
    bots = [member for member in members if member.user_id in world.bots]
    if chat.type is ChatType.GROUP:
        posting.post_service(world, chat, creator_id, "group_chat_created", value=True)
    for member in bots:
        posting.set_member(world, chat, member, creator_id)


def open_topic(world: World, chat: Chat, person: User, name: str) -> Message:
    """A person opens a topic of a forum; its id is that of the service message."""
    _present(chat, person)
    if not chat.is_forum:
        raise WorldError("the chat is not a forum")
    topic = {"name": name, "icon_color": _TOPIC_COLOUR}
    return posting.post_service(world, chat, person.id, "forum_topic_created", topic)


def _typed(words: Words, file: StoredFile | None) -> FormattedText:
    try:
        text = formatted(words.text, words.entities)
    except TextError as error:
        raise WorldError(str(error)) from None
    if text.length > (MAX_CAPTION if file else MAX_TEXT):
        raise WorldError("the text is too long")
    if not text.text and file is None:
        raise WorldError("the text is empty")
    return text


def _present(chat: Chat, person: User) -> Member:
    member = chat.member(person.id)
    if not member.is_present:
        raise WorldError(f"{person.first_name} is not in the chat")
    if chat.upgraded_to:
        raise WorldError(f"the group has moved to {chat.upgraded_to}")
    return member


def _own(chat: Chat, person: User, message_id: int) -> Message:
    message = chat.messages.get(message_id)
    if message is None or message.sender_id != person.id or message.service is not None:
        raise WorldError(f"{person.first_name} has no message {message_id}")
    return message


def _unblock(world: World, chat: Chat, person: User) -> None:
    """Who writes to a blocked bot lets it in again."""
    if chat.is_private:
        block(world, world.bots[chat.bot_id], person, unblock=True)


def _find_button(message: Message, target: Target) -> Json:
    if target.row is not None:
        rows = message.keyboard
        if 0 <= target.row < len(rows) and 0 <= target.column < len(rows[target.row]):
            return rows[target.row][target.column]
    else:
        for button in (button for row in message.keyboard for button in row):
            if target.data is not None and button.get("callback_data") == target.data:
                return button
            if target.data is None and button["text"] == target.text:
                return button
    raise WorldError(f"message {message.id} has no such button")

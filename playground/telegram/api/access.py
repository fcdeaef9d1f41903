"""Which chats and messages a bot may touch, and what it is told when it may not.

The order of the checks and the words are those of `Client::check_chat_access` and
`Client::check_message`.
"""

from enum import Enum, auto

from playground.telegram.api.call import leading_integer
from playground.telegram.errors import BadRequest, Forbidden
from playground.telegram.world.bots import Bot
from playground.telegram.world.chats import Chat
from playground.telegram.world.values import ChatType, Message, Status
from playground.telegram.world.world import World


class Need(Enum):
    """What the bot is about to do in a chat."""

    READ = auto()
    READ_MEMBERS = auto()
    EDIT = auto()
    WRITE = auto()


_TOUCHES = frozenset({Need.EDIT, Need.WRITE})


def chat_for(world: World, bot: Bot, chat_id: str, need: Need) -> Chat:
    """The chat a parameter names, if the bot may do there what it needs to."""
    if not chat_id:
        raise BadRequest("chat_id is empty")
    if chat_id.startswith("@"):
        chat = world.find_group(chat_id[1:])
    else:
        chat = world.find_chat(leading_integer(chat_id), bot.id)
    if chat is None:
        raise _absence(world, bot, leading_integer(chat_id), need)
    match chat.type:
        case ChatType.PRIVATE:
            _check_private(chat, bot, need)
        case ChatType.GROUP:
            _check_group(chat, bot, need)
        case ChatType.SUPERGROUP:
            _check_supergroup(chat, bot, need)
    return chat


def message_in(chat: Chat, bot: Bot, message_id: int, title: str) -> Message:
    """A message of the chat; `title` is what the refusal calls it."""
    is_readable = chat.type is not ChatType.SUPERGROUP or chat.member(bot.id).is_present
    message = chat.messages.get(message_id) if is_readable else None
    if message is None:
        raise BadRequest(f"{title} not found")
    return message


def _absence(world: World, bot: Bot, user_id: int, need: Need) -> Exception:
    """Why there is no such private chat."""
    if need in _TOUCHES and user_id in world.bots:
        return Forbidden("bot can't send messages to bots")
    if need in _TOUCHES and user_id in world.people and world.knows(bot, user_id):
        return Forbidden("bot can't initiate conversation with a user")
    return BadRequest("chat not found")


def _check_private(chat: Chat, bot: Bot, need: Need) -> None:
    if need in _TOUCHES and not chat.member(bot.id).is_present:
        raise Forbidden("bot was blocked by the user")


def _check_group(chat: Chat, bot: Bot, need: Need) -> None:
    if need is Need.READ:
        return
    if chat.upgraded_to:
        raise BadRequest(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.upgraded_to
        )
    status = chat.member(bot.id).status
    if status is Status.KICKED:
        raise Forbidden("bot was kicked from the group chat")
    if status is Status.LEFT:
        raise Forbidden("bot is not a member of the group chat")


def _check_supergroup(chat: Chat, bot: Bot, need: Need) -> None:
    member = chat.member(bot.id)
    if member.status is Status.KICKED:
        raise Forbidden("bot was kicked from the supergroup chat")
    is_open_to_all = bool(chat.username) and need not in _TOUCHES
    if not member.is_present and not is_open_to_all:
        raise Forbidden("bot is not a member of the supergroup chat")

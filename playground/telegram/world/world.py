"""The world: who exists, which chats there are, and where everyone can wait for a change.

Only registers and finds; what happens in chats is in `posting` (the laws) and `people` (what
persons do).
"""

import re
from dataclasses import dataclass

from playground.telegram.clock import Bell, Clock, SystemClock
from playground.telegram.errors import Restarting
from playground.telegram.world.bots import TOKEN, Bot
from playground.telegram.world.chats import Chat
from playground.telegram.world.files import FileStore
from playground.telegram.world.updates import UpdateQueue
from playground.telegram.world.values import (
    GROUP_ANONYMOUS_BOT_ID,
    RIGHTS,
    ChatType,
    Member,
    Status,
    User,
)

CALLBACK_LIFETIME = 15.0

_FIRST_BOT_ID = 700_000_001
_FIRST_PERSON_ID = 100_001
_FIRST_UPDATE_ID = 900_000_001
_FIRST_GROUP_ID = 400_001
_SUPERGROUP_BASE = -1_000_000_000_000
_FIRST_SUPERGROUP_ID = 1_500_000_001
_FIRST_PRESS_ID = 4_382_011_900_000_001
_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_BOT_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,28}bot", re.IGNORECASE)
_MAX_ID = 2**52

GROUP_ANONYMOUS_BOT = User(
    id=GROUP_ANONYMOUS_BOT_ID, first_name="Group", username="GroupAnonymousBot", is_bot=True
)


class WorldError(ValueError):
    """Someone asks of the world what cannot be; the message says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the bot answered to a press."""

    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass(kw_only=True, slots=True)
class Press:
    """A pressed button; the person's client shows a spinner till there is an answer."""

    id: str
    bot_id: int
    chat: Chat
    message_id: int
    user_id: int
    data: str
    at: float
    answer: Answer | None = None

    def has_expired(self, now: float) -> bool:
        """Whether it is too late to answer."""
        return now >= self.at + CALLBACK_LIFETIME


class World:
    """Everything the server knows. Deterministic: the same calls give the same ids.

    Ids of updates, and of messages in private chats, begin after `first_serial`: a bot that outlives
    the world's process must not meet the same id twice.
    """

    def __init__(self, clock: Clock | None = None, *, first_serial: int = 0) -> None:
        self._first_serial = first_serial
        self.clock: Clock = clock or SystemClock()
        self.changed = Bell(self.clock)
        self.version = 0
        self.is_closed = False
        self.bots: dict[int, Bot] = {}
        self._next_update_id = _FIRST_UPDATE_ID + first_serial
        self.reset()

    def close(self) -> None:
        """The server goes away: nobody shall wait any longer. The world stays as it is."""
        self.is_closed = True
        for bot in self.bots.values():
            bot.updates.end_poll(Restarting())
        self.changed.ring()

    def open(self) -> None:
        """A server is there, for the first time or again."""
        self.is_closed = False

    def reset(self) -> None:
        """Forget everybody and everything.

        The version and the ids of updates grow on: watchers notice, and a bot that goes on
        polling does not confirm what it has not seen.
        """
        for bot in self.bots.values():
            bot.webhook = None
            bot.updates.end_poll(Restarting())
            bot.updates.arrivals.ring()
            self._next_update_id = max(self._next_update_id, bot.updates.next_id)
        self.bots = {}
        self.people: dict[int, User] = {}
        self.chats: list[Chat] = []
        self.files = FileStore()
        self.presses: dict[str, Press] = {}
        self.last_private_message_id = self._first_serial
        self.touch()

    def touch(self, chat: Chat | None = None) -> None:
        """Something changed, in `chat` if given: wake those who watch."""
        self.version += 1
        if chat is not None:
            chat.version = self.version
        self.changed.ring()

    def add_bot(
        self, *, username: str, first_name: str = "", token: str = "", privacy: bool = True
    ) -> Bot:
        """A new bot; without a token it gets a made-up one."""
        if not _BOT_USERNAME.fullmatch(username):
            raise WorldError("a bot's username has 4 to 32 letters and digits and ends in 'bot'")
        self._check_free(username)
        token = token or f"{_FIRST_BOT_ID + len(self.bots)}:AAplayground{username:_<23.23}"
        if not TOKEN.fullmatch(token):
            raise WorldError("a token is <bot id>:<at least 24 of A-Z a-z 0-9 _ ->")
        bot_id = int(token.split(":")[0])
        self._check_new_id(bot_id)
        user = User(id=bot_id, first_name=first_name or username, username=username, is_bot=True)
        updates = UpdateQueue(clock=self.clock, first_id=self._next_update_id)
        bot = Bot(user=user, token=token, updates=updates, privacy=privacy)
        self.bots[bot.id] = bot
        self.touch()
        return bot

    def add_person(
        self,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "",
        person_id: int = 0,
    ) -> User:
        """A new person."""
        if not first_name:
            raise WorldError("a person has a first name")
        if username:
            if not _USERNAME.fullmatch(username):
                raise WorldError("a username has 4 to 32 letters, digits and underscores")
            self._check_free(username)
        person_id = person_id or _FIRST_PERSON_ID + len(self.people)
        self._check_new_id(person_id)
        person = User(
            id=person_id,
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        self.people[person.id] = person
        self.touch()
        return person

    def add_group(
        self, chat_type: ChatType, title: str, *, username: str = "", is_forum: bool = False
    ) -> Chat:
        """A new empty group or supergroup; ids are given in order."""
        if chat_type is ChatType.PRIVATE:
            raise WorldError("a private chat begins when a person writes to a bot")
        if chat_type is ChatType.GROUP and (username or is_forum):
            raise WorldError("only a supergroup has a username or topics")
        if username:
            self._check_free(username)
        serial = sum(chat.type is chat_type for chat in self.chats)
        if chat_type is ChatType.GROUP:
            chat_id = -(_FIRST_GROUP_ID + serial)
        else:
            chat_id = _SUPERGROUP_BASE - (_FIRST_SUPERGROUP_ID + serial)
        chat = Chat(id=chat_id, type=chat_type, title=title, username=username, is_forum=is_forum)
        self.chats.append(chat)
        self.touch(chat)
        return chat

    def private_chat(self, bot: Bot, person: User) -> Chat:
        """Their conversation; begun if there was none."""
        chat = self.find_chat(person.id, bot.id)
        if chat is None:
            members = {user: Member(user_id=user) for user in (person.id, bot.id)}
            chat = Chat(id=person.id, type=ChatType.PRIVATE, bot_id=bot.id, members=members)
            self.chats.append(chat)
            self.touch(chat)
        return chat

    def find_chat(self, chat_id: int, bot_id: int) -> Chat | None:
        """The chat this bot knows by the id; private chats are each between two."""
        for chat in self.chats:
            if chat.id == chat_id and chat.bot_id in (0, bot_id):
                return chat
        return None

    def find_group(self, username: str) -> Chat | None:
        """The public supergroup with this username, given without '@'."""
        wanted = username.lower()
        return next((c for c in self.chats if c.username and c.username.lower() == wanted), None)

    def bot_by_token(self, token: str) -> Bot | None:
        """The bot the token belongs to."""
        return next((bot for bot in self.bots.values() if bot.token == token), None)

    def bot_named(self, name: str) -> Bot | None:
        """The bot with this username or id; for no name, the only bot there is."""
        if not name:
            return next(iter(self.bots.values())) if len(self.bots) == 1 else None
        wanted = name.removeprefix("@").lower()
        return next(
            (b for b in self.bots.values() if wanted in (b.user.username.lower(), str(b.id))), None
        )

    def known_user(self, user_id: int) -> User:
        """A person or a bot that is sure to exist: nobody ever leaves the world."""
        user = self.user(user_id)
        if user is None:
            raise LookupError(user_id)
        return user

    def user(self, user_id: int) -> User | None:
        """A person or a bot, if there is one with the id."""
        if user_id == GROUP_ANONYMOUS_BOT_ID:
            return GROUP_ANONYMOUS_BOT
        bot = self.bots.get(user_id)
        return bot.user if bot else self.people.get(user_id)

    def bots_in(self, chat: Chat) -> list[Bot]:
        """The bots that are in the chat."""
        return [self.bots[m.user_id] for m in chat.present() if m.user_id in self.bots]

    def knows(self, bot: Bot, person_id: int) -> bool:
        """Whether the bot has ever met the person: in private or in a common group."""
        return any(person_id in chat.members and bot.id in chat.members for chat in self.chats)

    def new_press(self, chat: Chat, message_id: int, bot_id: int, user_id: int, data: str) -> Press:
        """Remember a pressed button."""
        press = Press(
            id=str(_FIRST_PRESS_ID + len(self.presses)),
            bot_id=bot_id,
            chat=chat,
            message_id=message_id,
            user_id=user_id,
            data=data,
            at=self.clock.now(),
        )
        self.presses[press.id] = press
        return press

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; private chats and groups share one counter."""
        if chat.type is ChatType.SUPERGROUP:
            chat.last_message_id += 1
            return chat.last_message_id
        self.last_private_message_id += 1
        return self.last_private_message_id

    def _check_free(self, username: str) -> None:
        taken = [user.username for user in self.people.values()]
        taken += [bot.user.username for bot in self.bots.values()]
        taken += [chat.username for chat in self.chats]
        if username.lower() in {name.lower() for name in taken}:
            raise WorldError(f"the username {username} is taken")

    def _check_new_id(self, user_id: int) -> None:
        if not 0 < user_id < _MAX_ID:
            raise WorldError(f"{user_id} is no user id")
        if self.user(user_id) is not None:
            raise WorldError(f"the id {user_id} is taken")


def member_of(
    user_id: int,
    status: Status = Status.MEMBER,
    *,
    rights: frozenset[str] | None = None,
    is_anonymous: bool = False,
    custom_title: str = "",
) -> Member:
    """A member; an administrator whose rights are not told has all of them."""
    if rights is not None and not rights <= frozenset(RIGHTS):
        raise WorldError(f"no such rights: {', '.join(sorted(rights - frozenset(RIGHTS)))}")
    if status is Status.ADMINISTRATOR:
        held = frozenset(RIGHTS) if rights is None else rights | {"can_manage_chat"}
    else:
        held = frozenset()
    return Member(
        user_id=user_id,
        status=status,
        rights=held,
        is_anonymous=is_anonymous and status in (Status.CREATOR, Status.ADMINISTRATOR),
        custom_title=custom_title,
    )

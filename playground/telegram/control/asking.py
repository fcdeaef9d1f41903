"""Reading what the control API is asked: bodies, names of bots, people and chats."""

import json
import math
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from playground.telegram import json_fields
from playground.telegram.api.call import Upload
from playground.telegram.api.reading import read_multipart
from playground.telegram.json_fields import Json
from playground.telegram.world.bots import Bot
from playground.telegram.world.chats import Chat
from playground.telegram.world.people import Words
from playground.telegram.world.values import ChatType, Member, Status, User
from playground.telegram.world.world import World, WorldError, member_of

MAX_WATCH = 60.0


class AbsentError(LookupError):
    """Something the address names does not exist."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """One request to the control API: its fields, wherever they came from."""

    world: World
    request: web.Request
    fields: Json = field(default_factory=dict)
    upload: Upload | None = None

    def text(self, name: str, default: str | None = None) -> str:
        """A string field; required where no default is given."""
        return json_fields.string(self.fields, name, default)

    def number(self, name: str, default: int | None = None) -> int:
        """A number field; required where no default is given."""
        return json_fields.integer(self.fields, name, default)

    def seconds(self, name: str, default: float) -> float:
        """A number of seconds, with a fraction if need be."""
        value = self.fields.get(name, default)
        try:
            seconds = float(value)
        except (TypeError, ValueError):
            seconds = math.nan
        if not 0 <= seconds < math.inf:
            raise WorldError(f"{name} is not a number of seconds")
        return seconds

    def flag(self, name: str) -> bool:
        """An optional boolean field."""
        value = self.fields.get(name, False)
        return value if isinstance(value, bool) else str(value).lower() in {"1", "true", "yes"}

    def bot(self) -> Bot:
        """The bot named by `bot`, an id or a username; the only one where none is named."""
        name = self.text("bot", "")
        bot = self.world.bot_named(name)
        if bot is None:
            raise AbsentError(f"no bot {name!r}" if name else "say which bot")
        return bot

    def person(self, name: str = "from") -> User:
        """The person named by a field, an id or a username; the only one where none is named."""
        wanted = self.text(name, "").removeprefix("@").lower()
        people = list(self.world.people.values())
        if not wanted and len(people) == 1:
            return people[0]
        for person in people:
            if wanted in (str(person.id), person.username.lower()):
                return person
        raise AbsentError(f"no person {wanted!r}")

    def chat(self, *, begin: bool = False) -> Chat:
        """The chat of the address; a private one is named by the person and begun if asked to."""
        name = self.request.match_info["chat"]
        if name.startswith("@") and (group := self.world.find_group(name[1:])):
            return group
        chat_id = int(name) if name.lstrip("-").isascii() and name.lstrip("-").isdigit() else 0
        if chat_id in self.world.people:
            return self._private_chat(self.world.people[chat_id], begin=begin)
        chat = self.world.find_chat(chat_id, 0)
        if chat is None:
            raise AbsentError(f"no chat {name}")
        return chat

    def member(self) -> Member:
        """A member of a chat, described by the fields."""
        user_id = self.number("user_id")
        if self.world.user(user_id) is None:
            raise AbsentError(f"no user {user_id}")
        rights = None
        if "rights" in self.fields:
            rights = frozenset(map(str, json_fields.array(self.fields, "rights")))
        return member_of(
            user_id,
            Status(self.text("status", Status.MEMBER)),
            rights=rights,
            is_anonymous=self.flag("is_anonymous"),
            custom_title=self.text("custom_title", ""),
        )

    def words(self, name: str = "text") -> Words:
        """What a person types."""
        return Words(
            text=self.text(name, ""),
            reply_to=self.number("reply_to", 0),
            thread=self.number("thread", 0),
        )

    def _private_chat(self, person: User, *, begin: bool) -> Chat:
        bot = self.bot()
        if begin:
            return self.world.private_chat(bot, person)
        chat = self.world.find_chat(person.id, bot.id)
        return chat or Chat(id=person.id, type=ChatType.PRIVATE, bot_id=bot.id)


async def read_ask(world: World, request: web.Request) -> Ask:
    """The fields of the address, and of a JSON or multipart body."""
    fields: Json = dict(request.query)
    if not request.content_type.startswith("multipart/"):
        return Ask(world=world, request=request, fields=fields | _json_object(await request.text()))
    form, uploads = await read_multipart(await request.multipart())
    upload = next(iter(uploads.values()), None)
    return Ask(world=world, request=request, fields=fields | form, upload=upload)


def _json_object(text: str) -> Json:
    if not text.strip():
        return {}
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise WorldError("the body is not JSON") from None
    if not isinstance(value, dict):
        raise WorldError("the body is not a JSON object")
    return value

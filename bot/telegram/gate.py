"""The gate: checks who speaks, from where, and whether they may. Every update passes it first.

Strangers only learn their own id, and that only in a private chat, once in a while. Anonymous admins
and channels are refused, because there is no person whose rights could be checked.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from aiogram import BaseMiddleware
from aiogram.types import (
    CallbackQuery,
    InaccessibleMessage,
    Message,
    TelegramObject,
    Update,
    User,
)

from bot.telegram.scene import Desk, Scene
from bot.telegram.texts import LANGUAGES, texts
from runner.access import Actor
from storage import people
from storage.model.person import Person
from storage.model.run import Place

#: seconds before a stranger is answered again
_TELL_AGAIN = 3600.0
_MOST_STRANGERS = 1000
#: languages whose speakers in our chats read Russian rather than English
_RUSSIAN_READERS = frozenset({"ru", "uk", "be", "kk", "ky", "uz", "tg", "hy", "az", "ka"})

log = structlog.get_logger()


class Gate(BaseMiddleware):
    """Outer middleware of messages and button presses: adds the `scene`, or drops the update."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._told: dict[int, float] = {}

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Lets known people through."""
        user, place = _who(event)
        if user is None or place is None or user.is_bot:
            return None
        actor = Actor(user_id=user.id, chat_id=place.chat_id)
        if not self._desk.deps.access.is_known(actor):
            await self._turn_away(event, user)
            return None
        update: Update = data["event_update"]
        person = await people.upsert(self._desk.deps.db, _person(user))
        data["scene"] = Scene(
            desk=self._desk,
            user_id=user.id,
            name=user.first_name,
            place=place,
            language=person.language or _language(user, self._desk.deps.settings.language),
            said=_said(event),
            key=f"{self._desk.bot_id}:{update.update_id}",
            now=datetime.now(UTC),
        )
        return await handler(event, data)

    async def _turn_away(self, event: TelegramObject, user: User) -> None:
        text = texts(_language(user, self._desk.deps.settings.language))(
            "stranger", id=str(user.id)
        )
        if isinstance(event, CallbackQuery):
            await event.answer()
        elif isinstance(event, Message) and event.chat.type == "private" and self._tell(user.id):
            log.info("stranger", user=user.id)
            await event.answer(text)

    def _tell(self, user_id: int) -> bool:
        now = time.monotonic()
        if now - self._told.get(user_id, -_TELL_AGAIN) < _TELL_AGAIN:
            return False
        if len(self._told) >= _MOST_STRANGERS:
            self._told.clear()
        self._told[user_id] = now
        return True


def _who(event: TelegramObject) -> tuple[User | None, Place | None]:
    if isinstance(event, Message) and event.sender_chat is None:
        return event.from_user, _place(event)
    if isinstance(event, CallbackQuery) and event.message is not None:
        return event.from_user, _place(event.message)
    return None, None


def _place(message: Message | InaccessibleMessage) -> Place:
    """The chat, and its topic if there is one; of a message that is too old only the chat is known."""
    if isinstance(message, Message) and message.is_topic_message:
        return Place(chat_id=message.chat.id, thread_id=message.message_thread_id)
    return Place(chat_id=message.chat.id)


def _person(user: User) -> Person:
    return Person(id=user.id, name=user.full_name, username=user.username)


def _language(user: User, otherwise: str) -> str:
    code = (user.language_code or "").partition("-")[0]
    if code in _RUSSIAN_READERS:
        return "ru"
    return code if code in LANGUAGES else ("en" if code else otherwise)


def _said(event: TelegramObject) -> str:
    return (event.text or "") if isinstance(event, Message) else ""

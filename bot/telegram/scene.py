"""Everything a handler needs to answer one person in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aiogram.types import InlineKeyboardMarkup

from bot.telegram.texts import Texts, texts
from bot.telegram.understanding import Understanding
from config.policies import Policy
from config.sites import Catalogue
from runner.access import Actor
from runner.control import Request
from runner.deps import Deps
from storage.model.run import Place


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the bot process knows, the same for every message."""

    deps: Deps
    catalogue: Catalogue
    policies: Mapping[str, Policy]
    understanding: Understanding
    bot_id: int
    bot_username: str
    bot_names: frozenset[str]  #: what it answers to at the beginning of a sentence, folded


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One person, one place, one update."""

    desk: Desk
    user_id: int
    name: str
    place: Place
    language: str
    said: str
    key: str  #: the update's key, so that a repeated update does nothing twice
    now: datetime

    @property
    def texts(self) -> Texts:
        """In the person's language."""
        return texts(self.language)

    @property
    def actor(self) -> Actor:
        """For the runner's checks."""
        return Actor(user_id=self.user_id, chat_id=self.place.chat_id)

    @property
    def is_admin(self) -> bool:
        """Whether this person is an admin."""
        return self.desk.deps.access.is_admin(self.user_id)

    def request(self, part: int = 0) -> Request:
        """For the runner's acts; `part` distinguishes the commands of one message."""
        return Request(
            actor=self.actor,
            place=self.place,
            key=f"{self.key}:{part}" if part else self.key,
            said=self.said,
            language=self.language,
        )


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is said back."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None

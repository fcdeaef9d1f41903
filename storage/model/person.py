"""A person who speaks to the bot."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone with a Telegram id. Roles are not stored: settings define them, checked at each act."""

    id: int
    name: str
    username: str | None = None
    language: str | None = None

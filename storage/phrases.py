"""The table `phrases`: what people wrote and the bot did not understand, for an admin to teach."""

from dataclasses import dataclass
from enum import StrEnum

import asyncpg

from storage.database import Connection, Executor
from storage.queries import sql


class About(StrEnum):
    """Which part of a message was not understood."""

    SENTENCE = "sentence"
    SITE = "site"  #: one name in it


class Decision(StrEnum):
    """What an admin made of a phrase."""

    LEARNED = "learned"
    IGNORED = "ignored"


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A phrase that waits for an admin."""

    id: int
    about: About
    text: str  #: normalised
    said: str  #: as it was last written
    language: str
    heard: int


async def hear(db: Executor, about: About, text: str, *, said: str, language: str) -> None:
    """Counts a phrase; one that was decided on stays decided."""
    await db.execute(sql("phrases.hear"), about, text, said, language)


async def waiting(db: Executor, limit: int) -> list[Phrase]:
    """Undecided phrases, the most frequent first."""
    return [_phrase(row) for row in await db.fetch(sql("phrases.waiting"), limit)]


async def get(db: Executor, phrase_id: int) -> Phrase | None:
    """An undecided phrase; None if there is none with this id."""
    row = await db.fetchrow(sql("phrases.get"), phrase_id)
    return _phrase(row) if row else None


async def decide(db: Connection, phrase_id: int, decision: Decision, user_id: int | None) -> bool:
    """Records the decision; False if there already is one."""
    return await db.fetchval(sql("phrases.decide"), phrase_id, decision, user_id) is not None


def _phrase(row: asyncpg.Record) -> Phrase:
    return Phrase(
        id=row["id"],
        about=About(row["about"]),
        text=row["text"],
        said=row["said"],
        language=row["language"],
        heard=row["heard"],
    )

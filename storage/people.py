"""The table `people`: who spoke to the bot, under which name, in which language."""

from storage.database import Executor
from storage.model.person import Person
from storage.queries import sql


async def upsert(db: Executor, person: Person) -> Person:
    """Remembers who spoke; a language of None keeps the known one."""
    row = await db.fetchrow(
        sql("people.upsert"), person.id, person.name, person.username, person.language
    )
    assert row is not None  # noqa: S101 - an upsert returns its row
    return Person(**row)


async def speaks(db: Executor, person_id: int, language: str) -> None:
    """Records the language a person writes in."""
    await db.execute(sql("people.speaks"), person_id, language)

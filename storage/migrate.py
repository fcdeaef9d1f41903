"""Migrations: numbered SQL files, each applied once, in order, in a transaction of its own.

Two processes may start it at once: an advisory lock makes the second wait, and find nothing to do. A
file that was changed after it was applied is refused, because databases would differ unnoticed.
"""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

import asyncpg

from storage.database import TRANSIENT, DatabaseUnreachable, one_line

_LOCK = 7210000
_NAME = re.compile(r"^(\d{4})_[a-z0-9_]+\.sql$")
_REGISTER = """
create table if not exists schema_migrations (
    number      integer primary key,
    name        text not null,
    checksum    text not null,
    applied_at  timestamptz not null default now()
)
"""


class MigrationError(Exception):
    """The schema cannot be brought up to date; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """Hash of the file's text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def migrations() -> list[Migration]:
    """All migrations in order. Raises MigrationError if numbers are missing or repeated."""
    found = []
    for entry in (files("storage") / "migrations").iterdir():
        match = _NAME.match(entry.name)
        if match:
            text = entry.read_text(encoding="utf-8")
            found.append(Migration(number=int(match[1]), name=entry.name, text=text))
    found.sort(key=lambda migration: migration.number)
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise MigrationError(
            "storage/migrations: the numbers must run 0001, 0002, ... without gaps"
        )
    return found


async def migrate(dsn: str, *, connect_timeout: float = 10) -> list[str]:
    """Brings the database to the newest schema; returns the names of what was applied.

    Raises:
        MigrationError: a file failed or was changed; nothing of that file stays behind.
        DatabaseUnreachable: there is no server at `dsn`.
    """
    try:
        connection = await asyncpg.connect(dsn, timeout=connect_timeout)
    except (*TRANSIENT, asyncpg.PostgresError, ValueError) as error:
        raise DatabaseUnreachable(one_line(error)) from None
    try:
        return await _migrate(connection)
    finally:
        await connection.close()


async def pending(connection: asyncpg.Connection) -> list[str]:
    """Names of migrations that were not applied yet."""
    if await connection.fetchval("select to_regclass('schema_migrations')") is None:
        return [migration.name for migration in migrations()]
    done = {row["number"] for row in await connection.fetch("select number from schema_migrations")}
    return [migration.name for migration in migrations() if migration.number not in done]


async def _migrate(connection: asyncpg.Connection) -> list[str]:
    applied = []
    await connection.execute("select pg_advisory_lock($1)", _LOCK)
    try:
        await connection.execute(_REGISTER)
        done = {
            row["number"]: row["checksum"]
            for row in await connection.fetch("select number, checksum from schema_migrations")
        }
        for migration in migrations():
            if migration.number not in done:
                await _apply(connection, migration)
                applied.append(migration.name)
            elif done[migration.number] != migration.checksum:
                raise MigrationError(f"{migration.name} was changed after it had been applied")
    finally:
        await connection.execute("select pg_advisory_unlock($1)", _LOCK)
    return applied


async def _apply(connection: asyncpg.Connection, migration: Migration) -> None:
    try:
        async with connection.transaction():
            await connection.execute(migration.text)
            await connection.execute(
                "insert into schema_migrations (number, name, checksum) values ($1, $2, $3)",
                migration.number,
                migration.name,
                migration.checksum,
            )
    except asyncpg.PostgresError as error:
        raise MigrationError(f"{migration.name}: {error}") from error

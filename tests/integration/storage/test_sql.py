"""All SQL against the migrated schema."""

import asyncpg

from storage.database import Pool
from storage.queries import load, nouns


async def test_every_query_fits_the_schema(db: Pool) -> None:
    """PostgreSQL accepts each named query: its tables, columns, types and syntax."""
    faults = []
    async with db.acquire() as connection:
        for noun in nouns():
            for name, text in load(noun).items():
                try:
                    await connection.prepare(text)
                except asyncpg.PostgresError as error:
                    faults.append(f"{noun}.{name}: {error}")
    assert not faults

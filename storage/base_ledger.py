"""The base's ledger as a source of addresses; read-only."""

from collections.abc import AsyncIterator

import asyncpg

from storage.database import Executor
from storage.model.ledger import Address, Origin, Outcome
from storage.queries import sql

_STRETCH = 1000
#: outcomes that follow from an address alone, whatever the site answers
_BORN_WITH = frozenset({Outcome.DUPLICATE, Outcome.OUT_OF_SCOPE})


async def found_by_links(db: Executor, site_job_id: int) -> AsyncIterator[list[Address]]:
    """Addresses found by links, references and redirects, in stretches, as lines that wait to be fetched again."""
    position, address_id = -1, 0
    while rows := await db.fetch(
        sql("base_ledger.found_by_links"), site_job_id, position, address_id, _STRETCH
    ):
        yield [_waiting(row) for row in rows]
        position, address_id = rows[-1]["position"], rows[-1]["address_id"]


def _waiting(row: asyncpg.Record) -> Address:
    stays = row["outcome"] in _BORN_WITH
    return Address(
        address_id=row["address_id"],
        url=row["url"],
        position=row["position"],
        depth=row["depth"],
        origin=Origin(row["origin"]),
        outcome=Outcome(row["outcome"]) if stays else None,
        detail=row["detail"] if stays else None,
    )

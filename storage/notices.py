"""NOTIFY and LISTEN: hints that something changed.

Every listener also polls, so a lost hint (a reconnect, a restart) only costs a few seconds.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import asyncpg
import structlog

from storage.database import TRANSIENT, Executor, Pool

_CHECK_SECONDS = 1.0

log = structlog.get_logger()


async def notify(db: Executor, channel: str, payload: str) -> None:
    """Notifies all listeners once the transaction commits."""
    await db.execute("select pg_notify($1, $2)", channel, payload)


async def listen(pool: Pool, channel: str, heard: Callable[[str], None]) -> None:
    """Calls `heard` with each payload, for ever; reconnects after a lost connection."""

    def tell(_: object, __: int, ___: str, payload: object) -> None:
        heard(str(payload))

    while True:
        try:
            async with pool.acquire() as connection:
                await connection.add_listener(channel, tell)
                try:
                    while not connection.is_closed():
                        await asyncio.sleep(_CHECK_SECONDS)
                        await connection.execute("select 1")
                finally:
                    with suppress(*TRANSIENT, asyncpg.InterfaceError):  # it may be gone already
                        await connection.remove_listener(channel, tell)
        except (*TRANSIENT, asyncpg.PostgresError) as error:
            log.warning("notices.unheard", channel=channel, why=repr(error))
        await asyncio.sleep(_CHECK_SECONDS)

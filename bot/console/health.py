"""`progon health`: whether a bot or a worker of this host is alive, for a container's health check.

It asks the database who reported lately, so it is fast; it also says "no" when PostgreSQL is away,
since the processes cannot work then either.
"""

import asyncio
import socket

import asyncpg

from bot.console.exits import UNAVAILABLE, StartError
from bot.console.start import endpoints_of, run_until_stopped, settings_with
from runner.presence import SILENT_SECONDS, present_on
from storage.database import TRANSIENT, open_pool


def run_health() -> int | None:
    """Prints who lives; code 3 when nobody does."""
    settings = settings_with(log_level="error")
    endpoints = endpoints_of(settings)

    async def work(_: asyncio.Event) -> None:
        host = socket.gethostname()
        try:
            async with open_pool(endpoints.database_url, size=1, connect_timeout=5) as pool:
                found = await present_on(pool, host)
        except (*TRANSIENT, asyncpg.PostgresError) as error:
            raise StartError(f"DATABASE_URL: {error}", UNAVAILABLE) from None
        if not found:
            line = f"no bot or worker of {host} was heard of in the last {SILENT_SECONDS:.0f} s"
            raise StartError(line, UNAVAILABLE)
        for one in found:
            print(f"{one.name}: heard of {one.silent_seconds:.0f} s ago")

    return run_until_stopped(work)

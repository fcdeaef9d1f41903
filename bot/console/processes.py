"""The single processes: a worker, and the migration. Each is a composition root.

The bot has a module of its own: aiogram takes seconds to load, and only the bot needs it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.console.data_dir import owned_data_dir, postgres_dir, prepare_data_dir, read_endpoints
from bot.console.start import endpoints_of, run_until_stopped, settings_with
from config.settings import Settings
from runner import worker as worker_process
from runner.doorbell import check_redis
from runner.stores import open_deps
from storage import migrate
from storage.embedded.postgres import PostgresServer

_ANOTHER_MIGRATION_SECONDS = 60.0


def run_worker(overrides: Path | None) -> int | None:
    """Works until SIGTERM."""
    settings = settings_with(overrides)
    endpoints = endpoints_of(settings)

    async def work(stop: asyncio.Event) -> None:
        prepare_data_dir(settings)
        await check_redis(endpoints.redis_url)
        async with open_deps(settings, endpoints) as deps:
            worker_process.settle_collector()
            await worker_process.serve(deps, stop)

    return run_until_stopped(work)


def run_migrate() -> int | None:
    """Applies what is missing; starts the embedded server for it where there is no other."""
    settings = settings_with()

    async def work(_: asyncio.Event) -> None:
        async with _database(settings) as url:
            applied = await migrate.migrate(url)
        print("\n".join(applied) if applied else "The schema is up to date.")

    return run_until_stopped(work)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[str]:
    """The given database, that of a `progon run` at work, or the embedded one, started for this."""
    running = read_endpoints(settings)
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
    elif running is not None:
        yield running.database_url
    else:
        async with (
            owned_data_dir(settings, patience=_ANOTHER_MIGRATION_SECONDS),
            PostgresServer(postgres_dir(settings)) as server,
        ):
            yield server.dsn

"""The single processes: a worker, the bot, the migration. Each is a composition root."""

import asyncio
from pathlib import Path

from bot.console.exits import StartError
from bot.console.start import (
    endpoints_of,
    prepare_data_dir,
    run_until_stopped,
    settings_with,
)
from bot.telegram import process as bot_process
from bot.telegram.process import BotStartError
from config.policies import load_policies
from config.settings import Settings
from config.sites import load_catalogue
from runner import worker as worker_process
from runner.doorbell import check_redis
from runner.stores import open_deps
from storage import migrate
from storage.embedded.postgres import PostgresServer


def run_worker(overrides: Path | None) -> int | None:
    """Works until SIGTERM."""
    settings = settings_with(overrides)
    endpoints = endpoints_of(settings)

    async def work(stop: asyncio.Event) -> None:
        prepare_data_dir(settings)
        await check_redis(endpoints.redis_url)
        async with open_deps(settings, endpoints) as deps:
            await worker_process.serve(deps, stop)

    return run_until_stopped(work)


def run_bot(overrides: Path | None) -> int | None:
    """Polls until SIGTERM."""
    settings = settings_with(overrides)
    endpoints = endpoints_of(settings)

    async def work(stop: asyncio.Event) -> None:
        check_files(settings)
        prepare_data_dir(settings)
        await check_redis(endpoints.redis_url)
        async with open_deps(settings, endpoints) as deps:
            try:
                await bot_process.serve(deps, stop)
            except BotStartError as error:
                raise StartError(str(error)) from None

    return run_until_stopped(work)


def run_migrate() -> int | None:
    """Applies what is missing; starts the embedded server for it where there is no other."""
    settings = settings_with()

    async def work(_: asyncio.Event) -> None:
        try:
            database_url = endpoints_of(settings).database_url
        except StartError:
            if settings.database_url is not None:
                raise
            prepare_data_dir(settings)
            async with PostgresServer(postgres_dir(settings)) as server:
                _tell(await migrate.migrate(server.dsn))
            return
        _tell(await migrate.migrate(database_url))

    return run_until_stopped(work)


def check_files(settings: Settings) -> None:
    """Raises when the sites or the policies file can't be used."""
    policies = load_policies(settings.policies_file)
    for site in load_catalogue(settings.sites_file).sites.values():
        if site.policy not in policies:
            raise StartError(
                f"{settings.sites_file}: {site.id}: policy '{site.policy}' is not in "
                f"{settings.policies_file}"
            )


def postgres_dir(settings: Settings) -> Path:
    """Where the embedded PostgreSQL lives."""
    return settings.data_dir / "postgres"


def valkey_dir(settings: Settings) -> Path:
    """Where the embedded Valkey lives."""
    return settings.data_dir / "valkey"


def _tell(applied: list[str]) -> None:
    print("\n".join(applied) if applied else "The schema is up to date.")

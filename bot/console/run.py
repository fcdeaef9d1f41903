"""`progon run`: everything in one. Stores that have no address are embedded servers of ours.

With BOT_TOKEN it is the real bot. Without it, it is the playground: a Bot API server and demo shops
on loopback, and a terminal chat with the bot.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.console.chat import open_chat
from bot.console.children import Member, hand_over, household, keep_server
from bot.console.exits import INTERRUPTED, StartError
from bot.console.playground import move_the_world, open_playground
from bot.console.processes import check_files, postgres_dir, valkey_dir
from bot.console.start import endpoints_file, prepare_data_dir, run_until_stopped, settings_with
from config.settings import Settings
from runner.doorbell import check_redis
from runner.stores import Endpoints
from storage.embedded.postgres import PostgresServer
from storage.embedded.server import EmbeddedServer
from storage.embedded.valkey import ValkeyServer
from storage.migrate import migrate


def run_all() -> int | None:
    """Runs until stopped; in the playground until the chat ends."""
    settings = settings_with()
    if settings.bot_token is not None:
        check_files(settings)
        if not (settings.admin_ids or settings.allowed_users or settings.allowed_chats):
            raise StartError(
                "ADMIN_IDS, ALLOWED_USERS and ALLOWED_CHATS are all empty: nobody could use the "
                "bot. Set at least ADMIN_IDS to your Telegram id"
            )
        return run_until_stopped(lambda stop: _run_bot(settings, stop))
    return run_until_stopped(lambda stop: _run_playground(settings, stop))


async def _run_bot(settings: Settings, stop: asyncio.Event) -> int:
    async with _stores(settings) as endpoints:
        handed = _hand_over(settings, endpoints, {})
        async with household(_members(settings, handed, quiet=False)) as trouble:
            await _first_of(stop, trouble)
    return 0


async def _run_playground(settings: Settings, stop: asyncio.Event) -> int:
    async with _stores(settings) as endpoints, open_playground(settings) as playground:
        handed = _hand_over(settings, endpoints, playground.overrides)
        async with (
            household(_members(settings, handed, quiet=True)) as trouble,
            asyncio.TaskGroup() as group,
        ):
            world = group.create_task(move_the_world(endpoints.database_url, playground))
            talk = group.create_task(open_chat(settings, endpoints, playground))
            try:
                await _first_of(stop, trouble, talk)
            finally:
                world.cancel()
                talk.cancel()
    return talk.result() if talk.done() and not talk.cancelled() else INTERRUPTED


async def _first_of(
    stop: asyncio.Event, trouble: "asyncio.Future[None]", *others: "asyncio.Future[Any]"
) -> None:
    """Until somebody asks for the end, a child can't be kept, or one of the others is done."""
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(stop.wait())
        awaited: set[asyncio.Future[Any]] = {asked, trouble, *others}
        await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
    if trouble.done():
        trouble.result()


def _members(settings: Settings, handed: Path, *, quiet: bool) -> list[Member]:
    """The bot and the workers; `quiet` keeps their logs out of the terminal chat."""

    def member(kind: str, name: str) -> Member:
        log = settings.data_dir / "logs" / f"{name}.log" if quiet else None
        return Member(name=name, arguments=(kind, "--with", str(handed)), log=log)

    workers = [member("worker", f"worker-{n}") for n in range(1, settings.worker_processes + 1)]
    return [member("bot", "bot"), *workers]


def _hand_over(settings: Settings, endpoints: Endpoints, overrides: dict[str, Any]) -> Path:
    """Settings that our children share with us; the rest they read as we did."""
    shared = {"database_url": endpoints.database_url, "redis_url": endpoints.redis_url}
    return hand_over(settings.data_dir / "run" / "handed.json", {**shared, **overrides})


@asynccontextmanager
async def _stores(settings: Settings) -> AsyncIterator[Endpoints]:
    """PostgreSQL and Redis, ours or the given ones, ready and migrated."""
    prepare_data_dir(settings)
    async with AsyncExitStack() as stack:
        database = settings.database_url.get_secret_value() if settings.database_url else None
        redis = settings.redis_url.get_secret_value() if settings.redis_url else None
        ours: list[EmbeddedServer] = []
        if database is None:
            postgres = await stack.enter_async_context(PostgresServer(postgres_dir(settings)))
            database = postgres.dsn
            ours.append(postgres)
        if redis is None:
            valkey = await stack.enter_async_context(ValkeyServer(valkey_dir(settings)))
            redis = valkey.url
            ours.append(valkey)
        endpoints = Endpoints(database_url=database, redis_url=redis)
        await check_redis(redis)
        await migrate(database)
        with _announced(settings, endpoints):
            async with asyncio.TaskGroup() as group:
                keepers = [group.create_task(keep_server(server)) for server in ours]
                try:
                    yield endpoints
                finally:
                    for keeper in keepers:
                        keeper.cancel()


@contextmanager
def _announced(settings: Settings, endpoints: Endpoints) -> Iterator[None]:
    """Tells other commands over the same DATA_DIR where the stores are, as long as they are."""
    path = endpoints_file(settings.data_dir)
    hand_over(path, {"pid": os.getpid(), **asdict(endpoints)})
    try:
        yield
    finally:
        path.unlink(missing_ok=True)

"""`progon run`: everything in one. Stores that have no address are embedded servers of ours.

With BOT_TOKEN it is the real bot. Without it, it is the playground: a Bot API server and demo shops
on loopback, and a terminal chat with the bot.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.console.chat import open_chat
from bot.console.children import household, keep_server
from bot.console.exits import StartError
from bot.console.playground import Playground, move_the_world, open_playground
from bot.console.processes import check_files, postgres_dir, valkey_dir
from bot.console.start import prepare_data_dir, run_until_stopped, settings_with
from config.settings import Settings
from runner.doorbell import check_redis
from runner.stores import Endpoints
from storage.embedded.postgres import PostgresServer
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
            await _either(stop, trouble)
    return 0


async def _run_playground(settings: Settings, stop: asyncio.Event) -> int:
    async with _stores(settings) as endpoints, open_playground(settings) as playground:
        handed = _hand_over(settings, endpoints, playground.overrides)
        members = _members(settings, handed, quiet=True)
        async with household(members) as trouble, asyncio.TaskGroup() as group:
            world = group.create_task(move_the_world(endpoints, playground))
            talk = group.create_task(_talk(settings, endpoints, playground))
            try:
                await _first_of(stop, trouble, talk)
            finally:
                world.cancel()
                talk.cancel()
    return talk.result() if talk.done() and not talk.cancelled() else 130


async def _talk(settings: Settings, endpoints: Endpoints, playground: Playground) -> int:
    return await open_chat(settings, endpoints, playground, interactive=sys.stdin.isatty())


async def _first_of(
    stop: asyncio.Event, trouble: asyncio.Future[None], talk: asyncio.Task[int]
) -> None:
    waiting = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({waiting, trouble, talk}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    if trouble.done():
        trouble.result()


async def _either(stop: asyncio.Event, trouble: asyncio.Future[None]) -> None:
    waiting = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({waiting, trouble}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    if trouble.done():
        trouble.result()


@asynccontextmanager
async def _stores(settings: Settings) -> AsyncIterator[Endpoints]:
    """PostgreSQL and Redis, ours or the given ones, ready and migrated."""
    prepare_data_dir(settings)
    async with AsyncExitStack() as stack:
        database = settings.database_url.get_secret_value() if settings.database_url else None
        redis = settings.redis_url.get_secret_value() if settings.redis_url else None
        keepers = []
        if database is None:
            postgres = await stack.enter_async_context(PostgresServer(postgres_dir(settings)))
            database = postgres.dsn
            keepers.append(keep_server(postgres))
        if redis is None:
            valkey = await stack.enter_async_context(ValkeyServer(valkey_dir(settings)))
            redis = valkey.url
            keepers.append(keep_server(valkey))
        endpoints = Endpoints(database_url=database, redis_url=redis)
        await check_redis(redis)
        await migrate(database)
        group = await stack.enter_async_context(asyncio.TaskGroup())
        tasks = [group.create_task(keeper) for keeper in keepers]
        stack.callback(_announce(settings, endpoints))
        try:
            yield endpoints
        finally:
            for task in tasks:
                task.cancel()

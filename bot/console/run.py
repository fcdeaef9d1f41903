"""`progon run`: everything in one. Stores that have no address are embedded servers of ours.

With BOT_TOKEN it is the real bot. Without it, it is the playground: a Bot API server and demo shops
on loopback, and a terminal chat with the bot.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.console.chat import open_chat
from bot.console.checks import check_files, check_outside, check_people
from bot.console.children import Member, hand_over, household
from bot.console.data_dir import check_not_in_use, handed_file, log_file, owned_data_dir
from bot.console.exits import INTERRUPTED
from bot.console.playground import move_the_world, playground_at_work, starting_playground
from bot.console.start import run_until_stopped, settings_with
from bot.console.stores import starting_stores
from config.settings import Settings
from runner.stores import Endpoints

#: children have 20 seconds, PostgreSQL 30
_PATIENCE = 60.0
_NOT_OF_PLAYGROUND = frozenset({"sites_file", "policies_file"})


def run_all() -> int | None:
    """Runs until stopped; in the playground until the chat ends."""
    settings = settings_with()
    if settings.bot_token is not None:
        return run_until_stopped(lambda stop: _run_bot(settings, stop), patience=_PATIENCE)
    return run_until_stopped(lambda stop: _run_playground(settings, stop), patience=_PATIENCE)


async def _run_bot(settings: Settings, stop: asyncio.Event) -> int:
    async with (
        _home(settings),
        starting_stores(settings) as stores,
        household(_members(settings, quiet=False)) as trouble,
    ):
        _hand_over(settings, await stores, {})
        await _first_of(stop, trouble)
    return 0


async def _run_playground(settings: Settings, stop: asyncio.Event) -> int:
    async with (
        _home(settings),
        starting_playground(settings) as starting,
        starting_stores(settings) as stores,
        household(_members(settings, quiet=True)) as trouble,
    ):
        playground = await playground_at_work(settings, starting)
        endpoints = await stores
        _hand_over(settings, endpoints, playground.overrides)
        async with asyncio.TaskGroup() as group:
            world = group.create_task(move_the_world(endpoints.database_url, playground))
            talk = group.create_task(open_chat(settings, endpoints, playground))
            try:
                await _first_of(stop, trouble, talk)
            finally:
                world.cancel()
                talk.cancel()
    return talk.result() if talk.done() and not talk.cancelled() else INTERRUPTED


def _say_what_is_ignored(settings: Settings) -> None:
    for name in sorted(settings.model_fields_set & _NOT_OF_PLAYGROUND):
        print(
            f"{name.upper()} is for your own bot (BOT_TOKEN): the playground has its own",
            file=sys.stderr,
        )


@asynccontextmanager
async def _home(settings: Settings) -> AsyncIterator[None]:
    """DATA_DIR, ours alone, after everything was checked that can be without it."""
    check_files(settings)
    check_people(settings)
    check_not_in_use(settings)
    if settings.bot_token is None:
        _say_what_is_ignored(settings)
    await check_outside(settings)
    async with owned_data_dir(settings):
        handed_file(settings).unlink(missing_ok=True)  # children wait for that of this start
        yield


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


def _members(settings: Settings, *, quiet: bool) -> list[Member]:
    """The bot and the workers; `quiet` keeps their logs out of the terminal chat."""
    handed = handed_file(settings)

    def member(kind: str, name: str) -> Member:
        log = log_file(settings, name) if quiet else None
        return Member(name=name, arguments=(kind, "--with", str(handed)), log=log)

    workers = [member("worker", f"worker-{n}") for n in range(1, settings.worker_processes + 1)]
    return [member("bot", "bot"), *workers]


def _hand_over(settings: Settings, endpoints: Endpoints, overrides: dict[str, Any]) -> None:
    """Settings that our children share with us, and wait for; the rest they read as we did."""
    shared = {"database_url": endpoints.database_url, "redis_url": endpoints.redis_url}
    hand_over(handed_file(settings), {**shared, **overrides})

"""The bot's process: a composition root. Only this module loads aiogram, which takes seconds."""

import asyncio
from pathlib import Path

from bot.console.checks import check_files, check_token
from bot.console.data_dir import prepare_data_dir
from bot.console.exits import StartError
from bot.console.start import endpoints_of, run_until_stopped, settings_with
from bot.telegram import process
from bot.telegram.process import BotStartError
from runner.doorbell import check_redis
from runner.stores import open_deps


def run_bot(overrides: Path | None) -> int | None:
    """Polls until SIGTERM."""
    settings = settings_with(overrides)
    if settings.bot_token is None:
        raise StartError("BOT_TOKEN is not set: get one from @BotFather")
    endpoints = endpoints_of(settings)

    async def work(stop: asyncio.Event) -> None:
        check_files(settings)
        await check_token(settings)
        await check_redis(endpoints.redis_url)
        prepare_data_dir(settings)
        async with open_deps(settings, endpoints) as deps:
            try:
                await process.serve(deps, stop)
            except BotStartError as error:
                raise StartError(str(error)) from None

    return run_until_stopped(work)

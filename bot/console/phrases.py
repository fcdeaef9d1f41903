"""`progon phrases`: what the bot was taught, replayed as tests, listed, or unlearned."""

import asyncio
import json
from collections.abc import Sequence

from bot.console.exits import MISCONFIGURED, StartError
from bot.console.start import endpoints_of, run_until_stopped, settings_with
from config.sites import load_catalogue
from parser.commands.model import Command
from runner.learning import forget, learned, replay
from runner.words import words_of
from storage.database import Pool, open_pool


def run_phrases(action: str, phrase: str) -> int | None:
    """Does one of `check`, `list`, `forget`."""
    if action not in {"check", "list", "forget"}:
        raise StartError(f"phrases: write check, list or forget, not {action}")
    settings = settings_with(log_level="error")
    endpoints = endpoints_of(settings)

    async def work(_: asyncio.Event) -> int:
        async with open_pool(endpoints.database_url, size=1) as db:
            if action == "forget":
                return await _forget(db, phrase)
            if action == "list":
                return await _list(db)
            words = words_of(load_catalogue(settings.sites_file))
            known = await learned(db)
            broken = replay(words, known)
        for clash in broken:
            print(f"✗ {clash.phrase}")
            print(f"    was taught: {_shown(clash.means)}")
            print(f"    now means:  {_shown(clash.would_mean)}")
        print(f"{len(known)} aliases, {len(broken)} phrases that mean something else now")
        return 1 if broken else 0

    return run_until_stopped(work)


async def _forget(db: Pool, phrase: str) -> int:
    if not phrase:
        raise StartError('phrases: say which: progon phrases forget "the phrase"')
    if not await forget(db, phrase):
        raise StartError(f"phrases: nothing was taught of: {phrase}", MISCONFIGURED)
    print(f"Forgotten: {phrase}")
    return 0


async def _list(db: Pool) -> int:
    for alias in await learned(db):
        meaning = _shown(alias.commands) if alias.commands else (alias.site or alias.tag)
        print(f"{alias.phrase}\t{meaning}")
    return 0


def _shown(commands: Sequence[Command]) -> str:
    return json.dumps([each.as_json() for each in commands], ensure_ascii=False)

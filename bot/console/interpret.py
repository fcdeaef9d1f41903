"""`progon interpret`: sentences in, JSON out; one a line, no line skipped or stripped.

It loads the settings for the sites file alone, and no part of the bot or the runner.
"""

import gc
import io
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TextIO

from bot.console.exits import StartError
from config.settings import Settings, SettingsError, load_settings
from config.sites import Catalogue, SitesFileError, load_catalogue
from parser.commands.interpret import Interpreter
from runner.words import words_of


def run_interpret(now: str, *, explain: bool) -> int:
    """Reads standard input to its end."""
    settings, catalogue = _load()
    moment = _moment(now, settings)
    # a few lines may hold no word that needs a dictionary, which takes as long as all else to open
    interpreter = Interpreter(words_of(catalogue), ready=False)
    gc.freeze()
    gc.enable()
    for line in _lines(sys.stdin):
        if explain:
            print(interpreter.explain(line, now=moment).text)
        else:
            reading = interpreter.interpret(line, now=moment)
            print(json.dumps(reading.as_json(), ensure_ascii=False))
    return 0


def _load() -> tuple[Settings, Catalogue]:
    try:
        settings = load_settings()
        return settings, load_catalogue(settings.sites_file)
    except (SettingsError, SitesFileError) as error:
        raise StartError(str(error)) from None


def _moment(now: str, settings: Settings) -> datetime:
    if not now:
        return datetime.now(settings.zone)
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        raise StartError(f"--now: not an ISO 8601 moment: {now}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=settings.zone)


def _lines(stream: TextIO) -> Iterator[str]:
    """Lines without their line break, and nothing else taken away."""
    if isinstance(stream, io.TextIOWrapper):
        # bytes that are no UTF-8 must not end the reading, and only a line feed parts lines
        stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    for line in stream:
        yield line.removesuffix("\n").removesuffix("\r")

"""What every process does first: settings, logs, where the stores are. Faults become one line."""

import asyncio
import json
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.console.data_dir import read_endpoints
from bot.console.exits import INTERRUPTED, MISCONFIGURED, UNAVAILABLE, StartError
from config.logs import configure_logs, redact
from config.policies import PoliciesFileError
from config.settings import Settings, SettingsError, load_settings
from config.sites import SitesFileError
from runner.doorbell import RedisUnreachable
from runner.stores import Endpoints
from storage.database import DatabaseUnreachable
from storage.embedded.errors import EmbeddedError
from storage.migrate import MigrationError
from storage.objects.errors import ObjectStoreError

_HANDED_POLL = 0.02
_PATIENCE = 20.0


def settings_with(overrides: Path | None = None, **more: Any) -> Settings:
    """The settings of this process; a parent hands its own over in a file, which may come later.

    Raises:
        StartError: naming the wrong setting.
    """
    handed = _handed(overrides) if overrides else {}
    try:
        settings = load_settings(**{**handed, **more})
    except SettingsError as error:
        raise StartError(str(error)) from None
    except UnicodeDecodeError:
        raise StartError(".env: not UTF-8 text") from None
    except OSError as error:
        raise StartError(f"cannot read {error.filename}: {error.strerror}") from None
    configure_logs(settings)
    return settings


def endpoints_of(settings: Settings) -> Endpoints:
    """The stores by the settings, or the embedded ones of a `progon run` over the same DATA_DIR.

    Raises:
        StartError: when neither is there.
    """
    database = settings.database_url.get_secret_value() if settings.database_url else None
    redis = settings.redis_url.get_secret_value() if settings.redis_url else None
    if database is None or redis is None:
        embedded = read_endpoints(settings)
        if embedded is None:
            name = "DATABASE_URL" if database is None else "REDIS_URL"
            raise StartError(
                f"{name} is not set and no `progon run` is at work in {settings.data_dir}: "
                "set it, or start `progon run` first",
                UNAVAILABLE,
            )
        database, redis = database or embedded.database_url, redis or embedded.redis_url
    return Endpoints(database_url=database, redis_url=redis)


def run_until_stopped(
    work: Callable[[asyncio.Event], Awaitable[int | None]], *, patience: float = _PATIENCE
) -> int | None:
    """Runs `work` with an event that SIGTERM and SIGINT set.

    If it does not end within `patience` seconds of that, the exit is forced: the parent that would
    enforce it may be dead.
    """

    async def main() -> int | None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def asked() -> None:
            stop.set()
            last = threading.Timer(patience, os._exit, (INTERRUPTED,))
            last.daemon = True
            last.start()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, asked)
        with faults_in_a_line():
            return await work(stop)

    return asyncio.run(main())


def _handed(path: Path) -> dict[str, Any]:
    """Waits for the settings that the parent hands over, but only as long as the parent lives."""
    while not path.exists():
        time.sleep(_HANDED_POLL)
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


@contextmanager
def faults_in_a_line() -> Iterator[None]:
    """Turns errors that people can fix into StartError; lets all others pass."""
    try:
        yield
    except BaseExceptionGroup as group:
        line = _line_of(_first(group))
        if line is None:
            raise
        raise line from group
    except Exception as error:
        line = _line_of(error)
        if line is None:
            raise
        raise line from error


def _line_of(error: BaseException) -> StartError | None:
    if isinstance(error, StartError):
        return error
    for kind, (setting, advice, code) in _FAULTS.items():
        if isinstance(error, kind):
            told = str(error).removeprefix(setting).rstrip(".")
            return StartError(redact(f"{setting}{told}{advice}"), code)
    return None


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


#: the setting that people look at first, what to do, and the exit code
_FAULTS: dict[type[BaseException], tuple[str, str, int]] = {
    SettingsError: ("", "", MISCONFIGURED),
    SitesFileError: ("SITES_FILE: ", "", MISCONFIGURED),
    PoliciesFileError: ("POLICIES_FILE: ", "", MISCONFIGURED),
    DatabaseUnreachable: (
        "DATABASE_URL: ",
        ". Is PostgreSQL up, and the address right?",
        UNAVAILABLE,
    ),
    RedisUnreachable: ("REDIS_URL: ", ". Is Redis up, and the address right?", UNAVAILABLE),
    MigrationError: ("the schema can't be brought up to date: ", "", MISCONFIGURED),
    ObjectStoreError: ("the archive store can't be used: ", "", UNAVAILABLE),
    EmbeddedError: ("DATA_DIR: ", "", UNAVAILABLE),
}

"""What every process does first: settings, logs, where the stores are. Faults become one line."""

import asyncio
import json
import os
import signal
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.console.exits import UNAVAILABLE, StartError
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


def settings_with(overrides: Path | None = None, **more: Any) -> Settings:
    """The settings of this process; a parent hands its own over in a file.

    Raises:
        StartError: naming the wrong setting.
    """
    handed = json.loads(overrides.read_text(encoding="utf-8")) if overrides else {}
    try:
        settings = load_settings(**{**handed, **more})
    except SettingsError as error:
        raise StartError(str(error)) from None
    configure_logs(settings)
    return settings


def prepare_data_dir(settings: Settings) -> None:
    """Makes DATA_DIR, and proves that it can be written to.

    Raises:
        StartError: when it can't.
    """
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.data_dir):
            pass
    except OSError as error:
        raise StartError(
            f"DATA_DIR: cannot write to {settings.data_dir}: {error.strerror}"
        ) from None


def endpoints_of(settings: Settings) -> Endpoints:
    """The stores by the settings, or the embedded ones of a `progon run` over the same DATA_DIR.

    Raises:
        StartError: when neither is there.
    """
    database = settings.database_url.get_secret_value() if settings.database_url else None
    redis = settings.redis_url.get_secret_value() if settings.redis_url else None
    if database is None or redis is None:
        embedded = read_endpoints(settings.data_dir)
        if embedded is None:
            name = "DATABASE_URL" if database is None else "REDIS_URL"
            raise StartError(
                f"{name} is not set and no `progon run` is at work in {settings.data_dir}: "
                "set it, or start `progon run` first",
                UNAVAILABLE,
            )
        database, redis = database or embedded.database_url, redis or embedded.redis_url
    return Endpoints(database_url=database, redis_url=redis)


def endpoints_file(data_dir: Path) -> Path:
    """Where a `progon run` tells others how to reach its embedded servers."""
    return data_dir / "run" / "endpoints.json"


def read_endpoints(data_dir: Path) -> Endpoints | None:
    """The embedded servers of a living `progon run`; None when there is none."""
    try:
        told = json.loads(endpoints_file(data_dir).read_text(encoding="utf-8"))
        os.kill(told["pid"], 0)
    except (OSError, ValueError, KeyError):
        return None
    return Endpoints(database_url=told["database_url"], redis_url=told["redis_url"])


def run_until_stopped(work: Callable[[asyncio.Event], Awaitable[int | None]]) -> int | None:
    """Runs `work` with an event that SIGTERM and SIGINT set."""

    async def main() -> int | None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        with faults_in_a_line():
            return await work(stop)

    return asyncio.run(main())


@contextmanager
def faults_in_a_line() -> Iterator[None]:
    """Everything people can mend leaves as a StartError; the rest as it is."""
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
    for kind, (prefix, code) in _FAULTS.items():
        if isinstance(error, kind):
            return StartError(redact(f"{prefix}{error}"), code)
    return None


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


_FAULTS: dict[type[BaseException], tuple[str, int]] = {
    SettingsError: ("", 2),
    SitesFileError: ("", 2),
    PoliciesFileError: ("", 2),
    DatabaseUnreachable: ("DATABASE_URL: PostgreSQL is out of reach: ", UNAVAILABLE),
    RedisUnreachable: ("REDIS_URL: Redis is out of reach: ", UNAVAILABLE),
    MigrationError: ("the schema can't be brought up to date: ", 2),
    ObjectStoreError: ("the archive store can't be used: ", UNAVAILABLE),
    EmbeddedError: ("", UNAVAILABLE),
}

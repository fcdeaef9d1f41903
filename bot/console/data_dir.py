"""DATA_DIR: its layout, and the lock that lets only one `progon run` (or `migrate`) work there.

The lock is the kernel's (`flock`): it is free as soon as its holder is dead, however that died, so a
file left by a killed process never counts.
"""

import json
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.console.exits import StartError
from config.settings import Settings
from runner.stores import Endpoints
from storage.embedded.identity import Identity
from storage.embedded.locks import lock_within, note_holder, noted_holder, try_lock

#: a holder that was just killed takes a moment to be gone
_GRACE = 0.5


def postgres_dir(settings: Settings) -> Path:
    """Where the embedded PostgreSQL lives."""
    return settings.data_dir / "postgres"


def valkey_dir(settings: Settings) -> Path:
    """Where the embedded Valkey lives."""
    return settings.data_dir / "valkey"


def log_file(settings: Settings, name: str) -> Path:
    """The log of a child process whose output would disturb the chat."""
    return settings.data_dir / "logs" / f"{name}.log"


def handed_file(settings: Settings) -> Path:
    """The settings that `progon run` hands to its children."""
    return settings.data_dir / "run" / "handed.json"


def endpoints_file(settings: Settings) -> Path:
    """Where a `progon run` tells others how to reach its embedded servers."""
    return settings.data_dir / "run" / "endpoints.json"


def prepare_data_dir(settings: Settings) -> None:
    """Makes DATA_DIR, and proves that it can be written to.

    Raises:
        StartError: when it can't.
    """
    place = settings.data_dir
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise StartError(
            f"DATA_DIR: cannot write to {place}: {_why(error)}. Mend that, or set DATA_DIR to a "
            "directory of yours"
        ) from None


def check_not_in_use(settings: Settings) -> None:
    """Raises StartError if another process of ours uses DATA_DIR; creates nothing."""
    if in_use(settings):
        raise _in_use(settings)


def in_use(settings: Settings) -> bool:
    """Whether a living process of ours works in DATA_DIR."""
    path = _lock_file(settings)
    try:
        if not path.exists():
            return False
        descriptor = try_lock(path, Identity.ours())
    except OSError:
        return False  # not ours to look into: whoever wants to write there will be told
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


@asynccontextmanager
async def owned_data_dir(settings: Settings, *, patience: float = _GRACE) -> AsyncIterator[None]:
    """Creates DATA_DIR and holds its lock inside; waits up to `patience` seconds for the lock.

    Raises:
        StartError: it cannot be written to, or another process of ours uses it.
    """
    prepare_data_dir(settings)
    path = _lock_file(settings)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = await lock_within(path, Identity.ours(), patience)
    except OSError as error:
        raise StartError(f"DATA_DIR: cannot write to {path}: {_why(error)}") from None
    if descriptor is None:
        raise _in_use(settings)
    try:
        note_holder(descriptor, os.getpid())
        yield
    finally:
        os.close(descriptor)


def read_endpoints(settings: Settings) -> Endpoints | None:
    """The embedded servers of a living `progon run`; None when there is none."""
    try:
        told = json.loads(endpoints_file(settings).read_text(encoding="utf-8"))
        endpoints = Endpoints(database_url=told["database_url"], redis_url=told["redis_url"])
    except (OSError, ValueError, KeyError):
        return None
    return endpoints if in_use(settings) else None


def _lock_file(settings: Settings) -> Path:
    return settings.data_dir / "run" / "owner.lock"


def _in_use(settings: Settings) -> StartError:
    holder = noted_holder(_lock_file(settings)) or "unknown"
    return StartError(
        f"DATA_DIR: another progon (process {holder}) is at work in {settings.data_dir}: "
        "stop it first, or set another DATA_DIR"
    )


def _why(error: OSError) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "there is a file in its place"
    return (error.strerror or str(error)).lower()

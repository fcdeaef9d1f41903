"""Which of our processes are alive: each reports every few seconds, for /status and `progon health`.

The work does not depend on it: only its lease says who may work on a site.
"""

import asyncio
import os
import socket
from contextlib import suppress
from enum import StrEnum

import asyncpg
import structlog

from runner.deps import Deps
from storage import workers
from storage.database import TRANSIENT, Executor
from storage.workers import Worker

#: a process that was silent for longer counts as gone
SILENT_SECONDS = 30.0
_SAY_SECONDS = 5.0
_GOODBYE_SECONDS = 2.0

log = structlog.get_logger()


class Kind(StrEnum):
    """What a process does."""

    BOT = "bot"
    WORKER = "worker"


async def keep_present(deps: Deps, kind: Kind) -> None:
    """Reports the process as alive until cancelled; then reports that it has left."""
    name = f"{kind.value} {deps.worker_name}"
    facts = {"kind": kind.value, "pid": os.getpid(), "host": socket.gethostname()}
    try:
        while True:
            try:
                await workers.seen(deps.db, name, facts)
            except (*TRANSIENT, asyncpg.PostgresError) as error:
                log.warning("presence.untold", why=repr(error))
            await asyncio.sleep(_SAY_SECONDS * (0.8 + 0.4 * deps.random()))
    finally:
        # a connection that was cancelled while its server stops may be unusable
        with suppress(*TRANSIENT, asyncpg.PostgresError):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await workers.gone(deps.db, name)


async def present_on(db: Executor, host: str) -> list[Worker]:
    """The bots and workers on a host that reported within SILENT_SECONDS."""
    return [
        worker
        for worker in await workers.everyone(db)
        if worker.facts.get("host") == host and worker.silent_seconds <= SILENT_SECONDS
    ]

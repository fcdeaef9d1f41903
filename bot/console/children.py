"""The processes of `progon run`: started, restarted when they die, stopped in order.

A killed worker is restarted within a second and continues its sites where they were. A process that
reports a misconfiguration would do so for ever, so then everything stops with its message.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import Any

import structlog

from bot.console.exits import MISCONFIGURED, StartError
from storage.embedded.child_process import ChildProcess, Program
from storage.embedded.log_file import LogFile
from storage.embedded.server import EmbeddedServer

_FIRST_PAUSE, _LAST_PAUSE = 0.5, 10.0
#: seconds of life after which the pause before a restart is reset
_WELL_LIVED = 30.0

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Member:
    """One process: `progon <arguments>` under a name, with a log file or our own output."""

    name: str
    arguments: tuple[str, ...]
    module: str = "bot.console"
    log: Path | None = None


@asynccontextmanager
async def household(members: list[Member]) -> AsyncIterator[asyncio.Future[None]]:
    """Keeps all members alive inside; the future fails when one cannot be restarted."""
    trouble: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        keepers = [group.create_task(_keep(member, trouble)) for member in members]
        try:
            yield trouble
        finally:
            for keeper in keepers:
                keeper.cancel()
            trouble.cancel()


def program(member: Member) -> Program:
    """The program of a member: this Python, our packages, nothing of the current folder."""
    return Program(
        name=member.name,
        argv=(sys.executable, "-P", "-m", member.module, *member.arguments),
        stop_steps=((Signals.SIGTERM, 20.0),),
    )


def hand_over(path: Path, overrides: dict[str, Any]) -> Path:
    """Writes settings for a child atomically to a file that only we can read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(overrides), encoding="utf-8")
    return fresh.replace(path)


async def keep_server(server: EmbeddedServer) -> None:
    """Starts an embedded server again whenever somebody kills it."""
    while True:
        code = await server.wait()
        log.warning("server.ended", server=server.name, code=code)
        await server.start()


async def _keep(member: Member, trouble: asyncio.Future[None]) -> None:
    pause = _FIRST_PAUSE
    clock = asyncio.get_running_loop().time
    while True:
        child = ChildProcess(program(member), None if member.log is None else LogFile(member.log))
        begun = clock()
        try:
            child.start()
            code = await child.wait()
            last = child.output()
        finally:
            await child.stop()
        log.warning("process.ended", name=member.name, code=code)
        if code == MISCONFIGURED:
            line = last[-1] if last else f"{member.name} can't work: its reason is above"
            if not trouble.done():
                trouble.set_exception(StartError(line.removeprefix("progon: ")))
            return
        pause = _FIRST_PAUSE if clock() - begun > _WELL_LIVED else min(pause * 2, _LAST_PAUSE)
        await asyncio.sleep(pause)

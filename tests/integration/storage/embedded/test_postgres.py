import asyncio
import os
import socket
from pathlib import Path
from signal import SIGKILL

import asyncpg
import pytest

from storage.embedded.errors import AddressInUseError
from storage.embedded.postgres import PostgresServer
from tests.integration.storage.embedded.owners import alive, fetch


async def test_data_stay_between_starts(place: Path) -> None:
    """What was written in one life of the server is read in the next."""
    data_dir = place / "not" / "there" / "yet"
    async with PostgresServer(data_dir) as server:
        await fetch(server.dsn, "CREATE TABLE note AS SELECT 'kept' AS text")
    assert not alive(server.pid)
    async with PostgresServer(data_dir) as server:
        assert await fetch(server.dsn, "SELECT text FROM note") == "kept"


async def test_one_object_starts_again(made: Path) -> None:
    """A stopped server object can be started again; stopping twice is no harm."""
    server = PostgresServer(made, durable=False)
    for _ in range(2):
        await server.start()
        assert await fetch(server.dsn, "SELECT 1") == 1
        await server.stop()
        await server.stop()


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT lower('ЁЖИК Щука')", "ёжик щука"),
        ("SELECT upper('ёлка')", "ЁЛКА"),
        ("SELECT 'Цена за ШТУКУ' ILIKE '%штуку%'", True),
        ("SELECT 'Абв' ~* '^[а-я]+$'", True),
        ("SELECT to_tsvector('russian', 'Новые ЧАЙНИКИ') @@ to_tsquery('russian', 'чайник')", True),
        ("SELECT to_tsvector('russian', 'Закупки')::text", "'закупк':1"),
    ],
)
async def test_russian_text_is_understood(
    postgres: PostgresServer, query: str, answer: object
) -> None:
    """Case, patterns and full-text search know Russian, whatever the machine's locale."""
    assert await fetch(postgres.dsn, query) == answer


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("server_encoding", "UTF8"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("jit", "off"),
        ("TimeZone", "UTC"),
        ("listen_addresses", ""),
        ("max_connections", "100"),
        ("data_checksums", "on"),
    ],
)
async def test_settings_of_a_run(postgres: PostgresServer, setting: str, value: str) -> None:
    """A run is durable, modest, in UTC, and not on the network."""
    assert await fetch(postgres.dsn, f"SHOW {setting}") == value


async def test_tests_may_trade_safety_for_speed(made: Path) -> None:
    """durable=False turns off what only a power cut would miss."""
    async with PostgresServer(made, durable=False) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert await fetch(server.dsn, f"SHOW {setting}") == "off"


async def test_socket_is_for_its_user_only(postgres: PostgresServer) -> None:
    """The socket lies in a directory that nobody else can enter."""
    assert postgres.socket.parent.stat().st_mode & 0o777 == 0o700
    assert postgres.socket.stat().st_mode & 0o777 == 0o700


async def test_contrib_is_there(postgres: PostgresServer) -> None:
    """Extensions load, from wherever the programs run."""
    await fetch(postgres.dsn, "CREATE EXTENSION pg_trgm")
    assert await fetch(postgres.dsn, "SELECT similarity('чайник', 'чайники') > 0.5")


async def test_terminal_signals_do_not_reach_the_server(postgres: PostgresServer) -> None:
    """The server is in a session of its own: Ctrl-C is for its owner."""
    assert os.getsid(postgres.pid) == postgres.pid != os.getsid(0)


async def test_tcp_asks_for_the_password(made: Path) -> None:
    """With a port the server listens on loopback, and only the password opens it."""
    port = free_port()
    async with PostgresServer(made, tcp_port=port, durable=False) as server:
        assert server.tcp_dsn
        assert await fetch(server.tcp_dsn, "SELECT host(inet_server_addr())") == "127.0.0.1"
        assert await fetch(server.dsn, "SELECT inet_server_addr()") is None
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(f"postgresql://progon:guess@127.0.0.1:{port}/postgres")
    assert (made / "password").stat().st_mode & 0o777 == 0o600


async def test_taken_port_is_said(made: Path) -> None:
    """A port that is taken is an error of its own, in one line."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = PostgresServer(made, tcp_port=taken.getsockname()[1], durable=False)
        with pytest.raises(AddressInUseError, match="Choose another port") as caught:
            await server.start()
    assert "\n" not in str(caught.value)
    assert any("could not bind" in line for line in caught.value.log_tail)


async def test_killed_server_loses_nothing(made: Path) -> None:
    """After kill -9 of the server in mid write every acknowledged row is there."""
    server = PostgresServer(made)
    await server.start()
    await fetch(server.dsn, "CREATE TABLE row (number int)")
    async with asyncio.TaskGroup() as group:
        writers = [group.create_task(write_rows(server.dsn, start)) for start in range(4)]
        await asyncio.sleep(0.5)
        os.kill(server.pid, SIGKILL)
    assert await server.wait() == -SIGKILL
    acknowledged = {number for writer in writers for number in writer.result()}

    await server.start()
    found = await fetch(server.dsn, "SELECT array_agg(number) FROM row")
    assert acknowledged
    assert acknowledged <= set(found)
    await server.stop()


async def test_cancelled_start_leaves_nothing(place: Path) -> None:
    """A start given up half-way leaves no process and no claim on the directory."""
    server = PostgresServer(place / "data", durable=False)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await server.start()
    async with PostgresServer(place / "data", durable=False) as other:
        assert await fetch(other.dsn, "SELECT 1") == 1


async def write_rows(dsn: str, start: int) -> list[int]:
    """Insert rows until the server is gone; the numbers that it acknowledged."""
    acknowledged: list[int] = []
    connection = await asyncpg.connect(dsn)
    try:
        for number in range(start, 1_000_000, 4):
            await connection.execute("INSERT INTO row VALUES ($1)", number)
            acknowledged.append(number)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        connection.terminate()
    return acknowledged


def free_port() -> int:
    """A TCP port that was free just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port

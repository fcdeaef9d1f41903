"""Every start that cannot succeed ends in one typed, one-line error, and changes nothing."""

import os
from pathlib import Path

import pytest

from storage.embedded.errors import (
    CorruptedDataError,
    DataDirUnusableError,
    DiskFullError,
    ServerError,
    WrongVersionError,
)
from storage.embedded.postgres import PostgresServer
from storage.embedded.server import EmbeddedServer
from storage.embedded.valkey import ValkeyServer
from tests.integration.storage.embedded.owners import Owners, fetch

STRANGE_NAMES = (
    "long-" + "d" * 120,
    "with space, comma; and 'quotes' \"both\"",
    "per%20cent?host=evil&x=1#y",
    "Кириллица и ёж",
    "back\\slash $HOME `id`",
)


def move(source: Path, target: Path) -> None:
    """Move a directory to a new place."""
    source.rename(target)


async def refusal(server: EmbeddedServer, kind: type[ServerError]) -> ServerError:
    """The error of a start that must fail so."""
    with pytest.raises(kind) as caught:
        await server.start()
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith(f"{server.name}: ")
    assert caught.value.advice in text
    return caught.value


async def test_data_of_another_version(made: Path) -> None:
    """A cluster of another major version is refused by name before anything runs on it."""
    (made / "cluster/PG_VERSION").write_text("17\n")
    error = await refusal(PostgresServer(made), WrongVersionError)
    assert "was made by version 17, this one is 18" in error.fact


async def test_damaged_cluster(made: Path) -> None:
    """A cluster with a part missing is said to be damaged; put back, the part makes it whole."""
    for part in ("global/pg_control", "PG_VERSION", "pg_wal", "global"):
        missing, aside = made / "cluster" / part, made / "aside"
        move(missing, aside)
        await refusal(PostgresServer(made), CorruptedDataError)
        move(aside, missing)
    async with PostgresServer(made) as server:
        assert await fetch(server.dsn, "SELECT 1") == 1
    (made / "cluster/global/pg_control").write_bytes(os.urandom(8192))
    await refusal(PostgresServer(made), CorruptedDataError)


async def test_settings_that_postgres_refuses_are_quoted(made: Path) -> None:
    """For a reason of its own the server's words are the error, and its log is at hand."""
    with (made / "cluster/postgresql.conf").open("a") as config:
        config.write("no_such_setting = 1\n")
    error = await refusal(PostgresServer(made), ServerError)
    assert any("no_such_setting" in line for line in error.log_tail)


async def test_damaged_log_of_valkey(place: Path) -> None:
    """Valkey's log of writes with garbage in the middle is damage; a cut-off end is not."""
    async with ValkeyServer(place / "data"):
        pass
    log = next((place / "data/db/appendonlydir").glob("*.incr.aof"))
    log.write_bytes(b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n" + b"rubbish\r\n" * 9)
    await refusal(ValkeyServer(place / "data"), CorruptedDataError)
    log.write_bytes(b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n*3\r\n$3\r\nSE")
    async with ValkeyServer(place / "data"):
        pass


@pytest.mark.parametrize("kind", [PostgresServer, ValkeyServer])
async def test_foreign_files_are_not_touched(
    place: Path, kind: type[PostgresServer | ValkeyServer]
) -> None:
    """A directory with somebody's files in it is not taken for a data directory."""
    (place / "letters").mkdir()
    (place / "letters" / "to-grandma.txt").write_text("dear")
    error = await refusal(kind(place / "letters"), DataDirUnusableError)
    assert "holds files that" in error.fact
    assert [path.name for path in (place / "letters").iterdir()] == ["to-grandma.txt"]


@pytest.mark.parametrize("kind", [PostgresServer, ValkeyServer])
async def test_file_in_the_way(place: Path, kind: type[PostgresServer | ValkeyServer]) -> None:
    """A file where the data directory, or a parent of it, should be is an error."""
    (place / "data").write_text("in the way")
    await refusal(kind(place / "data"), DataDirUnusableError)
    await refusal(kind(place / "data" / "deeper"), DataDirUnusableError)
    (place / "loop").symlink_to(place / "loop")
    await refusal(kind(place / "loop"), DataDirUnusableError)


@pytest.mark.parametrize("kind", [PostgresServer, ValkeyServer])
async def test_empty_directory_is_taken_as_it_is(
    place: Path, kind: type[PostgresServer | ValkeyServer]
) -> None:
    """An empty directory prepared by someone is used, and its own mode and owner stay."""
    (place / "data").mkdir(mode=0o755)
    before = (place / "data").stat()
    for _ in range(2):
        async with kind(place / "data", durable=False):
            pass
    after = (place / "data").stat()
    assert (after.st_mode, after.st_uid) == (before.st_mode, before.st_uid)


async def test_any_directory_name(made: Path, place: Path) -> None:
    """However long or strange the directory's name is, both servers start and URLs stay plain."""
    for name in STRANGE_NAMES:
        move(made, place / name)
        made = place / name
        async with (
            PostgresServer(made, durable=False) as postgres,
            ValkeyServer(place / f"{name} 2") as valkey,
        ):
            assert await fetch(postgres.dsn, "SELECT 1") == 1
            assert (postgres.dsn + valkey.url).isascii()
            short = {postgres.socket.parent, valkey.socket.parent}
        assert len(short) == 2
        assert not any(path.exists() for path in short)


@pytest.mark.faults
async def test_cluster_is_made_under_any_name(place: Path) -> None:
    """Making a cluster bears the worst of names too."""
    name = "пробел, 'кавычка' \"две\" $HOME `id` 100% ?a=b#c;" + "d" * 60
    async with PostgresServer(place / name, durable=False) as server:
        assert await fetch(server.dsn, "SELECT 1") == 1


@pytest.mark.faults
@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("kind", ["postgres", "valkey"])
@pytest.mark.parametrize("mount", ["size=2m", "size=30m", "ro"])
async def test_full_or_read_only_disk(place: Path, owners: Owners, kind: str, mount: str) -> None:
    """A full or a read-only disk is said in one line."""
    if kind == "valkey" and mount == "size=30m":
        pytest.skip("enough for Valkey")
    expected = DataDirUnusableError if mount == "ro" else DiskFullError
    fill = f"dd if=/dev/zero of={place}/fill bs=4k 2>/dev/null" if mount == "size=2m" else "true"
    script = f'mount -t tmpfs -o {mount} none {place} && {{ {fill}; exec "$@"; }}'
    under = ("/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, "sh")
    async with owners(kind, place / "data", under=under) as owner:
        said = await owner.says()
    assert said["error"] == expected.__name__, said

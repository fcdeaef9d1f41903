"""One embedded server: its data directory, its owner, its life.

A data directory is wholly ours and holds
    owner.lock, server.lock   see locks.py
    server.log                the server's own log, bounded
    run/                      the socket, where its path suits
    cluster/ or db/           the data
`PostgresServer` and `ValkeyServer` say what differs. A server that ends by itself is not started
again from here: its owner sees `wait()` return, decides, and may call `start()` once more.
"""

import os
import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from storage.embedded.binaries import PUBLIC_BASES, Bundle, root_for
from storage.embedded.child_process import ChildProcess, Program
from storage.embedded.diagnosis import explained
from storage.embedded.errors import (
    AlreadyRunningError,
    BinaryMissingError,
    DataDirUnusableError,
    StillStoppingError,
    UnsupportedSystemError,
)
from storage.embedded.identity import Identity, server_identity
from storage.embedded.locks import OwnerLock, lock_within, note_holder, noted_holder
from storage.embedded.log_file import LogFile
from storage.embedded.places import make_directory, socket_directory

#: All that a server sees of the environment: messages in English, UTF-8 file names.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC"}


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait, in seconds."""

    #: For a started server to take connections; recovery after a crash is part of it.
    start: float = 60.0
    #: For the server of a killed owner to end.
    takeover: float = 30.0


PATIENCE = Patience()


class EmbeddedServer(ABC):
    """A server that lives while its owner does: `async with`, or `start()` and `stop()`."""

    name: ClassVar[str]
    _store_name: ClassVar[str]

    def __init__(
        self,
        data_dir: Path,
        *,
        durable: bool = True,
        patience: Patience = PATIENCE,
        public_bases: Sequence[Path] = PUBLIC_BASES,
    ) -> None:
        """`durable=False` trades safety against power loss for speed: for tests only.

        `public_bases` are places for a copy of the programs, should one be needed (binaries.py).
        """
        self.data_dir = Path(os.path.realpath(data_dir))  # resolve() raises on a loop of links
        self.log_path = self.data_dir / "server.log"
        self._store = self.data_dir / self._store_name
        self._durable = durable
        self._patience = patience
        self._public_bases = public_bases
        self._owner_lock = OwnerLock(self.data_dir / "owner.lock")
        self._user = Identity.ours()
        self._child: ChildProcess | None = None
        self._socket_dir: Path | None = None

    @property
    def pid(self) -> int:
        """The pid of the running server. Raises RuntimeError before the first start."""
        return self._started().pid

    @property
    def socket(self) -> Path:
        """The unix socket of the started server."""
        if self._socket_dir is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._socket_dir / self._socket_name

    async def start(self) -> None:
        """Start the server and return when it takes connections. Raises ServerError.

        Also after it ended by itself; the data directory stays ours in between.
        """
        if self._child is not None:
            if self._child.returncode is None:
                raise RuntimeError(f"{self.name} is running already")
            await self._child.stop()  # has ended; lets its log go
        if sys.platform != "linux":
            fact = f"runs embedded on Linux only, not on {sys.platform}"
            raise UnsupportedSystemError(self.name, self.data_dir, fact)
        with explained(self.name, self.data_dir):
            try:
                await self._own_data_dir()
                await self._start()
            except BaseException:
                await self.stop()
                raise

    async def stop(self) -> None:
        """Stop the server in good order and give the data directory back; again is no harm."""
        try:
            if self._child is not None:
                await self._child.stop()
        finally:
            self._give_back()

    async def wait(self) -> int:
        """Wait for the server to end, whoever ends it, and return its code."""
        return await self._started().wait()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    @abstractmethod
    def _socket_name(self) -> str:
        """The file name of the socket."""

    @abstractmethod
    def _bundle(self) -> Bundle | None:
        """The programs as installed."""

    @abstractmethod
    async def _program(self, lock: int, files: ExitStack) -> Program:
        """Prepare the store and say what to run.

        The program must inherit the descriptor `lock`; what is entered into `files` stays open
        until it is started.
        """

    @abstractmethod
    def _is_ready(self) -> bool:
        """Whether our child (and nobody else's) takes connections."""

    @property
    def _own_socket_dir(self) -> Path:
        return self.data_dir / "run"

    def _give_back(self) -> None:
        """Only what is ours: another owner may have the same short directory by now."""
        short = self._socket_dir if self._socket_dir != self._own_socket_dir else None
        if self._owner_lock.held and short:
            shutil.rmtree(short, ignore_errors=True)
        self._owner_lock.release()

    async def _own_data_dir(self) -> None:
        self._user = server_identity(self._store)
        make_directory(self.data_dir, self._user)
        ours = self._owner_lock.path.exists() or self._store.exists()
        if not ours and any(self.data_dir.iterdir()):
            fact = f"{self.data_dir} holds files that {self.name} did not make"
            raise DataDirUnusableError(self.name, self.data_dir, fact)
        if not self._owner_lock.held and not await self._owner_lock.acquire(self._user):
            raise AlreadyRunningError(self.name, self.data_dir, noted_holder(self._owner_lock.path))

    async def _start(self) -> None:
        lock_path = self.data_dir / "server.lock"
        lock = await lock_within(lock_path, self._user, self._patience.takeover)
        if lock is None:
            raise StillStoppingError(self.name, self.data_dir, noted_holder(lock_path))
        with ExitStack() as files:
            files.callback(os.close, lock)
            self._socket_dir = socket_directory(self._own_socket_dir, self._socket_name, self._user)
            program = await self._program(lock, files)
            self._child = self._new_child(program)
            self._child.start()
            note_holder(lock, self._child.pid)
        await self._child.ready(self._is_ready, self._patience.start)

    def _programs(self, user: Identity) -> Path:
        """The root of the bundle, where this user can run it."""
        return root_for(self._installed(), user, self._public_bases)

    def _installed(self) -> Bundle:
        bundle = self._bundle()
        if bundle is None:
            fact = "its programs are not installed for this machine"
            raise BinaryMissingError(self.name, self.data_dir, fact)
        return bundle

    def _new_child(self, program: Program) -> ChildProcess:
        return ChildProcess(program, LogFile(self.log_path, owner=self._user))

    def _started(self) -> ChildProcess:
        if self._child is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._child

"""Objects in a local directory: the default, for one machine.

A key is a path under the root. An object is written to a temporary file, flushed to the disk and
renamed, so readers and crashes see it whole or not at all. Its SHA-256 travels with the file as an
extended attribute where the file system has them. Several processes may share the directory.
"""

import errno
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from storage.objects.errors import (
    DeniedError,
    InvalidKeyError,
    MisconfiguredError,
    ObjectNotFoundError,
    ObjectStoreError,
    StoreFullError,
    UnreachableError,
)
from storage.objects.keys import can_begin_a_key, check_key
from storage.objects.pieces import PIECE, in_thread, pieces_of
from storage.objects.store import ObjectInfo, Source, check_by_use

_INCOMING = ".incoming"
#: A temporary file untouched for so many seconds belongs to nobody any more.
_ABANDONED_AFTER = 24 * 3600.0
_SHA256 = "user.sha256"
#: How often a put makes a vanished folder again; each time takes a delete at the same moment.
_ATTEMPTS = 100


@asynccontextmanager
async def local_object_store(root: Path) -> AsyncIterator["LocalObjectStore"]:
    """The store in `root`, made private where absent."""
    store = LocalObjectStore(root)
    await in_thread(store.prepare)
    yield store


class LocalObjectStore:
    """See ObjectStore."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    def prepare(self) -> None:
        """Make the directory, and clear it of what killed writers left."""
        with _explained(""):
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._root / _INCOMING).mkdir(mode=0o700, exist_ok=True)
            for left in (self._root / _INCOMING).iterdir():
                with suppress(FileNotFoundError):  # its writer was not dead, or another cleared it
                    if left.stat().st_mtime < time.time() - _ABANDONED_AFTER:
                        left.unlink()

    async def put(
        self,
        key: str,
        source: Source,
        *,
        content_type: str = "application/octet-stream",  # noqa: ARG002 - the contract's
    ) -> ObjectInfo:
        """See ObjectStore. The content type is not kept: nothing here would serve it."""
        draft = _Draft(self._root, self._path(key))
        try:
            with _explained(key):
                await in_thread(draft.open)
            async for piece in pieces_of(source):
                with _explained(key):
                    await in_thread(draft.write, piece)
            with _explained(key):
                await in_thread(draft.publish)
        finally:
            await in_thread(draft.discard)
        return ObjectInfo(key=key, size=draft.size, sha256=draft.sha256)

    async def get(self, key: str) -> AsyncGenerator[bytes, None]:
        """See ObjectStore."""
        path = self._path(key)
        with ExitStack() as files:
            with _explained(key):
                file = await in_thread(lambda: files.enter_context(path.open("rb")))
            while True:
                with _explained(key):
                    piece = await in_thread(file.read, PIECE)
                if not piece:
                    return
                yield piece

    async def head(self, key: str) -> ObjectInfo | None:
        """See ObjectStore."""
        path = self._path(key)
        try:
            with _explained(key):
                return await in_thread(_info, key, path)
        except ObjectNotFoundError:
            return None

    async def delete(self, key: str) -> None:
        """See ObjectStore. Folders left empty go too."""
        path = self._path(key)
        with suppress(ObjectNotFoundError), _explained(key):
            await in_thread(self._remove, path)

    async def list_objects(self, prefix: str = "") -> AsyncGenerator[ObjectInfo, None]:
        """See ObjectStore."""
        with _explained(prefix):
            found = await in_thread(self._find, prefix)
        for info in found:
            yield info

    async def url(
        self,
        key: str,
        *,
        expires: timedelta,  # noqa: ARG002 - the contract's
        filename: str | None = None,  # noqa: ARG002 - the contract's
    ) -> str | None:
        """None: a directory has no addresses."""
        check_key(key)
        return None

    async def check(self) -> None:
        """See ObjectStore."""
        await check_by_use(self)

    def _path(self, key: str) -> Path:
        return self._root / check_key(key)

    def _remove(self, path: Path) -> None:
        path.unlink()
        with suppress(OSError):  # not empty, or gone
            for folder in path.relative_to(self._root).parents[:-1]:
                (self._root / folder).rmdir()

    def _find(self, prefix: str) -> list[ObjectInfo]:
        if not can_begin_a_key(prefix):
            return []
        found = []
        for folder, subfolders, files in os.walk(self._root / prefix.rpartition("/")[0]):
            subfolders[:] = [name for name in subfolders if not name.startswith(".")]
            for path in (Path(folder, name) for name in files):
                key = path.relative_to(self._root).as_posix()
                if key.startswith(prefix):
                    with suppress(FileNotFoundError):  # deleted meanwhile
                        found.append(_info(key, path))
        return sorted(found, key=lambda info: info.key.encode())


class _Draft:
    """An object being written; discard it in any case."""

    def __init__(self, root: Path, target: Path) -> None:
        self.size = 0
        self._root = root
        self._target = target
        self._hash = hashlib.sha256()
        self._file: IO[bytes] | None = None

    @property
    def sha256(self) -> str:
        """Of what has been written so far, in hex."""
        return self._hash.hexdigest()

    def open(self) -> None:
        incoming = self._root / _INCOMING
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - discard() closes it
            dir=incoming, delete=False
        )

    def write(self, piece: bytes) -> None:
        self._opened().write(piece)
        self._hash.update(piece)
        self.size += len(piece)

    def publish(self) -> None:
        file = self._opened()
        file.flush()
        with suppress(OSError, AttributeError):  # no extended attributes in this file system
            os.setxattr(file.fileno(), _SHA256, self.sha256.encode())
        os.fsync(file.fileno())
        self._move(Path(file.name))
        for folder in self._target.relative_to(self._root).parents:
            _flush_folder(self._root / folder)

    def discard(self) -> None:
        if self._file is not None:
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            raise RuntimeError("the draft was not opened")
        return self._file

    def _move(self, written: Path) -> None:
        """Into place. A delete may remove the folder as empty at any moment: then make it again."""
        for attempts_left in reversed(range(_ATTEMPTS)):
            try:
                self._target.parent.mkdir(parents=True, exist_ok=True)
                written.replace(self._target)
            except (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError):
                if self._is_blocked():
                    key = self._target.relative_to(self._root).as_posix()
                    reason = "is a folder of other keys, or in an object"
                    raise InvalidKeyError(key, reason) from None
                if not attempts_left:
                    raise
            else:
                return

    def _is_blocked(self) -> bool:
        """Whether the key is a folder, or one of its folders is an object."""
        folders = self._target.relative_to(self._root).parents
        return self._target.is_dir() or any((self._root / folder).is_file() for folder in folders)


def _info(key: str, path: Path) -> ObjectInfo:
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise IsADirectoryError(errno.EISDIR, "not an object", str(path))
    return ObjectInfo(
        key=key,
        size=state.st_size,
        sha256=_recorded_sha256(path),
        modified_at=datetime.fromtimestamp(state.st_mtime, UTC),
    )


def _recorded_sha256(path: Path) -> str | None:
    try:
        return os.getxattr(path, _SHA256).decode()
    except (OSError, AttributeError):
        return None


def _flush_folder(folder: Path) -> None:
    with suppress(FileNotFoundError):  # removed again by a delete
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _explained(key: str) -> Iterator[None]:
    """Whatever the file system refuses inside leaves as an ObjectStoreError."""
    try:
        yield
    except OSError as error:
        kind = _KINDS.get(error.errno or 0, MisconfiguredError)
        raise kind(key, (error.strerror or str(error)).lower()) from error


_KINDS: dict[int, type[ObjectStoreError]] = {
    errno.ENOENT: ObjectNotFoundError,
    errno.ENOTDIR: ObjectNotFoundError,
    errno.EISDIR: ObjectNotFoundError,
    errno.ENOSPC: StoreFullError,
    errno.EDQUOT: StoreFullError,
    errno.EACCES: DeniedError,
    errno.EPERM: DeniedError,
    errno.EROFS: DeniedError,
    errno.EIO: UnreachableError,
    errno.ESTALE: UnreachableError,
    errno.ETIMEDOUT: UnreachableError,
}

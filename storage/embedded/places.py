"""Where a server finds its files when it is not the user that we are.

Nobody's rights are opened for it: no directory that is not ours changes mode or owner. Where a
parent directory is closed to the server's user,
- the data stay where they are: the server gets an open directory and the name
  /proc/self/fd/N for it, which leads past the parents (PostgreSQL and Valkey only ever go down
  from there);
- the socket goes to a short private directory, as it also does where the path is too long for
  a socket (107 bytes) or has characters that a connection URL would have to quote.
"""

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from storage.embedded.identity import Change, Identity

#: sun_path holds 108 bytes with the closing zero.
LONGEST_SOCKET_PATH = 107
_PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


def reachable(path: Path, identity: Identity) -> bool:
    """Whether this user can enter `path` (a directory) or read and run it (a file).

    Judged by mode bits. Access lists are not read: they err on the side of a copy, or of a clear
    message from the server.
    """
    if identity.change is not Change.DROP:
        return True
    path = path.resolve()
    wanted = stat.S_IXOTH if path.is_dir() else stat.S_IROTH
    return _allows(path, identity, wanted) and all(
        _allows(parent, identity, stat.S_IXOTH) for parent in path.parents
    )


@contextmanager
def as_seen_by(identity: Identity, directory: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The directory's name for a process of this user, and what that process must inherit."""
    if reachable(directory, identity):
        yield str(directory), ()
        return
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}", (descriptor,)
    finally:
        os.close(descriptor)


def make_directory(path: Path, identity: Identity) -> None:
    """Make `path` private to this user; missing parents belong to whom the nearest one does."""
    missing = [place for place in path.parents if not place.exists()]
    for parent in reversed(missing):
        owner = parent.parent.stat()
        parent.mkdir(exist_ok=True)
        if identity.change is Change.DROP:
            os.chown(parent, owner.st_uid, owner.st_gid, follow_symlinks=False)
    if not path.exists():
        private_directory(path, identity)


def private_directory(path: Path, identity: Identity) -> None:
    """Make `path` a directory that only this user (and root) can enter, or find it so.

    Raises PermissionError where something else has the name: never use what others prepared.
    """
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        info = path.lstat()
        private = stat.S_ISDIR(info.st_mode) and info.st_uid == identity.uid
        if not private or info.st_mode & 0o077:
            raise PermissionError(1, "not a private directory of ours", str(path)) from None
    else:
        identity.own(path)


def socket_directory(
    preferred: Path, socket_name: str, identity: Identity, bases: Sequence[Path] | None = None
) -> Path:
    """A private directory for the socket: `preferred`, or a short one with a name made from it."""
    if _suits(preferred / socket_name) and reachable(preferred.parent, identity):
        private_directory(preferred, identity)
        return preferred
    mark = hashlib.sha256(os.fsencode(preferred)).hexdigest()[:12]
    refusal: OSError = FileNotFoundError(2, "no place for a socket", str(preferred))
    for base in _short_bases() if bases is None else bases:
        short = base / f"progon-{identity.uid}-{mark}"
        if not (_suits(short / socket_name) and base.is_dir() and reachable(base, identity)):
            continue
        try:
            private_directory(short, identity)
        except OSError as error:
            refusal = error
        else:
            return short
    raise refusal


def _suits(socket: Path) -> bool:
    text = str(socket)
    return len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH and bool(_PLAIN.fullmatch(text))


def _short_bases() -> list[Path]:
    """The same for everybody first: an address should not depend on who asks for it."""
    fixed = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - a private directory is made inside
    return [*map(Path, fixed), Path(tempfile.gettempdir())]


def _allows(path: Path, identity: Identity, wanted: int) -> bool:
    """Whether the mode grants the right `wanted`, named by its bit for others."""
    info = path.stat()
    if info.st_uid == identity.uid:
        return bool(info.st_mode & wanted << 6)
    if info.st_gid == identity.gid:
        return bool(info.st_mode & wanted << 3)
    return bool(info.st_mode & wanted)

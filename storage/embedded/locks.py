"""Who owns a data directory, and whether a server still lives in it.

Two `flock`s, because they answer two questions:
`owner.lock`   held by the one process that supervises, and never inherited: free as soon as
               that process is dead. Busy means: another owner, whose pid is inside.
`server.lock`  held by the server and all its children through an inherited descriptor: free
               only when the last of them is gone, whoever killed whom. So nothing is started
               beside an orphan, and no pid number is ever believed.
"""

import asyncio
import fcntl
import os
from contextlib import suppress
from pathlib import Path

from storage.embedded.identity import Identity

_POLL = 0.02
#: A process that was killed takes a moment to be gone.
_GRACE = 0.5


def try_lock(path: Path, owner: Identity) -> int | None:
    """An exclusively locked descriptor of the file (made where absent), or None if it is held."""
    while True:
        descriptor = owner.open_file(path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still(descriptor, path):
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # someone removed the file between opening and locking


async def lock_within(path: Path, owner: Identity, seconds: float) -> int | None:
    """The same, waiting for the present holder; None if it holds on longer than that."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (descriptor := try_lock(path, owner)) is None:  # noqa: ASYNC110 - the kernel tells nobody
                await asyncio.sleep(_POLL)
            return descriptor
    return None


def note_holder(descriptor: int, pid: int) -> None:
    """Write into a lock file who holds it: for people and messages, never for a decision."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{pid}\n".encode(), 0)


def noted_holder(path: Path) -> int | None:
    """The pid written into a lock file, if there is one."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


class OwnerLock:
    """The right to supervise the server of one data directory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    async def acquire(self, owner: Identity) -> bool:
        """Take the lock and write our pid into it; False if another process holds it."""
        descriptor = await lock_within(self.path, owner, _GRACE)
        if descriptor is None:
            return False
        self._descriptor = descriptor
        note_holder(descriptor, os.getpid())
        return True

    def release(self) -> None:
        """Give the lock back; the file stays."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _is_still(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False

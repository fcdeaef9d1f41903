import os
from pathlib import Path

from storage.embedded.identity import Identity
from storage.embedded.locks import OwnerLock, lock_within, noted_holder, try_lock

OURS = Identity.ours()


async def test_owner_is_one_and_named(tmp_path: Path) -> None:
    """A second owner is refused and can read the pid of the first; afterwards it may take over."""
    first, second = OwnerLock(tmp_path / "lock"), OwnerLock(tmp_path / "lock")
    assert await first.acquire(OURS)
    assert not await second.acquire(OURS)
    assert noted_holder(second.path) == os.getpid()
    first.release()
    first.release()
    assert await second.acquire(OURS)
    second.release()


async def test_longer_pid_leaves_no_digits_behind(tmp_path: Path) -> None:
    """The pid in the file is the present owner's, whatever stood there."""
    (tmp_path / "lock").write_text("99999999999999\n")
    lock = OwnerLock(tmp_path / "lock")
    assert await lock.acquire(OURS)
    assert noted_holder(lock.path) == os.getpid()
    lock.release()


def test_unreadable_holder_is_unknown(tmp_path: Path) -> None:
    """A lock file without a number names nobody."""
    (tmp_path / "lock").write_text("?")
    assert noted_holder(tmp_path / "lock") is None
    assert noted_holder(tmp_path / "none") is None


async def test_lock_lives_in_every_copy_of_the_descriptor(tmp_path: Path) -> None:
    """The lock is free when the last holder of the descriptor lets go: a server's children too."""
    descriptor = try_lock(tmp_path / "lock", OURS)
    assert descriptor is not None
    inherited = os.dup(descriptor)
    os.close(descriptor)
    assert await lock_within(tmp_path / "lock", OURS, 0.05) is None
    os.close(inherited)
    last = await lock_within(tmp_path / "lock", OURS, 0.05)
    assert last is not None
    os.close(last)


def test_removed_lock_file_is_made_again(tmp_path: Path) -> None:
    """Whoever removes the file cannot make two believe in two files of one name."""
    path = tmp_path / "lock"
    old = try_lock(path, OURS)
    path.unlink()
    new = try_lock(path, OURS)
    assert old is not None
    assert new is not None
    assert path.stat().st_ino == os.fstat(new).st_ino
    os.close(old)
    os.close(new)

"""As whom a server runs.

PostgreSQL refuses to be root, and no server has a reason to be. So root lowers the server to the
owner of the place where the data lie, or to `nobody` where that is root; no user is created. An
ordinary user runs the server as itself. The owner of the data never changes afterwards, so root
and that owner can take turns.

Three ways (docs/decisions/0041-embedded-servers-as-root.md):
SAME  as this process;
DROP  root lowers itself for good (setresuid);
MAP   a user namespace shows our own files under another uid: for a root that may not lower
      itself (a container without CAP_SETUID), and for an ordinary uid without a name, which
      initdb refuses.
"""

import enum
import errno
import os
import pwd
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

#: Linux capability bits needed to hand files over and to change uid: CHOWN, SETGID, SETUID.
_CAPABILITIES = 1 << 0 | 1 << 6 | 1 << 7


class Change(enum.Enum):
    """How a process gets from our user to the server's."""

    SAME = "same"
    DROP = "drop"
    MAP = "map"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A user for a server: `uid` and `gid` are those of its files on disk."""

    uid: int
    gid: int
    change: Change = Change.SAME

    @classmethod
    def ours(cls) -> Self:
        """This process's own user."""
        return cls(uid=os.geteuid(), gid=os.getegid())

    @classmethod
    def nobody(cls) -> Self:
        """The system's user without rights, to drop to."""
        try:
            entry = pwd.getpwnam("nobody")
        except KeyError:
            return cls(uid=65534, gid=65534, change=Change.DROP)
        return cls(uid=entry.pw_uid, gid=entry.pw_gid, change=Change.DROP)

    @classmethod
    def lowered_to(cls, uid: int, gid: int) -> Self:
        """An ordinary user that root becomes; its own group where it has a name."""
        with suppress(KeyError):  # a uid from outside, as of a folder mounted into a container
            gid = pwd.getpwuid(uid).pw_gid
        return cls(uid=uid, gid=gid, change=Change.DROP)

    @property
    def has_name(self) -> bool:
        """Whether the uid is known to the system; initdb needs that."""
        try:
            pwd.getpwuid(self.uid)
        except KeyError:
            return False
        return True

    def mapped(self) -> Self:
        """The same files, seen under another uid in a user namespace."""
        return type(self)(uid=self.uid, gid=self.gid, change=Change.MAP)

    def own(self, target: Path | int) -> None:
        """Give what we have just made to this user; links are not followed."""
        if self.change is not Change.DROP:
            return
        if isinstance(target, int):
            os.fchown(target, self.uid, self.gid)
        else:
            os.chown(target, self.uid, self.gid, follow_symlinks=False)

    def own_tree(self, root: Path) -> None:
        """Give a whole directory to this user, by descriptors: nothing in it can lead us out."""
        self.own(root)
        for _, folders, files, descriptor in os.fwalk(root):
            for name in (*folders, *files):
                os.chown(name, self.uid, self.gid, dir_fd=descriptor, follow_symlinks=False)

    def open_file(self, path: Path, *, append: bool = False) -> int:
        """Open for reading and writing, private; made and given to this user where absent.

        The directory may be this user's while we are root, so the file must be a plain one with
        one name: neither a symbolic nor a hard link makes us write elsewhere.
        """
        flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | (os.O_APPEND if append else 0)
        try:
            descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            descriptor = os.open(path, flags)
        else:
            self.own(descriptor)
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode) or info.st_nlink > 1:
            os.close(descriptor)
            raise PermissionError(errno.EPERM, "not a plain file of its own", str(path))
        return descriptor


def server_identity(store: Path) -> Identity:
    """Who serves the data in `store`, which may not exist yet."""
    if os.geteuid() != 0:
        return Identity.ours()
    owner = _nearest(store).stat()
    if owner.st_uid == 0 and store.exists():
        return Identity.ours().mapped()  # made so by a root that could not drop
    lowered = Identity.lowered_to(owner.st_uid, owner.st_gid) if owner.st_uid else Identity.nobody()
    return lowered if can_drop_to(lowered.uid, *_own_status()) else Identity.ours().mapped()


def naming_identity(identity: Identity) -> Identity:
    """Who runs initdb, which refuses a uid without a name."""
    if identity.change is Change.MAP or identity.has_name:
        return identity
    return Identity.nobody() if identity.change is Change.DROP else identity.mapped()


def can_drop_to(uid: int, status: str, uid_map: str) -> bool:
    """Whether root may become `uid`: by its capabilities and by its user namespace.

    `status` is the text of /proc/self/status, `uid_map` that of /proc/self/uid_map.
    """
    effective = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    if int(effective.split()[1], 16) & _CAPABILITIES != _CAPABILITIES:
        return False
    ranges = [[int(number) for number in line.split()] for line in uid_map.splitlines()]
    return any(inside <= uid < inside + length for inside, _, length in ranges)


def _own_status() -> tuple[str, str]:
    return (
        Path("/proc/self/status").read_text(encoding="utf-8"),
        Path("/proc/self/uid_map").read_text(encoding="ascii"),
    )


def _nearest(path: Path) -> Path:
    return next(place for place in (path, *path.parents) if place.exists())

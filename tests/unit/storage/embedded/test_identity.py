import os
from pathlib import Path

import pytest

from storage.embedded.identity import Change, Identity, can_drop_to, naming_identity

ALL = "Name:\tpython\nCapEff:\t000001ffffffffff\n"
WHOLE = "         0          0 4294967295\n"


@pytest.mark.parametrize(
    ("uid", "status", "uid_map", "can"),
    [
        (65534, ALL, WHOLE, True),
        (1000, "CapEff:\t00000000a80425fb\n", WHOLE, True),  # what Docker gives
        (65534, "CapEff:\t0000000000000000\n", WHOLE, False),
        (65534, "CapEff:\t000001ffffffff7f\n", WHOLE, False),  # all but CAP_SETUID
        (65534, "CapEff:\t000001fffffffffe\n", WHOLE, False),  # all but CAP_CHOWN
        (65534, ALL, "         0       1000          1\n", False),
        (65534, ALL, "0 1000 1\n1 100000 65536\n", True),
        (65534, ALL, "0 1000 1\n1 100000 1000\n", False),
    ],
)
def test_who_root_may_become(uid: int, status: str, uid_map: str, can: bool) -> None:  # noqa: FBT001 - a table
    """Root needs three capabilities and a place for the uid in its user namespace."""
    assert can_drop_to(uid, status, uid_map) is can


def test_name_for_initdb() -> None:
    """Who has no name is replaced: by nobody where root can give files away, else by a mapping."""
    nameless = Identity(uid=48_613, gid=48_613)
    assert naming_identity(nameless).change is Change.MAP
    assert naming_identity(Identity.lowered_to(48_613, 48_613)) == Identity.nobody()
    assert naming_identity(Identity.nobody()) == Identity.nobody()
    assert naming_identity(Identity(uid=0, gid=0)) == Identity(uid=0, gid=0)


def test_lowering_to_a_known_user_takes_its_group() -> None:
    """The group of a folder does not become the group of a server whose user has one."""
    nobody = Identity.nobody()
    assert Identity.lowered_to(nobody.uid, 0) == nobody


def lay(kind: str, path: Path, other: Path) -> None:
    """Put something that is no plain file of its own in the place of one."""
    if kind == "symbolic link":
        path.symlink_to(other)
    elif kind == "hard link":
        path.hardlink_to(other)
    elif kind == "directory":
        path.mkdir()
    else:
        os.mkfifo(path)


@pytest.mark.parametrize("kind", ["symbolic link", "hard link", "directory", "pipe"])
def test_only_plain_files_are_opened(tmp_path: Path, kind: str) -> None:
    """A link, or anything but a plain file, in the place of our file is refused."""
    path, other = tmp_path / "file", tmp_path / "other"
    other.write_text("precious")
    lay(kind, path, other)
    with pytest.raises(OSError, match="file"):
        Identity.ours().open_file(path)
    assert other.read_text() == "precious"

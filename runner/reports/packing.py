"""Zips: files in, one file out, the same bytes for the same files."""

import hashlib
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_LEVEL = 6
_PIECE = 1 << 20
_READABLE = 0o644 << 16
_EARLIEST = 1980  # the first year of a zip


@dataclass(frozen=True, kw_only=True)
class Member:
    """A file on its way into a zip; `rows` of a table, without its head."""

    path: Path
    name: str
    rows: int | None = None


def pack(members: Sequence[Member], target: Path, moment: datetime | None = None) -> None:
    """Writes a zip; large files are read piece by piece. `moment` dates all members; None: each its own."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for member in members:
            with (
                member.path.open("rb") as source,
                archive.open(_entry(member, moment), "w") as part,
            ):
                shutil.copyfileobj(source, part, _PIECE)


def sha256_of(path: Path) -> str:
    """The hash of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _entry(member: Member, moment: datetime | None) -> zipfile.ZipInfo:
    at = (moment or datetime.fromtimestamp(member.path.stat().st_mtime)).timetuple()[:6]  # noqa: DTZ006 - zips tell local time
    year, month, day, hour, minute, second = at
    known = year >= _EARLIEST
    stamp = (year, month, day, hour, minute, second) if known else (_EARLIEST, 1, 1, 0, 0, 0)
    entry = zipfile.ZipInfo(member.name, stamp)
    # workbooks are zips already
    stored = member.name.endswith(".xlsx")
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry.external_attr = _READABLE
    entry.file_size = member.path.stat().st_size
    return entry

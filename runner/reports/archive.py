"""The archive: reports.zip of a run, packed from the reports in the object store.

The whole archive is always stored under one key. If it is larger than Telegram accepts, it is
delivered in parts, split between sites if possible and never within a file.
"""

import asyncio
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from runner.deps import Deps
from runner.reports.contents import fetch, gather
from runner.reports.names import archive_key, document_name, member_name, part_key
from runner.reports.packing import Member, pack, sha256_of
from storage import artifacts
from storage.model.artifact import Artifact, ArtifactKind
from storage.model.run import ReportKind, Run, SiteJob
from storage.model.states import SiteStatus


@dataclass(frozen=True, kw_only=True)
class Part:
    """A zip that fits into one document."""

    key: str
    name: str
    size_bytes: int
    number: int
    of: int


async def build_archive(deps: Deps, run: Run, jobs: Sequence[SiteJob]) -> Artifact | None:
    """Packs all reports of the run, and why sites left none. The artifact's facts list the parts.

    None if there is nothing to pack: no site left a report, and none failed.
    """
    files = [file for file in await artifacts.of_run(deps.db, run.id) if file.site is not None]
    if not files and not any(job.status is SiteStatus.FAILED for job in jobs):
        return None
    with tempfile.TemporaryDirectory(dir=deps.scratch, prefix=f"run-{run.id}-") as folder:
        room = Path(folder)
        members = await gather(deps, run, jobs, files, room)
        whole = room / "reports.zip"
        await asyncio.to_thread(pack, members, whole, run.created_at)
        parts = await _put(deps, run, whole, members)
        return Artifact(
            kind=ArtifactKind.ARCHIVE,
            key=archive_key(run.id),
            size_bytes=whole.stat().st_size,
            sha256=await asyncio.to_thread(sha256_of, whole),
            row_count=len(members),
            facts={"parts": [asdict(part) for part in parts], **_totals(files)},
        )


async def pack_files(deps: Deps, keys: Sequence[str], target: Path) -> None:
    """Writes a zip of some files of a run to `target`."""
    with tempfile.TemporaryDirectory(dir=deps.scratch) as folder:
        members = [
            Member(path=await fetch(deps, key, Path(folder)), name=member_name(key)) for key in keys
        ]
        await asyncio.to_thread(pack, members, target)


def choose_files(
    files: Sequence[Artifact], *, sites: Sequence[str], reports: Sequence[ReportKind] | None
) -> list[Artifact]:
    """The reports of these sites and kinds; no sites, or None for the kinds, means all of them."""
    kinds = {ArtifactKind(kind.value) for kind in reports or ReportKind}
    return [
        file
        for file in files
        if file.kind in kinds and file.site is not None and (not sites or file.site in sites)
    ]


def archive_payloads(files: Iterable[Artifact]) -> list[dict[str, Any]]:
    """What to deliver, one for each part of the archive."""
    return [
        {"part": part, "facts": {k: v for k, v in file.facts.items() if k != "parts"}}
        for file in files
        if file.kind is ArtifactKind.ARCHIVE
        for part in file.facts["parts"]
    ]


def split(sizes: Sequence[tuple[str, int]], limit: float) -> list[list[str]]:
    """Groups members, by their packed sizes, into parts below the limit, keeping folders together.

    A folder that is too large alone is split between its files.
    """
    parts: list[list[str]] = []
    room = 0.0
    for names, size in _folders(sizes, limit):
        if not parts or size > room:
            parts.append([])
            room = limit
        parts[-1] += names
        room -= size
    return parts


def _folders(sizes: Sequence[tuple[str, int]], limit: float) -> list[tuple[list[str], int]]:
    folders: dict[str, list[tuple[str, int]]] = {}
    for name, size in sizes:
        folders.setdefault(name.partition("/")[0], []).append((name, size))
    groups: list[tuple[list[str], int]] = []
    for members in folders.values():
        whole = sum(size for _, size in members)
        if whole <= limit:
            groups.append(([name for name, _ in members], whole))
        else:
            groups += [([name], size) for name, size in members]
    return groups


async def _put(deps: Deps, run: Run, whole: Path, members: Sequence[Member]) -> list[Part]:
    await deps.objects.put(archive_key(run.id), whole, content_type="application/zip")
    limit = deps.settings.document_limit_mb * 1_000_000
    size = whole.stat().st_size
    if size <= limit:
        name = document_name(run.id)
        return [Part(key=archive_key(run.id), name=name, size_bytes=size, number=1, of=1)]
    with zipfile.ZipFile(whole) as archive:
        sizes = [(info.filename, info.compress_size) for info in archive.infolist()]
    groups = split(sizes, limit * 0.98)
    by_name = {member.name: member for member in members}
    parts = []
    for number, names in enumerate(groups, start=1):
        path = whole.with_name(f"part{number}.zip")
        chosen = [by_name[name] for name in names]
        await asyncio.to_thread(pack, chosen, path, run.created_at)
        key = part_key(run.id, number)
        await deps.objects.put(key, path, content_type="application/zip")
        parts.append(
            Part(
                key=key,
                name=document_name(run.id, number, len(groups)),
                size_bytes=path.stat().st_size,
                number=number,
                of=len(groups),
            )
        )
        path.unlink()
    return parts


def _totals(files: Sequence[Artifact]) -> dict[str, Any]:
    """Totals for the caption; empty if the run has no diff.csv.

    A site that is down as a whole is told as failed, and its pages are no changes of a shop.
    """
    diffs = [
        file for file in files if file.kind is ArtifactKind.DIFF and not file.facts.get("is_down")
    ]
    if not diffs:
        return {}
    return {
        "changes": sum(file.facts.get("changes", 0) for file in diffs),
        "with_base": any(file.facts.get("with_base") for file in diffs),
    }

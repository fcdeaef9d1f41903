"""What is in an archive: the run's own tables at the top, a folder of reports for each site below.

A site's folder holds what people asked for: full.csv, seo.csv, diff.csv and the workbook. The issues
and the skipped addresses of all sites are one table each, since people look for them across sites.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from runner.deps import Deps
from runner.reports.manifest import Packed, manifest
from runner.reports.merged import merge, separate_anew
from runner.reports.names import member_name
from runner.reports.overview import overview
from runner.reports.packing import Member, sha256_of
from runner.reports.unread_sites import with_home_page, with_outcome, write_skipped
from storage import site_report
from storage.model.artifact import Artifact, ArtifactKind
from storage.model.run import Run, SiteJob
from storage.objects.download import download
from storage.site_report import SiteFacts

_MERGED = (ArtifactKind.ISSUES, ArtifactKind.SKIPPED)
_MANIFEST = "manifest.json"


async def gather(
    deps: Deps, run: Run, jobs: Sequence[SiteJob], files: Sequence[Artifact], room: Path
) -> list[Member]:
    """Brings everything into the folder `room`; the members in the order of the archive."""
    sites = [with_outcome(site) for site in await site_report.of_run(deps.db, run.id)]
    members = [_overview(deps, jobs, files, sites, room)]
    members += await _issues(
        deps, [file for file in files if file.kind is ArtifactKind.ISSUES], room
    )
    members += await _skipped(deps, jobs, files, room)
    reports = [await _report(deps, file, room) for file in files if file.kind not in _MERGED]
    return [*members, await _manifest(run, sites, files, [*members, *reports], room), *reports]


async def fetch(deps: Deps, key: str, room: Path) -> Path:
    """Brings one report from the object store."""
    path = room / member_name(key).replace("/", "~")
    await download(deps.objects, key, path)
    return path


async def _report(deps: Deps, file: Artifact, room: Path) -> Member:
    """A site's own file; one of a site that was not retried may have another separator than the rest."""
    path = await fetch(deps, file.key, room)
    if file.kind is not ArtifactKind.XLSX:
        await asyncio.to_thread(separate_anew, path, separator=deps.settings.csv_separator)
    return Member(path=path, name=member_name(file.key), rows=file.row_count)


def _overview(
    deps: Deps,
    jobs: Sequence[SiteJob],
    files: Sequence[Artifact],
    sites: Sequence[SiteFacts],
    room: Path,
) -> Member:
    path = room / "summary.csv"
    counted = [with_home_page(job) for job in jobs]
    text = overview(counted, files, sites, separator=deps.settings.csv_separator)
    path.write_text(text, encoding="utf-8-sig", newline="")
    return Member(path=path, name=path.name, rows=len(jobs))


async def _issues(deps: Deps, files: Sequence[Artifact], room: Path) -> list[Member]:
    parts = [(await fetch(deps, file.key, room), file.row_count or 0) for file in files]
    return await _merged(deps, ArtifactKind.ISSUES, parts, room)


async def _skipped(
    deps: Deps, jobs: Sequence[SiteJob], files: Sequence[Artifact], room: Path
) -> list[Member]:
    """Merges skipped.csv of all sites: from a site's reports, else made from its ledger."""
    left = {file.site: file for file in files if file.kind is ArtifactKind.SKIPPED}
    parts = []
    for job in jobs:
        if job.site in left:
            file = left[job.site]
            parts.append((await fetch(deps, file.key, room), file.row_count or 0))
        else:
            made = await write_skipped(deps, job, room / f"unread-{job.id}")
            parts.append((made.path, made.rows))
    return await _merged(deps, ArtifactKind.SKIPPED, parts, room)


async def _merged(
    deps: Deps, kind: ArtifactKind, parts: Sequence[tuple[Path, int]], room: Path
) -> list[Member]:
    """Merges the sites' tables into one, and deletes them."""
    if not parts:
        return []
    whole = room / f"{kind.value}.csv"
    paths, separator = [path for path, _ in parts], deps.settings.csv_separator
    await asyncio.to_thread(merge, paths, whole, separator=separator)
    for path, _ in parts:
        path.unlink()
    return [Member(path=whole, name=whole.name, rows=sum(rows for _, rows in parts))]


async def _manifest(
    run: Run,
    sites: Sequence[SiteFacts],
    files: Sequence[Artifact],
    members: Sequence[Member],
    room: Path,
) -> Member:
    packed = [
        Packed(
            name=member.name,
            size=member.path.stat().st_size,
            sha256=await asyncio.to_thread(sha256_of, member.path),
            rows=member.rows,
        )
        for member in members
    ]
    path = room / _MANIFEST
    path.write_text(manifest(run, sites, files, packed), encoding="utf-8")
    return Member(path=path, name=_MANIFEST)

"""Runs that ended long ago, for tests of how long ledgers are kept."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from config.settings import load_settings
from runner.deps import Deps
from runner.retention import prune
from storage.database import open_pool
from storage.embedded.postgres import PostgresServer
from storage.model.artifact import ArtifactKind
from storage.objects.local import local_object_store
from tests.integration.runner.reports.crawled import deps_of
from tests.integration.runner.reports.files import Files
from tests.servers import fresh_database
from tests.world import rows

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d\S*")
_TABLES = (
    ArtifactKind.FULL,
    ArtifactKind.SEO,
    ArtifactKind.DIFF,
    ArtifactKind.ISSUES,
    ArtifactKind.SKIPPED,
)


async def age(deps: Deps, days: float = 100) -> None:
    """All runs ended so long ago, and each ledger was last swept days ago."""
    await deps.db.execute(
        "update bulk_jobs set settled_at = now(), finished_at = now() - $1 * interval '1 day'",
        float(days),
    )
    await deps.db.execute(
        "update bulk_job_sites set swept_at = now() - interval '2 days' where swept_at is not null"
    )


async def prune_all(deps: Deps) -> None:
    """All runs ended long ago, and what may be pruned is pruned."""
    await age(deps)
    await prune(deps)


async def kept(deps: Deps) -> Mapping[int, tuple[bool, int, int]]:
    """By run of one site: whether its ledger is pruned, and how many addresses and pages it has."""
    found = await rows(
        deps,
        "select bulk_job_id, pruned_at is not null as pruned,"
        " (select count(*) from addresses a where a.site_job_id = s.id) as addresses,"
        " (select count(*) from pages p where p.site_job_id = s.id) as pages"
        " from bulk_job_sites s order by id",
    )
    return {one["bulk_job_id"]: (one["pruned"], one["addresses"], one["pages"]) for one in found}


def without_times(files: Files) -> dict[ArtifactKind, str]:
    """The tables of a run, of which two runs at different times should be equal."""
    return {
        kind: _MOMENT.sub("then", files.contents[kind].decode("utf-8-sig"))
        for kind in _TABLES
        if kind in files.contents
    }


@asynccontextmanager
async def two_installations(postgres: PostgresServer, folder: Path) -> AsyncIterator[list[Deps]]:
    """Stores of two installations, empty: the same runs have the same numbers in both."""
    settings = load_settings(_env_file=None, data_dir=folder)
    async with (
        fresh_database(postgres, "progon_template") as one,
        fresh_database(postgres, "progon_template") as other,
        open_pool(one) as first,
        open_pool(other) as second,
        local_object_store(folder / "one") as objects,
        local_object_store(folder / "other") as more,
    ):
        yield [
            deps_of(first, settings, objects, folder),
            deps_of(second, settings, more, folder),
        ]

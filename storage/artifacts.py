"""The table `artifacts`: which files a run left, and where they lie in the object store."""

from collections.abc import Sequence

from storage.database import Connection, Executor
from storage.model.artifact import Artifact, ArtifactKind
from storage.queries import sql


async def put(db: Executor, run_id: int, site_job_id: int | None, artifact: Artifact) -> None:
    """Records a file; one of the same kind is replaced."""
    await db.execute(
        sql("artifacts.put"),
        run_id,
        site_job_id,
        artifact.kind,
        artifact.key,
        artifact.size_bytes,
        artifact.sha256,
        artifact.row_count,
        dict(artifact.facts),
    )


async def of_run(db: Executor, run_id: int) -> list[Artifact]:
    """All files of a run, site by site."""
    rows = await db.fetch(sql("artifacts.of_run"), run_id)
    return [Artifact(**{**row, "kind": ArtifactKind(row["kind"])}) for row in rows]


async def drop_of_sites(db: Connection, run_id: int, site_job_ids: Sequence[int]) -> None:
    """Forgets the files of these site jobs, and the archive that held them."""
    await db.execute(sql("artifacts.drop_of_sites"), run_id, list(site_job_ids))

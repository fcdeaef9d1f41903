"""A process that makes the reports of one site job and tells what that took: run by the benchmark.

Usage: python -m tests.benchmarks.report_process DSN SITE_JOB_ID SCRATCH
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from config.settings import load_settings
from runner.access import Access
from runner.deps import Deps
from runner.doorbell import open_redis
from runner.reports.site_reports import write_reports
from storage import site_jobs
from storage.database import open_pool
from storage.model.run import ALL_REPORTS, Claim
from storage.model.states import SiteStatus
from storage.objects.local import local_object_store

_TICK = 0.002


async def measure(dsn: str, site_job_id: int, scratch: Path) -> dict[str, float]:
    """What the reports took, in seconds and megabytes.

    `busy_ms` is the longest time that the event loop's thread worked without a turn for others, by its
    own processor clock.
    """
    settings = load_settings(_env_file=None, data_dir=scratch / "data")
    async with open_pool(dsn) as pool, local_object_store(scratch / "objects") as objects:
        deps = Deps(
            settings=settings,
            access=Access.of(settings),
            db=pool,
            redis=open_redis("redis://127.0.0.1:1", retries=0),
            redis_url="",
            objects=objects,
            objects_place="here",
            worker_name="bench",
            scratch=scratch,
            monotonic=time.monotonic,
            random=lambda: 0.5,
        )
        claim = await _claim(deps, site_job_id)
        before = _peak()
        stretches = [0.0]
        started, busy = time.perf_counter(), time.process_time()
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(_watch(stretches))
            await write_reports(deps, claim, SiteStatus.COMPLETED)
            watch.cancel()
        return {
            "seconds": time.perf_counter() - started,
            "cpu_seconds": time.process_time() - busy,
            "before_mb": before,
            "peak_mb": _peak(),
            "busy_ms": 1000 * max(stretches),
        }


async def _claim(deps: Deps, site_job_id: int) -> Claim:
    job = await site_jobs.get(deps.db, site_job_id)
    assert job is not None
    row = await deps.db.fetchrow("select * from bulk_job_sites where id = $1", site_job_id)
    assert row is not None
    return Claim(
        site_job_id=site_job_id,
        run_id=job.run_id,
        epoch=row["epoch"],
        site=job.site,
        host=row["host"],
        config=row["config"],
        phase=job.phase,
        attempt=job.attempt,
        crashes=0,
        page_limit=None,
        reports=ALL_REPORTS,
        skip_existing=False,
        dry_run=False,
        cancelled=False,
        base_id=row["base_id"],
    )


async def _watch(stretches: list[float]) -> None:
    """Asks for a turn all the time, and notes the work that was done by others between two of them."""
    while True:
        before = time.thread_time()
        await asyncio.sleep(_TICK)
        stretches.append(time.thread_time() - before)


def _peak() -> float:
    """Of this program alone: what getrusage tells begins with the size of the process it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    found = asyncio.run(measure(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
    print(json.dumps(found))  # noqa: T201 - what the benchmark reads

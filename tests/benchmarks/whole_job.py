"""A worker that does one whole run of one site, and tells what it took: run by the benchmarks.

Usage: python -m tests.benchmarks.whole_job DSN REDIS_URL BASE_URL DATA_DIR SITE_ID

It is composed as `progon worker` is: doorbells, lease, slices, ledger, pages, all reports and the
archive. Only the order is given here instead of in a chat.
"""

import asyncio
import json
import secrets
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from config.policies import Policy
from config.settings import load_settings
from config.sites import Catalogue, Site
from runner import worker
from runner.access import Actor
from runner.control import Request, start_run
from runner.deps import Deps
from runner.plan import RunOrder, plan_run
from runner.stores import Endpoints, open_deps
from storage import runs, site_jobs
from storage.model.run import Place
from storage.model.states import Phase
from tests.benchmarks.cores import peak_mb

_PERSON = 11
_POLICY = Policy(host_concurrency=32, requests_per_second=1000)
_LOOK_SECONDS = 0.1
#: as little as tells it: who measures weighs, too
_LOOK = (
    "select s.phase, r.finished_at is not null from bulk_job_sites s"
    " join bulk_jobs r on r.id = s.bulk_job_id where r.id = $1"
)


@dataclass(frozen=True, kw_only=True)
class Took:
    """What one run took, from the order to the archive."""

    status: str
    fetched: int
    failed: int
    products: int
    start_mb: float  #: before the run
    crawl_mb: float  #: the most until the reports began
    peak_mb: float  #: the most of all
    crawl_seconds: float
    report_seconds: float


async def work(dsn: str, redis_url: str, base: str, data_dir: Path, site_id: str) -> Took:
    """One run, alone on its worker; it is compared with the last one of the same site."""
    settings = load_settings(_env_file=None, data_dir=data_dir, admin_ids=str(_PERSON))
    endpoints = Endpoints(database_url=dsn, redis_url=redis_url)
    stop = asyncio.Event()
    async with open_deps(settings, endpoints) as deps, asyncio.TaskGroup() as group:
        worker.settle_collector()
        group.create_task(worker.serve(deps, stop))
        try:
            return await _follow(deps, await _order(deps, base, site_id))
        finally:
            stop.set()


async def _order(deps: Deps, base: str, site_id: str) -> int:
    site = Site(id=site_id, url=f"{base}/", allow_private=True)
    order = RunOrder()
    plan = plan_run(order, Catalogue(sites={site.id: site}), {"default": _POLICY})
    actor = Actor(user_id=_PERSON, chat_id=_PERSON)
    request = Request(actor=actor, place=Place(chat_id=_PERSON), key=secrets.token_hex(8))
    await deps.db.execute(
        "insert into people (id, name) values ($1, 'Bench') on conflict do nothing", _PERSON
    )
    return await start_run(deps, request, order, plan)


async def _follow(deps: Deps, run_id: int) -> Took:
    begun, start = time.monotonic(), peak_mb()
    reports_at, crawl = None, 0.0
    while True:
        phase, is_over = await deps.db.fetchrow(_LOOK, run_id)
        if reports_at is None and phase == Phase.REPORT:
            reports_at, crawl = time.monotonic(), peak_mb()
        if is_over:
            break
        await asyncio.sleep(_LOOK_SECONDS)
    ended = time.monotonic()
    reports_at = reports_at or ended
    run = await runs.get(deps.db, run_id)
    (job,) = await site_jobs.of_run(deps.db, run_id)
    assert run is not None
    return Took(
        status=run.status.value,
        fetched=job.fetched,
        failed=job.failed,
        products=job.products,
        start_mb=start,
        crawl_mb=crawl,
        peak_mb=peak_mb(),
        crawl_seconds=reports_at - begun,
        report_seconds=ended - reports_at,
    )


if __name__ == "__main__":
    took = asyncio.run(work(*sys.argv[1:4], Path(sys.argv[4]), sys.argv[5]))
    print(json.dumps(asdict(took)))  # noqa: T201 - what the benchmark reads

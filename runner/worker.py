"""The worker process: answers doorbells, sweeps, and hears of cancels.

arq's main loop ends on some errors of Redis while its jobs go on; so it runs here under a loop of
ours that starts it anew. SIGTERM hands every site over within a second: its row is queued again
before the process leaves.
"""

import asyncio
import gc
from contextlib import suppress

import structlog
from arq.worker import Worker as ArqWorker
from arq.worker import func
from redis.exceptions import RedisError

from runner.deps import Deps
from runner.dispatch import try_dispatch
from runner.doorbell import CRAWL, FINISH, close_redis, open_redis
from runner.ending import end_all
from runner.finish import finish_run
from runner.presence import Kind, keep_present
from runner.site_work import Leases, crawl_site
from storage.database import CANCEL_CHANNEL
from storage.notices import listen

_SWEEP_SECONDS = 3.0
_POLL_SECONDS = 0.25
#: between two looks whether a worker that ends has ended
_LOOK_SECONDS = 0.1
#: our own slices and leases bound the work; arq's limit is only a last resort
_ARQ_TIMEOUT = 12 * 3600
#: objects that come between two looks of the collector: reading one page makes thousands, and counting
#: references frees nearly all of them before anybody looks
_YOUNG_OBJECTS = 5_000

log = structlog.get_logger()


def settle_collector() -> None:
    """For a process that only works: what it has loaded by now is never looked through for garbage again.

    A full collection otherwise goes through all modules and word lists, which holds the event loop up
    for 80 ms at a time; all collections together took 6 % of a crawl's time, and take 1 % after this.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)


async def serve(deps: Deps, stop: asyncio.Event) -> None:
    """Works until `stop` is set, then hands over and returns."""
    leases = Leases()
    started: list[ArqWorker] = []
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_answer_doorbells(deps, leases, started)),
            group.create_task(_sweep(deps)),
            group.create_task(keep_present(deps, Kind.WORKER)),
            group.create_task(
                listen(deps.db, CANCEL_CHANNEL, lambda run: leases.look_now(int(run)))
            ),
        ]
        await stop.wait()
        for worker in started:  # not only through their loop: Redis may be gone, and hold it up
            _lay_down(worker)
        await end_all(tasks)


async def _answer_doorbells(deps: Deps, leases: Leases, started: list[ArqWorker]) -> None:
    """Arq's main loop; when Redis ends it, its jobs go on and a new loop takes over at once.

    `started` holds those that have work.
    """
    try:
        while True:
            await _close_idle(started)
            worker = _arq_worker(deps, leases)
            started.append(worker)
            try:
                await worker.main()
            except (RedisError, OSError) as error:
                log.warning("doorbells.restart", why=repr(error))
            await asyncio.sleep(1)
    finally:
        for worker in started:
            await _end(worker)


async def _close_idle(started: list[ArqWorker]) -> None:
    """Those that have no work any more give their connections back; who is cut short here stays listed."""
    for worker in [one for one in started if not _busy(one)]:
        with suppress(RedisError, OSError):  # it may be away still; nothing waits for it
            await close_redis(worker.pool)
        started.remove(worker)


def _busy(worker: ArqWorker) -> bool:
    return any(not task.done() for task in worker.tasks.values())


def _lay_down(worker: ArqWorker) -> None:
    """It takes no more jobs, and what it is at is cancelled: that hands its sites over.

    Each once: a second time would cut the handing over short. Cancelled is the function, not arq's
    task around it: that one ends by itself, after a last word to Redis which it shields from being
    cancelled, and which would go on behind our back with connections that nobody closes.
    """
    worker.allow_pick_jobs = False
    for work in worker.job_tasks.values():
        if not work.cancelling():
            work.cancel()


async def _end(worker: ArqWorker) -> None:
    try:
        while pending := [task for task in worker.tasks.values() if not task.done()]:
            _lay_down(worker)  # also what only now begins
            await asyncio.wait(pending, timeout=_LOOK_SECONDS)
    finally:  # cut short: Redis is away, and holds up the last words
        for task in worker.tasks.values():
            task.cancel()
        await close_redis(worker.pool)


def _arq_worker(deps: Deps, leases: Leases) -> ArqWorker:
    pool = open_redis(deps.redis_url, retries=600)
    return ArqWorker(
        functions=[
            func(crawl_site, name=CRAWL, timeout=_ARQ_TIMEOUT, max_tries=1, keep_result=0),
            func(finish_run, name=FINISH, timeout=_ARQ_TIMEOUT, max_tries=1, keep_result=0),
        ],
        redis_pool=pool,
        queue_name=pool.default_queue_name,
        job_serializer=pool.job_serializer,
        job_deserializer=pool.job_deserializer,
        handle_signals=False,
        retry_jobs=False,
        max_jobs=deps.settings.bulk_max_concurrency + 4,
        poll_delay=_POLL_SECONDS,
        queue_read_limit=1000,
        health_check_key=f"progon:health:{deps.worker_name}",
        health_check_interval=5,
        log_results=False,
        ctx={"deps": deps, "leases": leases},
    )


async def _sweep(deps: Deps) -> None:
    while True:
        await try_dispatch(deps)
        await asyncio.sleep(_SWEEP_SECONDS * (0.8 + 0.4 * deps.random()))

"""The worker process: answers doorbells, sweeps, and listens for cancels.

Redis errors and foreign entries end arq's main loop while its jobs continue, so a loop of ours restarts
it. SIGTERM hands every site over within a second: its row is queued again before the process exits.
"""

import asyncio
import gc
from contextlib import suppress

import structlog
from arq.connections import ArqRedis
from arq.worker import Worker as ArqWorker
from arq.worker import func
from redis.exceptions import RedisError

from runner.deps import Deps
from runner.dispatch import try_dispatch
from runner.doorbell import CRAWL, FINISH, QUEUE, close_redis, is_text, open_redis
from runner.ending import end_all
from runner.finish import finish_run
from runner.presence import Kind, keep_present
from runner.retention import keep_pruning
from runner.site_work import Leases, crawl_site
from storage.database import CANCEL_CHANNEL
from storage.notices import listen

_SWEEP_SECONDS = 3.0
_POLL_SECONDS = 0.25
_MOST_SHOWN = 200  #: bytes of a foreign entry that are logged
#: seconds between two checks whether an ending worker has ended
_LOOK_SECONDS = 0.1
#: our own slices and leases bound the work; arq's limit is only a last resort
_ARQ_TIMEOUT = 12 * 3600
#: new objects between two garbage collections: reading one page creates thousands, nearly all of which
#: reference counting frees at once
_YOUNG_OBJECTS = 5_000

log = structlog.get_logger()


def settle_collector() -> None:
    """Excludes everything loaded so far from garbage collection; for processes that are only workers.

    Otherwise a full collection scans all modules and word lists, which blocks the event loop for 80 ms
    at a time; all collections together took 6 % of a crawl's time, and take 1 % after this.
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
            group.create_task(keep_pruning(deps)),
            group.create_task(
                listen(deps.db, CANCEL_CHANNEL, lambda run: leases.look_now(int(run)))
            ),
        ]
        await stop.wait()
        for worker in started:  # directly, since their loops may be blocked if Redis is gone
            _lay_down(worker)
        await end_all(tasks)


async def _answer_doorbells(deps: Deps, leases: Leases, started: list[ArqWorker]) -> None:
    """Runs arq's main loop; if an error ends it, its jobs continue and a new loop takes over.

    Everything in the queue comes from outside this process, so an entry that arq cannot take must not
    end the worker: the sweep rings again for what is ready.
    `started` collects all workers that may still have jobs.
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
            except UnicodeDecodeError:  # arq takes every id for text
                await _put_aside(deps.redis)
            except Exception:  # the border of the queue
                log.exception("doorbells.restart")
            await asyncio.sleep(1)
    finally:
        for worker in started:
            await _end(worker)


async def _put_aside(redis: ArqRedis) -> None:
    """Takes entries out of the queue whose ids are no text; the log keeps them."""
    with suppress(RedisError, OSError):  # the next loop meets them again
        for entry in await redis.zrange(QUEUE, 0, -1):
            if not is_text(entry):
                await redis.zrem(QUEUE, entry)
                log.warning("doorbell.foreign", entry=entry[:_MOST_SHOWN].hex())


async def _close_idle(started: list[ArqWorker]) -> None:
    """Closes and unlists workers without jobs; if this is cancelled midway, the rest stay listed."""
    for worker in [one for one in started if not _busy(one)]:
        with suppress(RedisError, OSError):  # Redis may still be away; nothing depends on this
            await close_redis(worker.pool)
        started.remove(worker)


def _busy(worker: ArqWorker) -> bool:
    return any(not task.done() for task in worker.tasks.values())


def _lay_down(worker: ArqWorker) -> None:
    """Stops taking jobs and cancels the current ones, which then hand their sites over.

    Each is cancelled only once: a second cancel would cut the handover short. We cancel the function,
    not arq's task around it: that one ends by itself after a last, shielded write to Redis, which
    would otherwise continue unnoticed on connections that nobody closes.
    """
    worker.allow_pick_jobs = False
    for work in worker.job_tasks.values():
        if not work.cancelling():
            work.cancel()


async def _end(worker: ArqWorker) -> None:
    try:
        while pending := [task for task in worker.tasks.values() if not task.done()]:
            _lay_down(worker)  # also jobs that have only just begun
            await asyncio.wait(pending, timeout=_LOOK_SECONDS)
    finally:  # if cancelled: Redis is away and blocks the last writes
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

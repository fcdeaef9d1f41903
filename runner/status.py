"""The state of the system, for admins: workers, queue, stores, versions, disk."""

import platform
import shutil
from dataclasses import dataclass
from importlib.metadata import version

from redis.exceptions import RedisError

from runner.access import Actor
from runner.deps import Deps
from runner.presence import Kind
from storage import deliveries, retention, runs, site_jobs, workers
from storage.objects.errors import ObjectStoreError
from storage.retention import Ledgers
from storage.site_jobs import Queue
from storage.workers import Worker


@dataclass(frozen=True, kw_only=True)
class Status:
    """Everything at one moment. `redis_down` and `objects_down` say why a store does not answer."""

    version: str
    python: str
    open_runs: int
    queue: Queue
    workers: tuple[Worker, ...]
    postgres: str
    database_bytes: int
    ledgers: Ledgers
    keep_days: int  #: of ledgers; 0: for ever
    redis: str | None
    redis_down: str | None
    objects: str
    objects_down: str | None
    disk_free: int
    disk_total: int
    waiting_deliveries: int
    oldest_delivery_seconds: float


async def status(deps: Deps, actor: Actor) -> Status:
    """Collects the state of the system. Raises `Forbidden` for everyone but admins."""
    deps.access.need_admin(actor)
    redis_version, redis_down = await _redis(deps)
    server, database_bytes = await workers.server(deps.db)
    waiting, oldest = await deliveries.backlog(deps.db)
    disk = shutil.disk_usage(deps.settings.data_dir)
    return Status(
        version=version("progon"),
        python=platform.python_version(),
        open_runs=len(await runs.unfinished(deps.db)),
        queue=await site_jobs.queue(deps.db),
        workers=tuple(
            each
            for each in await workers.everyone(deps.db)
            if each.facts.get("kind") == Kind.WORKER
        ),
        postgres=server.partition(" ")[0],
        database_bytes=database_bytes,
        ledgers=await retention.census(deps.db),
        keep_days=deps.settings.keep_ledgers_days,
        redis=redis_version,
        redis_down=redis_down,
        objects=deps.objects_place,
        objects_down=await _objects(deps),
        disk_free=disk.free,
        disk_total=disk.total,
        waiting_deliveries=waiting,
        oldest_delivery_seconds=oldest,
    )


async def _redis(deps: Deps) -> tuple[str | None, str | None]:
    try:
        facts = await deps.redis.info("server")
    except (RedisError, OSError) as error:
        return None, str(error) or type(error).__name__
    if "valkey_version" in facts:
        return f"Valkey {facts['valkey_version']}", None
    return f"Redis {facts['redis_version']}", None


async def _objects(deps: Deps) -> str | None:
    try:
        await deps.objects.check()
    except ObjectStoreError as error:
        return str(error)
    return None

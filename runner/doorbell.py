"""arq as a doorbell: an arq job says "look whether there is work", and may be lost or arrive twice.

We build the pool ourselves, because arq's `RedisSettings` cannot set socket timeouts: without them a
cut network hangs a worker for ever, and two seconds without Redis end arq's main loop.
"""

import json
from typing import Any

import structlog
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool, UnixDomainSocketConnection
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import (
    BusyLoadingError,
    ConnectionError,  # noqa: A004 - redis's own
    ReadOnlyError,
    RedisError,
    TimeoutError,  # noqa: A004 - redis's own
)

QUEUE = "progon:queue"
CRAWL = "crawl_site"
FINISH = "finish_run"

log = structlog.get_logger()


class RedisUnreachable(Exception):
    """Redis gave no answer; the text is one line without the password."""


def open_redis(url: str, *, retries: int) -> ArqRedis:
    """A client with timeouts and JSON jobs. It connects at the first command.

    `retries`: how often a command is retried while Redis is unreachable (at most 1 s apart). A
    worker's poll loop wants many; a caller with a person waiting wants few.
    """
    options: dict[str, Any] = {
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "health_check_interval": 15,
        "retry": Retry(ExponentialBackoff(cap=1, base=0.05), retries),
        "retry_on_error": [
            ConnectionError,
            TimeoutError,
            BusyLoadingError,
            ReadOnlyError,
            OSError,
        ],
    }
    pool = ConnectionPool.from_url(url, **options)
    if not issubclass(pool.connection_class, UnixDomainSocketConnection):
        pool.connection_kwargs["socket_keepalive"] = True
    return ArqRedis(
        pool,
        job_serializer=_dump,
        job_deserializer=json.loads,
        default_queue_name=QUEUE,
    )


async def close_redis(redis: ArqRedis) -> None:
    """Closes the client and also our pool, which the client would leave open."""
    await redis.aclose(close_connection_pool=True)


async def check_redis(url: str) -> str:
    """Redis's name and version. Raises `RedisUnreachable`, also for an invalid address."""
    try:
        redis = open_redis(url, retries=0)
    except ValueError as error:
        raise RedisUnreachable(str(error)) from None
    try:
        facts = await redis.info("server")
    except (RedisError, OSError) as error:
        raise RedisUnreachable(str(error).strip() or type(error).__name__) from None
    finally:
        await close_redis(redis)
    name = "valkey" if "valkey_version" in facts else "redis"
    return f"{name} {facts.get('valkey_version') or facts.get('redis_version')}"


async def ring(redis: ArqRedis, function: str, number: int, bell_id: str) -> bool:
    """Rings once; False if Redis is unreachable: a later sweep repeats the ring."""
    try:
        await redis.enqueue_job(function, number, _job_id=bell_id)
    except (RedisError, OSError) as error:
        log.warning("doorbell.lost", bell=bell_id, why=type(error).__name__)
        return False
    return True


def is_text(bell_id: bytes) -> bool:
    """Whether an entry of the queue has an id that arq can read."""
    try:
        bell_id.decode()
    except UnicodeDecodeError:
        return False
    return True


def _dump(job: dict[str, Any]) -> bytes:
    return json.dumps(job, default=repr).encode()

"""Opens a process's stores: PostgreSQL, Redis, the object store; closes them in reverse order."""

import asyncio
import os
import random
import shutil
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from runner.access import Access
from runner.deps import Deps
from runner.doorbell import close_redis, open_redis
from storage.database import open_pool
from storage.objects.local import local_object_store
from storage.objects.store import ObjectStore

#: seconds after which an untouched file in the scratch folder counts as abandoned
_ABANDONED_AFTER = 24 * 3600.0


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """Where the stores of this installation are: from the settings, or the embedded servers'."""

    database_url: str
    redis_url: str


@asynccontextmanager
async def open_deps(settings: Settings, endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Opens the stores of this process.

    Raises:
        DatabaseUnreachable, ObjectStoreError: with a one-line message.
    """
    scratch = settings.data_dir / "scratch"
    scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    await asyncio.to_thread(_clear, scratch)
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(endpoints.database_url))
        objects = await stack.enter_async_context(open_objects(settings))
        redis = open_redis(endpoints.redis_url, retries=3)
        stack.push_async_callback(close_redis, redis)
        yield Deps(
            settings=settings,
            access=Access.of(settings),
            db=pool,
            redis=redis,
            redis_url=endpoints.redis_url,
            objects=objects,
            objects_place=objects_place(settings),
            worker_name=f"{socket.gethostname()}:{os.getpid()}",
            scratch=scratch,
            monotonic=time.monotonic,
            random=random.random,
        )


def _clear(scratch: Path) -> None:
    """Removes what killed processes left behind; files still in use are younger."""
    for left in scratch.iterdir():
        with suppress(OSError):  # it was finished meanwhile, or another start clears it too
            if left.stat().st_mtime > time.time() - _ABANDONED_AFTER:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


def open_objects(settings: Settings) -> AbstractAsyncContextManager[ObjectStore]:
    """S3 if S3_ENDPOINT is set, else a directory under DATA_DIR."""
    if settings.s3_endpoint is None:
        return local_object_store(settings.data_dir / "objects")
    # importing it costs 15 MB and 0.15 s, which processes without S3 are spared
    from storage.objects.s3 import S3Settings, s3_object_store  # noqa: PLC0415

    access, secret = settings.s3_access_key, settings.s3_secret_key
    return s3_object_store(
        S3Settings(
            bucket=settings.bulk_archive_bucket,
            endpoint=settings.s3_endpoint,
            access_key=access.get_secret_value() if access else None,
            secret_key=secret.get_secret_value() if secret else None,
            region=settings.s3_region,
        )
    )


def objects_place(settings: Settings) -> str:
    """Where archives lie, for people."""
    if settings.s3_endpoint is None:
        return str(settings.data_dir / "objects")
    return f"{settings.s3_endpoint}/{settings.bulk_archive_bucket}"

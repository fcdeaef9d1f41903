"""Settings, sources and readers for the object stores' tests."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

from storage.objects.s3 import S3Settings
from storage.objects.store import ObjectStore
from tests.servers import S3Server

PROJECT = Path(__file__).resolve().parents[4]
WRITER = Path(__file__).with_name("writer.py")


def settings_of(server: S3Server, *, bucket: str, **changes: object) -> S3Settings:
    """Settings for a bucket of the test server, impatient ones."""
    given: dict[str, object] = {
        "endpoint": server.endpoint,
        "access_key": server.access_key,
        "secret_key": server.secret_key,
        "connect_timeout": 2.0,
        "read_timeout": 20.0,
        "attempts": 2,
    }
    bucket = bucket.lower().replace("_", "-")[:60].strip("-")
    return S3Settings(bucket=bucket, **{**given, **changes})  # type: ignore[arg-type]  # passed on


async def source(*pieces: bytes) -> AsyncIterator[bytes]:
    """The pieces, as they would come from a network."""
    for piece in pieces:
        await asyncio.sleep(0)
        yield piece


async def content(store: ObjectStore, key: str) -> bytes:
    """The whole object."""
    async with aclosing(store.get(key)) as pieces:
        return b"".join([piece async for piece in pieces])


async def keys(store: ObjectStore, prefix: str = "") -> list[str]:
    """The keys that the store lists."""
    async with aclosing(store.list_objects(prefix)) as found:
        return [info.key async for info in found]


async def run_writer(directory: Path, key: str, trouble: str, *, disk: str = "") -> tuple[int, str]:
    """Run writer.py, on a small disk of its own with these mount options; its code and output."""
    mounted = f'mount -t tmpfs -o {disk} none {directory} && exec "$@"'
    under = ("/usr/bin/unshare", "--mount", "/bin/sh", "-c", mounted, "sh") if disk else ()
    process = await asyncio.create_subprocess_exec(
        *under, sys.executable, str(WRITER), str(directory), key, trouble,
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, output.decode().strip()

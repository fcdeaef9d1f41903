"""A process that puts one large object into a directory, in trouble; started by the tests.

Usage: writer.py <directory> <key> die | go-read-only | go-on
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from signal import SIGKILL

from storage.objects.errors import ObjectStoreError
from storage.objects.local import local_object_store


async def large(trouble: str) -> AsyncIterator[bytes]:
    """Three megabytes, and the trouble in the middle of them."""
    for number in range(10):
        yield b"x" * 300_000
        if number == 0 and trouble == "die":
            os.kill(os.getpid(), SIGKILL)


async def write(directory: str, key: str, trouble: str) -> None:
    """Put the object and say how that went."""
    async with local_object_store(Path(directory) / "store") as store:
        if trouble == "go-read-only":
            subprocess.run(["/bin/mount", "-o", "remount,ro", directory], check=True)  # noqa: ASYNC221, S603 - nothing else runs here
        try:
            await store.put(key, large(trouble))
        except ObjectStoreError as error:
            print(type(error).__name__)  # noqa: T201 - this is how it speaks


if __name__ == "__main__":
    asyncio.run(write(*sys.argv[1:]))

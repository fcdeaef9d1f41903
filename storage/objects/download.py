"""An object as a local file."""

from contextlib import aclosing
from pathlib import Path

from storage.objects.pieces import in_thread
from storage.objects.store import ObjectStore


async def download(store: ObjectStore, key: str, path: Path) -> None:
    """Writes the object to `path`, piece by piece. Raises ObjectStoreError, OSError."""
    file = await in_thread(path.open, "wb")
    try:
        async with aclosing(store.get(key)) as pieces:
            async for piece in pieces:
                await in_thread(file.write, piece)
    finally:
        await in_thread(file.close)

"""What an object store is, whichever it is: `local.py` and `s3.py` keep this contract.

One contract test runs over both (tests/integration/storage/objects).
"""

import secrets
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from storage.objects.errors import MisconfiguredError

#: A file to read, or its bytes as they come.
Source = Path | AsyncIterable[bytes]


@dataclass(frozen=True, kw_only=True)
class ObjectInfo:
    """What is known of a stored object without reading it."""

    key: str
    size: int
    #: In hex; None where the store was not told it before the bytes came.
    sha256: str | None = None
    modified_at: datetime | None = None


class ObjectStore(Protocol):
    """Files under keys. Every method may raise an ObjectStoreError (errors.py)."""

    async def put(
        self, key: str, source: Source, *, content_type: str = "application/octet-stream"
    ) -> ObjectInfo:
        """Store the bytes of `source` under `key` in place of what is there.

        All or nothing: until it returns, readers get the old object or none; if it fails or is
        cancelled, that stays so. Of several at once the last wins, whole. The answer has the
        SHA-256. What `source` itself raises comes through as it is.
        """
        ...

    def get(self, key: str) -> AsyncGenerator[bytes, None]:
        """The object's bytes, piece by piece; a put meanwhile does not mix into them.

        Raises ObjectNotFoundError at the first piece. Close the iterator (contextlib.aclosing)
        when leaving early.
        """
        ...

    async def head(self, key: str) -> ObjectInfo | None:
        """What is known of the object, None if there is none."""
        ...

    async def delete(self, key: str) -> None:
        """Remove the object; that there is none is no error."""
        ...

    def list_objects(self, prefix: str = "") -> AsyncGenerator[ObjectInfo, None]:
        """Objects whose key starts with `prefix`, in the order of the keys' UTF-8 bytes."""
        ...

    async def url(self, key: str, *, expires: timedelta, filename: str | None = None) -> str | None:
        """An address where anybody can download the object until it expires, at most a week.

        The browser saves it as `filename`. None where the store has no addresses: then the bytes
        go through us.
        """
        ...

    async def check(self) -> None:
        """Write, read and delete a small object; raises what is wrong with the store."""
        ...


async def check_by_use(store: ObjectStore) -> None:
    """The check that serves every store: use it once, and leave nothing."""
    key, content = f"health/{secrets.token_hex(8)}", secrets.token_bytes(64)

    async def source() -> AsyncIterator[bytes]:
        yield content

    await store.put(key, source())
    try:
        found = b"".join([piece async for piece in store.get(key)])
    finally:
        await store.delete(key)
    if found != content:
        raise MisconfiguredError(key, "what was read is not what was written")

"""The stores under contract: a directory, and a bucket on a real S3 server."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.objects.local import local_object_store
from storage.objects.s3 import s3_object_store
from storage.objects.store import ObjectStore
from tests.integration.storage.objects.stores import settings_of
from tests.servers import S3Server


@pytest.fixture(params=["local", "s3"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, s3: S3Server
) -> AsyncIterator[ObjectStore]:
    """An empty store of each kind."""
    if request.param == "local":
        async with local_object_store(tmp_path / "store") as local:
            yield local
        return
    async with s3_object_store(settings_of(s3, bucket=f"b-{tmp_path.name}")) as remote:
        yield remote

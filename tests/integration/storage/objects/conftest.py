"""The stores under contract: a directory, and a bucket on a real S3 server."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.objects.local import local_object_store
from storage.objects.s3 import s3_object_store
from storage.objects.store import ObjectStore
from tests.integration.storage.objects.stores import settings_of
from tests.servers import S3Server, s3_server


@pytest.fixture(scope="session")
async def s3() -> AsyncIterator[S3Server]:
    """One S3 server for these tests."""
    folder = Path(tempfile.mkdtemp(prefix="objects-"))
    async with s3_server(folder) as server:
        yield server
    shutil.rmtree(folder)


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

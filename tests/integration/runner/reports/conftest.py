"""Demo shops read into a database, and the files that come of them."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from config.settings import Settings, load_settings
from runner.deps import Deps
from storage.database import Pool, open_pool
from storage.embedded.postgres import PostgresServer
from storage.objects.local import local_object_store
from tests.integration.runner.reports.crawled import deps_of
from tests.servers import fresh_database


@pytest.fixture
async def deps(
    db: Pool, make_settings: Callable[..., Settings], tmp_path: Path
) -> AsyncIterator[Deps]:
    """Our stores, empty."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    async with local_object_store(tmp_path / "objects") as objects:
        yield deps_of(db, make_settings(), objects, scratch)


@pytest.fixture(scope="module")
async def shared_deps(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Deps]:
    """Our stores, for all tests of a module that only look."""
    directory = tmp_path_factory.mktemp("shared")
    settings = load_settings(_env_file=None, data_dir=directory)
    async with (
        fresh_database(postgres, "progon_template") as dsn,
        open_pool(dsn) as pool,
        local_object_store(directory / "objects") as objects,
    ):
        yield deps_of(pool, settings, objects, directory)

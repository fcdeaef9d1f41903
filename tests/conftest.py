"""The fixtures of all tests. Servers are real and start once per pytest process, on first use."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from redis.asyncio import Redis

from config.settings import Settings, load_settings
from runner.stores import Endpoints
from storage.database import Pool, open_pool
from storage.embedded.postgres import PostgresServer
from storage.embedded.valkey import ValkeyServer
from storage.migrate import migrate
from tests.servers import (
    S3Server,
    fresh_database,
    make_template,
    postgres_server,
    quick_directory,
    s3_server,
    valkey_server,
)

CORPORA = Path(__file__).parent.parent.parent / "shared" / "corpora"
_TEMPLATE = "progon_template"

# no test is judged by how quick a machine is that does other things as well
_unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# the same examples each time, so that a change is judged by what it changes; `make search` looks for others
settings.register_profile("same", parent=_unhurried, derandomize=True)
settings.register_profile("search", parent=_unhurried, max_examples=1000)
settings.load_profile("same")


@pytest.fixture(scope="session")
def server_dir() -> Iterator[Path]:
    """Where this process's servers live: in memory where there is room."""
    with quick_directory() as directory:
        yield directory


@pytest.fixture(scope="session")
async def postgres(server_dir: Path) -> AsyncIterator[PostgresServer]:
    """PostgreSQL with a migrated template database."""
    async with postgres_server(server_dir) as server:

        async def prepare(dsn: str) -> None:
            await migrate(dsn)

        await make_template(server, _TEMPLATE, prepare)
        yield server


@pytest.fixture(scope="session")
async def valkey(server_dir: Path) -> AsyncIterator[ValkeyServer]:
    """Valkey."""
    async with valkey_server(server_dir) as server:
        yield server


@pytest.fixture(scope="session")
async def s3(server_dir: Path) -> AsyncIterator[S3Server]:
    """An S3 server."""
    async with s3_server(server_dir / "s3") as server:
        yield server


@pytest.fixture
async def database_url(postgres: PostgresServer) -> AsyncIterator[str]:
    """A fresh database with the newest schema."""
    async with fresh_database(postgres, _TEMPLATE) as dsn:
        yield dsn


@pytest.fixture
async def redis_url(valkey: ValkeyServer) -> AsyncIterator[str]:
    """An empty Redis database."""
    url = valkey.url_of(1)
    client = Redis.from_url(url)
    await client.flushdb()
    yield url
    await client.aclose()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Pool]:
    """A pool on the fresh database."""
    async with open_pool(database_url) as pool:
        yield pool


@pytest.fixture
def endpoints(database_url: str, redis_url: str) -> Endpoints:
    """The stores of this test."""
    return Endpoints(database_url=database_url, redis_url=redis_url)


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings with a data directory of this test; the environment and .env play no part."""

    def make(**overrides: object) -> Settings:
        return load_settings(_env_file=None, **{"data_dir": tmp_path / "data", **overrides})

    return make

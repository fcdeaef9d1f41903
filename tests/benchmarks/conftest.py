"""The fixtures of the benchmarks, and the options that make them small."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from storage.embedded.postgres import PostgresServer
from storage.embedded.valkey import ValkeyServer
from storage.migrate import migrate
from tests.benchmarks.cores import on_core, two_cores
from tests.benchmarks.stage import FULL_PAGES, Cores, Size, Stores

_ROUNDS = 3


def pytest_addoption(parser: pytest.Parser) -> None:
    """Seen only where pytest is called on this folder, as `make bench` does."""
    add = parser.addoption
    add("--bench-pages", type=int, default=FULL_PAGES, help="pages of the benchmarks' shop")
    add("--bench-rounds", type=int, default=_ROUNDS, help="rounds of a contest")
    add("--bench-write", action="store_true", help="write the figures into docs/benchmarks.md")


@pytest.fixture(scope="session")
def size(request: pytest.FixtureRequest) -> Size:
    """As the command line has it, else the full size."""
    option = request.config.getoption
    return Size(
        pages=option("--bench-pages", default=FULL_PAGES),
        rounds=option("--bench-rounds", default=_ROUNDS),
        write=option("--bench-write", default=False),
    )


@pytest.fixture(scope="session")
def cores() -> Cores:
    """A core for the server and one for who is measured."""
    found = two_cores()
    if found is None:
        pytest.skip("needs Linux and two cores: one for the server, one for the crawler")
    return Cores(server=found[0], crawler=found[1])


@pytest.fixture
async def stores(tmp_path: Path, cores: Cores) -> AsyncIterator[Stores]:
    """Servers with the product's own settings, on disk; a migrated database."""
    postgres, valkey = PostgresServer(tmp_path / "postgres"), ValkeyServer(tmp_path / "valkey")
    async with AsyncExitStack() as stack:
        with on_core(cores.crawler):
            await stack.enter_async_context(postgres)
            await stack.enter_async_context(valkey)
        await migrate(postgres.dsn)
        pids = (postgres.pid, valkey.pid)
        assert {tuple(os.sched_getaffinity(pid)) for pid in pids} == {(cores.crawler,)}
        yield Stores(dsn=postgres.dsn, redis_url=valkey.url_of(0), pids=pids)

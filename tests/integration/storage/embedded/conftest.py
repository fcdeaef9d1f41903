"""Fixtures of the embedded servers' tests."""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.embedded.postgres import PostgresServer
from tests.integration.storage.embedded.owners import Owners
from tests.servers import quick_directory


@pytest.fixture
def owners() -> Owners:
    """A way to start owners."""
    return Owners()


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty directory that everybody may enter, with a short path; gone after the test."""
    with quick_directory() as folder:
        yield folder


@pytest.fixture
def root() -> None:
    """The test needs root."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")


@pytest.fixture(scope="module")
async def postgres() -> AsyncIterator[PostgresServer]:
    """One server for the tests that only look at it, with the settings of a run."""
    with quick_directory() as folder:
        async with PostgresServer(folder / "data") as server:
            yield server


@pytest.fixture(scope="session")
async def original() -> AsyncIterator[Path]:
    """A data directory of PostgreSQL with a fresh cluster, to be copied."""
    with quick_directory() as folder:
        async with PostgresServer(folder / "data", durable=False):
            pass
        yield folder / "data"


@pytest.fixture
def made(place: Path, original: Path) -> Path:
    """A data directory that was used before: quicker than to make one."""
    command = ["/bin/cp", "-a", str(original), str(place / "made")]
    subprocess.run(command, check=True)  # noqa: S603 - our own files, owners and all
    return place / "made"

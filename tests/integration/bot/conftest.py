"""Our bot and a worker among quick demo shops, in a Telegram without budgets."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from config.settings import Settings
from runner.deps import Deps
from runner.stores import Endpoints
from tests.chat import Telegram, everything, files_for, telegram
from tests.world import Shops, demo_shops

QUICK = ("pennymoor", "prostolavka", "molchun")


@pytest.fixture(scope="module")
async def shops(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shops]:
    """Two quick shops and one that is down."""
    async with demo_shops(tmp_path_factory.mktemp("shops"), only=QUICK) as served:
        yield served


@pytest.fixture
async def api() -> AsyncIterator[Telegram]:
    """A Telegram without budgets: tests are in a hurry."""
    async with telegram(limits=None) as served:
        yield served


@pytest.fixture
def settings(
    api: Telegram, shops: Shops, tmp_path: Path, make_settings: Callable[..., Settings]
) -> Settings:
    """Settings of a bot in that Telegram, over those shops."""
    return make_settings(**api.settings, **files_for(tmp_path, shops))


@pytest.fixture
async def deps(settings: Settings, endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Bot and worker at work."""
    async with everything(settings, endpoints) as served:
        yield served

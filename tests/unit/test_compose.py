"""The compose file, read: what `.env` says reaches the containers."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import Settings

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services, with what they share filled in."""
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return found


@pytest.mark.parametrize("name", ["bot", "worker", "migrate"])
def test_every_setting_of_the_file_is_passed_on(name: str, services: dict[str, Any]) -> None:
    """All of `.env`, and not only what the compose file happens to name."""
    assert {"path": ".env", "required": False} in services[name]["env_file"]


@pytest.mark.parametrize("name", ["bot", "worker", "migrate"])
def test_what_is_named_is_a_setting(name: str, services: dict[str, Any]) -> None:
    """No name is misspelled; and the stores are those of the compose file, whatever `.env` says."""
    named = services[name]["environment"]
    assert {each.lower() for each in named} <= set(Settings.model_fields)
    assert {"DATABASE_URL", "REDIS_URL", "S3_ENDPOINT", "DATA_DIR"} <= set(named)

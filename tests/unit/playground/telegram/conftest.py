"""Fixtures of the Bot API server's unit tests."""

from collections.abc import Iterator

import pytest

from tests.unit.playground.telegram.stage import Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A small world without a budget; whatever it gave out fits the schema."""
    made = Stage()
    yield made
    made.drain()
    made.check_answers()

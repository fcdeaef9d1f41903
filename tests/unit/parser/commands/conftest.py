"""An interpreter over the phrases' own catalogue, and the moment of the phrases."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from parser.commands.catalogue import Catalogue
from parser.commands.interpret import Interpreter

PHRASES = Path(__file__).parents[3] / "phrases"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Twenty shops, some without aliases or tags."""
    return Catalogue.from_json(json.loads((PHRASES / "catalogue.json").read_text("utf-8")))


@pytest.fixture(scope="session")
def interpreter(catalogue: Catalogue) -> Interpreter:
    """Built once: it only reads."""
    return Interpreter(catalogue)


@pytest.fixture(scope="session")
def now() -> datetime:
    """Friday noon in Moscow."""
    return datetime.fromisoformat("2026-11-20T12:00:00+03:00")

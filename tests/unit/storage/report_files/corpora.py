"""Strings that break programs, where the shared corpora are at hand."""

import json
from typing import Any

import pytest

from tests.conftest import CORPORA


def cases(name: str) -> list[dict[str, Any]]:
    """The lines of a corpus; skips the test where there is none."""
    folder = CORPORA / name
    if not folder.is_dir():
        pytest.skip(f"the corpus {name} is not on this machine")
    (path,) = folder.glob("*.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]

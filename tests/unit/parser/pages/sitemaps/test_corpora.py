"""The suites of others: crawler-commons' sitemaps and defusedxml's bombs."""

import base64
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parser.pages.sitemaps.records import ReadingMode, SitemapKind, Stop
from parser.pages.urls import normalise

CORPORA = Path(__file__).parents[6] / "shared/corpora"
Read = Callable[..., Any]


def rows(path: str) -> list[dict[str, Any]]:
    """The cases of a corpus; none where it is absent."""
    file = CORPORA / path
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


SITEMAPS = rows("sitemaps/crawler_commons.jsonl")
BOMBS = rows("xml_bombs/cases.jsonl")


@pytest.mark.skipif(not SITEMAPS, reason="the corpus of sitemaps is not here")
def test_all_35_sitemaps_are_there() -> None:
    """The corpus is whole."""
    assert len(SITEMAPS) == 35


@pytest.mark.parametrize("step", [0, 1, 50])
@pytest.mark.parametrize("row", SITEMAPS, ids=[row["id"] for row in SITEMAPS])
def test_a_sitemap_of_the_corpus_is_read_as_stated(
    read: Read, row: dict[str, Any], step: int
) -> None:
    """Kinds, counts, addresses and extensions come out as crawler-commons expects them."""
    url = row["url"] or "http://www.example.com/sitemap.xml"
    body = base64.b64decode(row["b64"])
    entries, summary = read(body, url=url, step=step, content_type=row.get("content_type"))
    expected = row["expected"]
    if "note" in row and "location rule" in row["note"]:
        entries = [entry for entry in entries if not entry.outside]
    seen = {
        "is_index": summary.kind is SitemapKind.INDEX,
        "n_urls": sum(not entry.child for entry in entries),
        "n_sitemaps": sum(entry.child for entry in entries),
        "n_images": sum(entry.images for entry in entries),
        "n_hreflang": sum(len(entry.alternates) for entry in entries),
        "n_news": sum(entry.news for entry in entries),
        "n_video": sum(entry.videos for entry in entries),
        "raises": summary.mode is ReadingMode.SALVAGED,
        "contains": expected.get("contains"),
    }
    assert {key: seen[key] for key in expected} == expected
    assert {normalise(url) for url in expected.get("contains", ())} <= {e.url for e in entries}


@pytest.mark.parametrize("case", BOMBS, ids=[case["file"] for case in BOMBS])
def test_a_bomb_is_defused(read: Read, case: dict[str, Any]) -> None:
    """Nothing is expanded, fetched or held: what could grow is refused by name."""
    body = (CORPORA / "xml_bombs" / case["file"]).read_bytes()
    tracemalloc.start()
    entries, summary = read(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert entries == []
    assert peak < 5_000_000
    refused = case["file"] in {"xmlbomb.xml", "quadratic.xml", "cyclic.xml"}
    assert (summary.stop is Stop.ENTITY_BOMB) is refused

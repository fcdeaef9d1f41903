"""A worker's memory does not grow with the site: small pages, so that size is what is measured."""

import asyncio
from pathlib import Path

import pytest

from tests.benchmarks import results
from tests.benchmarks.contest import whole_job
from tests.benchmarks.stage import Cores, Shop, Size, Stores

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

#: as many times the pages of the contest
LARGE, HUGE = 10, 40
#: a worker may take so many times the memory on a site ten times as large
MOST = 1.25
#: and of the larger one, whose run has filled all that is remembered, on one four times as large
MORE = 1.1


async def test_worker_takes_no_more_memory_for_a_larger_site(
    size: Size, cores: Cores, stores: Stores, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A site of ten and of forty times the pages is crawled and reported in nearly the same memory."""
    found: dict[int, results.Memory] = {}
    for pages in (size.pages, LARGE * size.pages, HUGE * size.pages):
        directory = tmp_path / str(pages)
        directory.mkdir()
        with Shop("light", pages, cores.server) as base:
            took, lap = await asyncio.to_thread(
                whole_job, cores.crawler, stores, base, directory, within=2400
            )
        assert took["status"] == "completed"
        assert took["products"] == pages
        found[pages] = results.Memory(
            start_mb=took["start_mb"],
            crawl_mb=took["crawl_mb"],
            peak_mb=took["peak_mb"],
            seconds=lap.seconds,
        )
    text = results.memory(found)
    with capsys.disabled():
        print(f"\n{text}")  # noqa: T201 - what a benchmark is for
    if size.write:
        results.write("memory", text)
    small, large, huge = found.values()
    assert large.crawl_mb <= MOST * small.crawl_mb
    assert huge.crawl_mb <= MORE * large.crawl_mb
    if size.is_full:
        assert large.peak_mb <= MOST * small.peak_mb

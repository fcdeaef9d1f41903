"""Runs after which everything is pruned that may be, beside the same runs with everything kept."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from random import Random

import pytest

from runner.deps import Deps
from storage.embedded.postgres import PostgresServer
from tests.integration.runner.reports.files import pretty, reported
from tests.integration.runner.reports.retained import (
    kept,
    prune_all,
    two_installations,
    without_times,
)
from tests.integration.runner.reports.sequences import (
    CLOSED,
    FAILURES,
    SEQUENCES,
    SITEMAPS,
)
from tests.integration.runner.reports.shop_runs import Run
from tests.integration.runner.reports.test_flaky_sites import FlakyShop
from tests.integration.runner.reports.test_sequences import checked, cut_short, site_of

#: what compares with more than the run before
LONG = FAILURES | CLOSED | SITEMAPS
_EACH = 4  # one of so many runs with all tests, the others with the slow ones


@pytest.fixture
async def installations(postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[list[Deps]]:
    """One that keeps everything, and one that prunes after each run."""
    async with two_installations(postgres, tmp_path) as both:
        yield both


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if number % _EACH == 0 else pytest.mark.faults)
        for number, name in enumerate(LONG)
    ],
)
async def test_no_row_of_diff_is_lost_with_what_is_pruned(shared_deps: Deps, name: str) -> None:
    """No row is missing, none is invented, each names the run it compares with."""
    site = f"pruned-{[*SEQUENCES].index(name)}"
    first = 0
    for step in LONG[name]:
        if step.before:
            await shared_deps.db.execute(step.before, site)
        answers = partial(cut_short, path=step.too_large)
        shop = site_of(site, step)
        files = await reported(shared_deps, shop, answers=answers, reports=step.reports)
        first = first or files.claim.run_id
        if step.told is not None:
            checked(files, step, first)
        await prune_all(shared_deps)


@pytest.mark.parametrize("listed", [True, False], ids=["sitemap", "links"])
async def test_the_files_of_a_flaky_shop_are_those_that_were_written_with_everything_kept(
    installations: list[Deps], *, listed: bool
) -> None:
    """A seventh fails in each run: changes, issues with their first sight, notes, all are the same."""
    shop = FlakyShop(random=Random(3))
    for _ in range(12):
        shop.add()
    for failing in (0.15,) * 6 + (0,):
        shop.change()
        papers = shop.papers(failing)
        names = tuple(path for path in papers if path not in shop.gone) if listed else ()
        site = site_of("flaky", Run(papers=papers, told=None, listed=names))
        whole, pruned = [without_times(await reported(deps, site)) for deps in installations]
        assert pruned == whole, pretty(await kept(installations[1]))
        await prune_all(installations[1])
    found = await kept(installations[1])
    assert sum(is_pruned for is_pruned, _, _ in found.values()) >= len(found) - 2, pretty(found)

"""What the reports of a large site take, beside those of a small one: memory, time, the loop's patience.

The limits of time are ratios; those of memory are the promise. A process of its own makes the reports,
so that nothing else is measured.
"""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from storage.database import open_pool
from storage.embedded.postgres import PostgresServer
from tests.benchmarks.report_site import end, first_run, second_run
from tests.servers import fresh_database

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]

SMALL, LARGE = 5_000, 50_000
ROOT = Path(__file__).parents[2]
MOST_MB = 150
MOST_WORK = 1.5  # times the work of ours for each page
MOST_TIME = 4.0  # times as long, PostgreSQL's work and its neighbours' on the machine among it


async def reports_of(server: PostgresServer, pages: int, scratch: Path) -> dict[str, float]:
    """Makes the reports of the second run of a site and returns what that took."""
    scratch.mkdir()
    async with fresh_database(server, "progon_template") as dsn, open_pool(dsn) as pool:
        first = await first_run(pool, pages)
        await measured(dsn, first.site_job_id, scratch)
        await end(pool, first)
        second = await second_run(pool, pages)
        return await measured(dsn, second.site_job_id, scratch)


async def measured(dsn: str, site_job_id: int, scratch: Path) -> dict[str, float]:
    """Makes the reports of one site job in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.report_process", dsn, str(site_job_id), str(scratch),
        cwd=ROOT, stdout=subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0
    found: dict[str, float] = json.loads(output)
    return found


async def test_reports_of_a_large_site_stay_small(
    postgres: PostgresServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """50,000 products peak below 150 MB, and each costs hardly more than one of 5,000."""
    small = await reports_of(postgres, SMALL, tmp_path / "small")
    large = await reports_of(postgres, LARGE, tmp_path / "large")
    with capsys.disabled():
        for pages, found in ((SMALL, small), (LARGE, large)):
            print(  # noqa: T201 - what a benchmark is for
                f"\n{pages:6} products: {1000 * found['seconds'] / pages:.2f} ms a page, "
                f"{1000 * found['cpu_seconds'] / pages:.2f} of them ours; "
                f"peak {found['peak_mb']:.0f} MB ({found['before_mb']:.0f} before); "
                f"the loop was busy for {found['busy_ms']:.0f} ms at most",
                end="",
            )
    assert large["peak_mb"] < MOST_MB
    assert large["cpu_seconds"] / LARGE < MOST_WORK * small["cpu_seconds"] / SMALL
    assert large["seconds"] / LARGE < MOST_TIME * small["seconds"] / SMALL

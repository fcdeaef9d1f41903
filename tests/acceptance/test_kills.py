"""Somebody is killed in the middle of a run: it ends all the same, with the same files.

The archive is compared with that of an undisturbed run, cell by cell; only moments and durations may
differ (`archive.VOLATILE`), and the issues that tell how long an answer took.
"""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.acceptance.archive import Archive, differences
from tests.acceptance.conftest import Job
from tests.acceptance.console import Console, Ended, at_work, progon

SENTENCE = "прогони все площадки"
#: of some six hundred
PAGES_BEFORE = 100
#: a killed worker's sites wait so long for another
LEASE = {"LEASE_SECONDS": "4"}


def ended_like(ended: Ended, undisturbed: Job) -> None:
    """Well, and with the files of the undisturbed run."""
    assert ended.code == 0, ended.err
    assert ended.out.count("reports.zip\n") == 1, ended.out
    assert differences(Archive(Path(ended.last_line)), undisturbed.archive) == []


async def in_mid_run(console: Console) -> None:
    """A run is started, and has read a part of its pages."""
    await console.say(SENTENCE)
    await console.pages_read(PAGES_BEFORE)


@pytest.mark.faults
@pytest.mark.parametrize("victim", [" worker ", "valkey-server", "bin/postgres", " bot "])
async def test_a_process_is_killed(victim: str, place: Path, undisturbed: Job) -> None:
    """Whoever dies is started again, and the run goes on where it was."""
    async with at_work(place, "run", **LEASE) as console:
        await in_mid_run(console)
        killed = await console.child(victim)
        os.kill(killed.pid, signal.SIGKILL)
        again = await console.another(killed)
        assert again.command == killed.command
        ended_like(await console.ended(), undisturbed)


@pytest.mark.parametrize("victim", ["main", pytest.param("group", marks=pytest.mark.faults)])
async def test_everything_is_killed_and_started_again(
    victim: str, place: Path, undisturbed: Job
) -> None:
    """The next start over the same data finishes the run without being asked, and once."""
    async with at_work(place, "run", **LEASE) as console:
        await in_mid_run(console)
        await console.kill(group=victim == "group")
        ended_like(await progon(place, "run", **LEASE), undisturbed)


@pytest.mark.faults
async def test_redis_is_emptied_again_and_again(place: Path, undisturbed: Job) -> None:
    """Redis holds nothing that can't be lost."""
    async with at_work(place, "run", **LEASE) as console:
        await console.say(SENTENCE)
        await console.pages_read(1)
        async with Redis.from_url(console.endpoints()["redis_url"]) as redis:
            for pages in (1, 50, 100, 150, 200):  # addresses, of some six hundred
                await console.pages_read(pages)
                await redis.flushall()
        ended_like(await console.ended(), undisturbed)


@pytest.mark.faults
async def test_two_workers_share_the_sites_and_keep_to_the_limit(
    place: Path, undisturbed: Job
) -> None:
    """Each site is done once, by one of them, and never are more in work than allowed."""
    query = "select site, worker, attempt, epoch, status from bulk_job_sites"
    seen: dict[str, set[tuple[str, int, int]]] = {}
    most = 0
    async with at_work(place, "run", WORKER_PROCESSES="2", BULK_MAX_CONCURRENCY="3") as console:
        await console.workers_present(2)
        await console.say(SENTENCE)
        await console.pages_read(1)
        while "reports.zip" not in console.out:
            running = [row for row in await console.rows(query) if row["status"] == "running"]
            most = max(most, len(running))
            for row in running:
                claim = (row["worker"], row["attempt"], row["epoch"])
                seen.setdefault(row["site"], set()).add(claim)
            await asyncio.sleep(0.02)
        ended_like(await console.ended(), undisturbed)
    assert 1 < most <= 3
    assert len({worker for claims in seen.values() for worker, _, _ in claims}) == 2
    assert all(len(claims) == 1 for claims in seen.values())

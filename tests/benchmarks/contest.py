"""A contest: each contender is a process of its own on one core, in turn, several rounds.

Times of a machine say little by themselves; the ratios of contenders that ran in the same minutes say
more, and only they are judged.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.cores import run_on
from tests.benchmarks.stage import ROOT, Stores

PEERS = Path(__file__).parent / "peers"
PEER_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
_WITHIN = 900.0


@dataclass(frozen=True, kw_only=True)
class Lap:
    """One contender in one round."""

    pages: int
    seconds: float
    cpu_seconds: float  #: its own and, where it has them, its stores'
    peak_mb: float
    parts: Mapping[str, float]  #: seconds by phase, where it tells


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The medians of a contender."""

    pages_per_second: float
    slowest: float
    quickest: float
    cpu_ms_per_page: float
    peak_mb: float
    parts: Mapping[str, float]

    @classmethod
    def of(cls, laps: Sequence[Lap]) -> "Standing":
        """Over all rounds."""
        speeds = [lap.pages / lap.seconds for lap in laps]
        return cls(
            pages_per_second=median(speeds),
            slowest=min(speeds),
            quickest=max(speeds),
            cpu_ms_per_page=median(1000 * lap.cpu_seconds / lap.pages for lap in laps),
            peak_mb=max(lap.peak_mb for lap in laps),
            parts={name: median(lap.parts[name] for lap in laps) for name in laps[0].parts},
        )


Contender = Callable[[str, Path], Lap]


def rounds(
    contenders: Mapping[str, Contender], base: str, scratch: Path, *, count: int
) -> Mapping[str, Standing]:
    """A B C, A B C, A B C."""
    laps: dict[str, list[Lap]] = {name: [] for name in contenders}
    for number in range(count):
        for name, contender in contenders.items():
            directory = scratch / f"{number}-{len(laps[name])}-{name.replace(' ', '-')}"
            directory.mkdir()
            laps[name].append(contender(base, directory))
    return {name: Standing.of(found) for name, found in laps.items()}


def peer(
    script: str, core: int, *, rows: int, limit: int | None = None, out: str = "out.csv"
) -> Contender:
    """A peer in its own environment; it must bring a row for every page.

    Its own PATH, since one of them starts `scrapy` by name.
    """

    def run(base: str, directory: Path) -> Lap:
        command = [str(PEER_PYTHON), str(PEERS / script), base, str(directory / out)]
        command += [] if limit is None else [str(limit)]
        env = {"PATH": f"{PEER_PYTHON.parent}:/usr/bin:/bin", "HOME": str(directory)}
        spent = run_on(core, command, directory=directory, env=env, within=_WITHIN)
        return Lap(
            pages=_counted(directory / out, rows),
            seconds=spent.seconds,
            cpu_seconds=spent.cpu_seconds,
            peak_mb=spent.peak_mb,
            parts={},
        )

    return run


def our_fetch_and_read(core: int, *, rows: int) -> Contender:
    """Our transport and our parse, with the peers' fields."""

    def run(base: str, directory: Path) -> Lap:
        out = directory / "out"
        command = [sys.executable, "-m", "tests.benchmarks.fetch_and_read", base, str(out)]
        spent = run_on(core, command, directory=ROOT, env=_ENVIRONMENT, within=_WITHIN)
        return Lap(
            pages=_counted(out, rows),
            seconds=spent.seconds,
            cpu_seconds=spent.cpu_seconds,
            peak_mb=spent.peak_mb,
            parts={},
        )

    return run


def our_whole_job(core: int, stores: Stores, *, rows: int, site: str) -> Contender:
    """A run of ours, from the order to the archive; the stores' time counts."""

    def run(base: str, directory: Path) -> Lap:
        before = stores.cpu_seconds()
        took, lap = whole_job(core, stores, base, directory, site=site)
        assert took["status"] == "completed"
        assert took["products"] == rows
        return Lap(
            pages=rows,
            seconds=lap.seconds,
            cpu_seconds=lap.cpu_seconds + stores.cpu_seconds() - before,
            peak_mb=lap.peak_mb,
            parts=lap.parts,
        )

    return run


def whole_job(
    core: int,
    stores: Stores,
    base: str,
    directory: Path,
    *,
    site: str = "bench",
    within: float = _WITHIN,
) -> tuple[dict[str, Any], Lap]:
    """One run of ours, and what it tells of itself."""
    command = [sys.executable, "-m", "tests.benchmarks.whole_job"]
    command += [stores.dsn, stores.redis_url, base, str(directory), site]
    spent = run_on(core, command, directory=ROOT, env=_ENVIRONMENT, within=within)
    took = json.loads(spent.output.splitlines()[-1])
    lap = Lap(
        pages=took["fetched"],
        seconds=spent.seconds,
        cpu_seconds=spent.cpu_seconds,
        peak_mb=spent.peak_mb,
        parts={"crawl": took["crawl_seconds"], "reports": took["report_seconds"]},
    )
    return took, lap


_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def _counted(out: Path, rows: int) -> int:
    """How many pages stand in a CSV with its header, or in JSON lines."""
    with out.open(encoding="utf-8") as file:
        lines = sum(1 for line in file if line.strip())
    assert rows <= lines <= rows + 2, f"{out}: {lines} lines for {rows} pages"
    return rows

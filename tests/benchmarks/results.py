"""The tables of the benchmarks, and their places in docs/benchmarks.md."""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.contest import Standing
from tests.benchmarks.stage import ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"


def contest(
    found: Mapping[str, Standing],
    ratios: Mapping[tuple[str, str], float],
    goals: Sequence[tuple[str, str, float]],
    *,
    pages: int,
    baseline: str,
    floor: str,
) -> str:
    """Two tables: who did what, and how that stands to the goals."""
    unit, best = found[baseline].pages_per_second, found[floor].pages_per_second
    lines = [
        f"{pages} pages, {machine()}",
        "",
        "| contender | pages/s (min to max) | CPU ms a page | peak MB | x Scrapy | x floor |",
        "|---|---|---|---|---|---|",
    ]
    for name, it in sorted(found.items(), key=lambda pair: -pair[1].pages_per_second):
        speed = it.pages_per_second
        lines.append(
            f"| {name} | {speed:.0f} ({it.slowest:.0f} to {it.quickest:.0f}) "
            f"| {it.cpu_ms_per_page:.2f} | {it.peak_mb:.0f} | {speed / unit:.2f} | {speed / best:.2f} |"
        )
    lines += ["", "| ratio | measured | goal | |", "|---|---|---|---|"]
    for who, whom, least in goals:
        ratio = ratios[who, whom]
        verdict = "kept" if ratio >= least else "missed"
        lines.append(f"| {who} : {whom} | {ratio:.2f} | {least:g} | {verdict} |")
    for name, it in found.items():
        if it.parts:
            parts = ", ".join(f"{part} {seconds:.1f} s" for part, seconds in it.parts.items())
            lines += ["", f"{name}: {parts}."]
    return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class Memory:
    """The memory of a worker process in one run, in MB, and how long the run took."""

    start_mb: float
    crawl_mb: float
    peak_mb: float
    seconds: float


def memory(found: Mapping[int, Memory]) -> str:
    """One row for each size of a site."""
    smallest = next(iter(found.values()))
    lines = [
        machine(),
        "",
        "| pages | before the run MB | most while crawling MB | most of all MB | ratio | seconds |",
        "|---|---|---|---|---|---|",
    ]
    for pages, it in found.items():
        crawl, whole = it.crawl_mb / smallest.crawl_mb, it.peak_mb / smallest.peak_mb
        lines.append(
            f"| {pages:,} | {it.start_mb:.0f} | {it.crawl_mb:.0f} | {it.peak_mb:.0f} "
            f"| {crawl:.2f} crawling, {whole:.2f} with reports | {it.seconds:.0f} |"
        )
    return "\n".join(lines)


def machine() -> str:
    """What it ran on, and when."""
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    name = cpu[1] if cpu else platform.machine()
    today = datetime.now(UTC).date()
    return f"{name}, {os.cpu_count()} cores, CPython {platform.python_version()}, {today}"


def write(place: str, text: str) -> None:
    """Puts a table between the document's marks `<!-- place -->` and `<!-- /place -->`."""
    before, mark, rest = DOCUMENT.read_text(encoding="utf-8").partition(f"<!-- {place} -->\n")
    _, end, after = rest.partition(f"<!-- /{place} -->")
    assert mark
    assert end
    DOCUMENT.write_text(f"{before}{mark}{text}\n{end}{after}", encoding="utf-8")

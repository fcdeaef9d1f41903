"""Where a contest takes place: the size, the two cores, the shop's process, the stores beside the crawler."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.cores import cpu_of_tree, on_core

ROOT = Path(__file__).parents[2]
FULL_PAGES = 5000


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is measured, and whether the document is to be told."""

    pages: int
    rounds: int
    write: bool

    @property
    def is_full(self) -> bool:
        """Whether ratios mean what they say: in a short run the start of a process weighs too much."""
        return self.pages >= FULL_PAGES


@dataclass(frozen=True, kw_only=True)
class Cores:
    """Who runs where."""

    server: int
    crawler: int


@dataclass(frozen=True, kw_only=True)
class Stores:
    """PostgreSQL and Valkey on the crawler's core, with the settings of `progon run`."""

    dsn: str
    redis_url: str
    pids: tuple[int, ...]

    def cpu_seconds(self) -> float:
        """What they have spent so far."""
        return sum(cpu_of_tree(pid) for pid in self.pids)


class Shop:
    """A shop served by a process of its own: `with Shop("heavy", 5000, core) as base_url`."""

    def __init__(self, kind: str, pages: int, core: int) -> None:
        self._command = [sys.executable, "-m", "tests.benchmarks.shop_server", kind, str(pages)]
        self._core = core

    def __enter__(self) -> str:
        with on_core(self._core):
            self._process = subprocess.Popen(  # noqa: S603 - our own server
                self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)  # it ends when its input does

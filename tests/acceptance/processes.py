"""Processes of this machine, as /proc tells."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process; its start time tells it from a later one with the same pid."""

    pid: int
    parent: int
    started: int
    command: str


def descendants(pid: int) -> list[Process]:
    """All processes below this one."""
    everyone = [process for process in map(_read, _pids()) if process]
    found: list[Process] = []
    wanted = {pid}
    while wanted:
        below = [process for process in everyone if process.parent in wanted]
        found += below
        wanted = {process.pid for process in below}
    return found


def is_alive(process: Process) -> bool:
    """Whether this very process is there and not only waits to be reaped."""
    now = _read(process.pid)
    return now is not None and now.started == process.started


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _read(pid: int) -> Process | None:
    """None for what is gone or dead."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    if fields[0] in {"Z", "X"}:
        return None
    words = command.replace(b"\0", b" ").decode("utf-8", "replace")
    return Process(pid=pid, parent=int(fields[1]), started=int(fields[19]), command=words)

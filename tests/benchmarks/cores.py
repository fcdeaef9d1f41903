"""Processes on one core, and what they spend there. Linux only: it reads /proc."""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

_LOOK_SECONDS = 0.02
# fields of /proc/PID/stat, counted after the name in brackets (proc_pid_stat(5))
_PARENT, _USER, _SYSTEM, _USER_OF_GONE, _SYSTEM_OF_GONE = 1, 11, 12, 13, 14


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What one process took. Processor time has that of its own children in it."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str


class ProcessFailed(Exception):
    """A measured process did not come to a good end; with the last of its messages."""


def two_cores() -> tuple[int, int] | None:
    """One for the server, another for who is measured; None where there are none."""
    if sys.platform != "linux":
        return None
    cores = sorted(os.sched_getaffinity(0))
    return (cores[0], cores[1]) if len(cores) > 1 else None


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Whatever is started within belongs to one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def run_on(
    core: int, command: Sequence[str], *, directory: Path, env: Mapping[str, str], within: float
) -> Spent:
    """Runs a process to its end.

    Raises:
        ProcessFailed: it ended badly, or took longer than `within` seconds.
    """
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as messages:
        begun = time.monotonic()
        with on_core(core):
            process = subprocess.Popen(  # noqa: S603 - the commands are the benchmark's own
                command,
                cwd=directory,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=messages,
                start_new_session=True,
            )
        usage, peak = _wait(process, begun + within)
        seconds = time.monotonic() - begun
        output.seek(0)
        messages.seek(0)
        if process.returncode:
            why = f"{' '.join(command[:4])} ended with {process.returncode} after {seconds:.0f} s"
            raise ProcessFailed(f"{why}\n{messages.read()[-3000:]}")
        return Spent(
            seconds=seconds,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            peak_mb=peak,
            output=output.read(),
        )


def cpu_of_tree(root: int) -> float:
    """Processor seconds of a process and all its descendants, those that have ended among them."""
    stats = dict(_stats())
    family, seconds = {root}, 0.0
    for pid in sorted(stats):  # a child may have the smaller number only after numbers came around
        if pid in family or int(stats[pid][_PARENT]) in family:
            family.add(pid)
            fields = (_USER, _SYSTEM, _USER_OF_GONE, _SYSTEM_OF_GONE)
            seconds += sum(int(stats[pid][field]) for field in fields)
    return seconds / os.sysconf("SC_CLK_TCK")


def peak_mb(pid: int | None = None) -> float:
    """The most memory a process (this one) ever had resident.

    Not getrusage's figure: that begins with what the parent had when it forked.
    """
    try:
        status = Path(f"/proc/{pid or 'self'}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0  # it has ended
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def _wait(process: "subprocess.Popen[bytes]", until: float) -> tuple[resource.struct_rusage, float]:
    peak = 0.0
    while True:
        peak = max(peak, peak_mb(process.pid))
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage, peak
        if time.monotonic() > until:
            os.killpg(process.pid, SIGKILL)
            until = float("inf")
        time.sleep(_LOOK_SECONDS)


def _stats() -> Iterator[tuple[int, list[str]]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it ended meanwhile
        yield int(path.parent.name), text.rpartition(")")[2].split()

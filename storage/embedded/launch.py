"""Becomes another program, tied to the life of the process that asked for it.

Run as a script (`python -I -S launch.py '<json>'`) by `child_process.py`; nothing imports it.
A program of its own, because what it does must happen between fork and exec: Python code there
(`preexec_fn`) can deadlock a parent that has threads, and CPython 3.12 and later warn of it.

In this order, and the order matters:
1. the user: `drop` to a uid and gid for good, or `map` a new user namespace in which our files
   belong to that uid (changing credentials would forget a death signal set before);
2. PR_SET_PDEATHSIG: the kernel sends `death_signal` when the parent *thread* ends, however it ends;
3. a look whether the parent is still there: it may have died before step 2;
4. exec. The pid stays, so the parent's child *is* the program.
"""

import ctypes
import errno
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
#: The exit code of a launch that came to nothing; the reason is on stderr.
FAILED = 125


def main() -> None:
    """Read the order from the command line and become its program."""
    order = json.loads(sys.argv[1])
    _attempt("change the user", _change_user, order)
    _attempt("be tied to the parent", _tie, order)
    _attempt(f"run {order['argv'][0]}", _run, order)


def _attempt(what: str, step: Callable[[dict[str, Any]], None], order: dict[str, Any]) -> None:
    try:
        step(order)
    except OSError as error:
        sys.stderr.write(f"launch: cannot {what}: {error.strerror}\n")
        sys.exit(FAILED)


def _change_user(order: dict[str, Any]) -> None:
    os.umask(0o077)
    if order["drop"]:
        _drop(*order["drop"])
    if order["map"]:
        _map(*order["map"])


def _tie(order: dict[str, Any]) -> None:
    _libc_call("prctl", _PR_SET_PDEATHSIG, order["death_signal"], 0, 0, 0)
    if os.getppid() != order["parent"]:
        raise ProcessLookupError(errno.ESRCH, "it is gone")


def _run(order: dict[str, Any]) -> None:
    for ignored_by_python in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored_by_python, signal.SIG_DFL)
    argv, env = order["argv"], order["env"]
    if env is None:
        os.execv(argv[0], argv)  # noqa: S606 - the very purpose; no shell
    os.execve(argv[0], argv, env)  # noqa: S606 - the same


def _drop(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


def _map(uid: int, gid: int) -> None:
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    _libc_call("unshare", _CLONE_NEWUSER)
    # UTF-8, which is loaded: from in here Python's library may be out of reach
    Path("/proc/self/setgroups").write_text("deny", encoding="utf-8")
    Path("/proc/self/uid_map").write_text(f"{uid} {outer_uid} 1", encoding="utf-8")
    Path("/proc/self/gid_map").write_text(f"{gid} {outer_gid} 1", encoding="utf-8")


def _libc_call(name: str, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), name)


if __name__ == "__main__":
    main()

"""A child process that never outlives us, and ends in good order while we live.

- It ends when we end, however that happens: the kernel sends its death signal (`launch.py`).
- It is in a session of its own: Ctrl-C in the terminal is for us, and we stop our children in
  the order we choose.
- It is signalled only through the handle of the child we started, never by a pid read somewhere.
- Every wait is bounded by its caller, and stopping escalates.

Linux only. Start children from the main thread: the kernel takes the death of the *thread* that
forked for the death of the parent.
"""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from types import TracebackType
from typing import Self

from storage.embedded.errors import ProcessEndedError, ProcessNotReadyError, ProcessStuckError
from storage.embedded.identity import Change, Identity
from storage.embedded.log_file import LogFile

_LAUNCH = Path(__file__).with_name("launch.py")
_FIRST_POLL, _LAST_POLL = 0.005, 0.1
_TRIM_LOG_EVERY = 30.0

#: A signal, and how many seconds it has to work before the next one.
StopStep = tuple[Signals, float]
_KILL: StopStep = (Signals.SIGKILL, 10.0)


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run. `argv[0]` is a full path; without `env` the child gets our environment."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] | None = None
    #: The working directory; ours without it.
    directory: Path | None = None
    run_as: Identity | None = None
    #: Descriptors that the child keeps under the same numbers.
    inherits: tuple[int, ...] = ()
    #: Sent by the kernel when we are gone.
    death_signal: Signals = Signals.SIGTERM
    #: How to stop it; SIGKILL follows by itself.
    stop_steps: tuple[StopStep, ...] = ((Signals.SIGTERM, 10.0),)


class ChildProcess:
    """One run of a program; `async with` starts and stops it."""

    def __init__(self, program: Program, log: LogFile | None = None) -> None:
        self.program = program
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._trimming: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int:
        """The pid of the program itself; valid once started, even after its end."""
        return self._started().pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; negative for the signal that ended it."""
        return self._started().poll()

    def start(self) -> None:
        """Start the program. Without a log its output goes where ours goes.

        Raises RuntimeError outside the main thread, OSError where Python cannot be run again.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("children are started from the main thread: see PR_SET_PDEATHSIG")
        output = None if self._log is None else self._log.open()
        self._process = subprocess.Popen(  # noqa: S603 - no shell; the caller names the program
            [sys.executable, "-I", "-S", str(_LAUNCH), self._order()],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=self.program.directory,
            pass_fds=self.program.inherits,
            start_new_session=True,
        )
        if self._log is not None:
            self._trim_log()

    async def ready(self, is_ready: Callable[[], bool], within: float) -> None:
        """Wait until `is_ready()` is true while the process lives.

        Raises ProcessEndedError or ProcessNotReadyError, both with the last lines of output.
        """
        try:
            async with asyncio.timeout(within):
                delay = _FIRST_POLL
                while self.returncode is None and not is_ready():
                    await asyncio.sleep(delay)
                    delay = min(delay * 1.2, _LAST_POLL)
        except TimeoutError:
            fact = f"is not ready after {within:.0f} s"
            raise ProcessNotReadyError(self.program.name, fact, self.output()) from None
        if self.returncode is not None:
            raise ProcessEndedError(self.program.name, self.returncode, self.output())

    async def finish(self, within: float) -> None:
        """Wait for its good end.

        Raises ProcessEndedError for any code but 0, ProcessNotReadyError if it takes longer.
        """
        try:
            await self.ready(lambda: False, within)
        except ProcessEndedError as error:
            if error.returncode != 0:
                raise

    async def wait(self) -> int:
        """Wait for its end, whoever ends it, and return the code."""
        delay = _FIRST_POLL
        while (code := self.returncode) is None:
            await asyncio.sleep(delay)
            delay = min(delay * 1.5, _LAST_POLL)
        return code

    async def stop(self) -> int | None:
        """Stop it step by step and return its code; None if it never ran.

        Interrupted while waiting (a second Ctrl-C), it kills the child and goes on with the
        interruption. Raises ProcessStuckError if even SIGKILL does not end it.
        """
        if self._process is None:
            return None
        try:
            for signal, seconds in (*self.program.stop_steps, _KILL):
                if await self._signalled(signal, seconds):
                    return self._process.returncode
        except BaseException:
            self._process.kill()
            self._process.wait(timeout=_KILL[1])
            raise
        finally:
            self._let_log_go()
        raise ProcessStuckError(self.program.name, f"(pid {self.pid}) does not end")

    def output(self) -> list[str]:
        """The last lines of this run in the log."""
        return [] if self._log is None else self._log.lines()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    async def _signalled(self, signal: Signals, seconds: float) -> bool:
        self._started().send_signal(signal)  # nothing is sent to a child that has ended
        try:
            async with asyncio.timeout(seconds):
                await self.wait()
        except TimeoutError:
            return False
        return True

    def _order(self) -> str:
        program, user = self.program, self.program.run_as
        change = Change.SAME if user is None else user.change
        inside = Identity.nobody()
        return json.dumps(
            {
                "argv": program.argv,
                "env": None if program.env is None else dict(program.env),
                "parent": os.getpid(),
                "death_signal": program.death_signal,
                "drop": [user.uid, user.gid] if user and change is Change.DROP else None,
                "map": [inside.uid, inside.gid] if change is Change.MAP else None,
            }
        )

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError(f"{self.program.name} was not started")
        return self._process

    def _trim_log(self) -> None:
        if self._log is not None:
            self._log.trim()
            self._trimming = asyncio.get_running_loop().call_later(_TRIM_LOG_EVERY, self._trim_log)

    def _let_log_go(self) -> None:
        if self._trimming is not None:
            self._trimming.cancel()
        if self._log is not None:
            self._log.close()

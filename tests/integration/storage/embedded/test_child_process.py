import asyncio
import sys
from pathlib import Path
from signal import SIGKILL, SIGTERM

import pytest

from storage.embedded.child_process import ChildProcess, Program
from storage.embedded.errors import ProcessEndedError, ProcessNotReadyError
from storage.embedded.log_file import LogFile
from tests.integration.storage.embedded.owners import Owners, alive, gone

STUBBORN = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def python(code: str, **options: object) -> Program:
    """A program in a line of Python."""
    return Program(name="python", argv=(sys.executable, "-c", code), **options)  # type: ignore[arg-type]  # passed on


async def test_program_keeps_environment_and_directory(tmp_path: Path) -> None:
    """The child sees the environment and the directory it was given, and nothing else of ours."""
    log = LogFile(tmp_path / "log")
    code = "import os; print(sorted(k for k in os.environ if k != 'LC_CTYPE'), os.getcwd())"
    program = python(code, env={"ONLY": "this"}, directory=tmp_path)
    async with ChildProcess(program, log) as child:
        await child.finish(20)
        assert child.output() == [f"['ONLY'] {tmp_path}"]


async def test_end_is_told_with_the_last_words(tmp_path: Path) -> None:
    """A child that ends instead of becoming ready is an error with its code and last lines."""
    program = python("import sys; print('one'); sys.exit('two')")
    async with ChildProcess(program, LogFile(tmp_path / "log")) as child:
        with pytest.raises(ProcessEndedError) as caught:
            await child.ready(lambda: False, 20)
    assert caught.value.returncode == 1
    assert set(caught.value.output) == {"one", "two"}


async def test_output_is_of_this_run_only(tmp_path: Path) -> None:
    """The last words of an earlier run are not blamed on this one."""
    for word in ("first", "second"):
        async with ChildProcess(python(f"print('{word}')"), LogFile(tmp_path / "log")) as child:
            await child.finish(20)
            assert child.output() == [word]
    assert (tmp_path / "log").read_text() == "first\nsecond\n"


async def test_child_that_is_never_ready() -> None:
    """Waiting for readiness is bounded, and the child is stopped all the same."""
    async with ChildProcess(python("import time; time.sleep(60)")) as child:
        with pytest.raises(ProcessNotReadyError):
            await child.ready(lambda: False, 0.2)
        assert child.returncode is None
    assert child.returncode == -SIGTERM


async def test_missing_program_is_an_end(tmp_path: Path) -> None:
    """A program that is not there is told in one line of output."""
    program = Program(name="nothing", argv=(str(tmp_path / "nothing"),))
    async with ChildProcess(program, LogFile(tmp_path / "log")) as child:
        with pytest.raises(ProcessEndedError) as caught:
            await child.finish(20)
    assert caught.value.output == (
        f"launch: cannot run {tmp_path}/nothing: No such file or directory",
    )


async def test_stopping_escalates(tmp_path: Path) -> None:
    """A child that ignores the signals of its program is killed in the end."""
    program = python(STUBBORN, stop_steps=((SIGTERM, 0.2),))
    async with ChildProcess(program, LogFile(tmp_path / "log")) as child:
        await child.ready(lambda: child.output() == ["up"], 20)
    assert child.returncode == -SIGKILL


async def test_second_interruption_means_now(tmp_path: Path) -> None:
    """Interrupted while it waits for a child to end, stop() kills it and lets the interruption go."""
    child = ChildProcess(python(STUBBORN), LogFile(tmp_path / "log"))
    child.start()
    await child.ready(lambda: child.output() == ["up"], 20)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await child.stop()
    assert child.returncode == -SIGKILL


async def test_child_that_ended_is_not_signalled() -> None:
    """Stopping what has ended by itself is no harm and returns its code."""
    child = ChildProcess(python("raise SystemExit(3)"))
    child.start()
    assert await child.wait() == 3
    assert await child.stop() == 3


async def test_children_start_from_the_main_thread() -> None:
    """The death of a helper thread would be taken for ours, so it may not start children."""
    child = ChildProcess(python("pass"))
    with pytest.raises(RuntimeError, match="main thread"):
        await asyncio.to_thread(child.start)
    assert await child.stop() is None


async def test_child_dies_with_its_parent(place: Path, owners: Owners) -> None:
    """Whatever kills the parent, the kernel ends the child."""
    async with owners("valkey", place / "data") as owner:
        said = await owner.says()
        assert alive(said["pid"])
        await owner.kill()
        await gone(said["pid"])

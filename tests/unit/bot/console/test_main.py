"""The borders of the command line."""

import pytest
import typer

from bot.console.__main__ import _finish
from bot.console.exits import StartError


def _fails() -> int:
    raise LookupError("no such\nthing")


def test_an_error_of_ours_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A person sees what went wrong and where, and no traceback."""
    with pytest.raises(typer.Exit) as ended:
        _finish(_fails)
    assert ended.value.exit_code == 70
    (line,) = capsys.readouterr().err.splitlines()
    assert "LookupError: no such thing (test_main.py, line" in line


def test_the_line_has_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    """Errors of drivers may quote the address that they were given."""

    def quotes() -> int:
        raise ValueError("cannot parse postgresql://progon:hunter2@db/progon")

    with pytest.raises(typer.Exit):
        _finish(quotes)
    told = capsys.readouterr().err
    assert "hunter2" not in told
    assert "@db/progon" in told


def test_a_log_has_the_traceback() -> None:
    """Workers and bots write a log, where the whole story belongs."""
    with pytest.raises(LookupError):
        _finish(_fails, is_logged=True)


def test_a_fault_that_people_can_mend_has_its_own_code(capsys: pytest.CaptureFixture[str]) -> None:
    """What a StartError says is all that is said."""

    def cannot_start() -> int:
        raise StartError("BOT_TOKEN: missing", 2)

    with pytest.raises(typer.Exit) as ended:
        _finish(cannot_start)
    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == "progon: BOT_TOKEN: missing\n"

import os
from pathlib import Path

from storage.embedded.log_file import LogFile


def test_log_is_bounded_and_keeps_its_end(tmp_path: Path) -> None:
    """A flood is cut to its last quarter while the writer goes on."""
    log = LogFile(tmp_path / "log", limit=4000)
    writer = os.dup(log.open())
    for number in range(1000):
        os.write(writer, f"line {number}\n".encode())
    log.trim()
    os.write(writer, b"after\n")
    assert (tmp_path / "log").stat().st_size <= 4000
    assert log.lines(2) == ["line 999", "after"]
    os.close(writer)
    log.close()


def test_lines_are_of_the_latest_opening(tmp_path: Path) -> None:
    """What stood in the log before is not repeated; blank lines are no words."""
    (tmp_path / "log").write_text("old\n")
    log = LogFile(tmp_path / "log")
    os.write(log.open(), "новое\n\n \nпоследнее".encode() + b"\xff\n")
    assert log.lines() == ["новое", "последнее\ufffd"]
    assert log.lines(1) == ["последнее\ufffd"]
    log.close()
    assert log.lines() == []
    assert (tmp_path / "log").stat().st_size > 4


def test_log_is_private(tmp_path: Path) -> None:
    """Only the owner reads what a server says: it may quote people's data."""
    log = LogFile(tmp_path / "log")
    log.open()
    log.close()
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600

import errno
from pathlib import Path

import pytest

from storage.embedded.diagnosis import diagnose, explained
from storage.embedded.errors import (
    AddressInUseError,
    BinaryMissingError,
    CorruptedDataError,
    DataDirUnusableError,
    DiskFullError,
    MissingLibraryError,
    ProcessNotReadyError,
    ServerError,
    StartFailedError,
    UnsupportedSystemError,
    WrongVersionError,
)

DATA = Path("/data/server")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("/x/postgres: error while loading shared libraries: libz.so.1: cannot open shared object file: No such file or directory", MissingLibraryError),
        ('2026-11-21 01:00:00.1 UTC [7] FATAL:  could not write lock file "postmaster.pid": No space left on device', DiskFullError),
        ("initdb: error: could not write file: Disk quota exceeded", DiskFullError),
        ('2026-11-21 01:00:00.1 UTC [7] LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', AddressInUseError),
        ("2026-11-21 01:00:00.1 UTC [7] PANIC:  could not locate a valid checkpoint record at 0/0", CorruptedDataError),
        ("2026-11-21 01:00:00.1 UTC [7] FATAL:  incorrect checksum in control file", CorruptedDataError),
        ("12:M 21 Nov 2026 01:00:00.100 # Bad file format reading the append only file a.aof", CorruptedDataError),
        ("12:M 21 Nov 2026 01:00:00.100 # Can't handle RDB format version 80", WrongVersionError),
        ('2026-11-21 01:00:00.1 UTC [7] FATAL:  data directory "/x" has wrong ownership', DataDirUnusableError),
        ("launch: cannot run /x/postgres: Exec format error", BinaryMissingError),
        ("launch: cannot change the user: Operation not permitted", UnsupportedSystemError),
        ("initdb: could not look up effective user ID 48613: user does not exist", UnsupportedSystemError),
        ("2026-11-21 01:00:00.1 UTC [7] FATAL:  could not map anonymous shared memory: Cannot allocate memory", StartFailedError),
    ],
)  # fmt: skip
def test_last_words_are_understood(line: str, kind: type[ServerError]) -> None:
    """Each known cause has its error, in one line that says what to do."""
    error = diagnose("Server", DATA, 1, ["something before", line, "something after"])
    assert type(error) is kind
    assert line in error.log_tail
    assert str(error).endswith(f"{error.advice}.")
    assert "\n" not in str(error)
    assert "2026" not in error.fact


def test_unknown_words_are_quoted() -> None:
    """The gravest line is quoted; without one the last; without any the code."""
    lines = ["LOG:  starting", "FATAL:  the moon is wrong.", "LOG:  done"]
    assert diagnose("Server", DATA, 1, lines).fact == "FATAL:  the moon is wrong"
    assert diagnose("Server", DATA, 1, ["first", "last"]).fact == "last"
    assert diagnose("Server", DATA, -11, []).fact == "ended with code -11 and said nothing"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EACCES, DataDirUnusableError),
        (errno.EROFS, DataDirUnusableError),
        (errno.ENOTDIR, DataDirUnusableError),
    ],
)
def test_refusals_of_the_system_are_explained(number: int, kind: type[ServerError]) -> None:
    """What the operating system refuses is an error about the data directory."""
    with pytest.raises(kind, match="cannot use /data/server/x"), explained("Server", DATA):
        raise OSError(number, "Why", "/data/server/x")


def test_late_server_is_a_failed_start() -> None:
    """A server that never takes connections is a failed start with its last words."""
    with pytest.raises(StartFailedError) as caught, explained("Server", DATA):
        raise ProcessNotReadyError("Server", "is not ready after 60 s", ["loading"])
    assert caught.value.log_tail == ("loading",)

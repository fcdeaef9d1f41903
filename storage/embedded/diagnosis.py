"""From a server's last words to the error that says what to do.

PostgreSQL is started with English messages (LC_ALL=C.UTF-8), Valkey has no others. The most
telling rule comes first; an unknown reason is passed on in the server's own words.
"""

import errno
import os
import pwd
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from storage.embedded.errors import (
    AddressInUseError,
    BinaryMissingError,
    CorruptedDataError,
    DataDirUnusableError,
    DiskFullError,
    MissingLibraryError,
    ProcessEndedError,
    ProcessError,
    ServerError,
    StartFailedError,
    UnsupportedSystemError,
    WrongVersionError,
)

#: A kind of error, and the words of a log line that mean it (regular expressions).
_RULES: tuple[tuple[type[ServerError], tuple[str, ...]], ...] = (
    (MissingLibraryError, ("error while loading shared libraries",)),
    (DiskFullError, ("No space left on device", "[Dd]isk quota exceeded")),
    (WrongVersionError, ("Can't handle RDB format version",)),
    (BinaryMissingError, ("launch: cannot run",)),
    (UnsupportedSystemError, ("launch: ", "could not look up effective user ID")),
    (AddressInUseError, ("could not bind IPv4 address.*Address already in use",)),
    (
        CorruptedDataError,
        (
            "could not find the database system",
            "database files are incompatible with server",
            "could not locate a valid checkpoint",
            "invalid checkpoint",
            "PANIC",
            "not a valid data directory",
            "incorrect checksum",
            "required WAL directory",
            'could not (open|access|read) (file|directory) "(global|pg_)',
            "Bad file format",
            "Wrong signature",
            "corrupt",
            "[Uu]nexpected end of file",
            "[Ii]nvalid AOF manifest",
            "internal error in RDB",
        ),
    ),
    (
        DataDirUnusableError,
        (
            "Permission denied",
            "Read-only file system",
            "Operation not permitted",
            "has wrong ownership",
            "has invalid permissions",
        ),
    ),
)
#: What stands before the message itself in a line of the two servers.
_PREFIX = re.compile(
    r"^(?:\d{4}-\d\d-\d\d .*?\[\d+\] +|\d+:[A-Z] \d+ \w{3} \d{4} [\d:.]+ [.\-*#] +|initdb: )"
)
_GRAVE = re.compile(r"FATAL|PANIC|error|ERROR|launch:|Fatal|Can't|Bad file")


@contextmanager
def explained(server: str, data_dir: Path) -> Iterator[None]:
    """Whatever goes wrong inside leaves as a ServerError."""
    try:
        yield
    except ProcessEndedError as error:
        raise diagnose(server, data_dir, error.returncode, error.output) from error
    except ProcessError as error:
        raise StartFailedError(server, data_dir, str(error), log_tail=error.output) from error
    except OSError as error:
        raise _refused(server, data_dir, error) from error


def diagnose(
    server: str, data_dir: Path, returncode: int | None, output: Sequence[str]
) -> ServerError:
    """The error that explains why the server ended, from the last lines of its log."""
    for kind, words in _RULES:
        meant = re.compile("|".join(words))
        line = next((line for line in output if meant.search(line)), None)
        if line is not None:
            return kind(server, data_dir, _said(line), log_tail=output)
    fallback = f"ended with code {returncode} and said nothing"
    grave = [line for line in output if _GRAVE.search(line)] or list(output[-1:])
    fact = _said(grave[0]) if grave else fallback
    return StartFailedError(server, data_dir, fact, log_tail=output)


def _said(line: str) -> str:
    return _PREFIX.sub("", line).strip().rstrip(".")


def _refused(server: str, data_dir: Path, error: OSError) -> ServerError:
    path = Path(os.fsdecode(error.filename or data_dir))
    fact = f"cannot use {path}: {(error.strerror or str(error)).lower()}{_whose(path)}"
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    return (DiskFullError if full else DataDirUnusableError)(server, data_dir, fact)


def _whose(path: Path) -> str:
    """Whose the path is, if not ours: the usual reason of a refusal."""
    for place in (path, *path.parents):
        try:
            uid = place.stat().st_uid
        except OSError:
            continue
        return "" if uid in {0, os.geteuid()} else f" ({place} belongs to {_user_name(uid)})"
    return ""


def _user_name(uid: int) -> str:
    try:
        return f"{pwd.getpwuid(uid).pw_name}, uid {uid}"
    except KeyError:
        return f"uid {uid}"

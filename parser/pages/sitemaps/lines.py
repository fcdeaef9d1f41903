"""The scanner of plain text sitemaps: an address on each line."""

import re
from collections.abc import Callable

_LONGEST = 16_384  # characters; what is longer is no address
_split = re.compile(r"\r\n|\r|\n").split


class LineScanner:
    """Gives each line that is neither blank nor a comment."""

    def __init__(self, accept: Callable[[str], None]) -> None:
        self._accept = accept
        self._last = ""

    def feed(self, text: str) -> None:
        """The last line waits for its end."""
        *lines, self._last = _split(self._last + text)
        for line in lines:
            self._take(line)
        self._last = self._last[: _LONGEST + 1]

    def close(self, *, cut: bool) -> None:
        """The last line counts without its end too, unless the file is known to be cut."""
        if not cut:
            self._take(self._last)

    def _take(self, line: str) -> None:
        line = line.strip().strip("\0")
        if line and not line.startswith("#"):
            self._accept(line[:_LONGEST])

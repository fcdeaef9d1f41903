"""Counting flaws while a file is read, and the two ways in which reading ends early."""

from parser.pages.sitemaps.records import Flaw, FlawCount, Stop

_EXAMPLE = 200  # characters


class Findings:
    """Each flaw's count and first example."""

    def __init__(self) -> None:
        self._counts: dict[Flaw, int] = {}
        self._examples: dict[Flaw, str] = {}

    def add(self, flaw: Flaw, example: str = "", *, count: int = 1) -> None:
        """Counts one more."""
        self._counts[flaw] = self._counts.get(flaw, 0) + count
        self._examples.setdefault(flaw, example[:_EXAMPLE])

    def once(self, flaw: Flaw, example: str = "") -> None:
        """Notes what is a flaw of the whole file."""
        if flaw not in self._counts:
            self.add(flaw, example)

    def count(self, flaw: Flaw) -> int:
        """How often so far."""
        return self._counts.get(flaw, 0)

    def flaws(self) -> tuple[FlawCount, ...]:
        """Everything found, in the order of first sight."""
        return tuple(
            FlawCount(flaw=flaw, count=count, example=self._examples[flaw])
            for flaw, count in self._counts.items()
        )


class Stopped(Exception):
    """Reading must end here; what was read stays."""

    def __init__(self, reason: Stop) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Unreadable(Exception):
    """The strict reading cannot go on; the tolerant one takes over."""

"""Links that the ledger already holds, so that a site's menu is not written again for each page.

A page of a shop names a hundred addresses, most of them for the thousandth time. Writing a link
again at the same position or a later one changes nothing: the ledger keeps an address once, at the
nearest position that named it. So skipping it here is exact, and forgetting it costs only a write
without effect.

Only committed links are remembered, never those of a batch that failed.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

#: some 2 MB; of a shop with more links the most recent are kept
_MOST = 10_000
#: beyond all positions
_NOWHERE = 1 << 63


class KnownLinks:
    """For each address the nearest position at which this slice has written it as a link."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._nearest: dict[str, int] = {}

    def nearer(self, namings: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
        """The namings that are new to this slice, or nearer than the position it has written."""
        known_at = self._nearest.get
        return [naming for naming in namings if known_at(naming[0], _NOWHERE) > naming[1]]

    def learn(self, positions: Mapping[str, int]) -> None:
        """Remembers committed links. Beyond the bound the oldest are forgotten."""
        self._nearest.update(positions)
        too_many = max(0, len(self._nearest) - self._most)
        for url in list(islice(self._nearest, too_many)):
            del self._nearest[url]

"""Links that the ledger holds already, so that the menu of a site is not written again for each page.

A page of a shop names a hundred addresses, most of them for the thousandth time. To write a link
again at the same position or a later one changes nothing: the ledger keeps an address once, at the
nearest position that named it. So skipping it here is exact, and forgetting it costs a write that
changes nothing.

Only what was committed is remembered: a batch that failed taught nothing.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

#: some 2 MB; a shop with more keeps those of the pages it is at
_MOST = 10_000
#: beyond all positions
_NOWHERE = 1 << 63


class KnownLinks:
    """For each address the nearest position at which this slice has written it as a link."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._nearest: dict[str, int] = {}

    def nearer(self, namings: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
        """Those addresses and positions that the ledger does not have at that position or nearer."""
        known_at = self._nearest.get
        return [naming for naming in namings if known_at(naming[0], _NOWHERE) > naming[1]]

    def learn(self, positions: Mapping[str, int]) -> None:
        """These were committed. Beyond the bound those that were learnt first are forgotten."""
        self._nearest.update(positions)
        too_many = max(0, len(self._nearest) - self._most)
        for url in list(islice(self._nearest, too_many)):
            del self._nearest[url]

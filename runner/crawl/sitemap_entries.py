"""Writes the entries of one sitemap as ledger lines and alternates, batch by batch."""

from collections.abc import Awaitable, Callable, Iterator, Sequence

from parser.pages.sitemaps.records import SitemapEntry
from parser.pages.urls import address_id, without_tracking
from runner.crawl.lines import named
from runner.crawl.positions import sitemap_position
from storage.model.ledger import Address, Origin, Outcome
from storage.sitemap_alternates import Alternate

_BATCH = 1000
_MOST_ALTERNATES = 5000  # per batch: a single entry may name a thousand

Add = Callable[[list[Address], Sequence[Alternate]], Awaitable[None]]


class EntryTaker:
    """Takes entries as they are read. `file` is the number of the sitemap among those read, from 0.

    `found` is called with each sitemap that an index names; `add` writes a batch.
    """

    def __init__(
        self, add: Add, found: Callable[[str], object], *, root: str, sitemap: str, file: int
    ) -> None:
        self.usable = 0  #: addresses that belong to this site
        self._add = add
        self._found = found
        self._root = root
        self._sitemap = sitemap
        self._file = file
        self._taken = 0
        self._lines: list[Address] = []
        self._alternates: list[Alternate] = []

    async def take(self, entries: Sequence[SitemapEntry]) -> None:
        """Takes more entries; writes when a batch is full."""
        for entry in entries:
            if entry.child:
                self._found(entry.url)
                continue
            if not entry.repeated:
                lines = self._lines_of(entry)
                self._lines += lines
                self._taken += 1
                self.usable += lines[0].outcome is not Outcome.OUT_OF_SCOPE
            if entry.alternates and not entry.foreign:
                self._alternates += _alternates(entry)
        if len(self._lines) >= _BATCH or len(self._alternates) >= _MOST_ALTERNATES:
            await self.flush()

    async def flush(self) -> None:
        """Writes what there is."""
        if self._lines or self._alternates:
            lines, self._lines = self._lines, []
            alternates, self._alternates = self._alternates, []
            await self._add(lines, alternates)

    def _lines_of(self, entry: SitemapEntry) -> list[Address]:
        return named(
            entry.url,
            root=self._root,
            origin=Origin.SITEMAP,
            position=sitemap_position(self._file, self._taken),
            sitemap=self._sitemap,
            lastmod=entry.lastmod,
        )


def _alternates(entry: SitemapEntry) -> Iterator[Alternate]:
    """The alternates of an entry, under the address at which its page is fetched."""
    page = address_id(without_tracking(entry.url))
    for one in entry.alternates:
        yield Alternate(page, one.language, one.url)

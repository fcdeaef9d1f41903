"""Reading a whole sitemap in one call."""

from collections.abc import Callable
from typing import Any

import pytest

from parser.pages.sitemaps.reader import SitemapReader
from parser.pages.sitemaps.records import SitemapEntry, SitemapLimits, SitemapSummary

Read = Callable[..., tuple[list[SitemapEntry], SitemapSummary]]


@pytest.fixture(scope="session")
def read() -> Read:
    """Feeds a body in pieces of `step` bytes (0: whole) and gives all entries and the summary.

    The pieces are not gathered before they are read, so that their borders are put to the test.
    """

    def _read(
        body: bytes, *, step: int = 0, cut: bool = False, **options: Any
    ) -> tuple[list[SitemapEntry], SitemapSummary]:
        url, limits = "https://shop.ru/sitemap.xml", SitemapLimits(gather=1)
        reader = SitemapReader(**{"url": url, "limits": limits, **options})
        entries = []
        for at in range(0, len(body), step or len(body) or 1):
            entries += reader.feed(body[at : at + (step or len(body))])
        last, summary = reader.close(cut=cut)
        return entries + last, summary

    return _read

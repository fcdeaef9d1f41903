"""The table `sitemap_alternates`: what sitemaps say about the languages of pages (hreflang).

Google reads hreflang from a page, its headers and sitemaps alike. What a page says is in its own
record; what sitemaps say is stored separately, because a sitemap is read before its pages, and may
name more of them than fit into memory.
"""

import tempfile
from collections.abc import AsyncIterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from storage.database import Connection, Pool
from storage.queries import sql
from storage.site_report import whole_site_joins

_STRETCH = 1000
#: seconds that a query over all alternates of a large site may take
_PATIENCE = 1800.0


class Alternate(NamedTuple):
    """One language of a page. A tuple, because there may be ten for each of a million pages."""

    address_id: int  #: of the page that has it
    language: str  #: as written
    url: str  #: of the page in that language


async def add(db: Connection, site_job_id: int, alternates: Sequence[Alternate]) -> None:
    """Stores what a sitemap says, without repeating what is stored already."""
    address_ids, languages, urls = zip(*alternates, strict=True)
    await db.execute(sql("sitemap_alternates.add"), site_job_id, address_ids, languages, urls)


async def unlisted(
    db: Pool, site_job_id: int, prefixes: Sequence[str], *, before: int, scratch: Path
) -> AsyncIterator[list[str]]:
    """Alternates with one of these prefixes and no ledger line before that position, in stretches.

    They are buffered in a file in `scratch`: the caller needs another connection to write lines, and
    site jobs that each held one meanwhile could deadlock on the pool.
    """
    query = sql("sitemap_alternates.unlisted")
    with tempfile.TemporaryFile("w+", encoding="utf-8", dir=scratch) as found:
        async with db.acquire() as connection, connection.transaction():
            async with whole_site_joins(connection):
                rows = await connection.cursor(
                    query, site_job_id, prefixes, before, timeout=_PATIENCE
                )
            while stretch := await rows.fetch(_STRETCH, timeout=_PATIENCE):
                found.writelines(f"{row['url']}\n" for row in stretch)
        found.seek(0)
        while lines := list(islice(found, _STRETCH)):
            yield [line.rstrip("\n") for line in lines]


async def forget(db: Connection, site_job_id: int) -> None:
    """Drops all of a site job."""
    await db.execute(sql("sitemap_alternates.forget"), site_job_id)

"""The table `pages`: what addresses answered. Reports read it through modules of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Connection, Executor
from storage.model.page import Page
from storage.queries import sql

#: seconds that a look at all pages of a large site may take
_PATIENCE = 1800.0


@dataclass(frozen=True, kw_only=True)
class Unchanged:
    """An answer (a 304, or the same bytes) with which the base's page is taken over, with these times.

    A validator that the answer lacks is taken from the base.
    """

    address_id: int
    fetched_at: datetime
    response_ms: int
    ttfb_ms: int
    wire_bytes: int
    http_version: str
    etag: str | None
    last_modified: str | None


async def upsert(db: Connection, site_job_id: int, epoch: int, pages: Sequence[Page]) -> None:
    """Writes pages; one that is there already is replaced."""
    await db.executemany(sql("pages.upsert"), [(site_job_id, epoch, *_row(page)) for page in pages])


async def take_over(
    db: Connection, site_job_id: int, epoch: int, base_id: int, pages: Sequence[Unchanged]
) -> Mapping[int, bool]:
    """Copies pages of the base. Returns, by id of each address copied, whether it shows a product.

    Pages that the base no longer has (it is being retried) are missing from the result.
    """
    address_ids = [page.address_id for page in pages]
    await db.execute(sql("pages.give_way"), site_job_id, address_ids)
    rows = await db.fetch(
        sql("pages.take_over"),
        site_job_id,
        epoch,
        base_id,
        address_ids,
        [page.fetched_at for page in pages],
        [page.response_ms for page in pages],
        [page.ttfb_ms for page in pages],
        [page.wire_bytes for page in pages],
        [page.http_version for page in pages],
        [page.etag for page in pages],
        [page.last_modified for page in pages],
    )
    return {row["address_id"]: row["has_product"] for row in rows}


async def reading_keys(
    db: Executor, base_id: int, address_ids: Sequence[int]
) -> Mapping[int, bytes]:
    """Reading keys of the base's pages that may be taken over, by address id."""
    rows = await db.fetch(sql("pages.reading_keys"), base_id, list(address_ids))
    return {row["address_id"]: row["reading_key"] for row in rows}


async def validators(
    db: Executor, base_id: int, address_ids: Sequence[int]
) -> Mapping[int, tuple[str | None, str | None]]:
    """ETag and Last-Modified by address id, for pages of the base that may be asked conditionally."""
    rows = await db.fetch(sql("pages.validators"), base_id, list(address_ids))
    return {row["address_id"]: (row["etag"], row["last_modified"]) for row in rows}


async def bot_walls(db: Executor, site_job_id: int) -> int:
    """How many pages were answered by bot protection instead of the site."""
    count: int = await db.fetchval(sql("pages.bot_walls"), site_job_id, timeout=_PATIENCE)
    return count


async def forget(db: Connection, site_job_id: int) -> None:
    """Drops all pages of a site job."""
    await db.execute(sql("pages.forget"), site_job_id)


def _row(page: Page) -> tuple[object, ...]:
    return (
        page.address_id,
        page.url,
        page.status_code,
        page.content_type,
        page.redirect_url,
        page.fetched_at,
        page.response_ms,
        page.ttfb_ms,
        page.size_bytes,
        page.wire_bytes,
        page.http_version,
        page.etag,
        page.last_modified,
        page.page_type,
        page.product_key,
        page.content_hash,
        page.simhash,
        page.canonical_id,
        page.seo,
        page.product,
        page.issues,
        page.inner_links,
        page.nofollow_links,
        page.named,
        page.outer_links,
        page.outer_count,
        page.pictures,
        page.reading_key,
    )

"""The languages that sitemaps name, as they are kept beside the ledger."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from parser.pages.urls import address_id
from storage import sitemap_alternates
from storage.database import Pool
from storage.sitemap_alternates import Alternate

ROOT = "http://shop.example"
BEYOND = 1 << 43


@pytest.fixture
async def site_job_id(db: Pool) -> int:
    """A site job with the first ledger lines of a site: /0 to /4."""
    run = await db.fetchval(
        "insert into bulk_jobs (chat_id, command, request_key, reports)"
        " values (1, '{}', 'x', '{}') returning id"
    )
    site_job_id: int = await db.fetchval(
        "insert into bulk_job_sites (bulk_job_id, site, host, config)"
        " values ($1, 'shop', 'shop.example', '{}') returning id",
        run,
    )
    for place in range(5):
        url = f"{ROOT}/{place}"
        await db.execute(
            "insert into addresses (site_job_id, address_id, url, position, origin)"
            " values ($1, $2, $3, $4, 'sitemap')",
            *(site_job_id, address_id(url), url, 10 - place),
        )
    return site_job_id


def named(place: int, *languages: str) -> list[Alternate]:
    """What an entry of /`place` says, each language at an address of that name."""
    page = address_id(f"{ROOT}/{place}")
    return [Alternate(page, language, f"{ROOT}/{language}") for language in languages]


async def kept(db: Pool, site_job_id: int, place: int) -> list[str]:
    """The languages of /`place`, in order."""
    row = await db.fetchval(
        "select alternates from sitemap_alternates where site_job_id = $1 and address_id = $2",
        *(site_job_id, address_id(f"{ROOT}/{place}")),
    )
    return [one["language"] for one in row or ()]


async def add(db: Pool, site_job_id: int, alternates: Sequence[Alternate]) -> None:
    """One batch."""
    async with db.acquire() as connection:
        await sitemap_alternates.add(connection, site_job_id, alternates)


async def test_a_file_that_is_read_again_says_nothing_new(db: Pool, site_job_id: int) -> None:
    """After a crash a sitemap is read from its start: each language stays once, in its place."""
    batch = [*named(0, "en", "de", "en"), *named(1, "fr"), *named(0, "de", "it")]
    for _ in range(2):
        await add(db, site_job_id, batch)
        await add(db, site_job_id, named(0, "it", "es"))
    assert await kept(db, site_job_id, 0) == ["en", "de", "it", "es"]
    assert await kept(db, site_job_id, 1) == ["fr"]


async def test_another_address_of_a_language_is_kept_beside(db: Pool, site_job_id: int) -> None:
    """That one language has two addresses is a fault to be told, not to be mended here."""
    await add(db, site_job_id, named(0, "en"))
    await add(db, site_job_id, [named(0, "en")[0]._replace(url=f"{ROOT}/other")])
    assert await kept(db, site_job_id, 0) == ["en", "en"]


async def test_what_no_line_has_comes_in_the_order_of_the_pages(
    db: Pool, site_job_id: int, tmp_path: Path
) -> None:
    """Not those of other hosts, nor those of the ledger but the ones that were added so before."""
    await add(db, site_job_id, named(0, "zz", "aa", "1"))  # /0 has the last position
    await add(db, site_job_id, named(4, "mm", "zz"))
    page = address_id(f"{ROOT}/2")
    await add(db, site_job_id, [Alternate(page, "xx", "http://shop.example.org/xx")])
    url = f"{ROOT}/aa"
    await db.execute(
        "insert into addresses (site_job_id, address_id, url, position, origin)"
        " values ($1, $2, $3, $4, 'sitemap')",
        *(site_job_id, address_id(url), url, BEYOND + 2),
    )
    found = [
        urls
        async for urls in sitemap_alternates.unlisted(
            db, site_job_id, [f"{ROOT}/"], before=BEYOND, scratch=tmp_path
        )
    ]
    assert found == [[f"{ROOT}/mm", f"{ROOT}/zz", f"{ROOT}/aa"]]
    assert list(tmp_path.iterdir()) == []

"""A site of any size written straight into the database, in two runs, each ready for its reports.

The records are those of real pages of the benchmark shop; names, numbers, texts and links are made
their own for each copy. Every tenth product has another price in the second run, every fiftieth is
new, and as many are gone.
"""

import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from parser.pages.reading import read_page
from parser.pages.urls import address_id
from playground.shops.benchmark import benchmark_site
from storage import runs, site_jobs
from storage.database import Connection, Pool
from storage.model.run import Claim, NewRun, NewSiteJob, Place
from storage.model.states import Phase, SiteStatus
from storage.records import as_json

_BASE = "https://bench.example"
_READ = 100  # pages that are really read
_LINKS = 65
_MORNING = datetime(2026, 3, 2, 6, tzinfo=UTC)
_ADDRESS_COLUMNS = (
    "site_job_id", "address_id", "url", "position", "depth", "origin", "sitemap", "tries", "outcome",
)  # fmt: skip
_PAGE_COLUMNS = (
    "site_job_id", "address_id", "epoch", "url", "status_code", "content_type", "fetched_at",
    "response_ms", "ttfb_ms", "size_bytes", "wire_bytes", "http_version", "page_type", "product_key",
    "content_hash", "simhash", "canonical_id", "seo", "product", "issues", "inner_links",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Template:
    """What was read from a real page."""

    page_type: str
    seo: Mapping[str, Any]
    product: Mapping[str, Any]
    issues: Sequence[Mapping[str, Any]]


def templates() -> list[Template]:
    """Product pages of 60 to 100 KB, read."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        benchmark_site(_READ, 7, directory=directory, base_url=_BASE)
        return [_read(path) for path in sorted((directory / "p").rglob("*.html"))]


def _read(path: Path) -> Template:
    reading = read_page(path.read_bytes(), url=f"{_BASE}/{path.name}")
    assert reading.product is not None
    return Template(
        page_type=reading.page_type,
        seo=as_json(reading.seo),
        product=as_json(reading.product),
        issues=[as_json(issue) for issue in reading.issues],
    )


async def first_run(pool: Pool, pages: int) -> Claim:
    """A run of so many product pages, on the eve of its reports."""
    claim = await _begin(pool, 1)
    await _fill(pool, claim, templates(), range(pages), raised=False)
    return claim


async def end(pool: Pool, claim: Claim) -> None:
    """The run is complete, so that the next one is compared with it.

    What PostgreSQL knows of its tables is of this moment: it expects nothing of the next run.
    """
    async with pool.acquire() as connection, connection.transaction():
        await site_jobs.enter_phase(connection, claim, Phase.REPORT)
        await site_jobs.settle(connection, claim, SiteStatus.COMPLETED, complete=True)
    for table in ("addresses", "pages", "sightings", "page_issues"):
        await pool.execute(f"analyze {table}")


async def second_run(pool: Pool, pages: int) -> Claim:
    """The next run of the same site."""
    claim = await _begin(pool, 2)
    await _fill(pool, claim, templates(), range(pages // 50, pages + pages // 50), raised=True)
    return claim


async def _begin(pool: Pool, number: int) -> Claim:
    site = {"id": "bench", "name": "Bench", "url": f"{_BASE}/"}
    new = NewRun(
        place=Place(chat_id=1),
        user_id=None,
        language="en",
        said="",
        command={},
        request_key=f"bench:{number}",
        sites=(NewSiteJob(site="bench", host="bench", config={"site": site, "policy": {}}),),
    )
    async with pool.acquire() as connection, connection.transaction():
        run_id = await runs.create(connection, new)
        assert run_id is not None
        await runs.add_sites(connection, run_id, new)
        (job,) = await site_jobs.of_run(connection, run_id)
        claim = await site_jobs.claim(
            connection, job.id, worker="bench", lease_seconds=3600, limit=9
        )
        assert claim is not None
        await site_jobs.choose_base(connection, claim)
        sitemaps = {"whole": True, "usable": 1, "discovery": {"follow_links": True}}
        await site_jobs.save_sitemaps(
            connection, claim, sitemaps, discovered=True, named_by_sitemaps=1
        )
        return claim


async def _fill(
    pool: Pool, claim: Claim, models: Sequence[Template], numbers: range, *, raised: bool
) -> None:
    async with pool.acquire() as connection:
        connection: Connection
        urls = [_url(number) for number in numbers]
        ids = [address_id(url) for url in urls]
        await connection.copy_records_to_table(
            "addresses",
            columns=_ADDRESS_COLUMNS,
            records=(
                (claim.site_job_id, key, url, place, None, "sitemap", "s.xml", 1, "fetched")
                for place, (key, url) in enumerate(zip(ids, urls, strict=True))
            ),
        )
        await connection.copy_records_to_table(
            "pages",
            columns=_PAGE_COLUMNS,
            records=_pages(claim, models, numbers, ids, raised=raised),
        )


def _url(number: int) -> str:
    return f"{_BASE}/p/{number // 1000}/{number}.html"


def _pages(
    claim: Claim, models: Sequence[Template], numbers: range, ids: Sequence[int], *, raised: bool
) -> Iterator[tuple[object, ...]]:
    for place, number in enumerate(numbers):
        model, dice = models[number % len(models)], random.Random(number)
        name = f"{model.product['name']} {number}"
        text = f"{number:032x}"
        simhash = dice.getrandbits(64) - (1 << 63)
        price = Decimal(str(model.product["price"])) * (2 if raised and number % 10 == 0 else 1)
        seo = {
            **model.seo,
            "titles": [name],
            "h1": [name],
            "canonical_url": _url(number),
            "canonicals": [_url(number)],
            "content_hash": text,
            "simhash": simhash,
        }
        product = {**model.product, "name": name, "sku": f"S-{number}", "price": str(price)}
        links = [ids[(place + step * step) % len(ids)] for step in range(_LINKS)]
        yield (
            claim.site_job_id, ids[place], 1, _url(number), 200, "text/html",
            _MORNING + timedelta(seconds=number), 70, 40, 80_000, 12_000, "1.1", model.page_type,
            f"sku:S-{number}", text, simhash, ids[place], seo, product, model.issues, links,
        )  # fmt: skip

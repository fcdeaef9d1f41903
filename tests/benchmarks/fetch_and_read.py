"""Our transport and our parse of a page, with the small set of fields: what the peers do, by our parts.

Usage: python -m tests.benchmarks.fetch_and_read BASE_URL OUT.csv
No ledger, no database, no reports: `whole_job` measures those.
"""

import asyncio
import csv
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from config.policies import Policy
from parser.pages.document import Document, text_of
from parser.pages.robots import Robots
from parser.pages.sitemaps.reader import SitemapReader
from parser.pages.sitemaps.records import SitemapEntry
from runner.crawl.http import AGENT, Fetcher, open_fetcher
from tests.benchmarks.peers.small_fields import COLUMNS, product

_POLICY = Policy(host_concurrency=32)


async def crawl(base: str, out: Path) -> None:
    """Reads the sitemaps that robots.txt names, then every page of them."""
    async with open_fetcher(_POLICY, contact="", allow_private=True) as fetcher:
        robots = Robots.parse((await fetcher.get(f"{base}/robots.txt")).body)
        urls = [
            url
            for sitemap in robots.sitemaps
            async for url in _addresses(fetcher, sitemap, base)
            if robots.verdict(url, AGENT).allowed
        ]
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            waiting = iter(urls)
            async with asyncio.TaskGroup() as group:
                for _ in range(_POLICY.host_concurrency):
                    group.create_task(_take(waiting, fetcher, writer))


async def _take(waiting: Iterator[str], fetcher: Fetcher, writer: "csv.DictWriter[str]") -> None:
    for url in waiting:
        answer = await fetcher.get(url)
        writer.writerow(_read(answer.body, url, answer.status))


async def _addresses(fetcher: Fetcher, sitemap: str, base: str) -> AsyncIterator[str]:
    for entry in await _entries(fetcher, sitemap, base):
        if not entry.child:
            yield entry.url
            continue
        async for url in _addresses(fetcher, entry.url, base):
            yield url


async def _entries(fetcher: Fetcher, sitemap: str, base: str) -> list[SitemapEntry]:
    answer = await fetcher.get(sitemap)
    reader = SitemapReader(url=sitemap, site=base)
    found = reader.feed(answer.body)
    rest, _ = reader.close()
    return [*found, *rest]


def _read(body: bytes, url: str, status: int) -> dict[str, Any]:
    document = Document(body, url=url, content_type="text/html; charset=utf-8")
    headings = document.nodes("h1")
    canonical = next(
        (link for link in document.nodes("link") if link.attributes.get("rel") == "canonical"), None
    )
    blocks = [
        text
        for attributes, text in document.scripts
        if attributes.get("type") == "application/ld+json"
    ]
    return {
        "url": url,
        "status": status,
        "bytes": len(body),
        "title": next(iter(document.titles), None),
        "description": document.meta("description"),
        "canonical": canonical.attributes.get("href") if canonical else None,
        "robots": document.meta("robots"),
        "language": document.language,
        "h1": text_of(headings[0]) if headings else None,
        "h1_count": len(headings),
        "words": len(document.body.text(separator=" ").split()) if document.body else 0,
        "links": sum("href" in node.attributes for node in document.nodes("a")),
        "images": len(document.nodes("img")),
        **product(blocks),
    }


if __name__ == "__main__":
    asyncio.run(crawl(sys.argv[1], Path(sys.argv[2])))

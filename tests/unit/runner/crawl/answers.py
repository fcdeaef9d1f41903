"""Lines of the ledger and answers of a shop, for those who judge them."""

from collections.abc import Sequence
from datetime import UTC, datetime

import httpx

from parser.pages.urls import address_id
from runner.crawl.http import Answer
from storage.model.ledger import Address, Origin

ROOT = "https://shop.example/"
BODY = b"<html><title>Kettle</title><p>A kettle.</p></html>"


def address(path: str = "", tries: int = 0) -> Address:
    """A line that waits."""
    url = ROOT + path
    return Address(
        address_id=address_id(url), url=url, position=1, origin=Origin.SITEMAP, tries=tries
    )


def answer(
    status: int = 200,
    headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html"),),
    *,
    body: bytes = BODY,
    conditional: bool = False,
) -> Answer:
    """An answer of the shop."""
    return Answer(
        url=ROOT,
        status=status,
        headers=httpx.Headers(list(headers)),
        body=body,
        too_large=False,
        http_version="1.1",
        fetched_at=datetime(2026, 11, 21, 10, 0, 0, tzinfo=UTC),
        ttfb_ms=1,
        response_ms=2,
        wire_bytes=len(body),
        conditional=conditional,
    )

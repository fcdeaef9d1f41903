"""A stored page: the HTTP facts and the records that were read from the body."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Page:
    """What one address answered. Times are milliseconds, sizes are bytes.

    `seo`, `product` and `issues` are the JSON forms of `parser.pages.records`; None if the answer was
    not an HTML page. A file, which has no `page_type`, only has what its headers say.
    """

    address_id: int
    url: str
    status_code: int
    fetched_at: datetime
    content_type: str | None = None
    redirect_url: str | None = None
    response_ms: int = 0
    ttfb_ms: int = 0
    size_bytes: int = 0
    wire_bytes: int = 0
    http_version: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    page_type: str | None = None
    product_key: str | None = None
    content_hash: str | None = None
    simhash: int | None = None
    canonical_id: int | None = None
    seo: Mapping[str, Any] | None = None
    product: Mapping[str, Any] | None = None
    issues: list[Mapping[str, Any]] | None = None
    inner_links: tuple[int, ...] = ()
    nofollow_links: tuple[int, ...] = ()  #: the nofollow ones among `inner_links`
    named: tuple[
        int, ...
    ] = ()  #: address ids of what its head names on the site, beside `inner_links`
    outer_links: tuple[str, ...] = ()
    outer_count: int = 0
    pictures: tuple[str, ...] | None = None  #: None where nobody looked for them
    reading_key: bytes | None = (
        None  #: what its reading depended on; None: to be read anew in any case
    )

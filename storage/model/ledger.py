"""The ledger: each address of a site job ends in exactly one outcome."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """The one bucket an address ends in. `detail` in the ledger says the rest."""

    FETCHED = "fetched"
    NOT_MODIFIED = "not_modified"  #: 304: the page of the base run was taken over
    NOT_FOUND = "not_found"  #: 404 or 410
    REDIRECT = "redirect"  #: the target is an address of its own
    ROBOTS = "robots"  #: closed by a line of robots.txt
    DUPLICATE = "duplicate"  #: another spelling of an address in the ledger
    OUT_OF_SCOPE = "out_of_scope"  #: another host, or beside the site's folder
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"  #: not HTML
    FAILED = "failed"  #: no answer we could use, after all attempts
    CANCELLED = "cancelled"
    LIMIT = "limit"  #: beyond a bound: of pages, of links, of clicks
    DRY_RUN = "dry_run"  #: a crawl would have asked for it


#: how the reason of a refusal ends where a protection against robots answered, and not the site
BOT_PROTECTION = "bot protection suspected"
#: outcomes that count against the page limit: of a request, or of one that a dry run would have made
COUNTED = frozenset(
    {
        Outcome.FETCHED,
        Outcome.NOT_MODIFIED,
        Outcome.NOT_FOUND,
        Outcome.REDIRECT,
        Outcome.TOO_LARGE,
        Outcome.WRONG_TYPE,
        Outcome.FAILED,
        Outcome.DRY_RUN,
    }
)


class Origin(StrEnum):
    """How an address came into the ledger."""

    SEED = "seed"
    SITEMAP = "sitemap"
    LINK = "link"
    REFERENCE = "reference"  #: a page names it as its canonical, its neighbour or another language
    REDIRECT = "redirect"


#: what only pages name, and what a bound of links therefore bounds
NAMED_BY_PAGES = frozenset({Origin.LINK, Origin.REFERENCE})


@dataclass(frozen=True, kw_only=True)
class Address:
    """A line of the ledger."""

    address_id: int  #: 64 bits of BLAKE2b of the url, signed
    url: str
    position: int  #: the order of fetching
    origin: Origin
    depth: int | None = None
    sitemap: str | None = None
    lastmod: datetime | None = None
    tries: int = 0
    outcome: Outcome | None = None
    detail: str | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What became of an address: an outcome, or another attempt in `retry_after` seconds."""

    address_id: int
    outcome: Outcome | None
    detail: str | None = None
    retry_after: float | None = None
    asked: bool = True  #: a request was made for it

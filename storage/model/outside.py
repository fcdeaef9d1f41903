"""What an address outside of a site's pages answered: a link to another host, or a picture."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What an outside check found. Reports call only the third and the fourth broken."""

    WELL = "well"
    MOVED = "moved"  #: redirects to something that is there, or that refuses us
    BROKEN = "broken"  #: 4xx, 5xx, or redirects that lead nowhere
    NO_RESPONSE = "no_response"
    REFUSED = "refused"  #: it answers people, perhaps, and not us
    ROBOTS = "robots"  #: robots.txt of its host forbids to ask, or is not to be had
    FORBIDDEN = "forbidden"  #: by the guard of our own network


@dataclass(frozen=True, kw_only=True)
class OutsideAnswer:
    """How one address ended. Without a status nothing was answered; `cause` is a word of the ledger."""

    verdict: Verdict
    cause: str | None = None
    status: int | None = None  #: of the first answer
    final_status: int | None = None
    final_url: str | None = None
    size_bytes: int | None = None  #: what Content-Length says
    content_type: str | None = None

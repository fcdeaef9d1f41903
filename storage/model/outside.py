"""What an address outside of a site's pages answered: a link to another host, or a picture."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What an outside check found. Reports call only BROKEN and NO_RESPONSE broken."""

    WELL = "well"
    MOVED = "moved"  #: redirects to something that is there, or that refuses us
    BROKEN = "broken"  #: 4xx, 5xx, or redirects that lead nowhere
    NO_RESPONSE = "no_response"
    REFUSED = "refused"  #: it may answer people, but does not answer us
    ROBOTS = "robots"  #: the robots.txt of its host forbids the request, or could not be had
    FORBIDDEN = "forbidden"  #: by the guard of our own network


@dataclass(frozen=True, kw_only=True)
class OutsideAnswer:
    """How one address ended. `status` None: there was no answer; `cause` is a word of the ledger."""

    verdict: Verdict
    cause: str | None = None
    status: int | None = None  #: of the first answer
    final_status: int | None = None
    final_url: str | None = None
    size_bytes: int | None = None  #: what Content-Length says
    content_type: str | None = None

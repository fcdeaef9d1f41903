"""What a shop answers over HTTP, as values: status, headers and body; conditions and compression.

Pure: the server only sends what these functions return. ETags are weak because the same page goes
out with and without gzip (RFC 9110, 8.8.3); they are hashes of the uncompressed body, so they
change exactly when the bytes do.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from http import HTTPStatus

from playground.shops.plan.editions import edition_date

_COMPRESSIBLE = ("text/", "application/xml", "application/json", "application/javascript")
_WORTH_COMPRESSING = 512  # bytes


@dataclass(frozen=True, kw_only=True)
class Response:
    """One answer. `headers` always has Content-Type where there is a body."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def stamped(response: Response, changed: int) -> Response:
    """The response with its validators: ETag of the body, Last-Modified of the edition."""
    digest = blake2b(response.body, digest_size=10).hexdigest()
    validators = {
        "ETag": f'W/"{digest}"',
        "Last-Modified": format_datetime(edition_date(changed), usegmt=True),
        "Cache-Control": "no-cache",
    }
    return replace(response, headers={**response.headers, **validators})


def negotiated(response: Response, asked: Mapping[str, str]) -> Response:
    """The response as this request should get it: 304 if unchanged, gzip if accepted.

    `asked` are the request's headers with names in lower case.
    """
    if response.status == HTTPStatus.OK and _unchanged(response, asked):
        kept = ("ETag", "Last-Modified", "Cache-Control")
        return Response(status=304, headers={key: response.headers[key] for key in kept})
    if not _compressible(response):
        return response
    headers = {**response.headers, "Vary": "Accept-Encoding"}
    if not accepts_gzip(asked.get("accept-encoding", "")):
        return replace(response, headers=headers)
    body = gzip.compress(response.body, compresslevel=1, mtime=0)
    return replace(response, headers={**headers, "Content-Encoding": "gzip"}, body=body)


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header takes gzip (RFC 9110, 12.5.3)."""
    weights = {}
    for part in header.lower().split(","):
        coding, _, parameter = part.partition(";")
        weights[coding.strip()] = parameter.replace(" ", "") not in {
            "q=0",
            "q=0.0",
            "q=0.00",
            "q=0.000",
        }
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", False)))


def _unchanged(response: Response, asked: Mapping[str, str]) -> bool:
    """If-None-Match decides; If-Modified-Since counts only without it (RFC 9110, 13.2.2)."""
    if "ETag" not in response.headers:
        return False
    if tags := asked.get("if-none-match"):
        known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return "*" in known or response.headers["ETag"].removeprefix("W/") in known
    since = _date(asked.get("if-modified-since", ""))
    return since is not None and parsedate_to_datetime(response.headers["Last-Modified"]) <= since


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _compressible(response: Response) -> bool:
    kind = response.headers.get("Content-Type", "")
    return kind.startswith(_COMPRESSIBLE) and len(response.body) >= _WORTH_COMPRESSING

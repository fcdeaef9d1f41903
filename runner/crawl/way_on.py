"""Where an answer leads on: by a redirect, or by a page that sets a cookie and only loads itself anew.

Such a page is a redirect in a circle told in HTML, for clients that send the cookie back. Protections
in their cheap mode answer every address with it, robots.txt and sitemaps, too.
"""

from collections.abc import Mapping

import httpx

from parser.pages.document import Document
from parser.pages.http_headers import REDIRECTS, is_success, may_be_page
from parser.pages.page_type import loads_itself
from parser.pages.urls import Base

#: bytes; a page that only loads itself anew has nothing to say
MOST_OF_RELOAD = 4096
_MOST_TOLD = 200  # characters


def location_of(headers: httpx.Headers) -> str | None:
    """The Location header; the first one, since a script and the server may each send one."""
    return next(iter(headers.get_list("location")), None)


def redirect_target(url: str, status: int, headers: httpx.Headers) -> str | None:
    """The absolute target of a redirect; None if there is none, or it is not a valid address."""
    location = location_of(headers) if status in REDIRECTS else None
    return Base(url).resolve(location) if location else None


def location_told(headers: httpx.Headers) -> str:
    """What Location says, for people to read where it leads nowhere."""
    told = " ".join((location_of(headers) or "").split())[:_MOST_TOLD]
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in told) or "no Location"


def may_reload(status: int, headers: Mapping[str, str]) -> bool:
    """Whether the body has to be looked at to know whether it only loads itself anew."""
    return (
        is_success(status)
        and "set-cookie" in headers
        and may_be_page(headers.get("content-type", ""))
    )


def reloads(url: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether the body of an answer that `may_reload` is such a page."""
    if len(body) > MOST_OF_RELOAD:
        return False
    told = headers.get("refresh")
    if told is None and b"refresh" not in body.lower():
        return False
    document = Document(body, url=url, content_type=headers.get("content-type"))
    return loads_itself(document, header=told)

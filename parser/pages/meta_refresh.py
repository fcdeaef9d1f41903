"""Where a `<meta http-equiv="refresh">` or a `Refresh` header leads, read as browsers read it.

HTML's "shared declarative refresh steps": a number of seconds, then a semicolon, a comma or a space,
then the address, with or without "url=" and quotes. A refresh without an address loads the page anew.
https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps
"""

import re
from typing import NamedTuple

#: seconds up to which a refresh counts as a redirect; a page that waits longer is meant to be read
MOST_SECONDS = 30
_refresh = re.compile(
    r"\s*(?:([0-9]+)[0-9.]*|\.[0-9.]*)(?=[;,\s])\s*[;,]?\s*(?:url\s*=\s*)?(?:'([^']*)|\"([^\"]*)|(.*))",
    re.IGNORECASE | re.DOTALL | re.ASCII,
).match


_seconds = re.compile(r"\s*([0-9]+)", re.ASCII).match


class Refresh(NamedTuple):
    """A way on to another address."""

    seconds: int
    target: str  #: as written


def read(content: str | None) -> Refresh | None:
    """What a refresh asks for; None where it names no address."""
    match = _refresh(content) if content else None
    if match is None:
        return None
    seconds, *ways = match.groups()
    target = next(filter(None, ways), "").strip()
    return Refresh(int(seconds[:9]) if seconds else 0, target) if target else None


def seconds(content: str | None) -> int | None:
    """Seconds until a refresh loads something, perhaps the same page; None if it is no refresh."""
    match = _seconds(content) if content else None
    return int(match[1][:9]) if match else None

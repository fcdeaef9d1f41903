"""Where a `<meta http-equiv="refresh">` or a `Refresh` header leads, read as browsers read it.

HTML's "shared declarative refresh steps": a number of seconds, then a semicolon, a comma or a space,
then the address, with or without "url=" and quotes. A refresh without an address loads the page anew.
https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps
"""

import re

_refresh = re.compile(
    r"\s*(?:[0-9][0-9.]*|\.[0-9.]*)(?=[;,\s])\s*[;,]?\s*(?:url\s*=\s*)?(?:'([^']*)|\"([^\"]*)|(.*))",
    re.IGNORECASE | re.DOTALL | re.ASCII,
).match


def target(content: str | None) -> str | None:
    """The address as written; None where there is none."""
    match = _refresh(content) if content else None
    return next(filter(None, match.groups()), "").strip() or None if match else None

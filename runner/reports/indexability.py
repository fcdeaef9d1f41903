"""Whether a search engine may list an address, in Screaming Frog's words, and what was answered."""

from http import HTTPStatus

from storage.report_rows import PageLine

INDEXABLE, NON_INDEXABLE = "Indexable", "Non-Indexable"
#: states that seo.csv has a row for: something was asked for, or robots.txt forbade it
ROWS = frozenset(
    {
        "page",
        "bot_wall",
        "file",
        "redirect",
        "client_error",
        "server_error",
        "other",
        "no_response",
        "blocked",
    }
)
_WHY_NOT = {
    "redirect": "Redirected",
    "client_error": "Client Error",
    "server_error": "Server Error",
    "other": "Unexpected Answer",
    "no_response": "No Response",
    "blocked": "Blocked by robots.txt",
    "bot_wall": "Blocked by Bot Protection",
}
_READ = frozenset({"page", "file"})
_NO_ANSWER = {
    "timeout": "Connection Timeout",
    "dns": "DNS Lookup Failed",
    "refused": "Connection Refused",
    "reset": "Connection Reset",
    "tls": "TLS Error",
    "connect": "Connection Error",
}


def indexability(line: PageLine) -> tuple[str, str]:
    """The word and, for what is not indexable, the reason.

    Both are empty where nobody can tell: a page that was too large to be read.
    """
    if reason := _WHY_NOT.get(line.state):
        return NON_INDEXABLE, reason
    if line.outcome == "too_large":
        return "", ""
    if line.state in _READ:
        return _of_page(
            refreshes=line.redirect_url is not None,
            noindex=bool(line.noindex),
            canonicalised=line.canonical_elsewhere is not None,
        )
    return INDEXABLE, ""


def page_indexability(*, state: str, refreshes: bool, indexable: bool, noindex: bool) -> str:
    """The same in one text, for comparing two looks at a page."""
    if reason := _WHY_NOT.get(state):
        return f"{NON_INDEXABLE}: {reason}"
    word, reason = _of_page(refreshes=refreshes, noindex=noindex, canonicalised=not indexable)
    return f"{word}: {reason}" if reason else word


def _of_page(*, refreshes: bool, noindex: bool, canonicalised: bool) -> tuple[str, str]:
    if refreshes:
        return NON_INDEXABLE, _WHY_NOT["redirect"]
    if noindex:
        return NON_INDEXABLE, "noindex"
    if canonicalised:
        return NON_INDEXABLE, "Canonicalised"
    return INDEXABLE, ""


def status_text(line: PageLine) -> str:
    """The words beside the status code."""
    if line.state == "blocked":
        return "Blocked by robots.txt"
    if line.status_code is None:
        return _NO_ANSWER.get(cause(line.detail), "No Response")
    try:
        return HTTPStatus(line.status_code).phrase
    except ValueError:
        return ""


def cause(detail: str | None) -> str:
    """The word of the ledger at the beginning of a reason."""
    return (detail or "").partition(":")[0].strip()

"""What the head of a response says about the page: whether it is one, its type, its links (RFC 8288)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_link = re.compile(
    r"<([^>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:\"(?:[^\"\\]|\\.)*\"|[^\s;,]*))?)*)"
)
_parameter = re.compile(r";\s*([\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,]*)))?")
_media_types = re.compile(
    r"(?:^|,)[\s,]*([\w!#$&+.^`|~*'%-]+/[\w!#$&+.^`|~*'%-]+)\s*(?=[;,]|$)", re.ASCII
).findall
_OF_PAGES = frozenset({"text/html", "application/xhtml+xml", ""})
#: types that servers send if they do not know
_UNKNOWN = frozenset({"*/*", "unknown/unknown", "application/unknown"})
#: the headers that the reading of a page asks for
_TELLING = (
    "content-type", "link", "refresh", "x-robots-tag",
    "strict-transport-security", "content-security-policy", "x-content-type-options", "x-frame-options",
)  # fmt: skip
_LONGEST_TYPE = 512  # characters
MAX_HEADER = 16_000  #: characters
#: status codes of answers that lead elsewhere
REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: success statuses without a page, or with only a part of one (RFC 9110 15.3)
_WITHOUT_PAGE = frozenset({204, 205, 206})


@dataclass(frozen=True, slots=True)
class HeaderLink:
    """One target of a `Link` header."""

    target: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def relations(self) -> list[str]:
        """The relation types, in lower case."""
        return self.parameters.get("rel", "").lower().split()


def is_success(status: int) -> bool:
    """Whether the body of an answer is what was requested.

    An unknown status means what its class means (RFC 9110 15), and browsers and search engines read a
    page answered with 201 or 203 like any other.
    """
    return 200 <= status < 300 and status not in _WITHOUT_PAGE  # noqa: PLR2004 - HTTP's own class


@lru_cache(maxsize=256)
def media_type(content_type: str) -> str:
    """The media type as browsers extract it; empty if the header names none.

    If a script and the server both sent the header, it arrives as one with a comma: the last valid type
    counts; anything else ("html", "charset=utf-8") is ignored.
    """
    found = [name.lower() for name in _media_types(content_type[:_LONGEST_TYPE])]
    return next((name for name in reversed(found) if name not in _UNKNOWN), "")


def may_be_page(content_type: str) -> bool:
    """Whether it is HTML by its type, or has no type and its first bytes must tell."""
    return media_type(content_type) in _OF_PAGES


def of_page(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that affect the reading of a page, by lower-case name.

    No other header may change what is read: these are compared to know whether two answers read alike.
    """
    told = {name.lower(): value for name, value in headers.items()}
    return {name: told[name] for name in _TELLING if name in told}


def links(header: str | None) -> list[HeaderLink]:
    """The targets of a `Link` header in order; what is malformed is left out."""
    if not header:
        return []
    return [
        HeaderLink(target=match[1].strip(), parameters=_parameters(match[2]))
        for match in _link.finditer(header[:MAX_HEADER])
    ]


def _parameters(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _parameter.finditer(text):
        value = match[2] if match[2] is not None else match[3] or ""
        found.setdefault(match[1].lower(), value)
    return found

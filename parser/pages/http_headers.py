"""What a response's headers say about the page: links (RFC 8288) and directives for robots."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_link = re.compile(
    r"<([^>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:\"(?:[^\"\\]|\\.)*\"|[^\s;,]*))?)*)"
)
_parameter = re.compile(r";\s*([\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,]*)))?")
MAX_HEADER = 16_000  #: characters


@dataclass(frozen=True, slots=True)
class HeaderLink:
    """One target of a `Link` header."""

    target: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def relations(self) -> list[str]:
        """The relation types, in lower case."""
        return self.parameters.get("rel", "").lower().split()


def lowered(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers by lower-case name."""
    return {name.lower(): value for name, value in headers.items()}


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

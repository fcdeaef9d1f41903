"""One call of a bot: its parameters as strings, as the real server holds them.

However the call came (query, form, multipart, JSON), a parameter is a string and an object is
JSON inside a string. Reading is as lenient as `Client.cpp`: an integer is its leading digits,
`true`, `yes` and `1` are true and all else is false.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.telegram import json_fields
from playground.telegram.errors import BadRequest

_LEADING_INTEGER = re.compile(r"-?[0-9]{1,18}")
_TRUE = frozenset({"true", "yes", "1"})
_ATTACHED = "attach://"


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """`method` is in lower case, as the server knows methods."""

    method: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the parameter was given, be it empty."""
        return name in self.arguments

    def text(self, name: str) -> str:
        """The parameter as it came; '' if absent."""
        return self.arguments.get(name, "")

    def required(self, name: str) -> str:
        """The parameter as it came; refused if absent or empty."""
        value = self.text(name)
        if not value:
            raise BadRequest(f'Parameter "{name}" is required')
        return value

    def integer(
        self, name: str, default: int = 0, low: int = -(2**31), high: int = 2**31 - 1
    ) -> int:
        """A number, moved into its range."""
        text = self.text(name)
        value = leading_integer(text) if text else default
        return min(max(value, low), high)

    def flag(self, name: str) -> bool:
        """A boolean."""
        return self.text(name).strip().lower() in _TRUE

    def message_id(self, name: str = "message_id") -> int:
        """A message id; 0 if absent or senseless."""
        return max(0, self.integer(name))

    def json(self, name: str, title: str) -> Any:
        """A parameter that holds JSON; None if absent. `title` is how refusals call it."""
        text = self.text(name)
        return json_fields.parsed(text, f"Can't parse {title}") if text else None

    def upload(self, name: str) -> Upload | None:
        """The file of a parameter: the part of its name, or the one it says is attached."""
        value = self.text(name)
        part = value.removeprefix(_ATTACHED) if value.startswith(_ATTACHED) else name
        return self.uploads.get(part)


def leading_integer(text: str) -> int:
    """The number `text` begins with, or 0, as TDLib's `to_integer`."""
    match = _LEADING_INTEGER.match(text)
    return int(match[0]) if match else 0

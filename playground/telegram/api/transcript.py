"""The record of every call: what was asked, what was answered, what was odd about it.

No token ever gets in: not the caller's, nor one inside a parameter or an answer.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from playground.telegram.api.call import Call
from playground.telegram.json_fields import Json

MAX_ENTRIES = 10_000
_HIDDEN = "<token>"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One call; `answer` is the JSON the bot got, or what happened instead."""

    at: float
    bot: str
    method: str
    parameters: Json
    status: int
    answer: Any
    number: int = 0
    remarks: tuple[str, ...] = ()
    fault: str = ""


def shown_parameters(call: Call) -> Json:
    """The parameters as the transcript shows them: of a file, its name and size."""
    files = {
        name: {"file_name": upload.name, "size": len(upload.content)}
        for name, upload in call.uploads.items()
    }
    return {**call.arguments, **files}


@dataclass(kw_only=True)
class Transcript:
    """The last ten thousand calls, oldest first."""

    _entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=MAX_ENTRIES))
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def record(self, entry: Entry, *, secrets: Iterable[str] = ()) -> None:
        """Write a call down under the next number, with every one of `secrets` blotted out."""
        hidden = tuple(secrets)
        numbered = replace(
            entry,
            number=next(self._numbers),
            parameters=_without(entry.parameters, hidden),
            answer=_without(entry.answer, hidden),
        )
        self._entries.append(numbered)

    def entries(self, *, since: int = 0, method: str = "", bot: str = "") -> Iterator[Entry]:
        """The calls after number `since`, of one method and one bot if given."""
        for entry in self._entries:
            is_of_method = method.lower() in ("", entry.method.lower())
            is_of_bot = bot.lower() in ("", entry.bot.lower())
            if entry.number > since and is_of_method and is_of_bot:
                yield entry

    def clear(self) -> None:
        """Forget the calls; the numbers go on."""
        self._entries.clear()


def _without(value: Any, secrets: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, _HIDDEN)
        return value
    if isinstance(value, dict):
        return {_without(key, secrets): _without(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, secrets) for item in value]
    return value

"""The chat as a person of the playground sees it, through its control API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from bot.console.playground import Inhabitant, Playground

_LOOK_SECONDS = 25


class ChatError(Exception):
    """The playground refused, in its own words."""


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button under a message, by its place."""

    text: str
    row: int
    column: int


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message as it looks now."""

    id: int
    sender: str
    by_bot: bool
    text: str
    entities: tuple[Mapping[str, Any], ...]
    buttons: tuple[Button, ...]
    file_name: str | None
    pinned: bool
    edits: int
    service: str | None


@dataclass(frozen=True, kw_only=True)
class Screen:
    """The chat as it looks now."""

    version: int
    messages: tuple[Shown, ...]

    @property
    def pinned(self) -> Shown | None:
        """The newest pinned message: the board."""
        return next((message for message in reversed(self.messages) if message.pinned), None)


class ChatClient:
    """One person in one chat."""

    def __init__(
        self, playground: Playground, person: Inhabitant, chat_id: int | None = None
    ) -> None:
        self.person = person
        self.chat_id = person.id if chat_id is None else chat_id
        self._http = httpx.AsyncClient(
            base_url=playground.url,
            timeout=_LOOK_SECONDS + 10,
            trust_env=False,  # loopback: no proxy can help
        )

    async def close(self) -> None:
        """Ends the connection."""
        await self._http.aclose()

    async def say(self, text: str) -> int:
        """Writes a message; returns its id. Raises ChatError."""
        answer = await self._post("messages", {"text": text})
        return int(answer["id"])

    async def press(self, message_id: int, button: Button) -> str:
        """Presses a button and waits for the answer; returns what popped up."""
        place = {"message_id": message_id, "row": button.row, "column": button.column}
        press = await self._post("presses", place)
        told = await self._http.get(f"/sim/presses/{press['id']}", params={"timeout": 15})
        return str(told.json().get("text") or "")

    async def look(self, since: int | None = None) -> Screen:
        """The chat now; with `since`, waits until it differs from that version, but not for ever."""
        params = {} if since is None else {"since": since, "timeout": _LOOK_SECONDS}
        answer = await self._http.get(f"/sim/chats/{self.chat_id}", params=params)
        if answer.status_code != httpx.codes.OK:
            return Screen(version=0, messages=())
        told = answer.json()
        return Screen(
            version=told["version"], messages=tuple(_shown(message) for message in told["messages"])
        )

    async def file(self, message_id: int) -> bytes:
        """The bytes of a document."""
        path = f"/sim/chats/{self.chat_id}/messages/{message_id}/file"
        answer = await self._http.get(path)
        answer.raise_for_status()
        return answer.content

    async def _post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self._http.post(
            f"/sim/chats/{self.chat_id}/{what}", json={"from": str(self.person.id), **body}
        )
        told: dict[str, Any] = answer.json()
        if "error" in told:
            raise ChatError(told["error"])
        return told


def _shown(message: Mapping[str, Any]) -> Shown:
    service = message["service"]
    return Shown(
        id=message["id"],
        sender=message["from"]["name"],
        by_bot=message["from"]["is_bot"],
        text=message["text"],
        entities=tuple(message["entities"]),
        buttons=tuple(
            Button(text=button["text"], row=row, column=column)
            for row, line in enumerate(message["keyboard"])
            for column, button in enumerate(line)
        ),
        file_name=message["file"]["name"] if message["file"] else None,
        pinned=message["pinned"],
        edits=message["edits"],
        service=service["kind"] if service else None,
    )

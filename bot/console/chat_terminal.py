"""The chat in a terminal: the conversation above, the board below the prompt, changing in place."""

import asyncio
from pathlib import Path

import httpx
from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.formatted_text import FormattedText, StyleAndTextTuples
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.styles import Style
from rich.console import Console

from bot.console.chat_archive import save, show
from bot.console.chat_client import Button, ChatClient, ChatError, Screen, Shown
from bot.console.chat_paint import painted
from bot.console.exits import UNAVAILABLE, StartError
from bot.console.playground import GONE, Playground
from bot.telegram.texts import texts

_WELCOME = """\
This is the playground: a Telegram of its own on this machine, with demo shops.
You are {name}. Write to the bot, in Russian or English; try:  {example}
:1 presses button 1   :as NAME speaks as somebody else ({names})   :group is the common chat   :quit leaves
"""
#: a board is sent, then pinned: seen in between it would be printed as an ordinary message
_SETTLING_SECONDS = 0.15
_STYLE = Style.from_dict({"bottom-toolbar": "noreverse"})


async def talk_in_terminal(
    client: ChatClient, playground: Playground, downloads: Path, *, language: str
) -> int:
    """Until the person leaves."""
    terminal = _Terminal(client, playground, downloads, language)
    return await terminal.run()


class _Terminal:
    """What is on the screen."""

    def __init__(
        self, client: ChatClient, playground: Playground, downloads: Path, language: str
    ) -> None:
        self._language = language
        self._client = client
        self._playground = playground
        self._downloads = downloads
        self._screen = Screen(version=0, messages=())
        self._told: set[int] = set()
        self._watching: asyncio.Task[None]
        self._session: PromptSession[str] = PromptSession(style=_STYLE)

    async def run(self) -> int:
        names = ", ".join(person.name for person in self._playground.people)
        example = texts(self._language)("example-run")
        print(_WELCOME.format(name=self._client.person.first_name, names=names, example=example))
        with patch_stdout(raw=True):
            async with asyncio.TaskGroup() as group:
                self._watching = group.create_task(self._watch())
                try:
                    await self._listen(group)
                finally:
                    self._watching.cancel()
        await self._client.close()
        return 0

    async def _listen(self, group: asyncio.TaskGroup) -> None:
        while True:
            try:
                line = await self._session.prompt_async(
                    lambda: f"{self._client.person.name}> ", bottom_toolbar=self._toolbar
                )
            except (EOFError, KeyboardInterrupt):
                return
            if line.strip() in {":quit", ":q"}:
                return
            if line.strip():
                await self._obey(line.strip(), group)

    async def _obey(self, line: str, group: asyncio.TaskGroup) -> None:
        try:
            if line.startswith(":as "):
                await self._become(line[4:].strip(), None, group)
            elif line == ":group":
                await self._become(self._client.person.name, self._playground.group_id, group)
            elif line.startswith(":") and line[1:].isdigit():
                await self._press(int(line[1:]))
            else:
                await self._client.say(line)
        except (ChatError, StartError, httpx.HTTPError) as error:
            print(f"! {error}")

    async def _become(self, name: str, chat_id: int | None, group: asyncio.TaskGroup) -> None:
        person = self._playground.person(name)
        self._watching.cancel()
        await asyncio.wait({self._watching})
        await self._client.close()
        self._client = ChatClient(self._playground, person, chat_id)
        self._screen = Screen(version=0, messages=())
        self._told = set()
        self._watching = group.create_task(self._watch())

    async def _press(self, number: int) -> None:
        buttons = self._buttons()
        if not 0 < number <= len(buttons):
            print(f"! there is no button :{number}")
            return
        message, button = buttons[number - 1]
        told = await self._client.press(message.id, button)
        if told:
            print(f"[{told}]")

    def _buttons(self) -> list[tuple[Shown, Button]]:
        """The buttons as numbered on the screen: the board's first; else those of the last message."""
        board = self._screen.pinned
        with_buttons = [m for m in self._screen.messages if m.buttons and m is not board][-1:]
        shown = ([board] if board else []) + with_buttons
        return [(message, button) for message in shown for button in message.buttons]

    def _toolbar(self) -> StyleAndTextTuples:
        board = self._screen.pinned
        return painted(board) if board else [("", " ")]

    async def _watch(self) -> None:
        try:
            while True:
                await self._client.look(self._screen.version or None)
                await asyncio.sleep(_SETTLING_SECONDS)
                self._screen = await self._client.look()
                for message in self._screen.messages:
                    await self._tell(message)
                self._session.app.invalidate()
        except httpx.TransportError:
            raise StartError(GONE, UNAVAILABLE) from None

    async def _tell(self, message: Shown) -> None:
        """Prints a message when it is new; boards live below, and are printed at their end."""
        if message.service or not message.by_bot or message.pinned or message.id in self._told:
            return
        self._told.add(message.id)
        board = self._screen.pinned
        first = 1 + (len(board.buttons) if board else 0)
        print_formatted_text(FormattedText([*painted(message, numbered_from=first), ("", "\n")]))
        if message.file_name:
            content = await self._client.file(message.id)
            path = save(self._downloads, message.id, message.file_name, content)
            show(Console(highlight=False), path, content)

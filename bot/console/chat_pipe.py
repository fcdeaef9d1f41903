"""Lines from a pipe, each a message; then wait until every run of the chat is delivered.

The exit code is 0 unless a run failed as a whole, or a message got no answer.
"""

import asyncio
from contextlib import suppress
from pathlib import Path

import asyncpg
import httpx
import structlog
from rich.console import Console

from bot.console.chat_archive import save, show
from bot.console.chat_client import ChatClient, ChatError, Screen, Shown
from bot.console.chat_lines import StdinLines
from bot.console.chat_paint import plain
from bot.console.exits import UNAVAILABLE, StartError
from bot.console.playground import GONE
from storage import artifacts, deliveries, runs
from storage.database import TRANSIENT, Pool, open_pool
from storage.model.artifact import ArtifactKind
from storage.model.run import Run
from storage.model.states import RunStatus

#: the first answer may have to wait until the bot has started
_ANSWER_SECONDS = 60.0
_LOOK_SECONDS = 0.3
_LAST_WORD_SECONDS = 5.0
_HISTORY = 100
FAILED = 1

log = structlog.get_logger()


async def talk_from_pipe(client: ChatClient, database_url: str, downloads: Path) -> int:
    """Says every line; returns the exit code.

    Raises:
        StartError: the playground has gone.
    """
    console = Console(highlight=False)
    async with open_pool(database_url, size=2) as pool:
        talk = _Talk(client, pool, console, downloads)
        try:
            return await talk.run()
        except httpx.TransportError:
            raise StartError(GONE, UNAVAILABLE) from None


class _Talk:
    """One conversation from a pipe."""

    def __init__(self, client: ChatClient, pool: Pool, console: Console, downloads: Path) -> None:
        self._client = client
        self._pool = pool
        self._console = console
        self._downloads = downloads
        self._told = 0  # the last message that was printed
        self._boards: dict[int, str] = {}  # what was last printed of each
        self._pinned: set[int] = set()
        self._documents: list[Shown] = []  # arrived, not yet shown
        self._saved = 0

    async def run(self) -> int:
        """Says the lines, then waits for the runs."""
        code = 0
        self._told = max((m.id for m in (await self._client.look()).messages), default=0)
        before = {run.id for run in await self._runs() if run.finished_at is not None}
        lines = StdinLines()
        while (line := await self._next_line(lines)) is not None:
            if line.strip():
                code = await self._say(line.strip()) or code
        await self._until_delivered()
        ended = [run for run in await self._runs() if run.id not in before]
        return code or await self._verdict(ended)

    async def _next_line(self, lines: StdinLines) -> str | None:
        """The next line; prints what the bot says while waiting for it."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    return await lines.next()
            await self._tell(await self._client.look())

    async def _say(self, line: str) -> int:
        self._console.print(f"> {line}", markup=False)
        try:
            if line.startswith(":"):
                return await self._press(line[1:])
            said = await self._client.say(line)
        except ChatError as error:
            self._console.print(str(error), markup=False)
            return FAILED
        return await self._answered(said)

    async def _press(self, number: str) -> int:
        """`:1` presses the first button of the newest message that has any."""
        screen = await self._client.look()
        message = next((m for m in reversed(screen.messages) if m.by_bot and m.buttons), None)
        if message is None or not number.isdigit() or not 0 < int(number) <= len(message.buttons):
            self._console.print(f"there is no button :{number}", markup=False)
            return FAILED
        told = await self._client.press(message.id, message.buttons[int(number) - 1])
        self._console.print(told, markup=False)
        return 0

    async def _answered(self, said: int) -> int:
        """Waits for the bot to say anything after this message."""
        screen = await self._client.look()
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                while not any(m.by_bot and m.id > said and not m.service for m in screen.messages):
                    screen = await self._client.look(screen.version)
        except TimeoutError:
            self._console.print("the bot does not answer", markup=False)
            return FAILED
        await self._tell(screen)
        return 0

    async def _until_delivered(self) -> None:
        """Waits for all runs but paused ones: only a person can resume those."""
        while True:
            mine = await self._runs()
            moving = any(run.finished_at is None and not run.paused for run in mine)
            undelivered = moving or await self._undelivered(mine)
            screen = await self._client.look()
            await self._tell(screen)
            if not undelivered:
                return await self._until_unpinned(screen)
            await asyncio.sleep(_LOOK_SECONDS)

    async def _until_unpinned(self, screen: Screen) -> None:
        """Waits for boards to be unpinned: that comes after the delivery, with their last frame."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORD_SECONDS):
                while screen.pinned:
                    screen = await self._client.look(screen.version)
        await self._tell(screen)
        await self._show_documents()

    async def _undelivered(self, mine: list[Run]) -> bool:
        try:
            waiting = [await deliveries.pending_of_run(self._pool, run.id) for run in mine]
        except (*TRANSIENT, asyncpg.PostgresError) as error:
            log.info("chat.waits", why=repr(error))
            return True
        return any(waiting)

    async def _verdict(self, ended: list[Run]) -> int:
        """Whether a run failed, or its archive did not arrive."""
        files = [await artifacts.of_run(self._pool, run.id) for run in ended]
        archives = sum(any(file.kind is ArtifactKind.ARCHIVE for file in run) for run in files)
        if archives > self._saved:
            self._console.print("an archive could not be delivered; the bot's log says why")
            return FAILED
        return FAILED if any(run.status is RunStatus.FAILED for run in ended) else 0

    async def _runs(self) -> list[Run]:
        """The runs of this chat; waits while PostgreSQL is away, which its keeper brings back."""
        while True:
            try:
                return await runs.of_chat(self._pool, self._client.chat_id, _HISTORY)
            except (*TRANSIENT, asyncpg.PostgresError) as error:
                log.info("chat.waits", why=repr(error))
            await asyncio.sleep(_LOOK_SECONDS)

    async def _tell(self, screen: Screen) -> None:
        """Prints what is new; of a board each new first line, and at its end all of it.

        Documents come after the board's last frame, so that the path of an archive is printed last.
        """
        for message in screen.messages:
            if not message.by_bot or message.service:
                continue
            if message.id > self._told:
                self._told = message.id
                self._tell_new(message)
            elif message.id in self._boards and self._boards[message.id] != self._news(message):
                self._boards[message.id] = self._news(message)
                self._print_message(self._boards[message.id])
        if not screen.pinned:
            await self._show_documents()

    def _tell_new(self, message: Shown) -> None:
        if message.file_name:
            self._documents.append(message)
        else:
            self._boards[message.id] = _headline(message.text)
            self._print_message(plain(message))

    def _news(self, message: Shown) -> str:
        if message.pinned:
            self._pinned.add(message.id)
        ended = message.id in self._pinned and not message.pinned
        return message.text if ended else _headline(message.text)

    async def _show_documents(self) -> None:
        for message in self._documents:
            name = message.file_name or ""
            content = await self._client.file(message.id)
            self._print_message(plain(message))
            show(self._console, save(self._downloads, message.id, name, content), content)
        self._saved += len(self._documents)
        self._documents = []

    def _print_message(self, text: str) -> None:
        """One of several lines stands apart."""
        above = "\n" if "\n" in text else ""
        self._console.print(f"{above}{text}", markup=False, soft_wrap=True)


def _headline(text: str) -> str:
    return text.partition("\n")[0]

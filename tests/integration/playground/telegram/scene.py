"""What every conversation with the server over HTTP needs: people who act, and patience."""

import asyncio
from collections.abc import Awaitable, Callable

from playground.telegram.server import Server
from playground.telegram.world import people
from playground.telegram.world.chats import Chat
from playground.telegram.world.people import Target, Words
from playground.telegram.world.values import MediaKind, Message
from playground.telegram.world.world import Press

PATIENCE = 10.0


class Scene:
    """Anna's chat with the only bot of a server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.world = server.world
        (self.bot,) = self.world.bots.values()
        self.anna = self.world.add_person("Anna", username="anna", language_code="ru")

    @property
    def chat(self) -> Chat:
        """Their conversation."""
        return self.world.private_chat(self.bot, self.anna)

    def say(self, text: str) -> Message:
        """Anna writes."""
        return people.say(self.world, self.chat, self.anna, Words(text=text))

    def send(self, name: str, content: bytes) -> Message:
        """Anna sends a file."""
        file = self.world.files.add(MediaKind.DOCUMENT, content, name=name)
        return people.say(self.world, self.chat, self.anna, Words(), file=file)

    def press(self, text: str) -> Press:
        """Anna presses a button of the newest message that has one."""
        message = next(m for m in reversed(self.chat.messages.values()) if m.keyboard)
        target = Target(text=text)
        return people.press(self.world, self.chat, self.anna, message.id, target)

    def texts(self) -> list[str]:
        """The texts in the chat, oldest first; of a file its name."""
        return [m.file.name if m.file else m.text.text for m in self.chat.messages.values()]

    async def polled(self) -> None:
        """Wait till the bot waits for updates."""

        async def is_polled() -> bool:
            return self.bot.updates.is_polled

        await eventually(is_polled)

    async def until(self, is_so: Callable[[], object]) -> None:
        """Wait till the world has come to be so."""
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                await self.world.changed.wait(self.world.clock.now() + PATIENCE)


async def eventually(is_so: Callable[[], Awaitable[object]]) -> None:
    """Wait till it is so, asking again and again; for what the world does not tell of."""
    for _ in range(2000):
        if await is_so():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError("it never came to be so")

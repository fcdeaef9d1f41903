"""A Telegram of the test's own, our bot in it, and people who talk with it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bot.console.chat_client import ChatClient, Shown
from bot.console.playground import Inhabitant, Playground
from bot.telegram import process
from config.settings import Settings
from playground.inhabitants import Inhabitants, settle
from playground.telegram.api.budget import Limits
from playground.telegram.server import DEFAULT_LIMITS, Server, serve
from playground.telegram.world.world import World
from runner import worker
from runner.deps import Deps
from runner.stores import Endpoints, open_deps
from storage import deliveries
from tests.world import Shops

ANSWER_SECONDS = 20.0


@dataclass(kw_only=True)
class Telegram:
    """The Bot API server with its inhabitants."""

    server: Server
    inhabitants: Inhabitants
    chats: "list[Chat]" = field(default_factory=list)

    def chat(self, name: str, chat_id: int | None = None) -> "Chat":
        """Somebody's private chat with the bot, or their seat in a group."""
        person = next(one for one in self.inhabitants.people if one.name == name)
        chat = Chat(self, Inhabitant(**person.__dict__), chat_id)
        self.chats.append(chat)
        return chat

    @property
    def playground(self) -> Playground:
        """As the console knows it."""
        return Playground(
            url=self.server.url,
            token=self.inhabitants.token,
            people=tuple(Inhabitant(**person.__dict__) for person in self.inhabitants.people),
            group_id=self.inhabitants.group_id,
            sites_file=Path("unused"),
            policies_file=Path("unused"),
        )

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of a bot here: who may, and where Telegram is."""
        people = self.inhabitants.people
        return {
            "bot_token": self.inhabitants.token,
            "bot_api_url": self.server.url,
            "admin_ids": [person.id for person in people if person.admin],
            "allowed_users": [person.id for person in people if person.known],
            "allowed_chats": [self.inhabitants.group_id],
            "bulk_progress_poll_interval": 0.2,
        }

    async def sim(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """A call of the control API."""
        async with httpx.AsyncClient(base_url=self.server.url) as http:
            answer = await http.request("GET" if body is None else "POST", f"/sim{path}", json=body)
            return answer.json()

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """What our bot asked of Telegram, by method."""
        told = await self.sim(f"/transcript?method={method}")
        return list(told["calls"])


class Chat(ChatClient):
    """A person who waits for answers."""

    def __init__(self, telegram: Telegram, person: Inhabitant, chat_id: int | None) -> None:
        super().__init__(telegram.playground, person, chat_id)

    async def ask(self, text: str) -> Shown:
        """Says something; returns the bot's first message after it that is no document."""
        said = await self.say(text)
        return await self.until(
            lambda m: m.by_bot and m.id > said and not m.service and m.file_name is None
        )

    async def until(
        self, wanted: Callable[[Shown], bool], *, within: float = ANSWER_SECONDS
    ) -> Shown:
        """The first message that is as wanted, as soon as there is one."""
        screen = await self.look()
        try:
            async with asyncio.timeout(within):
                while True:
                    for message in screen.messages:
                        if wanted(message):
                            return message
                    screen = await self.look(screen.version)
        except TimeoutError:
            seen = [(m.id, m.sender, m.text[:300], m.pinned) for m in screen.messages]
            raise AssertionError(f"no such message among {seen}") from None

    async def board(self, word: str, *, within: float = 60) -> Shown:
        """The newest board, once it shows this word."""
        return await self.until(
            lambda m: m.by_bot and word in m.text and bool(m.buttons), within=within
        )

    async def press_button(self, message: Shown, word: str) -> str:
        """Presses the button with this word; returns what popped up."""
        button = next(button for button in message.buttons if word in button.text)
        return await self.press(message.id, button)

    async def silent_for(self, seconds: float, after: int) -> bool:
        """Whether the bot says nothing after a message for a while."""
        await asyncio.sleep(seconds)
        screen = await self.look()
        return not any(m.by_bot and m.id > after and not m.service for m in screen.messages)


@asynccontextmanager
async def telegram(limits: Limits | None = DEFAULT_LIMITS) -> AsyncIterator[Telegram]:
    """A Telegram on loopback."""
    world = World()
    inhabitants = settle(world)
    async with serve(world, limits=limits) as server:
        told = Telegram(server=server, inhabitants=inhabitants)
        try:
            yield told
        finally:
            for chat in told.chats:
                await chat.close()


@asynccontextmanager
async def bot_at_work(settings: Settings, endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Our bot, in this process."""
    stop = asyncio.Event()
    async with open_deps(settings, endpoints) as deps, asyncio.TaskGroup() as group:
        serving = group.create_task(process.serve(deps, stop))
        try:
            yield deps
        finally:
            stop.set()
            await serving


@asynccontextmanager
async def everything(settings: Settings, endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Our bot and a worker, in this process."""
    stop = asyncio.Event()
    async with bot_at_work(settings, endpoints) as deps, asyncio.TaskGroup() as group:
        working = group.create_task(worker.serve(deps, stop))
        try:
            yield deps
        finally:
            stop.set()
            await working


async def all_delivered(deps: Deps) -> None:
    """Waits until nothing is left in the outbox."""
    async with asyncio.timeout(30):
        while await deliveries.backlog(deps.db) != (0, 0.0):  # noqa: ASYNC110 - a row tells, no event
            await asyncio.sleep(0.1)


def files_for(directory: Path, shops: Shops, **policy: Any) -> dict[str, Path]:
    """The sites and policies files of these shops."""
    sites = directory / "sites.json"
    entries = [site.model_dump(mode="json") for site in shops.catalogue.sites.values()]
    sites.write_text(json.dumps({"sites": entries}, ensure_ascii=False), encoding="utf-8")
    policies = directory / "policies.yml"
    default = {"host_concurrency": 8, "requests_per_second": 1000, "retry_pause": 0.05, **policy}
    policies.write_text(json.dumps({"policies": {"default": default}}), encoding="utf-8")
    return {"sites_file": sites, "policies_file": policies}

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiogram import Bot as AiogramBot
from aiogram import Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SendMessage
from aiogram.types import Message as AiogramMessage
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from playground.telegram.clock import ManualClock
from playground.telegram.server import Server, serve
from playground.telegram.world import people
from playground.telegram.world.people import Words
from playground.telegram.world.world import World
from tests.integration.playground.telegram.scene import eventually
from tests.integration.playground.telegram.sim import Sim

Answer = Callable[[dict[str, Any]], web.Response]


class Receiver:
    """A webhook that keeps what it is sent and answers as it is told."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answer: Answer = lambda _: web.Response()
        self.url = ""
        self._arrived = asyncio.Condition()

    async def handle(self, request: web.Request) -> web.Response:
        """Take one update."""
        update = await request.json()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        async with self._arrived:
            self.updates.append(update)
            self._arrived.notify_all()
        return self.answer(update)

    async def received(self, count: int) -> list[str]:
        """The texts of the first `count` updates, once they are there."""
        async with asyncio.timeout(5), self._arrived:
            await self._arrived.wait_for(lambda: len(self.updates) >= count)
        return [update["message"]["text"] for update in self.updates]


@asynccontextmanager
async def _served(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook that is listening."""
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.handle)
    async with _served(app) as url:
        made.url = f"{url}/hook"
        yield made


@pytest.fixture
def say(still: Server) -> Callable[[str], None]:
    """Anna writes to the bot."""
    (bot,) = still.world.bots.values()
    anna = still.world.add_person("Anna")

    def say(text: str) -> None:
        people.say(still.world, still.world.private_chat(bot, anna), anna, Words(text=text))

    return say


@pytest.fixture
def token(still: Server) -> str:
    """The token of the bot there is."""
    return next(iter(still.world.bots.values())).token


async def _paused(clock: ManualClock) -> None:
    """Wait till the server waits for its time."""

    async def is_waited_for() -> bool:
        return clock.waiting() > 0

    await eventually(is_waited_for)


async def test_delivery(
    still_sim: Sim, receiver: Receiver, say: Callable[[str], None], token: str
) -> None:
    """What waits and what comes is posted in order, with the secret, and is then gone."""
    say("раз")
    await still_sim.call(token, "setWebhook", url=receiver.url, secret_token="a-b_1")
    await receiver.received(1)
    say("два")
    say("три")
    assert await receiver.received(3) == ["раз", "два", "три"]
    assert receiver.secrets == ["a-b_1"] * 3

    async def nothing_waits() -> bool:
        info = await still_sim.call(token, "getWebhookInfo")
        return bool(info["result"]["pending_update_count"] == 0)

    await eventually(nothing_waits)


async def test_retries(
    still: Server, still_sim: Sim, receiver: Receiver, say: Callable[[str], None], token: str
) -> None:
    """A refused update is posted again at once, then later and later; the error is kept."""
    clock = still.world.clock
    assert isinstance(clock, ManualClock)
    receiver.answer = lambda _: web.Response(status=500)
    await still_sim.call(token, "setWebhook", url=receiver.url)
    say("раз")
    assert await receiver.received(2) == ["раз"] * 2
    info = (await still_sim.call(token, "getWebhookInfo"))["result"]
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )
    assert info["pending_update_count"] == 1
    for count, pause in ((3, 2), (4, 4)):
        await _paused(clock)
        clock.advance(pause - 0.5)
        await asyncio.sleep(0.02)
        assert len(receiver.updates) == count - 1
        clock.advance(0.5)
        await receiver.received(count)
    receiver.answer = lambda _: web.Response()
    await _paused(clock)
    clock.advance(8)
    await receiver.received(5)
    receiver.answer = lambda _: web.Response(status=500)
    say("два")
    assert (await receiver.received(7))[-2:] == ["два", "два"]


async def test_retry_after(
    still: Server, still_sim: Sim, receiver: Receiver, say: Callable[[str], None], token: str
) -> None:
    """A webhook can say when it wants the update again; it cannot send the server elsewhere."""
    clock = still.world.clock
    assert isinstance(clock, ManualClock)
    headers = {"Retry-After": "7", "Location": receiver.url}
    receiver.answer = lambda _: web.Response(status=302, headers=headers)
    await still_sim.call(token, "setWebhook", url=receiver.url)
    say("раз")
    await receiver.received(1)
    await _paused(clock)
    clock.advance(6.9)
    await asyncio.sleep(0.02)
    assert len(receiver.updates) == 1
    clock.advance(0.1)
    await receiver.received(2)


async def test_nobody_there(
    still: Server, still_sim: Sim, receiver: Receiver, say: Callable[[str], None], token: str
) -> None:
    """A webhook nobody answers keeps its updates, till another address is set."""
    await still_sim.call(token, "setWebhook", url="http://127.0.0.1:9/hook")
    say("раз")

    async def has_failed() -> bool:
        info = await still_sim.call(token, "getWebhookInfo")
        return info["result"].get("last_error_message") == "Connection refused"

    await eventually(has_failed)
    assert isinstance(still.world.clock, ManualClock)
    still.world.clock.advance(1)
    await still_sim.call(token, "setWebhook", url=receiver.url)
    assert await receiver.received(1) == ["раз"]


async def test_polling_again(
    still_sim: Sim, receiver: Receiver, say: Callable[[str], None], token: str
) -> None:
    """After deleteWebhook updates wait for getUpdates."""
    await still_sim.call(token, "setWebhook", url=receiver.url)
    conflict = await still_sim.call(token, "getUpdates")
    assert conflict["error_code"] == 409
    await still_sim.call(token, "deleteWebhook")
    say("раз")
    (update,) = (await still_sim.call(token, "getUpdates"))["result"]
    assert update["message"]["text"] == "раз"
    assert receiver.updates == []


async def test_a_restarted_server(receiver: Receiver) -> None:
    """A world outlives its server: another one goes on with its webhooks."""
    world = World()
    bot = world.add_bot(username="shop_bot")
    anna = world.add_person("Anna")
    async with serve(world) as server, aiohttp.ClientSession() as session:
        await Sim(session, server.url).call(bot.token, "setWebhook", url=receiver.url)
    assert world.is_closed
    people.say(world, world.private_chat(bot, anna), anna, Words(text="раз"))
    assert receiver.updates == []
    async with serve(world):
        assert not world.is_closed
        assert await receiver.received(1) == ["раз"]


@pytest.mark.parametrize("form", ["json", "multipart"])
async def test_a_call_as_an_answer(
    still: Server,
    still_sim: Sim,
    receiver: Receiver,
    say: Callable[[str], None],
    token: str,
    form: str,
) -> None:
    """What a webhook answers is carried out as a call of the bot."""
    (anna,) = still.world.people.values()
    call = {"method": "sendMessage", "chat_id": str(anna.id), "text": "ответ"}

    def answer(_: dict[str, Any]) -> web.Response:
        if form == "json":
            return web.json_response(call)
        return web.Response(body=aiohttp.FormData(call, default_to_multipart=True)())

    receiver.answer = answer
    await still_sim.call(token, "setWebhook", url=receiver.url)
    say("раз")
    await receiver.received(1)
    (chat,) = still.world.chats

    async def has_answered() -> bool:
        return [m.text.text for m in chat.messages.values()] == ["раз", "ответ"]

    await eventually(has_answered)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"method": 5}', b'{"method": "deleteWebhook"}'])
async def test_senseless_answers(
    still_sim: Sim, receiver: Receiver, say: Callable[[str], None], token: str, body: bytes
) -> None:
    """A senseless answer does no harm: the update is taken and the next one comes."""
    receiver.answer = lambda _: web.Response(body=body, content_type="application/json")
    await still_sim.call(token, "setWebhook", url=receiver.url)
    say("раз")
    say("два")
    assert await receiver.received(2) == ["раз", "два"]
    info = (await still_sim.call(token, "getWebhookInfo"))["result"]
    assert info["url"] == receiver.url


async def test_aiogram_behind_a_webhook(
    still: Server, say: Callable[[str], None], token: str
) -> None:
    """Aiogram's own webhook takes updates with the secret and answers by the answer."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(still.url))
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: AiogramMessage) -> SendMessage:
        return message.answer(f"{message.text}!")

    async with AiogramBot(token, session=session) as bot:
        app = web.Application()
        SimpleRequestHandler(
            dispatcher, bot, handle_in_background=False, secret_token="s3cret"
        ).register(app, "/hook")
        async with _served(app) as url:
            await bot.set_webhook(f"{url}/hook", secret_token="s3cret")
            info = await bot.get_webhook_info()
            assert info.url == f"{url}/hook"
            say("раз")
            (chat,) = still.world.chats

            async def has_answered() -> bool:
                return [m.text.text for m in chat.messages.values()] == ["раз", "раз!"]

            await eventually(has_answered)
            await bot.delete_webhook(drop_pending_updates=True)

"""Delivery of updates to webhooks: one POST at a time per bot, repeated until it is taken.

A failed POST is tried again at once, then after 2, 4, 8 ... seconds up to about ten minutes, or
as `Retry-After` says, till the update is a day old. An answer may be a call of its own.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import hdrs

from playground.telegram.api.call import Call
from playground.telegram.api.reading import read_webhook_answer
from playground.telegram.clock import Clock
from playground.telegram.errors import BotApiError
from playground.telegram.world.bots import Bot, Webhook
from playground.telegram.world.updates import LIFETIME, Pending

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name is public

_TAKEN = range(200, 300)
_TIMEOUT = 60.0
_MAX_PAUSE = 600
_MAX_RETRY_AFTER = 3600
_IMPOSSIBLE_IN_ANSWER = frozenset({"setwebhook", "deletewebhook", "close", "logout"})


class DeliveryError(Exception):
    """The webhook did not take the update."""

    def __init__(self, message: str, retry_after: int = 0) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class Deliveries:
    """Posts updates while it is `running`; `call` carries out what a webhook answers."""

    def __init__(self, clock: Clock, call: Callable[[Bot, Call], Awaitable[object]]) -> None:
        self._clock = clock
        self._call = call
        self._start: Callable[[Bot, Webhook], object] | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Deliver until left."""
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            asyncio.TaskGroup() as group,
        ):
            tasks: set[asyncio.Task[None]] = set()

            def start(bot: Bot, webhook: Webhook) -> None:
                task = group.create_task(self._deliver(bot, webhook, session))
                tasks.add(task)
                task.add_done_callback(tasks.discard)

            self._start = start
            yield
            self._start = None
            for task in tasks:
                task.cancel()

    def start(self, bot: Bot) -> None:
        """Begin to deliver to the webhook the bot has just set."""
        if self._start is not None and bot.webhook is not None:
            self._start(bot, bot.webhook)

    async def _deliver(self, bot: Bot, webhook: Webhook, session: aiohttp.ClientSession) -> None:
        failures = 0
        while bot.webhook is webhook:
            pending = bot.updates.first()
            if pending is None:
                await bot.updates.arrivals.wait(self._clock.now() + LIFETIME)
                continue
            try:
                answer = await _post(session, webhook, pending)
            except DeliveryError as error:
                bot.webhook_error = (int(self._clock.now()), str(error))
                pause = error.retry_after or (min(2**failures, _MAX_PAUSE) if failures else 0)
                failures += 1
                await self._pause(bot, webhook, pause)
            else:
                failures = 0
                bot.updates.forget(pending.id)
                await self._obey(bot, answer)

    async def _pause(self, bot: Bot, webhook: Webhook, seconds: float) -> None:
        until = self._clock.now() + seconds
        while bot.webhook is webhook and self._clock.now() < until:
            await bot.updates.arrivals.wait(until)

    async def _obey(self, bot: Bot, answer: Call | None) -> None:
        if answer is None or answer.method in _IMPOSSIBLE_IN_ANSWER:
            return
        if not answer.method.startswith("get"):
            await self._call(bot, answer)


async def _post(session: aiohttp.ClientSession, webhook: Webhook, pending: Pending) -> Call | None:
    headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
    try:
        async with session.post(
            webhook.url, json=pending.body, headers=headers, allow_redirects=False
        ) as response:
            if response.status not in _TAKEN:
                raise DeliveryError(
                    f"Wrong response from the webhook: {response.status} {response.reason}",
                    _retry_after(response.headers.get(hdrs.RETRY_AFTER, "")),
                )
            return await _read_answer(response)
    except TimeoutError:
        raise DeliveryError("Read timeout expired") from None
    except aiohttp.ClientConnectorError:
        raise DeliveryError("Connection refused") from None
    except aiohttp.ClientError:
        raise DeliveryError("Webhook connection closed") from None
    except ValueError:
        raise DeliveryError("Wrong URL") from None


async def _read_answer(response: aiohttp.ClientResponse) -> Call | None:
    try:
        return await read_webhook_answer(response)
    except (BotApiError, ValueError):
        return None  # taken all the same: what the answer says is the bot's affair


def _retry_after(header: str) -> int:
    return min(int(header), _MAX_RETRY_AFTER) if header.isascii() and header.isdigit() else 0

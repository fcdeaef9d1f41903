"""The only way out: every request of the bot passes here and keeps to its chat's budget.

Progress for which there is no room is refused with `NoRoom` (the next frame will be newer anyway);
replies and endings wait. A 429 closes the chat for as long as Telegram says.
"""

import asyncio
import contextvars
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import (
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.telegram.chat_budget import ChatBudget, Lane

#: methods that count; answering a button press is free
_COUNTED = frozenset(
    {
        "sendMessage",
        "sendDocument",
        "sendPhoto",
        "editMessageText",
        "editMessageReplyMarkup",
        "editMessageCaption",
    }
)
#: idempotent methods: they may be repeated if the answer was lost
_REPEATABLE = frozenset({"editMessageText", "editMessageReplyMarkup", "pinChatMessage", "getMe"})
_ATTEMPTS = 4
_LONGEST_WAIT = 90.0
_MOST_CHATS = 10_000

_lane: contextvars.ContextVar[Lane] = contextvars.ContextVar("lane", default=Lane.REPLY)

log = structlog.get_logger()


class NoRoom(Exception):
    """The chat's budget has no room for this now; `seconds` until it has."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.1f} s")
        self.seconds = seconds


@contextmanager
def lane(which: Lane) -> Iterator[None]:
    """Requests made inside belong to this lane."""
    token = _lane.set(which)
    try:
        yield
    finally:
        _lane.reset(token)


class Outbound(BaseRequestMiddleware):
    """Session middleware that keeps the ledgers of all chats."""

    def __init__(self) -> None:
        self._budgets: dict[int, ChatBudget] = {}

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Waits for room, sends, and tries again what can be tried again."""
        name = method.__api_method__
        chat_id = getattr(method, "chat_id", None)
        counted = name in _COUNTED and isinstance(chat_id, int)
        budget = self._budget(chat_id) if counted and isinstance(chat_id, int) else None
        for attempt in range(1, _ATTEMPTS + 1):
            if budget is not None:
                await self._room(budget)
                budget.spend(time.monotonic())
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as refusal:
                log.warning("telegram.429", method=name, chat=chat_id, wait=refusal.retry_after)
                if budget is None:
                    await asyncio.sleep(min(refusal.retry_after, _LONGEST_WAIT))
                else:
                    budget.close(time.monotonic(), refusal.retry_after)
                if attempt == _ATTEMPTS:
                    raise
            except (TelegramNetworkError, TelegramServerError) as error:
                log.warning("telegram.trouble", method=name, chat=chat_id, why=repr(error)[:200])
                if attempt == _ATTEMPTS or not _worth_repeating(name, error):
                    raise
                await asyncio.sleep(0.5 * 2**attempt)
        raise AssertionError("the loop returns or raises")

    async def _room(self, budget: ChatBudget) -> None:
        while (wait := budget.wait(time.monotonic(), _lane.get())) > 0:
            if _lane.get() is Lane.PROGRESS or wait > _LONGEST_WAIT:
                raise NoRoom(wait)
            await asyncio.sleep(wait)

    def _budget(self, chat_id: int) -> ChatBudget:
        if len(self._budgets) > _MOST_CHATS:
            self._budgets = {chat: b for chat, b in self._budgets.items() if not b.idle}
        return self._budgets.setdefault(chat_id, ChatBudget(chat_id))


def _worth_repeating(name: str, error: Exception) -> bool:
    """Whether to retry: a server error changed nothing; after a lost answer only idempotent methods."""
    is_refusal = isinstance(error, TelegramServerError)
    return is_refusal or name in _REPEATABLE or _never_sent(error)


def _never_sent(error: BaseException) -> bool:
    cause: Any = error.__cause__ or error.__context__
    return isinstance(cause, ConnectionRefusedError) or "Cannot connect" in str(error)

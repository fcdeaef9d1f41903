"""The bot process: polls Telegram, keeps the boards up to date and sends what is due.

One bot per token polls at a time: it holds a session lock in PostgreSQL, and a second bot waits for
it, so that two pollers never conflict during a deploy (Telegram answers 409 to both). The lock ends
with its connection; a bot that loses it stops polling and waits for it like any other.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import LinkPreviewOptions, User

from bot.telegram.board_loop import BoardLoop
from bot.telegram.delivery_loop import DeliveryLoop
from bot.telegram.gate import Gate
from bot.telegram.menu import set_menu
from bot.telegram.outbound import Outbound
from bot.telegram.routers import presses, talk, teaching, trouble
from bot.telegram.scene import Desk
from bot.telegram.schedule_loop import ScheduleLoop
from bot.telegram.session import Session
from bot.telegram.understanding import Understanding
from config.policies import load_policies
from config.settings import Settings
from config.sites import load_catalogue
from runner.deps import Deps
from runner.ending import end_all
from runner.learning import LEARNED
from runner.presence import Kind, keep_present
from runner.words import words_of
from storage.database import CHANGE_CHANNEL, TRANSIENT
from storage.notices import listen

_STANDBY_SECONDS = 2.0
_ALLOWED_UPDATES = ["message", "callback_query"]

log = structlog.get_logger()


class BotStartError(Exception):
    """The bot cannot start; the message is one line that says why and what to do."""


async def serve(deps: Deps, stop: asyncio.Event) -> None:
    """Works until `stop` is set.

    Raises:
        BotStartError: a wrong token, or no way to Telegram.
    """
    async with open_bot(deps.settings) as bot:
        me = await _introduce(bot, deps.settings)
        while not stop.is_set():
            try:
                async with _only_one(deps, stop) as lost:
                    if not stop.is_set():
                        await _work(deps, bot, me, stop, lost)
            except TRANSIENT as error:
                log.warning("bot.waits", why=repr(error))
                await asyncio.sleep(_STANDBY_SECONDS)


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[Bot]:
    """A bot whose every request keeps to the budgets of its chats."""
    if settings.bot_token is None:
        raise BotStartError("BOT_TOKEN is not set: get one from @BotFather")
    session = Session(api=TelegramAPIServer.from_base(settings.bot_api_url))
    session.middleware(Outbound())
    bot = Bot(
        settings.bot_token.get_secret_value(),
        session=session,
        default=DefaultBotProperties(
            parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
        ),
    )
    try:
        yield bot
    finally:
        await bot.session.close()


async def _introduce(bot: Bot, settings: Settings) -> User:
    try:
        return await bot.me()
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise BotStartError(
            "BOT_TOKEN: Telegram does not know this token; ask @BotFather for the right one"
        ) from None
    except (TelegramNetworkError, TelegramServerError) as error:
        raise BotStartError(
            f"BOT_API_URL: no answer from {settings.bot_api_url}: {type(error).__name__}"
        ) from None


async def _work(deps: Deps, bot: Bot, me: User, stop: asyncio.Event, lost: asyncio.Event) -> None:
    log.info("bot.starts", username=me.username)
    boards, deliveries = BoardLoop(deps, bot), DeliveryLoop(deps, bot)
    desk = _desk(deps, me)
    await desk.understanding.refresh(deps)
    dispatcher = _dispatcher(desk, boards, deliveries)
    with suppress(TelegramAPIError):
        await set_menu(bot, deps.settings.admin_ids)
    if stop.is_set() or lost.is_set():
        return  # polling that has not begun cannot be stopped

    async with asyncio.TaskGroup() as group:

        def changed(what: str) -> None:
            if what == LEARNED:
                group.create_task(desk.understanding.refresh(deps))
            boards.poke()
            deliveries.poke()

        loops = [
            group.create_task(boards.run()),
            group.create_task(deliveries.run()),
            group.create_task(ScheduleLoop(desk, bot, boards).run()),
            group.create_task(listen(deps.db, CHANGE_CHANNEL, changed)),
            group.create_task(keep_present(deps, Kind.BOT)),
        ]
        polling = group.create_task(
            dispatcher.start_polling(
                bot,
                handle_signals=False,
                close_bot_session=False,
                allowed_updates=_ALLOWED_UPDATES,
                polling_timeout=20,
            )
        )
        stopped = group.create_task(stop.wait())
        stopped.add_done_callback(lambda _: lost.set())
        await lost.wait()
        stopped.cancel()
        await dispatcher.stop_polling()
        await polling
        await end_all(loops)


def _desk(deps: Deps, me: User) -> Desk:
    catalogue = load_catalogue(deps.settings.sites_file)
    return Desk(
        deps=deps,
        catalogue=catalogue,
        policies=load_policies(deps.settings.policies_file),
        understanding=Understanding(words_of(catalogue), (me.username or "", me.first_name)),
        bot_id=me.id,
        bot_username=me.username or "",
        bot_names=frozenset({(me.username or "").casefold(), *me.first_name.casefold().split()}),
    )


def _dispatcher(desk: Desk, boards: BoardLoop, deliveries: DeliveryLoop) -> Dispatcher:
    dispatcher = Dispatcher(boards=boards, deliveries=deliveries)
    gate = Gate(desk)
    dispatcher.message.outer_middleware(gate)
    dispatcher.callback_query.outer_middleware(gate)
    dispatcher.include_routers(trouble.router(), teaching.router(), talk.router(), presses.router())
    return dispatcher


@asynccontextmanager
async def _only_one(deps: Deps, stop: asyncio.Event) -> AsyncIterator[asyncio.Event]:
    """Holds the lock for polling; waits while another bot of this token has it.

    The event is set when the lock is lost with its connection.
    """
    assert deps.settings.bot_token is not None  # noqa: S101 - open_bot refused otherwise
    token = deps.settings.bot_token.get_secret_value()
    key = int.from_bytes(hashlib.blake2b(token.encode(), digest_size=8).digest(), signed=True)
    async with deps.db.acquire() as connection:
        said = False
        while not stop.is_set():
            if await connection.fetchval("select pg_try_advisory_lock($1)", key):
                break
            if not said:
                log.info("bot.standby", why="another bot of this token is polling")
                said = True
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _STANDBY_SECONDS)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        yield lost

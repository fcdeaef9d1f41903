"""Keeps each run's pinned message up to date, within the chat's budget.

The state is in the table `boards`, never in memory: after a restart the loop finds each message by its
stored id and continues. A frame that looks like the last one is not sent. The end of a run has a lane
of its own, so that no progress frame can displace it.
"""

import asyncio
import hashlib
from datetime import UTC, datetime

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import MaybeInaccessibleMessageUnion

from bot.telegram.board import Frame, draw
from bot.telegram.chat_budget import Lane
from bot.telegram.outbound import NoRoom, lane
from bot.telegram.texts import texts
from runner.control import load_view
from runner.deps import Deps
from runner.ending import unbroken
from storage import boards, deliveries, runs, schedules
from storage.database import TRANSIENT, is_transient
from storage.model.delivery import Board
from storage.model.run import Place, RunView

#: a group takes 20 messages and edits a minute: progress leaves room for people
_GROUP_INTERVAL = 6.0

log = structlog.get_logger()


class BoardLoop:
    """Shows all open boards, every few seconds and whenever it is poked."""

    def __init__(self, deps: Deps, bot: Bot) -> None:
        self._deps = deps
        self._bot = bot
        self._poke = asyncio.Event()
        self._shown_at: dict[int, float] = {}

    def poke(self) -> None:
        """Wakes the loop, because something changed."""
        self._poke.set()

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                await self.show_all()
            except TRANSIENT as error:
                log.warning("boards.missed", why=repr(error))
            await self._pause()

    async def show_all(self) -> None:
        """One round over all open boards. An error of one does not stop the others."""
        for board in await boards.to_show(self._deps.db):
            try:
                await self._show(board)
            except NoRoom as full:
                log.debug("board.waits", run=board.run_id, seconds=full.seconds)
            except TelegramMigrateToChat as moved:
                await move_chat(self._deps, board.place.chat_id, moved.migrate_to_chat_id)
            except TelegramAPIError as error:
                await self._missed(board, error)
            except Exception as error:
                if is_transient(error):
                    raise
                log.exception("! board", run=board.run_id, error=repr(error))

    async def show_one(self, run_id: int) -> None:
        """Redraws the board of one run now, ended or not, because its page was turned."""
        if (found := await self._find(run_id)) is None:
            return
        board, frame = found
        try:
            await self._put(board, frame)
        except TelegramAPIError as error:
            log.warning("board.missed", run=run_id, why=str(error))

    async def show_end(self, run_id: int, pressed: MaybeInaccessibleMessageUnion) -> None:
        """Shows the end of a run whose board still has the buttons of a run at work.

        The bot was blocked when it ended, or `pressed` is a copy of the board: Telegram took it, and its
        answer was lost.
        """
        if (found := await self._find(run_id)) is None:
            return
        board, frame = found
        try:
            await self._put(board, frame)
            await self._end(board)
            if pressed.message_id != board.message_id:
                await self._bot.edit_message_text(
                    frame.text, chat_id=pressed.chat.id, message_id=pressed.message_id
                )
        except TelegramAPIError as error:
            log.warning("board.missed", run=run_id, why=str(error))

    async def _find(self, run_id: int) -> tuple[Board, Frame] | None:
        """The board of a run as it should look now; None before its first message."""
        board = await boards.get(self._deps.db, run_id)
        run = await runs.get(self._deps.db, run_id)
        if board is None or run is None or board.message_id is None:
            return None
        return board, self._draw(await load_view(self._deps, run), board)

    async def _missed(self, board: Board, error: TelegramAPIError) -> None:
        """Telegram refuses: closes a board that nobody can see any more, else leaves it for later."""
        if isinstance(error, TelegramForbiddenError) or is_without_chat(error):
            log.warning("board.closed", run=board.run_id, why=str(error))
            await boards.close(self._deps.db, board.run_id, board.message_id)
            return
        if is_without_topic(error):
            await leave_topic(self._deps, board.place)
        log.warning("board.missed", run=board.run_id, why=str(error))

    async def _show(self, board: Board) -> None:
        run = await runs.get(self._deps.db, board.run_id)
        if run is None:
            return
        ended = run.finished_at is not None
        if not ended and not self._due(board):
            return
        view = await load_view(self._deps, run)
        frame = self._draw(view, board)
        with lane(Lane.ENDING if ended else Lane.PROGRESS if board.message_id else Lane.REPLY):
            await self._put(board, frame)
            if ended:
                await self._end(board)
                self._shown_at.pop(board.run_id, None)
                return
        self._shown_at[board.run_id] = self._deps.monotonic()

    def _draw(self, view: RunView, board: Board) -> Frame:
        slots = self._deps.settings.bulk_max_concurrency
        return draw(
            view,
            texts(view.run.language),
            now=datetime.now(UTC),
            slots=min(slots, view.run.concurrency or slots),
            page=board.page,
            shown_percent=board.percent,
        )

    async def _put(self, board: Board, frame: Frame) -> None:
        look = _hash(frame)
        if board.message_id is None:
            await unbroken(self._send(board, frame, look))
        elif board.frame != look:
            await self._edit(board, board.message_id, frame, look)
        elif not board.pinned:
            await self._pin(board, board.message_id)

    async def _send(self, board: Board, frame: Frame, look: str) -> None:
        message = await self._bot.send_message(
            board.place.chat_id,
            frame.text,
            message_thread_id=board.place.thread_id,
            reply_markup=frame.keyboard,
        )
        await boards.shown(self._deps.db, board.run_id, message.message_id, look, frame.percent)
        await self._pin(board, message.message_id)

    async def _edit(self, board: Board, message_id: int, frame: Frame, look: str) -> None:
        try:
            await self._bot.edit_message_text(
                frame.text,
                chat_id=board.place.chat_id,
                message_id=message_id,
                reply_markup=frame.keyboard,
            )
        except TelegramBadRequest as error:
            if "message is not modified" in error.message:
                pass  # it already looks like that
            elif "message to edit not found" in error.message:
                await boards.lose(self._deps.db, board.run_id)
                self._poke.set()
                return
            else:
                raise
        await boards.redrawn(self._deps.db, board.run_id, message_id, look, frame.percent)

    async def _pin(self, board: Board, message_id: int) -> None:
        """Pins silently; if the bot may not pin, the board stays unpinned."""
        try:
            await self._bot.pin_chat_message(
                board.place.chat_id, message_id, disable_notification=True
            )
        except TelegramBadRequest as error:
            log.info("board.unpinned", run=board.run_id, why=error.message)
        await boards.pinned(self._deps.db, board.run_id)

    async def _end(self, board: Board) -> None:
        fresh = await boards.get(self._deps.db, board.run_id)
        if fresh is None or fresh.message_id is None:
            return
        try:
            await self._bot.unpin_chat_message(board.place.chat_id, message_id=fresh.message_id)
        except TelegramBadRequest as error:
            log.info("board.unpin", run=board.run_id, why=error.message)
        await boards.close(self._deps.db, board.run_id, fresh.message_id)

    def _due(self, board: Board) -> bool:
        """Groups are shown less often; a board without a message, or one just turned, at once."""
        if board.message_id is None or board.frame is None:
            return True
        interval = self._deps.settings.bulk_progress_poll_interval
        if board.place.chat_id < 0:
            interval = max(interval, _GROUP_INTERVAL)
        shown = self._shown_at.get(board.run_id)
        return shown is None or self._deps.monotonic() - shown >= interval * 0.9

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._deps.settings.bulk_progress_poll_interval):
                await self._poke.wait()
        except TimeoutError:
            return
        finally:
            self._poke.clear()


async def move_chat(deps: Deps, old: int, new: int) -> None:
    """Moves boards, runs, deliveries and schedules of a group that became a supergroup."""
    log.info("chat.moved", old=old, new=new)
    await boards.move_chat(deps.db, old, new)
    await deliveries.move_chat(deps.db, old, new)
    await schedules.move_chat(deps.db, old, new)


def is_without_chat(error: TelegramAPIError) -> bool:
    """Whether Telegram refuses because there is no such chat, or none any more for this bot."""
    return any(words in error.message.casefold() for words in ("chat not found", "kicked"))


def is_without_topic(error: TelegramAPIError) -> bool:
    """Whether Telegram refuses because somebody deleted the topic."""
    return "thread not found" in error.message.casefold()


async def leave_topic(deps: Deps, place: Place) -> None:
    """Moves everything of a deleted topic to the chat itself."""
    log.info("topic.gone", chat=place.chat_id, thread=place.thread_id)
    await boards.leave_topic(deps.db, place)
    await deliveries.leave_topic(deps.db, place)
    await schedules.leave_topic(deps.db, place)


def _hash(frame: Frame) -> str:
    keyboard = frame.keyboard.model_dump_json() if frame.keyboard else ""
    return hashlib.blake2b(f"{frame.text}\0{keyboard}".encode(), digest_size=12).hexdigest()

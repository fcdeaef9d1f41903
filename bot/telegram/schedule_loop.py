"""Starts scheduled runs that are due, and tells the chat if one could not start."""

import asyncio
from datetime import UTC, datetime

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.telegram.board_loop import BoardLoop
from bot.telegram.outbound import NoRoom
from bot.telegram.scene import Desk
from bot.telegram.texts import texts
from runner.plan import Plan, RunOrder, plan_run
from runner.schedule import Missed, start_due
from storage.database import TRANSIENT

_LOOK_SECONDS = 5.0

log = structlog.get_logger()


class ScheduleLoop:
    """Looks every few seconds; PostgreSQL knows what is due, so a restart misses nothing."""

    def __init__(self, desk: Desk, bot: Bot, boards: BoardLoop) -> None:
        self._desk = desk
        self._bot = bot
        self._boards = boards

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                for missed in await start_due(self._desk.deps, self._plan, now=datetime.now(UTC)):
                    await self._tell(missed)
                self._boards.poke()
            except TRANSIENT as error:
                log.warning("schedules.missed", why=repr(error))
            await asyncio.sleep(_LOOK_SECONDS)

    def _plan(self, order: RunOrder) -> Plan:
        return plan_run(order, self._desk.catalogue, self._desk.policies)

    async def _tell(self, missed: Missed) -> None:
        told = texts(missed.schedule.language)
        why = told.either(f"missed-{missed.code.replace('_', '-')}", "missed-other")
        text = told("schedule-missed", said=missed.schedule.said, why=why)
        place = missed.schedule.place
        try:
            await self._bot.send_message(place.chat_id, text, message_thread_id=place.thread_id)
        except (TelegramAPIError, NoRoom) as error:
            log.warning("schedule.untold", schedule=missed.schedule.id, why=str(error))

"""Deliveries: sends the zip as a document, at least once, whatever was down meanwhile.

A row of the outbox is leased, sent and marked. Telegram has no idempotency key, so a lost answer may
mean a second copy; the caption names the run, so that people recognise it as a copy.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)
from aiogram.types import FSInputFile

from bot.telegram.board_loop import is_without_chat, is_without_topic, leave_topic, move_chat
from bot.telegram.caption import caption, summary
from bot.telegram.chat_budget import Lane
from bot.telegram.long_text import in_messages
from bot.telegram.outbound import NoRoom, lane
from bot.telegram.texts import Texts, texts
from runner.control import load_view
from runner.deps import Deps
from runner.ending import unbroken
from runner.reports.archive import pack_files
from runner.reports.names import document_name, member_name
from runner.stores import objects_place
from storage import deliveries, runs
from storage.database import TRANSIENT, is_transient
from storage.model.delivery import Delivery, DeliveryKind
from storage.model.run import RunView
from storage.objects.download import download
from storage.objects.errors import ObjectNotFoundError, ObjectStoreError

_LEASE_SECONDS = 300.0
_IDLE_SECONDS = 2.0
_LINK_LIFE = timedelta(days=7)
_PAUSES = (2.0, 5.0, 15.0, 60.0, 300.0)

log = structlog.get_logger()


class DeliveryLoop:
    """Sends what is due, one after the other."""

    def __init__(self, deps: Deps, bot: Bot) -> None:
        self._deps = deps
        self._bot = bot
        self._poke = asyncio.Event()

    def poke(self) -> None:
        """Wakes the loop, because something may be due."""
        self._poke.set()

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                while await unbroken(self.send_one()):
                    pass
            except TRANSIENT as error:
                log.warning("deliveries.missed", why=repr(error))
            await self._pause()

    async def send_one(self) -> bool:
        """Sends the next due delivery; False when none is due."""
        delivery = await deliveries.claim(self._deps.db, lease_seconds=_LEASE_SECONDS)
        if delivery is None:
            return False
        try:
            await self._deliver(delivery)
        except Exception as error:
            if is_transient(error):
                raise
            log.exception("! delivery", run=delivery.run_id, error=repr(error))
            await self._postpone(delivery, _pause_after(delivery.attempts), repr(error))
        return True

    async def _deliver(self, delivery: Delivery) -> None:
        """Sends it and marks it as done, or postpones the next attempt."""
        try:
            with lane(Lane.ENDING):
                message_id = await self._send(delivery)
        except TelegramForbiddenError as error:
            await self._give_up(delivery, str(error))
        except TelegramMigrateToChat as moved:
            await move_chat(self._deps, delivery.place.chat_id, moved.migrate_to_chat_id)
            await deliveries.postpone(self._deps.db, delivery.id, 0, "chat moved")
        except TelegramRetryAfter as refusal:
            await self._postpone(delivery, refusal.retry_after, str(refusal))
        except NoRoom as full:
            await self._postpone(delivery, full.seconds, "no room")
        except TelegramBadRequest as error:
            await self._refused(delivery, error)
        except (TelegramAPIError, ObjectStoreError, OSError) as error:
            await self._postpone(delivery, _pause_after(delivery.attempts), repr(error))
        else:
            await deliveries.done(self._deps.db, delivery.id, message_id)
            log.info("delivered", run=delivery.run_id, key=delivery.key, message=message_id)

    async def _send(self, delivery: Delivery) -> int | None:
        run = await runs.get(self._deps.db, delivery.run_id)
        if run is None:
            return None
        view = await load_view(self._deps, run)
        if delivery.kind is DeliveryKind.SUMMARY:
            return await self._send_words(delivery, summary(view, texts(run.language)))
        say = texts(delivery.payload.get("language", run.language))
        try:
            if "select" in delivery.payload:
                return await self._send_selection(delivery, view, say)
            return await self._send_part(delivery, view, say)
        except ObjectNotFoundError as error:  # waiting will not bring it back
            log.warning("delivery.file_gone", run=delivery.run_id, why=str(error))
            return await self._send_words(delivery, say("report-gone", run=str(delivery.run_id)))

    async def _send_words(self, delivery: Delivery, text: str) -> int:
        chat_id, thread_id = delivery.place.chat_id, delivery.place.thread_id
        sent = [
            await self._bot.send_message(chat_id, piece, message_thread_id=thread_id)
            for piece in in_messages(text)
        ]
        return sent[-1].message_id

    async def _send_part(self, delivery: Delivery, view: RunView, say: Texts) -> int:
        part: dict[str, Any] = delivery.payload["part"]
        words = caption(
            view,
            say,
            facts=delivery.payload["facts"],
            part=part["number"],
            parts=part["of"],
        )
        if not self._is_too_large(part["size_bytes"]):
            with self._scratch_file() as path:
                await download(self._deps.objects, part["key"], path)
                sent = await self._send_document(delivery, path, part["name"], words)
            if sent is not None:
                return sent
        where = await self._where(part["key"], part["name"], say)
        return await self._send_words(delivery, f"{words}\n{say('caption-link', where=where)}")

    async def _send_selection(self, delivery: Delivery, view: RunView, say: Texts) -> int:
        keys: list[str] = delivery.payload["select"]
        words = caption(view, say, facts={}, part=1, parts=1)
        with self._scratch_file() as path:
            await pack_files(self._deps, keys, path)
            if not self._is_too_large(path.stat().st_size):
                name = document_name(view.run.id)
                sent = await self._send_document(delivery, path, name, words)
                if sent is not None:
                    return sent
        names = {key: member_name(key) for key in keys}
        links = [
            say(
                "caption-file", name=name, where=await self._where(key, name.replace("/", "-"), say)
            )
            for key, name in names.items()
        ]
        return await self._send_words(delivery, "\n".join([words, say("caption-files"), *links]))

    def _is_too_large(self, size_bytes: int) -> bool:
        return size_bytes > self._deps.settings.document_limit_mb * 1_000_000

    async def _where(self, key: str, name: str, say: Texts) -> str:
        """For a file too large for a document: a link if the store has links, else its location."""
        url = await self._deps.objects.url(key, expires=_LINK_LIFE, filename=name)
        return url or say("caption-place", path=f"{objects_place(self._deps.settings)}/{key}")

    async def _send_document(
        self, delivery: Delivery, path: Path, name: str, words: str
    ) -> int | None:
        """Sends the file; None if it is too large for the server, whatever our limit says."""
        try:
            return await self._send_file(delivery, path, name, words)
        except TelegramEntityTooLarge as error:
            log.warning("delivery.too_large", run=delivery.run_id, why=str(error)[:300])
            return None

    async def _send_file(self, delivery: Delivery, path: Path, name: str, words: str) -> int:
        message = await self._bot.send_document(
            delivery.place.chat_id,
            FSInputFile(path, filename=name),
            caption=words,
            message_thread_id=delivery.place.thread_id,
            request_timeout=300,
        )
        return message.message_id

    @contextmanager
    def _scratch_file(self) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile(dir=self._deps.scratch, suffix=".zip") as file:
            yield Path(file.name)

    async def _refused(self, delivery: Delivery, error: TelegramBadRequest) -> None:
        if delivery.place.thread_id is not None and is_without_topic(error):
            await leave_topic(self._deps, delivery.place)
            await deliveries.postpone(self._deps.db, delivery.id, 0, "topic gone")
        elif is_without_chat(error):
            await self._give_up(delivery, error.message)
        else:
            await self._postpone(delivery, _PAUSES[-1], error.message)

    async def _postpone(self, delivery: Delivery, seconds: float, why: str) -> None:
        log.warning("delivery.waits", run=delivery.run_id, seconds=seconds, why=why[:300])
        await deliveries.postpone(self._deps.db, delivery.id, seconds, why[:300])

    async def _give_up(self, delivery: Delivery, why: str) -> None:
        log.warning("delivery.impossible", run=delivery.run_id, why=why)
        await deliveries.give_up(self._deps.db, delivery.id, why)

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(_IDLE_SECONDS):
                await self._poke.wait()
        except TimeoutError:
            return
        finally:
            self._poke.clear()


def _pause_after(attempts: int) -> float:
    """Seconds until the next attempt."""
    return _PAUSES[min(attempts - 1, len(_PAUSES) - 1)]

"""Errors of handlers: logged with the update's id, and shown in plain words, never as a traceback."""

import asyncpg
import structlog
from aiogram import Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import ErrorEvent, Message

from bot.telegram.outbound import NoRoom
from bot.telegram.texts import texts
from storage.database import TRANSIENT

log = structlog.get_logger()

_STORE = (*TRANSIENT, asyncpg.PostgresError)


def router() -> Router:
    """A new router: each dispatcher needs its own."""
    trouble = Router(name="trouble")

    @trouble.errors()
    async def failed(event: ErrorEvent) -> bool:
        error, update = event.exception, event.update
        if isinstance(error, NoRoom):
            log.warning("reply.no_room", update=update.update_id, seconds=error.seconds)
            return True
        if isinstance(error, TelegramAPIError):
            log.warning("reply.missed", update=update.update_id, why=str(error))
            return True
        log.error("! update", update=update.update_id, exc_info=error)
        key = "store-down" if isinstance(error, _STORE) else "trouble"
        user = update.message.from_user if update.message else None
        if update.callback_query is not None:
            user = update.callback_query.from_user
        language = "ru" if user and (user.language_code or "ru").startswith("ru") else "en"
        text = texts(language)(key, code=str(update.update_id))
        if update.callback_query is not None:
            await update.callback_query.answer(text[:200], show_alert=True)
        elif isinstance(update.message, Message) and update.message.chat.type == "private":
            await update.message.answer(text)
        return True

    return trouble

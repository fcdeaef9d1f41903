"""The HTTP side of the bot: what an answer means that aiogram cannot read.

For aiogram all of them are one error. But a proxy's page has a status that says whether Telegram did
anything; a message that was sent must not be sent again because of an odd field in the answer; and an
update of a kind that came after our aiogram must not come again for ever, with all others behind it.
"""

from http import HTTPStatus
from typing import Any, cast

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramServerError,
)
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message, Update
from pydantic import ValidationError

_MOST_SHOWN = 300  # characters of an error that are logged

log = structlog.get_logger()


class Session(AiohttpSession):
    """A session in which an answer is read or counts as lost, so that callers need know no other error."""

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """The answer; of one that can only be read in part, the number of the message sent, or the updates.

        Raises:
            TelegramEntityTooLarge, TelegramServerError: the status says so.
            TelegramNetworkError: nobody knows whether the request took effect, as after a lost answer.
        """
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            is_polling = isinstance(method, GetUpdates)
            known = _updates(bot, error.data) if is_polling else _sent(error.data)
            if known is not None:
                return Response.model_construct(ok=True, result=cast("TelegramType", known))
            why = f"unreadable answer with status {status_code}"
            if status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                raise TelegramEntityTooLarge(method=method, message=why) from error
            if status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise TelegramServerError(method=method, message=why) from error
            raise TelegramNetworkError(method=method, message=why) from error


def _sent(data: object) -> Message | None:
    """The message that an answer names by its number; it has no other field."""
    match data:
        case {"ok": True, "result": {"message_id": int(number)}}:
            known: dict[str, Any] = {"message_id": number}
            return Message.model_construct(**known)
        case _:
            return None


def _updates(bot: Bot, data: object) -> list[Update] | None:
    """The updates in an answer; one that cannot be read is empty, so that polling goes on behind it."""
    match data:
        case {"ok": True, "result": [*items]}:
            found = [_update(bot, item) for item in items]
            return [one for one in found if one is not None] if all(found) else None
        case _:
            return None


def _update(bot: Bot, item: object) -> Update | None:
    try:
        return Update.model_validate(item, context={"bot": bot})
    except ValidationError as error:
        match item:
            case {"update_id": int(number)}:
                log.warning("update.unreadable", update=number, why=str(error)[:_MOST_SHOWN])
                return Update(update_id=number)
            case _:
                return None

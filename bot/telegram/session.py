"""The HTTP side of the bot: what an answer means that aiogram cannot read.

For aiogram all of them are one error. But a proxy's page has a status that says whether Telegram did
anything; and a message that was sent must not be sent again because of an odd field in the answer.
"""

from http import HTTPStatus
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramServerError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message


class Session(AiohttpSession):
    """A session in which an answer is read or counts as lost, so that callers need know no other error."""

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """The answer; of one that can only be read in part, what tells that a message was sent.

        Raises:
            TelegramEntityTooLarge, TelegramServerError: the status says so.
            TelegramNetworkError: nobody knows whether the request took effect, as after a lost answer.
        """
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            sent = _sent(error.data)
            if sent is not None:
                return Response.model_construct(ok=True, result=cast("TelegramType", sent))
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

"""What an answer of Telegram means that aiogram cannot read."""

import json
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramServerError,
)
from aiogram.methods import GetUpdates, SendMessage, TelegramMethod

from bot.telegram.session import Session

SENT = {"message_id": 7, "date": "now", "chat": {"id": "one"}}
SEND = SendMessage(chat_id=1, text="hello")


def read(status: int, content: object, method: TelegramMethod[Any] = SEND) -> Any:
    """What the session makes of an answer."""
    text = content if isinstance(content, str) else json.dumps(content)
    bot = Bot("1:a", session=Session())
    return bot.session.check_response(bot, method, status, text).result


def test_a_message_that_was_sent_is_known_by_its_number() -> None:
    """Whatever else of it cannot be read: sending it again would show it twice."""
    assert read(200, {"ok": True, "result": SENT}).message_id == 7


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (413, "<html>413 Request Entity Too Large</html>", TelegramEntityTooLarge),
        (502, "<html>502 Bad Gateway</html>", TelegramServerError),
        (503, "", TelegramServerError),
        (200, "<html>Welcome to the hotel</html>", TelegramNetworkError),
        (200, {"ok": True, "result": {"message_id": "seven"}}, TelegramNetworkError),
        (404, "not found", TelegramNetworkError),
    ],
)
def test_the_status_of_a_page_says_whether_anything_was_done(
    status: int, content: object, error: type[TelegramAPIError]
) -> None:
    """A proxy's error changed nothing; after any other page nobody knows, as after a lost answer."""
    with pytest.raises(TelegramAPIError) as raised:
        read(status, content)
    assert type(raised.value) is error


def test_an_update_of_an_unknown_kind_does_not_come_again_for_ever() -> None:
    """It is passed over, and those before and behind it are read."""
    chat = {"id": 1, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "text": "hello"}
    updates = [
        {"update_id": 4, "message": message},
        {"update_id": 5, "message": {**message, "forward_origin": {"type": "moon"}}},
        {"update_id": 6, "message": message},
    ]
    found = read(200, {"ok": True, "result": updates}, GetUpdates())
    assert [one.update_id for one in found] == [4, 5, 6]
    assert [one.message and one.message.text for one in found] == ["hello", None, "hello"]
    with pytest.raises(TelegramNetworkError):
        read(200, {"ok": True, "result": [{"update": 5}]}, GetUpdates())

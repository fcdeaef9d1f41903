import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
import telebot.asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.asyncio_helper import ApiTelegramException
from telebot.types import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    Message,
    ReactionTypeEmoji,
    ReplyParameters,
)

from playground.telegram.api.budget import Limits
from playground.telegram.server import Server
from playground.telegram.world import people
from tests.integration.playground.telegram.scene import Scene

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Прогнать", callback_data="run")]])


@pytest.fixture
def scene(server: Server) -> Scene:
    """Anna and the bot."""
    return Scene(server)


@pytest.fixture
async def bot(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncTeleBot]:
    """PyTelegramBotAPI's bot."""
    url = scene.server.url
    monkeypatch.setattr(telebot.asyncio_helper, "API_URL", url + "/bot{0}/{1}")
    monkeypatch.setattr(telebot.asyncio_helper, "FILE_URL", url + "/file/bot{0}/{1}")
    made = AsyncTeleBot(scene.bot.token)
    yield made
    await made.close_session()


def _register(bot: AsyncTeleBot) -> None:
    @bot.message_handler(commands=["start"])
    async def start(message: Message) -> None:
        await bot.send_message(
            message.chat.id, "<b>Готов</b>", parse_mode="HTML", reply_markup=KEYBOARD
        )

    @bot.callback_query_handler(func=lambda query: query.data == "run")
    async def run(query: CallbackQuery) -> None:
        here = {"chat_id": query.message.chat.id, "message_id": query.message.message_id}
        await bot.answer_callback_query(query.id, "Поехали", show_alert=True)
        await bot.edit_message_text("Идёт", **here)
        with pytest.raises(ApiTelegramException, match="message is not modified"):
            await bot.edit_message_text("Идёт", **here)
        await bot.pin_chat_message(**here)
        file = InputFile(BytesIO(b"PK\3\4"), file_name="reports.zip")
        await bot.send_document(query.message.chat.id, file)

    @bot.message_handler(content_types=["pinned_message"])
    async def pinned(message: Message) -> None:
        await bot.send_message(message.chat.id, "Закреплено")

    @bot.message_handler(content_types=["document"])
    async def document(message: Message) -> None:
        file = await bot.get_file(message.document.file_id)
        content = await bot.download_file(file.file_path)
        await bot.send_document(message.chat.id, message.document.file_id, caption=content.decode())


async def test_conversation(scene: Scene, bot: AsyncTeleBot) -> None:
    """PyTelegramBotAPI holds a whole conversation."""
    scene.server.endpoint.budget.limits = None
    _register(bot)
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(bot.polling(timeout=20))
        scene.say("/start")
        await scene.until(lambda: "Готов" in scene.texts())
        press = scene.press("Прогнать")
        await scene.until(lambda: {"reports.zip", "Закреплено"} <= set(scene.texts()))
        assert press.answer is not None
        assert (press.answer.text, press.answer.show_alert) == ("Поехали", True)
        edited = scene.chat.messages[press.message_id]
        assert (edited.text.text, edited.edits, edited.keyboard) == ("Идёт", 1, ())
        assert scene.chat.pinned == {press.message_id}
        scene.send("список.csv", b"a;b")
        await scene.until(lambda: scene.texts().count("список.csv") == 2)
        assert list(scene.chat.messages.values())[-1].text.text == "a;b"
        bot._polling = False
        scene.say("конец")
        await polling


async def test_calls(scene: Scene, bot: AsyncTeleBot) -> None:
    """Every answer is what the library's types expect, and every refusal its exception."""
    scene.server.endpoint.budget.limits = None
    chat_id = scene.chat.id
    assert (await bot.get_me()).username == "shop_bot"
    await bot.set_my_commands([BotCommand("run", "прогнать")])
    assert len(await bot.get_my_commands(None, None)) == 1
    said = scene.say("привет")
    reply = ReplyParameters(said.id, allow_sending_without_reply=True)
    sent = await bot.send_message(chat_id, "ответ", reply_parameters=reply)
    assert sent.reply_to_message.message_id == said.id
    await bot.set_message_reaction(chat_id, said.id, [ReactionTypeEmoji("👀")])
    await bot.pin_chat_message(chat_id, sent.message_id)
    assert (await bot.get_chat(chat_id)).pinned_message.message_id == sent.message_id
    assert (await bot.get_chat_member(chat_id, scene.anna.id)).status == "member"
    copied = await bot.copy_message(chat_id, chat_id, said.id)
    await bot.delete_message(chat_id, copied.message_id)
    people.block(scene.world, scene.bot, scene.anna)
    with pytest.raises(ApiTelegramException) as caught:
        await bot.send_message(chat_id, "x")
    assert caught.value.error_code == 403


async def test_flood(scene: Scene, bot: AsyncTeleBot) -> None:
    """The exception of a flood holds when to come back."""
    scene.server.endpoint.budget.limits = Limits(private_burst=1)
    await bot.send_message(scene.chat.id, "x")
    with pytest.raises(ApiTelegramException) as caught:
        await bot.send_message(scene.chat.id, "y")
    assert caught.value.result_json["parameters"] == {"retry_after": 1}


async def test_two_pollers(scene: Scene, bot: AsyncTeleBot) -> None:
    """Of two pollers the first is refused, the second gets the update."""
    async with asyncio.TaskGroup() as group:
        first = group.create_task(_poll(bot, 1))
        await scene.polled()
        second = group.create_task(_poll(bot, 2))
        refused = await first
        assert isinstance(refused, ApiTelegramException)
        assert refused.error_code == 409
        scene.say("x")
        (update,) = await second
    assert update.message.text == "x"


async def _poll(bot: AsyncTeleBot, offset: int) -> Any:
    try:
        return await bot.get_updates(offset=offset, timeout=20)
    except ApiTelegramException as error:
        return error

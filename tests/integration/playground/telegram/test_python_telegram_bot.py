import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyParameters,
    Update,
)
from telegram.constants import FloodLimit, MessageLimit
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from playground.telegram.api.budget import Limits
from playground.telegram.api.faults import Fault, Trouble
from playground.telegram.server import Server
from playground.telegram.text.formatted import MAX_CAPTION, MAX_TEXT
from playground.telegram.world import people, posting
from playground.telegram.world.values import ChatType
from playground.telegram.world.world import member_of
from tests.integration.playground.telegram.scene import Scene

KEYBOARD = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Прогнать", callback_data="run"),
            InlineKeyboardButton("Сайт", url="https://example.com"),
        ]
    ]
)


@pytest.fixture
def scene(server: Server) -> Scene:
    """Anna and the bot."""
    return Scene(server)


@pytest.fixture
async def bot(scene: Scene) -> AsyncIterator[Bot]:
    """python-telegram-bot's bot."""
    url = scene.server.url
    async with Bot(scene.bot.token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as made:
        yield made


async def _start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_html("<b>Готов</b>", reply_markup=KEYBOARD)


async def _run(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Поехали", show_alert=True)
    await query.edit_message_text("Идёт")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await query.edit_message_text("Идёт")
    await query.pin_message()
    assert query.message is not None
    await query.message.chat.send_document(b"PK\3\4", filename="reports.zip")


async def _pinned(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.chat.send_message("Закреплено")


async def _document(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    document = update.message.document
    assert document is not None
    content = await (await document.get_file()).download_as_bytearray()
    await update.message.reply_document(document, caption=content.decode())


async def test_conversation(scene: Scene) -> None:
    """python-telegram-bot holds a whole conversation."""
    scene.server.endpoint.budget.limits = None
    url = scene.server.url
    application = (
        Application.builder()
        .token(scene.bot.token)
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        .build()
    )
    application.add_handlers(
        [
            CommandHandler("start", _start),
            CallbackQueryHandler(_run, "run"),
            MessageHandler(filters.StatusUpdate.PINNED_MESSAGE, _pinned),
            MessageHandler(filters.Document.ALL, _document),
        ]
    )
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
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
        await application.updater.stop()
        await application.stop()


async def test_calls(scene: Scene, bot: Bot) -> None:
    """Every answer is what the library's types expect, and every refusal its exception."""
    scene.server.endpoint.budget.limits = None
    chat_id = scene.chat.id
    scope = BotCommandScopeChat(chat_id)
    await bot.set_my_commands([BotCommand("run", "прогнать")], scope, language_code="ru")
    assert len(await bot.get_my_commands(scope, language_code="ru")) == 1
    said = scene.say("привет")
    sent = await bot.send_message(
        chat_id, "ответ", reply_parameters=ReplyParameters(said.id, quote="вет")
    )
    assert sent.quote is not None
    assert sent.quote.position == 3
    await bot.set_message_reaction(chat_id, said.id, "👀")
    await bot.pin_chat_message(chat_id, sent.id)
    assert (await bot.get_chat(chat_id)).pinned_message is not None
    assert await bot.get_chat_member_count(chat_id) == 2
    forwarded = await bot.forward_message(chat_id, chat_id, said.id)
    assert forwarded.forward_origin is not None
    assert await bot.delete_message(chat_id, sent.id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(chat_id, sent.id)
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(chat_id, "x" * (MessageLimit.MAX_TEXT_LENGTH + 1))
    people.block(scene.world, scene.bot, scene.anna)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(chat_id, "x")


def test_constants() -> None:
    """The limits are those the library knows."""
    limits = Limits()
    assert (MAX_TEXT, MAX_CAPTION) == (
        MessageLimit.MAX_TEXT_LENGTH,
        MessageLimit.CAPTION_LENGTH,
    )
    assert limits.private_rate == FloodLimit.MESSAGES_PER_SECOND_PER_CHAT
    assert limits.group_count == FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP
    assert limits.overall_count == FloodLimit.MESSAGES_PER_SECOND


async def test_files(scene: Scene, bot: Bot) -> None:
    """A file goes up once, is sent again by its id, and comes back byte for byte."""
    content = bytes(range(256)) * 500
    chat_id = scene.chat.id
    first = await bot.send_document(chat_id, content, filename="отчёт.zip", caption="x")
    assert first.document is not None
    assert first.document.file_name == "отчёт.zip"
    second = await bot.send_document(chat_id, first.document)
    assert second.document == first.document
    target = BytesIO()
    await (await bot.get_file(first.document)).download_to_memory(target)
    assert target.getvalue() == content


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # how RetryAfter words itself
async def test_refusals_with_parameters(scene: Scene, bot: Bot) -> None:
    """A flood says when to come back, a group that moved says where to."""
    scene.server.endpoint.budget.limits = Limits(private_burst=1)
    await bot.send_message(scene.chat.id, "x")
    with pytest.raises(RetryAfter, match="Retry in 1 seconds"):
        await bot.send_message(scene.chat.id, "y")
    chat = scene.world.add_group(ChatType.GROUP, "Team")
    people.found_group(
        scene.world, chat, [member_of(scene.anna.id), member_of(scene.bot.id)], scene.anna.id
    )
    new = posting.upgrade(scene.world, chat, scene.anna.id)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(chat.id, "x")
    assert moved.value.new_chat_id == new.id


async def test_two_pollers(scene: Scene, bot: Bot) -> None:
    """Of two pollers the first is refused, the second gets the update."""
    other = Bot(scene.bot.token, base_url=f"{scene.server.url}/bot")
    async with other, asyncio.TaskGroup() as group:
        first = group.create_task(_poll(bot, 1))
        await scene.polled()
        second = group.create_task(_poll(other, 2))
        assert isinstance(await first, Conflict)
        scene.say("x")
        (update,) = await second
    assert update.message.text == "x"


async def _poll(bot: Bot, offset: int) -> Any:
    try:
        return await bot.get_updates(offset=offset, timeout=20)
    except Conflict as error:
        return error


async def test_page_of_a_proxy(scene: Scene, bot: Bot) -> None:
    """A page of HTML in the place of an answer is an error of the library's own."""
    scene.server.endpoint.faults.add(Fault(trouble=Trouble.SERVER_ERROR, times=1))
    with pytest.raises(TelegramError):
        await bot.send_message(scene.chat.id, "x")

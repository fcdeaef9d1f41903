import asyncio
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.filters import Command
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReactionTypeEmoji,
    ReplyParameters,
)

from playground.telegram.api.budget import Limits
from playground.telegram.api.faults import Fault, Trouble
from playground.telegram.server import Server
from playground.telegram.world import people, posting
from playground.telegram.world.values import ChatType
from playground.telegram.world.world import member_of
from tests.integration.playground.telegram.scene import Scene

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Прогнать", callback_data="run", style="success"),
            InlineKeyboardButton(text="Отмена", callback_data="cancel", style="danger"),
        ]
    ]
)


@pytest.fixture
def scene(server: Server) -> Scene:
    """Anna and the bot."""
    return Scene(server)


@pytest.fixture
async def bot(scene: Scene) -> AsyncIterator[Bot]:
    """Aiogram's bot."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(scene.server.url))
    async with Bot(scene.bot.token, session=session) as made:
        yield made


def _dispatcher() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message(Command("start"))
    async def start(message: Message) -> None:
        await message.answer("<b>Готов</b>", parse_mode="HTML", reply_markup=KEYBOARD)

    @dispatcher.callback_query(F.data == "run")
    async def run(query: CallbackQuery) -> None:
        await query.answer("Поехали", show_alert=True)
        assert isinstance(query.message, Message)
        await query.message.edit_text("Идёт")
        with pytest.raises(TelegramBadRequest, match="message is not modified"):
            await query.message.edit_text("Идёт")
        await query.message.pin(disable_notification=True)
        await query.message.answer_document(BufferedInputFile(b"PK\3\4", "reports.zip"))

    @dispatcher.message(F.pinned_message)
    async def pinned(message: Message) -> None:
        await message.answer("Закреплено")

    @dispatcher.message(F.document)
    async def document(message: Message, bot: Bot) -> None:
        assert message.document is not None
        content = await bot.download(message.document)
        assert content is not None
        await message.reply_document(message.document.file_id, caption=content.read().decode())

    return dispatcher


async def test_conversation(scene: Scene, bot: Bot) -> None:
    """Aiogram holds a whole conversation: command, buttons, edit, pin, files both ways."""
    scene.server.endpoint.budget.limits = None
    dispatcher = _dispatcher()
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(
            dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
        )
        scene.say("/start")
        await scene.until(lambda: "Готов" in scene.texts())
        press = scene.press("Прогнать")
        await scene.until(lambda: "reports.zip" in scene.texts() and "Закреплено" in scene.texts())
        assert press.answer is not None
        assert (press.answer.text, press.answer.show_alert) == ("Поехали", True)
        edited = scene.chat.messages[press.message_id]
        assert (edited.text.text, edited.edits, edited.keyboard) == ("Идёт", 1, ())
        assert scene.chat.pinned == {press.message_id}
        scene.send("список.csv", b"a;b")
        await scene.until(lambda: scene.texts().count("список.csv") == 2)
        answer = list(scene.chat.messages.values())[-1]
        assert answer.text.text == "a;b"
        await dispatcher.stop_polling()
        await polling


async def test_calls(scene: Scene, bot: Bot) -> None:
    """Every answer is what aiogram's types expect, and every refusal its exception."""
    scene.server.endpoint.budget.limits = None
    chat_id = scene.chat.id
    me = await bot.me()
    assert me.username == "shop_bot"
    await bot.set_my_commands(
        [BotCommand(command="run", description="прогнать")], BotCommandScopeAllPrivateChats()
    )
    assert len(await bot.get_my_commands(BotCommandScopeAllPrivateChats())) == 1
    said = scene.say("привет")
    sent = await bot.send_message(
        chat_id, "ответ", reply_parameters=ReplyParameters(message_id=said.id, quote="при")
    )
    assert sent.reply_to_message is not None
    assert sent.quote is not None
    await bot.set_message_reaction(chat_id, said.id, [ReactionTypeEmoji(emoji="👀")])
    await bot.pin_chat_message(chat_id, sent.message_id)
    full = await bot.get_chat(chat_id)
    assert full.pinned_message is not None
    assert (await bot.get_chat_member(chat_id, me.id)).status == "member"
    copied = await bot.copy_message(chat_id, chat_id, said.id)
    assert await bot.delete_messages(chat_id, [sent.message_id, copied.message_id])
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=chat_id, message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match="can't parse entities: Unsupported start tag"):
        await bot.send_message(chat_id, "<x>", parse_mode="HTML")
    people.block(scene.world, scene.bot, scene.anna)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(chat_id, "x")


async def test_files(scene: Scene, bot: Bot) -> None:
    """A file goes up once, is sent again by its id, and comes back byte for byte."""
    content = bytes(range(256)) * 500
    chat_id = scene.chat.id
    upload = BufferedInputFile(content, 'отчёт "за май".zip')
    first = await bot.send_document(chat_id, upload, caption="x")
    assert first.document is not None
    assert first.document.file_size == len(content)
    second = await bot.send_document(chat_id, first.document.file_id)
    assert second.document is not None
    assert second.document.file_id == first.document.file_id
    target = BytesIO()
    await bot.download(first.document.file_id, target)
    assert target.getvalue() == content


async def test_flood(scene: Scene, bot: Bot) -> None:
    """The exception of a flood says when to come back."""
    scene.server.endpoint.budget.limits = Limits(private_burst=1)
    await bot.send_message(scene.chat.id, "x")
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(scene.chat.id, "y")
    assert caught.value.retry_after == 1


async def test_moved_group(scene: Scene, bot: Bot) -> None:
    """The exception of a group that moved says where to."""
    chat = scene.world.add_group(ChatType.GROUP, "Team")
    people.found_group(
        scene.world, chat, [member_of(scene.anna.id), member_of(scene.bot.id)], scene.anna.id
    )
    new = posting.upgrade(scene.world, chat, scene.anna.id)
    with pytest.raises(TelegramMigrateToChat) as caught:
        await bot.send_message(chat.id, "x")
    assert caught.value.migrate_to_chat_id == new.id


async def test_two_pollers(scene: Scene, bot: Bot) -> None:
    """Of two pollers the first is refused, the second gets the update."""
    async with asyncio.TaskGroup() as group:
        first = group.create_task(_refused_poll(bot))
        await scene.polled()
        second = group.create_task(bot.get_updates(offset=2, timeout=20))
        await first
        scene.say("x")
        (update,) = await second
    assert update.message is not None
    assert update.message.text == "x"


async def _refused_poll(bot: Bot) -> None:
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await bot.get_updates(offset=1, timeout=20)


async def test_lost_answer(scene: Scene, bot: Bot) -> None:
    """A broken connection is a network error, whether or not the message is there."""
    for trouble, count in ((Trouble.RESET, 0), (Trouble.LOST_ANSWER, 1)):
        scene.server.endpoint.faults.add(Fault(trouble=trouble, times=1))
        with pytest.raises(TelegramNetworkError):
            await bot.send_message(scene.chat.id, "x")
        assert len(scene.chat.messages) == count

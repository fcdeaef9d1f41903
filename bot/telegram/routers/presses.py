"""Button presses. The button only names a run; who may press is decided by the runner."""

from contextlib import suppress
from dataclasses import replace

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from bot.telegram.board_loop import BoardLoop
from bot.telegram.delivery_loop import DeliveryLoop
from bot.telegram.memory import Memory
from bot.telegram.presses import (
    CancelPress,
    OptionPress,
    PagePress,
    RetryPress,
    TakeBackPress,
)
from bot.telegram.routers.talk import carry_out, say
from bot.telegram.scene import Scene
from runner import control
from runner.access import Forbidden
from runner.control import NoLongerKept, NotFound
from storage import boards as board_table


def router() -> Router:
    """A new router: each dispatcher needs its own."""
    presses = Router(name="presses")
    presses.callback_query.register(cancel, CancelPress.filter())
    presses.callback_query.register(take_back, TakeBackPress.filter())
    presses.callback_query.register(retry, RetryPress.filter())
    presses.callback_query.register(turn, PagePress.filter())
    presses.callback_query.register(choose, OptionPress.filter())
    presses.callback_query.register(unknown)
    return presses


async def cancel(
    press: CallbackQuery, callback_data: CancelPress, scene: Scene, boards: BoardLoop
) -> None:
    """Cancels the run of the board."""
    await _cancel(press, callback_data.run, scene, boards, take_back=False)


async def take_back(
    press: CallbackQuery, callback_data: TakeBackPress, scene: Scene, boards: BoardLoop
) -> None:
    """Ends a run that was a mistake."""
    await _cancel(press, callback_data.run, scene, boards, take_back=True)


async def _cancel(
    press: CallbackQuery, run_id: int, scene: Scene, boards: BoardLoop, *, take_back: bool
) -> None:
    try:
        done = await control.cancel_run(
            scene.desk.deps, scene.request(), run_id, take_back=take_back
        )
    except Forbidden:
        await press.answer(scene.texts("not-yours"), show_alert=True)
        return
    except NotFound:
        await press.answer(scene.texts("press-old"), show_alert=True)
        return
    key = "press-cancelled" if done else "press-too-late"
    await press.answer(scene.texts(key, run=str(run_id)))
    if not done and press.message is not None:
        await boards.show_end(run_id, press.message)
    boards.poke()


async def retry(
    press: CallbackQuery, callback_data: RetryPress, scene: Scene, boards: BoardLoop
) -> None:
    """Retries what failed, once per attempt, however often it is pressed."""
    deps = scene.desk.deps
    try:
        view = await control.view_run(deps, scene.actor, callback_data.run)
        if view.run.attempt != callback_data.attempt:
            await press.answer(scene.texts("press-old"))
            return
        sites = await control.retry_run(deps, scene.request(), callback_data.run)
    except Forbidden:
        await press.answer(scene.texts("not-yours"), show_alert=True)
        return
    except NotFound:
        await press.answer(scene.texts("press-nothing-to-retry"))
        return
    except NoLongerKept:
        words = scene.texts("retry-too-old", run=str(callback_data.run))
        await press.answer(words, show_alert=True)
        return
    await press.answer(scene.texts("press-retried", sites=", ".join(sites))[:200])
    boards.poke()


async def turn(
    press: CallbackQuery, callback_data: PagePress, scene: Scene, boards: BoardLoop
) -> None:
    """Turns the page of a board."""
    deps = scene.desk.deps
    try:
        view = await control.view_run(deps, scene.actor, callback_data.run)
    except (Forbidden, NotFound):
        await press.answer(scene.texts("press-old"))
        return
    await press.answer()
    await board_table.turn(deps.db, view.run.id, callback_data.page)
    await boards.show_one(view.run.id)


async def choose(
    press: CallbackQuery,
    callback_data: OptionPress,
    scene: Scene,
    boards: BoardLoop,
    deliveries: DeliveryLoop,
) -> None:
    """Answers a question of ours: only the one who was asked can, and once, however often they tap."""
    memory = Memory(scene)
    if not isinstance(press.message, Message) or not await memory.take(callback_data.question):
        await press.answer(scene.texts("press-old"))
        return
    await press.answer()
    pending = (await memory.recall()).pending
    options = pending.options if pending else ()
    with suppress(TelegramBadRequest):  # the question was deleted meanwhile; the answer stands
        await press.message.edit_reply_markup(reply_markup=None)
    if callback_data.option >= len(options):
        await memory.forget_question()
        await press.message.answer(scene.texts("declined"))
        return
    beside = pending.beside if pending else ()
    chosen = (options[callback_data.option], *beside)
    for reply in await carry_out(replace(scene, said=memory.asked_about), chosen, memory):
        await say(press.message, reply)
    boards.poke()
    deliveries.poke()


async def unknown(press: CallbackQuery, scene: Scene) -> None:
    """A button of another version of the bot."""
    await press.answer(scene.texts("press-old"))

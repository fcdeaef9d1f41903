"""Messages: sentences and slash commands, both through the interpreter."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command as SlashCommand
from aiogram.filters import CommandStart
from aiogram.types import Message

from bot.telegram import manners
from bot.telegram.addressed import is_addressed
from bot.telegram.board_loop import BoardLoop
from bot.telegram.delivery_loop import DeliveryLoop
from bot.telegram.language import spoken
from bot.telegram.memory import Memory
from bot.telegram.perform import example_site, help_page, order_of, perform
from bot.telegram.scene import Reply, Scene
from parser.commands.model import Command, Interpretation, Outcome, Verb
from runner.plan import PlanError, select_sites
from storage import people
from storage.model.person import Person


def router() -> Router:
    """A router of its own for each dispatcher."""
    talk = Router(name="talk")
    talk.message.register(start, CommandStart())
    talk.message.register(show_help, SlashCommand("help"))
    talk.message.register(listen, F.text)
    talk.message.register(not_text)
    return talk


async def start(message: Message, scene: Scene) -> None:
    """Says hello."""
    await message.answer(scene.texts("start", name=scene.name, example=example_site(scene)))


async def show_help(message: Message, scene: Scene) -> None:
    """Says what can be written."""
    await say(message, help_page(scene))


async def listen(
    message: Message, scene: Scene, boards: BoardLoop, deliveries: DeliveryLoop
) -> None:
    """Understands a message and does what it says."""
    if not is_addressed(message, scene.desk):
        return
    memory = Memory(scene)
    context = await memory.recall()
    desk = scene.desk
    reading = desk.interpreter.interpret(
        scene.said, now=scene.now.astimezone(desk.deps.settings.zone), context=context
    )
    language = spoken(scene.said, reading.language, otherwise=scene.language)
    scene = replace(scene, language=language)
    await people.upsert(desk.deps.db, Person(id=scene.user_id, name=scene.name, language=language))
    for reply in await _react(scene, reading, memory):
        await say(message, reply)
    boards.poke()
    deliveries.poke()


async def not_text(message: Message, scene: Scene) -> None:
    """A picture, a voice message: in a private chat it is not passed over in silence."""
    if message.chat.type == "private" and message.pinned_message is None:
        await message.answer(scene.texts("unknown-not-text"))


async def say(message: Message, reply: Reply) -> None:
    """Answers in the same place."""
    await message.answer(reply.text, reply_markup=reply.keyboard)


async def _react(scene: Scene, reading: Interpretation, memory: Memory) -> list[Reply]:
    if reading.outcome is Outcome.UNKNOWN:
        if reading.declined:
            await memory.forget_question()
            return [Reply(text=scene.texts("declined"))]
        number = await memory.offer(reading.suggestions)
        return [manners.suggestions(reading, scene, number)]
    if reading.outcome is Outcome.CLARIFY:
        asked = reading.clarification
        assert asked is not None  # noqa: S101 - the interpreter's contract
        return [manners.question(asked, scene, await memory.ask(asked))]
    if reading.explain_only:
        return [manners.explanation(reading, scene)]
    large_from = scene.desk.deps.settings.confirm_from_sites
    if manners.needs_confirmation(reading, sites=_sites(scene, reading), large_from=large_from):
        number = await memory.offer(reading.commands)
        return [manners.confirmation(reading, scene, number)]
    return await carry_out(scene, reading.commands, memory)


async def carry_out(scene: Scene, commands: tuple[Command, ...], memory: Memory) -> list[Reply]:
    """Does the commands of one message in order."""
    replies = []
    for part, command in enumerate(commands):
        reply = await perform(scene, command, part)
        if reply is not None:
            replies.append(reply)
    await memory.did(commands[-1])
    return replies


def _sites(scene: Scene, reading: Interpretation) -> int:
    most = 0
    for command in reading.commands:
        if command.verb is Verb.RUN:
            try:
                most = max(most, len(select_sites(order_of(command), scene.desk.catalogue)))
            except PlanError:
                continue
    return most

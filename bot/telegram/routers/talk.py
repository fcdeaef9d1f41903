"""Messages: sentences and slash commands, both through the interpreter."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command as SlashCommand
from aiogram.filters import CommandStart
from aiogram.types import Message

from bot.telegram import manners
from bot.telegram.acts.looking import example_site, help_page
from bot.telegram.addressed import is_addressed, without_name
from bot.telegram.board_loop import BoardLoop
from bot.telegram.delivery_loop import DeliveryLoop
from bot.telegram.language import spoken
from bot.telegram.long_text import in_messages
from bot.telegram.memory import Memory
from bot.telegram.orders import most_sites
from bot.telegram.perform import perform
from bot.telegram.scene import Reply, Scene
from parser.commands.model import Ask, Clarification, Command, Context, Interpretation, Outcome
from runner import learning
from storage import people
from storage.phrases import About


def router() -> Router:
    """A new router: each dispatcher needs its own."""
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
    """Understands a message and does what it says.

    In a chat configured to have all its messages read, those not addressed to the bot only count if
    they are clear commands; everything else there is ignored.
    """
    desk = scene.desk
    to_bot = is_addressed(message, desk)
    if not to_bot and message.chat.id not in desk.deps.settings.listening_chats:
        return
    memory = Memory(scene)
    context = await memory.recall()
    reading = _read(scene, context, to_bot=to_bot)
    if not to_bot and reading.outcome is not Outcome.COMMAND:
        return
    scene = await _in_their_language(scene, reading)
    for reply in await _react(scene, reading, memory, context.pending):
        await say(message, reply)
    await _learn(message, scene, reading)
    boards.poke()
    deliveries.poke()


async def not_text(message: Message, scene: Scene) -> None:
    """Answers a picture or a voice message, which would otherwise be ignored, in a private chat."""
    if message.chat.type == "private" and message.pinned_message is None:
        await message.answer(scene.texts("unknown-not-text"))


async def say(message: Message, reply: Reply) -> None:
    """Answers in the same place, with the buttons under the last of its messages."""
    *before, last = in_messages(reply.text)
    for text in before:
        await message.answer(text)
    await message.answer(last, reply_markup=reply.keyboard)


async def carry_out(scene: Scene, commands: tuple[Command, ...], memory: Memory) -> list[Reply]:
    """Does the commands of one message in order."""
    replies = []
    for part, command in enumerate(commands):
        reply = await perform(scene, command, part)
        if reply is not None:
            replies.append(reply)
    await memory.did(commands[-1])
    return replies


def _read(scene: Scene, context: Context, *, to_bot: bool) -> Interpretation:
    """Reads the message as it is; if that fails, without the bot's name in front."""
    desk = scene.desk
    now = scene.now.astimezone(desk.deps.settings.zone)
    reading = desk.understanding.read(scene.said, now=now, context=context, addressed=to_bot)
    rest = without_name(scene.said, desk) if reading.outcome is Outcome.UNKNOWN else None
    if rest is None or reading.declined:
        return reading
    return desk.understanding.read(rest, now=now, context=context, addressed=to_bot)


async def _in_their_language(scene: Scene, reading: Interpretation) -> Scene:
    language = spoken(scene.said, reading.language, otherwise=scene.language)
    await people.speaks(scene.desk.deps.db, scene.user_id, language)
    return replace(scene, language=language)


async def _react(
    scene: Scene, reading: Interpretation, memory: Memory, pending: Clarification | None
) -> list[Reply]:
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
    return await _obey(scene, reading, memory, pending)


async def _obey(
    scene: Scene, reading: Interpretation, memory: Memory, pending: Clarification | None
) -> list[Reply]:
    """Carries commands out, or asks first."""
    said_yes = manners.agreed(reading, pending)
    if said_yes is not None:
        return await carry_out(replace(scene, said=memory.asked_about), said_yes, memory)
    desk = scene.desk
    sites = most_sites(reading.commands, desk.catalogue)
    large_from = desk.deps.settings.confirm_from_sites
    if manners.needs_confirmation(reading, sites=sites, large_from=large_from):
        number = await memory.confirm(reading.commands)
        return [manners.confirmation(reading, scene, number)]
    return await carry_out(scene, reading.commands, memory)


async def _learn(message: Message, scene: Scene, reading: Interpretation) -> None:
    """Keeps what was not understood for an admin, unless it was forwarded: that is not the person's own."""
    deps = scene.desk.deps
    if message.forward_origin is not None or scene.said.startswith("/"):
        return
    if reading.outcome is Outcome.UNKNOWN and not (reading.declined or reading.courtesy):
        await learning.hear(deps, About.SENTENCE, scene.said, language=scene.language)
    asked = reading.clarification
    if asked is not None and asked.ask is Ask.UNKNOWN_SITE:
        for word in asked.words:
            await learning.hear(deps, About.SITE, word, language=scene.language)

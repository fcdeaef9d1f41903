"""/phrases: phrases that were not understood, and two taps that give one a meaning. For admins.

The first tap chooses a phrase, the second its meaning. A meaning that would change an older phrase is
refused, and both are shown.
"""

from collections.abc import Iterator, Sequence

from aiogram import Router
from aiogram.filters import Command as SlashCommand
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.telegram.manners import describe
from bot.telegram.presses import MeaningPress, PhrasePress
from bot.telegram.routers.talk import say
from bot.telegram.scene import Reply, Scene
from bot.telegram.texts import Markup
from parser.commands.learning import LearnedAlias
from parser.commands.model import Command, Verb
from runner import learning
from runner.access import Forbidden
from runner.control import NotFound
from runner.learning import Clash
from storage.phrases import About, Phrase

_SHOWN = 8
_BUTTON = 48
#: Telegram allows a hundred buttons per message
_MOST_SITES = 96
_IN_A_ROW = 2
_NOTHING = "-"
_SITE = "@"
#: meanings that a sentence can be taught; anything more specific can be written out
_MEANINGS = (
    Command(verb=Verb.RUN, sites="all"),
    Command(verb=Verb.PROGRESS),
    Command(verb=Verb.CANCEL),
    Command(verb=Verb.RETRY),
    Command(verb=Verb.REPORT),
    Command(verb=Verb.CHANGES),
    Command(verb=Verb.SITES),
    Command(verb=Verb.HISTORY),
    Command(verb=Verb.SCHEDULES),
    Command(verb=Verb.HELP),
)


def router() -> Router:
    """A new router: each dispatcher needs its own."""
    teaching = Router(name="teaching")
    teaching.message.register(show, SlashCommand("phrases"))
    teaching.callback_query.register(choose, PhrasePress.filter())
    teaching.callback_query.register(teach, MeaningPress.filter())
    return teaching


async def show(message: Message, scene: Scene) -> None:
    """The phrases that wait, one button each."""
    try:
        waiting = await learning.waiting(scene.desk.deps, scene.actor, _SHOWN)
    except Forbidden:
        await say(message, Reply(text=scene.texts("admin-only")))
        return
    await say(message, _list(scene, waiting))


async def choose(press: CallbackQuery, callback_data: PhrasePress, scene: Scene) -> None:
    """The meanings of one phrase, one button each."""
    phrase = await _phrase(press, scene, callback_data.phrase)
    if phrase is None or not isinstance(press.message, Message):
        return
    await press.answer()
    key = "teach-which-site" if phrase.about is About.SITE else "teach-what"
    await press.message.edit_text(
        scene.texts(key, phrase=phrase.said, heard=phrase.heard),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=_meanings(phrase, scene)),
    )


async def teach(press: CallbackQuery, callback_data: MeaningPress, scene: Scene) -> None:
    """Learns the meaning, or says why not."""
    phrase = await _phrase(press, scene, callback_data.phrase)
    if phrase is None or not isinstance(press.message, Message):
        return
    try:
        text = await _taught(scene, phrase, callback_data.meaning)
    except NotFound:
        await press.answer(scene.texts("press-old"))
        return
    await press.answer()
    await press.message.edit_text(text)


async def _phrase(press: CallbackQuery, scene: Scene, phrase_id: int) -> Phrase | None:
    try:
        return await learning.look(scene.desk.deps, scene.actor, phrase_id)
    except Forbidden:
        await press.answer(scene.texts("admin-only"), show_alert=True)
    except NotFound:
        await press.answer(scene.texts("press-old"))
    return None


async def _taught(scene: Scene, phrase: Phrase, meaning: str) -> str:
    deps, understanding = scene.desk.deps, scene.desk.understanding
    if meaning == _NOTHING:
        await learning.ignore(deps, scene.request(), phrase.id)
        return scene.texts("teach-ignored", phrase=phrase.said)
    alias = _alias(phrase, meaning)
    if alias is None:
        raise NotFound
    clashes = await learning.teach(deps, scene.request(), understanding.words, phrase, alias)
    if clashes:
        return _refusal(scene, phrase, clashes)
    await understanding.refresh(deps)
    what = alias.site or describe(alias.commands[0], scene)
    return scene.texts("teach-done", phrase=phrase.said, what=what)


def _alias(phrase: Phrase, meaning: str) -> LearnedAlias | None:
    if meaning.startswith(_SITE):
        return LearnedAlias(phrase=phrase.said, site=meaning.removeprefix(_SITE))
    commands = [each for each in _MEANINGS if each.verb.value == meaning]
    return LearnedAlias(phrase=phrase.said, commands=tuple(commands)) if commands else None


def _list(scene: Scene, waiting: Sequence[Phrase]) -> Reply:
    if not waiting:
        return Reply(text=scene.texts("phrases-none"))
    rows = [
        [
            InlineKeyboardButton(
                text=f"{each.said[:_BUTTON]} · {each.heard}",
                callback_data=PhrasePress(phrase=each.id).pack(),
            )
        ]
        for each in waiting
    ]
    keyboard = InlineKeyboardMarkup(inline_keyboard=rows)
    return Reply(text=scene.texts("phrases-title"), keyboard=keyboard)


def _meanings(phrase: Phrase, scene: Scene) -> list[list[InlineKeyboardButton]]:
    buttons = [
        InlineKeyboardButton(
            text=text[:_BUTTON],
            callback_data=MeaningPress(phrase=phrase.id, meaning=meaning).pack(),
        )
        for text, meaning in _choices(phrase, scene)
    ]
    rows = [buttons[place : place + _IN_A_ROW] for place in range(0, len(buttons), _IN_A_ROW)]
    nothing = MeaningPress(phrase=phrase.id, meaning=_NOTHING).pack()
    text = scene.texts("button-ignore")
    return [*rows, [InlineKeyboardButton(text=text, callback_data=nothing)]]


def _choices(phrase: Phrase, scene: Scene) -> Iterator[tuple[str, str]]:
    if phrase.about is About.SITE:
        for site in list(scene.desk.catalogue.sites.values())[:_MOST_SITES]:
            yield site.title, f"{_SITE}{site.id}"
    else:
        for command in _MEANINGS:
            yield describe(command, scene), command.verb.value


def _refusal(scene: Scene, phrase: Phrase, clashes: Sequence[Clash]) -> str:
    first = clashes[0]
    return scene.texts(
        "teach-clash",
        phrase=phrase.said,
        older=first.phrase,
        means=_in_words(scene, first.means),
        would=_in_words(scene, first.would_mean),
    )


def _in_words(scene: Scene, commands: Sequence[Command]) -> Markup:
    if not commands:
        return scene.texts("teach-no-command")
    return Markup("; ".join(describe(each, scene) for each in commands))

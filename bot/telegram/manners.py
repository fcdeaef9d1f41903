"""How a reading is shown back: in the person's words, and when it is asked about first.

A run starts at once when its reading is certain; it is confirmed first when it is large, scheduled,
destructive or not certain. Nothing here acts.
"""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.presses import OptionPress
from bot.telegram.scene import Reply, Scene
from bot.telegram.texts import Markup, Texts
from config.sites import Catalogue
from parser.commands.model import Clarification, Command, Doubt, Interpretation, Verb

#: these alone are no reason to ask
_HARMLESS = frozenset({Doubt.EVERYTHING, Doubt.FOLLOW_UP})
#: verbs that change nothing need no confirmation
_LOOKING = frozenset(
    {
        Verb.PROGRESS,
        Verb.STATUS,
        Verb.REPORT,
        Verb.CHANGES,
        Verb.SITES,
        Verb.HISTORY,
        Verb.SCHEDULES,
        Verb.HELP,
    }
)
_NO = 99


def needs_confirmation(reading: Interpretation, *, sites: int, large_from: int) -> bool:
    """Whether to ask before acting. `sites`: how many the largest run of the reading takes."""
    acting = [command for command in reading.commands if command.verb not in _LOOKING]
    if not acting:
        return False
    doubts = set(reading.doubts)
    destructive = Doubt.EVERYTHING in doubts and any(
        command.verb is not Verb.RUN for command in acting
    )
    return bool(doubts - _HARMLESS) or destructive or sites >= large_from


def describe(command: Command, texts: Texts, catalogue: Catalogue) -> Markup:
    """The command in words."""
    run = _which(command, texts)
    match command.verb:
        case Verb.RUN:
            return texts("say-run", facts=Markup("; ".join(_facts(command, texts, catalogue))))
        case Verb.CANCEL if command.sites and command.sites != "all":
            return texts("say-cancel-sites", sites=", ".join(command.sites))
        case Verb.RETRY:
            return texts("say-retry", run=run, only=command.only)
        case _:
            return texts(f"say-{command.verb.value}", run=run)


def confirmation(reading: Interpretation, scene: Scene, number: int) -> Reply:
    """What was understood, and whether to do it."""
    what = _all_in_words(reading.commands, scene)
    if reading.read_as and Doubt.LAYOUT in reading.doubts:
        text = scene.texts("confirm-layout", text=reading.read_as, what=what)
    else:
        text = scene.texts("confirm", what=what)
    return Reply(text=text, keyboard=_yes_or_no(scene.texts, number))


def explanation(reading: Interpretation, scene: Scene) -> Reply:
    """What would happen."""
    return Reply(text=scene.texts("explain", what=_all_in_words(reading.commands, scene)))


def question(asked: Clarification, scene: Scene, number: int) -> Reply:
    """A question back, with ready answers as buttons."""
    what = _all_in_words(asked.options[:1] or ((asked.draft,) if asked.draft else ()), scene)
    text = scene.texts(
        f"ask-{asked.ask.value}",
        words=", ".join(asked.words),
        suggest="yes" if asked.options else "no",
        what=what,
    )
    return Reply(text=text, keyboard=_options(asked.options, scene, number))


def suggestions(reading: Interpretation, scene: Scene, number: int) -> Reply:
    """Nothing was understood; perhaps one of these was meant."""
    if not reading.suggestions:
        return Reply(text=scene.texts("unknown"))
    keyboard = _options(reading.suggestions, scene, number)
    return Reply(text=scene.texts("did-you-mean"), keyboard=keyboard)


def _all_in_words(commands: tuple[Command, ...], scene: Scene) -> Markup:
    said = [describe(command, scene.texts, scene.desk.catalogue) for command in commands]
    return Markup("; ".join(said))


def _facts(command: Command, texts: Texts, catalogue: Catalogue) -> list[Markup]:
    facts = []
    if command.sites == "all" or not command.sites:
        facts.append(texts("understood-all", count=len(catalogue.sites)))
    else:
        facts.append(texts("understood-names", sites=", ".join(command.sites)))
    if command.tags:
        facts.append(texts("understood-tags", tags=", ".join(command.tags)))
    if command.except_:
        facts.append(texts("understood-except", sites=", ".join(command.except_)))
    if command.limit is not None:
        facts.append(texts("understood-limit", limit=command.limit))
    if command.concurrency is not None:
        facts.append(texts("understood-concurrency", count=command.concurrency))
    if command.reports is not None:
        facts.append(texts("understood-reports", reports=", ".join(command.reports)))
    if command.skip_existing:
        facts.append(texts("understood-skip-existing"))
    if command.dry_run:
        facts.append(texts("understood-dry-run"))
    return facts


def _which(command: Command, texts: Texts) -> Markup:
    if command.run == "all":
        return texts("say-all-runs")
    if command.run is None:
        return texts("say-this-run")
    return texts("say-run-number", run=str(command.run))


def _yes_or_no(texts: Texts, number: int) -> InlineKeyboardMarkup:
    yes = OptionPress(question=number, option=0).pack()
    no = OptionPress(question=number, option=_NO).pack()
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(text=texts("button-yes"), callback_data=yes, style="primary"),
                InlineKeyboardButton(text=texts("button-no"), callback_data=no),
            ]
        ]
    )


def _options(
    options: tuple[Command, ...], scene: Scene, number: int
) -> InlineKeyboardMarkup | None:
    rows = [
        [
            InlineKeyboardButton(
                text=describe(option, scene.texts, scene.desk.catalogue)[:60],
                callback_data=OptionPress(question=number, option=place).pack(),
            )
        ]
        for place, option in enumerate(options[:6])
    ]
    if not rows:
        return None
    no = OptionPress(question=number, option=_NO).pack()
    rows.append([InlineKeyboardButton(text=scene.texts("button-no"), callback_data=no)])
    return InlineKeyboardMarkup(inline_keyboard=rows)

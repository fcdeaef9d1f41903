"""How a reading is shown back to the person, and when it must be confirmed first.

A run starts at once if its reading is certain; it must be confirmed if it is large, scheduled,
destructive or uncertain. Nothing here acts.
"""

from collections.abc import Iterator
from textwrap import shorten

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.orders import most_sites, named_sites
from bot.telegram.presses import OptionPress
from bot.telegram.scene import Reply, Scene
from bot.telegram.texts import Markup, Texts
from bot.telegram.timetable import when_words
from parser.commands.model import ACTING, Clarification, Command, Doubt, Interpretation, Verb

#: these alone are no reason to ask
_HARMLESS = frozenset({Doubt.EVERYTHING, Doubt.FOLLOW_UP})
_NO = 99
#: characters that a button shows on a phone
_BUTTON = 60
#: characters of a message that are repeated to its writer
_QUOTED = 100


def needs_confirmation(reading: Interpretation, *, sites: int, large_from: int) -> bool:
    """Whether to ask before acting. `sites`: how many the largest run of the reading takes."""
    acting = [command for command in reading.commands if command.verb in ACTING]
    if not acting:
        return False
    doubts = set(reading.doubts)
    is_scheduled = any(command.at or command.cron for command in acting)
    destructive = Doubt.EVERYTHING in doubts and any(
        command.verb is not Verb.RUN for command in acting
    )
    return bool(doubts - _HARMLESS) or is_scheduled or destructive or sites >= large_from


def agreed(reading: Interpretation, pending: Clarification | None) -> tuple[Command, ...] | None:
    """The commands that a yes to the open question starts; None if the message was no such answer."""
    if pending is None or not reading.commands or reading.commands[0] not in pending.options:
        return None
    others = [each for each in pending.beside if each not in reading.commands]
    return (*reading.commands, *others)


def describe(command: Command, scene: Scene) -> Markup:
    """The command in words."""
    texts = scene.texts
    run = _which(command, texts)
    match command.verb:
        case Verb.RUN:
            return texts("say-run", facts=Markup("; ".join(_facts(command, scene))))
        case Verb.UNSCHEDULE if command.schedule is not None:
            return texts("say-unschedule-number", number=str(command.schedule))
        case Verb.CANCEL if command.sites and command.sites != "all":
            return texts("say-cancel-sites", sites=", ".join(command.sites))
        case Verb.RETRY:
            return texts("say-retry", run=run, only=command.only)
        case _:
            return texts(f"say-{command.verb.value}", run=run)


def confirmation(reading: Interpretation, scene: Scene, number: int) -> Reply:
    """What was understood, with the question whether to do it."""
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
        words=", ".join(asked.words) or shorten(scene.said, _QUOTED, placeholder="…"),
        suggest="yes" if asked.options else "no",
        what=what,
    )
    return Reply(text=text, keyboard=_options(asked.options, scene, number))


def suggestions(reading: Interpretation, scene: Scene, number: int) -> Reply:
    """The reply if no command was understood: offers those that may have been meant."""
    if not reading.suggestions:
        return Reply(text=scene.texts("courtesy" if reading.courtesy else "unknown"))
    keyboard = _options(reading.suggestions, scene, number)
    return Reply(text=scene.texts("did-you-mean"), keyboard=keyboard)


def _all_in_words(commands: tuple[Command, ...], scene: Scene) -> Markup:
    said = [describe(command, scene) for command in commands]
    return Markup("; ".join(said))


def _facts(command: Command, scene: Scene) -> list[Markup]:
    facts = [*_where(command, scene), *_how(command, scene.texts)]
    if command.at is not None or command.cron is not None:
        zone = scene.desk.deps.settings.zone
        when = when_words(scene.texts, at=command.at, cron=command.cron, zone=zone)
        facts.append(scene.texts("understood-when", when=when))
    return facts


def _where(command: Command, scene: Scene) -> Iterator[Markup]:
    texts, catalogue = scene.texts, scene.desk.catalogue
    named = named_sites(command)
    if command.tags:
        yield texts("understood-sites", count=most_sites([command], catalogue))
        yield texts("understood-tags", tags=", ".join(command.tags))
    if named:
        yield texts("understood-names", sites=", ".join(named))
    elif not command.tags:
        yield texts("understood-all", count=len(catalogue.sites))
    if command.except_:
        yield texts("understood-except", sites=", ".join(command.except_))


def _how(command: Command, texts: Texts) -> Iterator[Markup]:
    if command.limit is not None:
        yield texts("understood-limit", limit=command.limit)
    if command.concurrency is not None:
        yield texts("understood-concurrency", count=command.concurrency)
    if command.reports is not None:
        yield texts("understood-reports", reports=", ".join(command.reports))
    if command.skip_existing:
        yield texts("understood-skip-existing")
    if command.dry_run:
        yield texts("understood-dry-run")


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
                text=describe(option, scene)[:_BUTTON],
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

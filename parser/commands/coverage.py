"""The coverage rule: a command is made only when every word of its clause is explained.

What is left over decides between asking and staying silent. Words where a site would stand, which look
like a name, are asked about; a few words beside a clear order are shown back; more, or words before the
verb (a person's name, "he asked to"), mean that it is no command. See
docs/decisions/0011-everything-must-be-explained.md.
"""

from typing import Final

from parser.commands.drafts import Draft, Stranger
from parser.commands.findings import Finding, Scene
from parser.commands.intent import is_weak
from parser.commands.model import ACTING, SLOTS, Ask, Clarification, Command, Doubt, Verb
from parser.commands.questions import unknown_site
from parser.commands.strangers import Likeness
from parser.commands.writing import is_cyrillic

#: More unexplained words than this beside a clear order, and it is no order at all.
_MAX_NOISE: Final = 3
#: A question about progress in fewer words, "is it", may go on to be any other.
_LEAST_ASKED: Final = 3


def uncovered(draft: Draft, command: Command, scene: Scene) -> Finding | None:
    """A question or a refusal when words are left over; None when all are explained."""
    strangers = _telling(draft, command, scene)
    if not strangers:
        return None
    if all(_may_be_site(each, draft, command, scene) for each in strangers):
        near = scene.names.suggest(strangers[0].words)
        words = [each.words for each in strangers]
        return Finding(question=unknown_site(command, words, near, excluded=strangers[0].excluded))
    words = [each.words for each in strangers]
    if _is_clear(draft, command, strangers):
        return Finding(
            question=Clarification(
                ask=Ask.PARTLY_UNDERSTOOD,
                words=tuple(words),
                options=(command,),
                draft=command,
            )
        )
    if command.verb not in ACTING and _may_ignore(strangers, draft, command, scene):
        draft.doubts[Doubt.WORDS_IGNORED] = None
        return None
    return Finding(refused=f"unexplained: {', '.join(words)}")


def _may_ignore(strangers: list[Stranger], draft: Draft, command: Command, scene: Scene) -> bool:
    """Whether a few words beside a wish to see something of ours may be left out: looking harms nobody."""
    shows = draft.asks or any(each.name == "show" for each in draft.orders)
    ours = draft.sites or draft.tags or draft.runs or draft.has_topic("run")
    if command.verb is Verb.PROGRESS and all(
        each.end - each.start < _LEAST_ASKED for each in draft.asks
    ):
        return False  # "is it safe to cancel the run?"
    places = [place for each in strangers for place in range(each.start, each.end)]
    words = [scene.reading.tokens[place] for place in places]
    if not (shows and ours) or len(words) > _MAX_NOISE:
        return False
    return not any(scene.strangers.tells(each) for each in words)


def _telling(draft: Draft, command: Command, scene: Scene) -> list[Stranger]:
    """The strangers that count: adverbs nobody foresaw change nothing where the object is named.

    They do beside an infinitive alone, which may be the subject: "to cancel it now is unwise".
    """
    named = draft.names_sites or draft.topics or command.run is not None
    plain = all(each.form == "inf" for each in draft.orders) and not draft.requests
    if not (draft.strangers and draft.orders and named) or plain:
        return draft.strangers
    tokens = scene.reading.tokens
    telling = [
        each
        for each in draft.strangers
        if not all(map(scene.strangers.is_idle, tokens[each.start : each.end]))
    ]
    if len(telling) < len(draft.strangers):
        draft.doubts[Doubt.WORDS_IGNORED] = None
    return telling


def _may_be_site(stranger: Stranger, draft: Draft, command: Command, scene: Scene) -> bool:
    leads = _leads(stranger, draft, command)
    if not (stranger.as_object or leads) or "sites" not in SLOTS[command.verb]:
        return False
    if scene.is_slash:
        return True
    tokens = scene.reading.tokens
    likeness = scene.strangers.likeness(
        tokens[stranger.start : stranger.end],
        among_cyrillic=any(is_cyrillic(each.text) for each in tokens),
        before=tokens[stranger.start - 1] if stranger.start and not stranger.is_site else None,
    )
    takes = not leads and _takes_sites(draft, command)
    return likeness >= (Likeness.MAYBE if takes else Likeness.SURE)


def _leads(stranger: Stranger, draft: Draft, command: Command) -> bool:
    """Whether a stranger is all that a run has for an object, right before its verb: "... run!"."""
    if command.verb is not Verb.RUN or not draft.orders or stranger.as_object:
        return False
    order, named = draft.orders[0], draft.sites or draft.everything
    beside = order.start - stranger.end <= (1 if draft.tags else 0)
    return order.form == "imp" and beside and order.start >= stranger.end and not named


def _takes_sites(draft: Draft, command: Command) -> bool:
    """Whether hardly anything but a site can stand after the verb: "run", "take ... off the run"."""
    if command.verb is Verb.CANCEL:
        removes = any(each.name == "remove" for each in draft.orders)
        return removes and draft.has_topic("run")
    return command.verb in {Verb.RUN, Verb.RETRY} and not is_weak(draft)


def _is_clear(draft: Draft, command: Command, strangers: list[Stranger]) -> bool:
    """A run of named sites with little beside it, all of it after the verb."""
    noise = sum(each.end - each.start for each in strangers)
    clear = command.verb is Verb.RUN and draft.names_sites and draft.orders and not is_weak(draft)
    return bool(clear) and noise <= _MAX_NOISE and all(each.as_object for each in strangers)

"""A clause becomes a command, or a question, or nothing.

The steps, each in its own module: gather the words (gathering), see that it may be an order (intent), find
the verb (verbs) and the time (times), fill the slots (slots), account for every word (coverage). Nothing
here starts anything on a guess: what is not certain becomes a question.
"""

from dataclasses import replace
from typing import Final

from parser.commands.catalogue import Catalogue
from parser.commands.clauses import Clause
from parser.commands.coverage import uncovered
from parser.commands.drafts import Draft, suited
from parser.commands.findings import Finding, Scene
from parser.commands.gathering import gather
from parser.commands.intent import is_weak, may_be_no_order, no_order
from parser.commands.model import ACTING, ALL, SLOTS, Ask, Clarification, Command, Doubt, Verb
from parser.commands.questions import asking, unknown_site, what_time, which_site
from parser.commands.slots import Filled, contradicts, counts_fit, filled, has_extras
from parser.commands.times import When, when
from parser.commands.verbs import Hesitation, verb_of

#: "run ozon 100" means pages; "run ozon 5" may mean anything.
_LEAST_BARE_LIMIT: Final = 10
_HESITANT_VERBS: Final = {
    Hesitation.CANCEL_SITES: Verb.CANCEL,
    Hesitation.RETRY_FAILED: Verb.RETRY,
    Hesitation.RUN_SITES: Verb.RUN,
    Hesitation.WHICH_RETRY: Verb.RETRY,
}


def assemble(clause: Clause, scene: Scene) -> Finding:
    """What a clause asks for."""
    draft = gather(clause, scene.reading, scene.names)
    refused = no_order(draft, scene)
    if refused:
        return Finding(refused=refused)
    verb = verb_of(draft)
    if verb is None or (verb is Verb.RUN and _is_idle(draft)):
        return Finding(refused="no command in these words")
    if isinstance(verb, Hesitation):
        return _hesitant(verb, draft, scene)
    return _certain(verb, draft, clause, scene)


def _is_idle(draft: Draft) -> bool:
    """A weak verb without anything of ours beside it: "collect", "go over the shops"."""
    about_a_run = draft.has_topic("run") or draft.has_topic("work")
    return is_weak(draft) and not (draft.names_sites or about_a_run or draft.strangers)


def _certain(verb: Verb, draft: Draft, clause: Clause, scene: Scene) -> Finding:
    draft = suited(draft, verb)
    starts = verb is Verb.RUN
    times = [*draft.times, *(draft.recurring if starts else ())]
    moment = when(times, scene.reading.tokens, scene.now)
    found = filled(verb, draft, moment, scene.names.catalogue)
    if not counts_fit(found.command):
        return Finding(question=Clarification(ask=Ask.BAD_NUMBER))
    left_over = uncovered(draft, found.command, scene)
    if left_over is not None:
        return left_over
    if verb not in ACTING and (has_extras(draft, found.command) or contradicts(draft, found)):
        return Finding(refused=f"{verb.value} cannot take all of this")
    question = _question(found, draft, moment, scene)
    if question is None and may_be_no_order(draft, found.command, clause, scene):
        question = asking(Ask.IS_IT_AN_ORDER, found.command)
    if question is not None:
        return Finding(question=question)
    doubts = _doubts(found.command, draft, scene.names.catalogue)
    return Finding(command=found.command, doubts=doubts, refers=draft.refers)


def _question(found: Filled, draft: Draft, moment: When, scene: Scene) -> Clarification | None:
    """What must be asked about a command whose words are all explained."""
    command = found.command
    if draft.choices:
        return _about_choice(command, draft, scene)
    if draft.correction or (command.verb is Verb.RUN and _is_two_ways(draft)):
        return _which_are_meant(command, draft)
    if "at" in SLOTS[command.verb] and (moment.ask or _lacks_time(command, draft)):
        return what_time(command, moment, scene.now)
    if _has_loose_number(command, draft, scene):
        return asking(Ask.PARTLY_UNDERSTOOD, replace(command, limit=None))
    unsupported = has_extras(draft, command) or contradicts(draft, found)
    if unsupported:
        return asking(Ask.UNSUPPORTED, command)
    idle = command.verb is Verb.RUN and not command.sites
    return asking(Ask.NOTHING_NAMED, command, replace(command, sites=ALL)) if idle else None


def _is_two_ways(draft: Draft) -> bool:
    """Whether what names the sites can be meant in two ways: "all - ozon", "clothes on wb", "not ozon"."""
    denies = bool(draft.denied) and not draft.names_sites
    return denies or (bool(draft.sites) and (draft.dashed or draft.within or draft.turned))


def _which_are_meant(command: Command, draft: Draft) -> Clarification:
    """Second thoughts ("ozon, no, lamoda"), or sites that can be meant in two ways."""
    if draft.correction or not draft.sites:
        return asking(Ask.CORRECTION, command)
    named = tuple(draft.sites)
    other = replace(command, sites=ALL, except_=named if draft.dashed else command.except_)
    return asking(Ask.CORRECTION, command, other, replace(command, sites=named, tags=()))


def _lacks_time(command: Command, draft: Draft) -> bool:
    """Whether a verb that plans came without a time: "schedule a run of ozon"."""
    planned = draft.plans or draft.has_topic("schedule")
    return planned and not (command.at or command.cron)


def _about_choice(command: Command, draft: Draft, scene: Scene) -> Clarification:
    choice = draft.choices[0]
    if choice.ids:
        return which_site(command, choice)
    near = scene.names.suggest(choice.words)
    return unknown_site(command, [choice.words], near, excluded=choice.excluded)


def _has_loose_number(command: Command, draft: Draft, scene: Scene) -> bool:
    """A number that no unit explains: pages for certain only in a slash command."""
    if command.verb is not Verb.RUN or not draft.numbers or scene.is_slash:
        return False
    few = command.limit is not None and command.limit < _LEAST_BARE_LIMIT
    return few or bool(draft.times)


def _hesitant(hesitation: Hesitation, draft: Draft, scene: Scene) -> Finding:
    if draft.strangers:
        return Finding(refused="unexplained words beside a doubtful order")
    draft = suited(draft, _HESITANT_VERBS[hesitation])
    command = filled(_HESITANT_VERBS[hesitation], draft, When(), scene.names.catalogue).command
    if not counts_fit(command):
        return Finding(question=Clarification(ask=Ask.BAD_NUMBER))
    if hesitation is Hesitation.WHICH_RETRY:
        whole, failed = replace(command, only=ALL), replace(command, only="failed")
        return Finding(question=asking(Ask.AMBIGUOUS_RUN, whole, whole, failed))
    return Finding(question=asking(Ask.IS_IT_AN_ORDER, command))


def _doubts(command: Command, draft: Draft, catalogue: Catalogue) -> tuple[Doubt, ...]:
    doubts = dict(draft.doubts)
    if command.at or command.cron:
        doubts[Doubt.SCHEDULED] = None
    if command.verb is Verb.CANCEL and command.run == ALL:
        doubts[Doubt.EVERYTHING] = None
    if command.verb is Verb.RUN and draft.numbers:
        doubts[Doubt.BARE_NUMBER] = None
    if (
        command.verb is Verb.RUN
        and draft.counts
        and len(catalogue.select(command)) not in draft.counts
    ):
        doubts[Doubt.OTHER_COUNT] = None
    whole = catalogue.select(replace(command, except_=())) if command.except_ else ()
    if any(each not in whole for each in command.except_):
        doubts[Doubt.IDLE_EXCEPTION] = None
    if draft.reason:
        doubts[Doubt.WORDS_IGNORED] = None
    if _is_weakly_put(command, draft):
        doubts[Doubt.WEAK_ORDER] = None
    return tuple(doubts)


def _is_weakly_put(command: Command, draft: Draft) -> bool:
    """An infinitive without "please", a permission asked, or no verb at all."""
    infinitive = any(each.form == "inf" for each in draft.orders) and not draft.requests
    no_verb = not draft.orders and command.verb in ACTING
    return infinitive or no_verb or "leave" in draft.requests

"""Messages that lean on the one before: "yes", "at 9", "now only SEO", "and lamoda too".

Only what the caller passes in as `Context` is leant on. An open question comes first: an answer to it
becomes the command it was asked for. Without one, words that fill slots change the last command; the
result always carries a doubt, because leaning is guessing. A follow-up with nothing to lean on is asked
back, never guessed.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from parser.commands.drafts import Draft
from parser.commands.gathering import gather
from parser.commands.kinds import Kind
from parser.commands.lattice import Reading
from parser.commands.model import ACTING, ALL, SLOTS, Ask, Clarification, Command, Context, Verb
from parser.commands.names import Names
from parser.commands.questions import asking
from parser.commands.slots import counts_fit
from parser.commands.times import completed, when

Answer = Literal["yes", "no"]

_SITE_ASKS: Final = frozenset({Ask.UNKNOWN_SITE, Ask.AMBIGUOUS_SITE, Ask.NOTHING_NAMED})
_TIME_ASKS: Final = frozenset({Ask.VAGUE_TIME, Ask.BAD_TIME})


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """What a message comes to with what was said before; one of the three."""

    command: Command | None = None
    question: Clarification | None = None
    declined: bool = False


def answered(answer: Answer, pending: Clarification) -> FollowUp:
    """What "yes" or "no" makes of the open question; "yes" to a choice leaves the choice open."""
    if answer == "no":
        return FollowUp(declined=True)
    if len(pending.options) == 1:
        return FollowUp(command=pending.options[0])
    return FollowUp(question=pending)


def drops_question(reading: Reading, command: Command) -> bool:
    """Whether "cancel" beside an open question drops the question; "stop" always stops the run."""
    orders = [each for each in reading.chunks if each.kind is Kind.ORDER]
    return command == Command(verb=Verb.CANCEL) and all(each.values.get("drops") for each in orders)


def follow_up(
    reading: Reading, context: Context | None, names: Names, now: datetime, *, is_question: bool
) -> FollowUp | None:
    """The follow-up that a message without a verb is, if it is one.

    A question about something that acts stays a question: "and only seo?".
    """
    found = _leaning(reading, context, names, now)
    asks = is_question or any(each.name == "about" for each in reading.chunks)
    if found and found.command and found.command.verb in ACTING and asks:
        return FollowUp(question=asking(Ask.IS_IT_AN_ORDER, found.command))
    return found


def _leaning(
    reading: Reading, context: Context | None, names: Names, now: datetime
) -> FollowUp | None:
    draft = gather(reading.chunks, reading, names)
    if draft.orders or draft.asks or draft.guards or draft.strangers or draft.correction:
        return None
    leans = draft.again or any(each.kind is Kind.FOLLOW for each in reading.chunks)
    if context is not None and context.pending is not None:
        found = _to_pending(draft, context.pending, reading, now)
        if found is not None:
            return found
    if context is not None and context.last is not None:
        return _to_last(draft, context.last, reading, now)
    return FollowUp(question=Clarification(ask=Ask.NO_CONTEXT)) if leans else None


def _to_pending(
    draft: Draft, pending: Clarification, reading: Reading, now: datetime
) -> FollowUp | None:
    if pending.ask in _TIME_ASKS and (draft.times or draft.numbers):
        return _timed(draft, pending, reading, now)
    if (draft.numbers or draft.ordinals) and not draft.names_sites:
        index = (draft.numbers or draft.ordinals)[0]
        chosen = [each for place, each in enumerate(pending.options, 1) if place == index]
        return FollowUp(command=chosen[0]) if chosen else None
    if pending.ask in _SITE_ASKS and pending.draft and not draft.choices:
        return _named(draft, pending, pending.draft)
    return None


def _timed(
    draft: Draft, pending: Clarification, reading: Reading, now: datetime
) -> FollowUp | None:
    """The hour that was missing; a bare number is an hour."""
    if pending.draft is None or draft.names_sites:
        return None
    chunks = list(draft.times)
    bare = [each for each in reading.chunks if each.kind is Kind.NUMBER]
    chunks += [
        replace(each, kind=Kind.TIME, name="clock", values={"hour": each.values["n"]})
        for each in bare
    ]
    found = completed(pending.when, chunks, now) if pending.when else when(chunks, (), now)
    if found.ask:
        return FollowUp(
            question=replace(pending, ask=found.ask, when=found.partial or pending.when)
        )
    return FollowUp(command=replace(pending.draft, at=found.at, cron=found.cron))


def _named(draft: Draft, pending: Clarification, asked: Command) -> FollowUp | None:
    """The sites that were missing, put where the question was about."""
    if draft.everything and asked.verb is Verb.RUN:
        return FollowUp(command=replace(asked, sites=ALL, except_=tuple(draft.excluded)))
    if not (draft.sites or draft.tags) or "sites" not in SLOTS[asked.verb]:
        return None
    if any(each.except_ != asked.except_ for each in pending.options):
        more = tuple(dict.fromkeys((*asked.except_, *draft.sites)))
        return FollowUp(command=replace(asked, except_=more, sites=ALL))
    before = asked.sites if asked.sites != ALL else ()
    sites: Any = tuple(dict.fromkeys((*before, *draft.sites)))
    tags = tuple(dict.fromkeys((*asked.tags, *draft.tags))) if asked.verb is Verb.RUN else ()
    return FollowUp(command=replace(asked, sites=sites or (ALL if tags else ()), tags=tags))


def _to_last(draft: Draft, last: Command, reading: Reading, now: datetime) -> FollowUp | None:
    once = replace(last, at=None, cron=None)
    said = _slots(draft, reading, now)
    if said is None:
        return None
    if not said:
        return FollowUp(command=once) if draft.again else None
    if set(said) - {_slot_name(each) for each in SLOTS[last.verb]}:
        return None
    if not _may_change(draft, last, reading):
        return None
    changed = _changed(once, said)
    means_something = bool(changed.sites) or changed.verb is not Verb.RUN
    return FollowUp(command=changed) if means_something and counts_fit(changed) else None


def _slots(draft: Draft, reading: Reading, now: datetime) -> dict[str, Any] | None:
    """The slots a follow-up names; None when it says more than slots."""
    if draft.choices or draft.failed or draft.schedules or draft.numbers or draft.ordinals:
        return None
    timed = when(draft.times, reading.tokens, now)
    if timed.ask:
        return None
    said: dict[str, Any] = {
        "sites": ALL if draft.everything else tuple(draft.sites),
        "tags": tuple(draft.tags),
        "except_": tuple(draft.excluded),
        "limit": next(iter([*draft.limits, *draft.loose_limits]), None),
        "concurrency": draft.concurrencies[-1] if draft.concurrencies else None,
        "skip_existing": draft.skip_existing,
        "dry_run": draft.dry_run,
        "reports": tuple(dict.fromkeys(draft.reports)),
        "at": timed.at,
        "cron": timed.cron,
        "run": draft.runs[-1] if draft.runs else None,
    }
    return {name: value for name, value in said.items() if value not in (None, (), False)}


def _may_change(draft: Draft, last: Command, reading: Reading) -> bool:
    """Bare names change nothing by themselves: "ozon" is talk, "ozon too" is a follow-up."""
    kinds = [each.kind for each in reading.chunks if each.is_word]
    only_names = not set(kinds) - {Kind.SITE, Kind.TAG, Kind.ALL, Kind.GLUE, Kind.FILLER}
    return not only_names or last.verb in {Verb.REPORT, Verb.CHANGES} or draft.again


def _changed(last: Command, said: dict[str, Any]) -> Command:
    changed = dict(said)
    excluded = changed.pop("except_", ())
    if "sites" in changed or "tags" in changed:
        changed.setdefault("sites", ALL)
        changed.setdefault("tags", ())
        changed["except_"] = excluded
    elif excluded and last.sites != ALL:
        changed["sites"] = tuple(each for each in last.sites if each not in excluded)
    elif excluded:
        changed["except_"] = tuple(dict.fromkeys((*last.except_, *excluded)))
    return replace(last, **changed)


def _slot_name(slot: str) -> str:
    return "except_" if slot == "except" else slot

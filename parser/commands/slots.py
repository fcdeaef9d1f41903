"""A draft's words put into the slots of a verb.

What a verb has no slot for is not dropped in silence: `has_extras` and `contradicts` tell that the
person said more than the command holds, and it is asked back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from parser.commands.catalogue import Catalogue
from parser.commands.drafts import Draft
from parser.commands.model import ALL, REPORTS, SLOTS, Command, Verb
from parser.commands.times import When

_MAX_PAGES: Final = 10_000_000
_MAX_AT_ONCE: Final = 1000
_MAX_ID: Final = 10**9
#: What is done to a run that is there, and to no schedule.
_OF_RUNS: Final = frozenset({Verb.PAUSE, Verb.RESUME, Verb.RETRY})


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A command, and how many bare numbers found no slot in it."""

    command: Command
    spare_numbers: int = 0


def filled(verb: Verb, draft: Draft, when: When, catalogue: Catalogue) -> Filled:
    """The command a draft makes with a verb."""
    said = _said(draft, when)
    number_slot = _number_slot(verb, said) if draft.numbers else None
    if number_slot:
        said[number_slot] = draft.numbers[-1]
    slots = {name: value for name, value in said.items() if name in SLOTS[verb]}
    if "except" in slots:
        slots["except_"] = slots.pop("except")
    if verb is Verb.RUN:
        slots["sites"] = _run_sites(draft)
    elif "sites" in SLOTS[verb]:
        slots["sites"] = _site_ids(draft, catalogue)
    if verb is Verb.CANCEL and _cancels_all(draft):
        slots["run"] = ALL
    if verb is Verb.RETRY and not draft.failed:
        slots["only"] = ALL if draft.everything or draft.whole or draft.again else "failed"
    spare = len(draft.numbers) - (1 if number_slot else 0)
    return Filled(command=Command(verb=verb, **slots), spare_numbers=spare)


def counts_fit(command: Command) -> bool:
    """Whether every number is one that can be meant."""
    return (
        _fits(command.limit, _MAX_PAGES)
        and _fits(command.concurrency, _MAX_AT_ONCE)
        and _fits(command.schedule, _MAX_ID)
        and (command.run == ALL or _fits(command.run, _MAX_ID))
    )


def referring(command: Command, before: Command) -> Command:
    """A command about "it", with the run that the one before named, or else with its sites."""
    slots = SLOTS[command.verb]
    if isinstance(before.run, int) and "run" in slots and command.run is None:
        return replace(command, run=before.run)
    asks = command.verb in {Verb.REPORT, Verb.CHANGES}
    if asks and not command.sites and isinstance(before.sites, tuple):
        return replace(command, sites=before.sites)
    return command


def has_extras(draft: Draft, command: Command) -> bool:
    """Whether something was said that the verb cannot take."""
    slots = SLOTS[command.verb]
    said = {
        "sites": bool(draft.sites or draft.tags) and command.verb is not Verb.PROGRESS,
        "limit": bool(draft.limits),
        "concurrency": bool(draft.concurrencies),
        "skip_existing": draft.skip_existing,
        "dry_run": draft.dry_run,
        "except": bool(draft.excluded),
        "reports": bool(draft.reports or draft.excluded_reports) and not draft.changes,
        "at": bool(draft.times),
        "schedule": bool(draft.schedules),
        "run": bool(draft.runs),
        "only": draft.failed,
    }
    return any(present and slot not in slots for slot, present in said.items())


def contradicts(draft: Draft, found: Filled) -> bool:
    """Whether two things said cannot both hold in one command."""
    command = found.command
    several = (draft.limits, draft.concurrencies, draft.runs, draft.schedules)
    if found.spare_numbers or draft.ordinals or any(len(set(values)) > 1 for values in several):
        return True
    if command.verb is Verb.UNSCHEDULE and draft.everything:
        return True
    if draft.two_things or (command.verb in _OF_RUNS and draft.has_topic("schedule")):
        return True
    if command.verb is Verb.RUN and command.except_:
        return command.sites != ALL
    return command.reports == ()


def _said(draft: Draft, when: When) -> dict[str, Any]:
    """Every slot that the words fill, by its name in JSON."""
    said = {
        "tags": tuple(draft.tags),
        "except": tuple(draft.excluded),
        "limit": _last(draft.limits),
        "concurrency": _last(draft.concurrencies),
        "skip_existing": draft.skip_existing,
        "dry_run": draft.dry_run,
        "reports": _reports(draft),
        "at": when.at,
        "cron": when.cron,
        "run": _last(draft.runs),
        "schedule": _last(draft.schedules),
    }
    return {name: value for name, value in said.items() if value is not None and value is not False}


def _number_slot(verb: Verb, said: dict[str, Any]) -> str | None:
    """The slot a bare number means: a run, a schedule, a limit, as the verb has them."""
    slots = ("run", "schedule", "limit")
    return next((slot for slot in slots if slot in SLOTS[verb] and slot not in said), None)


def _reports(draft: Draft) -> tuple[str, ...] | None:
    if draft.excluded_reports:
        return tuple(each for each in REPORTS if each not in draft.excluded_reports)
    return tuple(dict.fromkeys(draft.reports)) or None


def _run_sites(draft: Draft) -> Any:
    """Sites named win over "all" ("everything on ozon"), unless it is "all sites" or "all and ozon"."""
    of_all = draft.has_topic("site") or draft.all_and
    all_sites = draft.everything and of_all and not (draft.tags or draft.listed)
    if draft.sites and not all_sites:
        return tuple(draft.sites)
    return ALL if draft.names_sites or draft.excluded else ()


def _site_ids(draft: Draft, catalogue: Catalogue) -> tuple[str, ...]:
    """Sites named, with the sites of the tags: verbs other than run know no tags."""
    tagged = [each for tag in draft.tags for each in catalogue.tagged(tag)]
    return tuple(dict.fromkeys([*draft.sites, *tagged]))


def _cancels_all(draft: Draft) -> bool:
    """Whether all runs are meant: by "cancel all", but not by "cancel all sites"."""
    named = draft.sites or draft.tags or draft.runs or draft.numbers
    return draft.everything and not (named or draft.has_topic("site"))


def _last(values: Sequence[Any]) -> Any:
    return values[-1] if values else None


def _fits(value: float | str | None, most: int) -> bool:
    return value is None or (
        isinstance(value, int | float) and value == value // 1 and 0 < value <= most
    )

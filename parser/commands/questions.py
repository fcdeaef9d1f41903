"""Questions back, with complete commands as ready answers.

Each answer can be a button: pressing it needs no reading. What is not certain enough for an answer is
left to the person, who may type it (see followups.py).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from parser.commands.drafts import Choice
from parser.commands.model import ALL, SLOTS, Ask, Clarification, Command
from parser.commands.times import When, offers


def asking(ask: Ask, draft: Command, *options: Command) -> Clarification:
    """A question whose ready answers are these, or the command as it stands."""
    return Clarification(ask=ask, options=options or (draft,), draft=draft)


def unknown_site(
    command: Command, words: Sequence[str], near: Sequence[str], *, excluded: bool
) -> Clarification:
    """Which site is meant by words that name none; offered are the nearest."""
    return Clarification(
        ask=Ask.UNKNOWN_SITE,
        words=tuple(words),
        candidates=tuple(near),
        options=_with_each(command, near, excluded=excluded),
        draft=command,
    )


def which_site(command: Command, choice: Choice) -> Clarification:
    """Which of several sites is meant by one name."""
    return Clarification(
        ask=Ask.AMBIGUOUS_SITE,
        words=(choice.words,),
        candidates=choice.ids,
        options=_with_each(command, choice.ids, excluded=choice.excluded),
        draft=command,
    )


def what_time(command: Command, found: When, now: datetime) -> Clarification:
    """When exactly; offered are hours that fit what was said."""
    known = found.partial
    times = offers(known, now) if known else ()
    return Clarification(
        ask=found.ask or Ask.VAGUE_TIME,
        options=tuple(replace(command, at=each.at, cron=each.cron) for each in times),
        draft=command,
        when=known,
    )


def _with_each(command: Command, ids: Sequence[str], *, excluded: bool) -> tuple[Command, ...]:
    """The command with each id added to its sites or to its exceptions, where its verb takes them."""
    if ("except" if excluded else "sites") not in SLOTS[command.verb]:
        return ()
    own = command.except_ if excluded else command.sites
    before = () if own == ALL else own
    options = []
    for each in ids:
        more = tuple(dict.fromkeys((*before, each)))
        changed: dict[str, Any] = {"except_": more, "sites": ALL} if excluded else {"sites": more}
        options.append(replace(command, **changed))
    return tuple(options)

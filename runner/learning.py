"""Supervised learning: phrases that were not understood are kept, and an admin says what they mean.

Every alias is a test case from then on. A new one is accepted only after all older cases have been
replayed with it: the phrases everybody uses (`core_phrases/`), and all aliases before it. One that
would change the meaning of an older phrase is refused, and both are shown.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files

from parser.commands.catalogue import Catalogue as Words
from parser.commands.errors import CommandError
from parser.commands.interpret import Interpreter
from parser.commands.learning import Case, Failure, LearnedAlias, normalised
from parser.commands.model import Command, Outcome, Verb
from runner.access import Actor
from runner.control import NotFound, Request
from runner.deps import Deps
from storage import aliases, audit, phrases
from storage.database import CHANGE_CHANNEL, Executor, Pool
from storage.notices import notify
from storage.phrases import About, Decision, Phrase

#: payload of the change notice if the aliases changed
LEARNED = "aliases"
#: characters; longer messages are conversation, and may contain what should not be kept
_LONGEST = 160
#: cases are read at this moment, so that "tomorrow" means the same in each replay
_MOMENT = datetime(2026, 1, 12, 9, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Clash:
    """An older phrase that would mean something else."""

    phrase: str
    means: tuple[Command, ...]
    would_mean: tuple[Command, ...]


async def hear(deps: Deps, about: About, said: str, *, language: str) -> None:
    """Records a phrase that was not understood, unless it is too long or LEARN_PHRASES is off."""
    text = normalised(said)
    if deps.settings.learn_phrases and text and len(said) <= _LONGEST:
        await phrases.hear(deps.db, about, text, said=said, language=language)


async def waiting(deps: Deps, actor: Actor, limit: int) -> list[Phrase]:
    """Phrases that wait for an admin. Raises `Forbidden` for everyone else."""
    deps.access.need_admin(actor)
    return await phrases.waiting(deps.db, limit)


async def look(deps: Deps, actor: Actor, phrase_id: int) -> Phrase:
    """One phrase that waits for an admin.

    Raises:
        Forbidden: not an admin.
        NotFound: it was already decided on.
    """
    deps.access.need_admin(actor)
    phrase = await phrases.get(deps.db, phrase_id)
    if phrase is None:
        raise NotFound
    return phrase


async def teach(
    deps: Deps, request: Request, words: Words, phrase: Phrase, alias: LearnedAlias
) -> list[Clash]:
    """Learns the alias, or returns the older phrases that it would break.

    Raises:
        Forbidden: not an admin.
        NotFound: the phrase was already decided on, or an alias with its words exists by now.
    """
    deps.access.need_admin(request.actor)
    # half a second in which the bot answers others
    found = await asyncio.to_thread(clashes, words, await learned(deps.db), alias)
    if found:
        return found
    user_id = request.actor.user_id
    assert user_id is not None  # noqa: S101 - an admin is a person
    async with deps.db.acquire() as connection, connection.transaction():
        if not await phrases.decide(connection, phrase.id, Decision.LEARNED, user_id):
            raise NotFound
        text, meaning = normalised(alias.phrase), alias.as_json()
        if not await aliases.add(
            connection, text, meaning, language=phrase.language, user_id=user_id
        ):
            raise NotFound
        await audit.record(connection, request.act("phrase.teach", alias.phrase))
        await notify(connection, CHANGE_CHANNEL, LEARNED)
    return []


async def ignore(deps: Deps, request: Request, phrase_id: int) -> None:
    """Drops the phrase: admins are not asked about it again.

    Raises:
        Forbidden: not an admin.
        NotFound: it was already decided on.
    """
    deps.access.need_admin(request.actor)
    async with deps.db.acquire() as connection, connection.transaction():
        if not await phrases.decide(connection, phrase_id, Decision.IGNORED, request.actor.user_id):
            raise NotFound
        await audit.record(connection, request.act("phrase.ignore", phrase_id))


async def forget(db: Pool, phrase: str) -> bool:
    """Unlearns an alias; False if there is none."""
    async with db.acquire() as connection, connection.transaction():
        known = await aliases.forget(connection, normalised(phrase))
        await notify(connection, CHANGE_CHANNEL, LEARNED)
    return known


async def learned(db: Executor) -> list[LearnedAlias]:
    """All learned aliases that this version still understands."""
    known = []
    for meaning in await aliases.everything(db):
        try:
            known.append(LearnedAlias.from_json(meaning))
        except CommandError:  # taught to a version that had other words
            continue
    return known


def clashes(words: Words, known: Sequence[LearnedAlias], new: LearnedAlias) -> list[Clash]:
    """The phrases whose meaning the new alias would change: core phrases and older aliases."""
    before = Interpreter(words, learned=known)
    cases = [*core_cases(before), *map(case_of, known)]
    after = Interpreter(words, learned=[*known, new])
    broken = after.check([*cases, case_of(new)], now=_MOMENT)
    reading = before.interpret(new.phrase, now=_MOMENT)
    if new.commands and reading.outcome is Outcome.COMMAND and reading.commands != new.commands:
        case = Case(text=new.phrase, outcome=Outcome.COMMAND, commands=reading.commands)
        broken = [*broken, Failure(case=case, got=after.interpret(new.phrase, now=_MOMENT))]
    return list(dict.fromkeys(_clash(each) for each in broken))


def replay(words: Words, known: Sequence[LearnedAlias]) -> list[Clash]:
    """The phrases that, with everything learned, no longer have their expected meaning."""
    cases = [*core_cases(Interpreter(words)), *map(case_of, known)]
    return [_clash(each) for each in Interpreter(words, learned=known).check(cases, now=_MOMENT)]


def core_cases(interpreter: Interpreter) -> list[Case]:
    """The phrases everybody uses, with what they mean now."""
    cases = []
    for entry in sorted((files("runner") / "core_phrases").iterdir(), key=lambda each: each.name):
        for line in entry.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                read = interpreter.interpret(line, now=_MOMENT)
                cases.append(Case(text=line, outcome=read.outcome, commands=read.commands))
    return cases


def case_of(alias: LearnedAlias) -> Case:
    """The alias as a test case: a name is tried in a command."""
    if alias.commands:
        return Case(text=alias.phrase, outcome=Outcome.COMMAND, commands=alias.commands)
    if alias.site:
        run = Command(verb=Verb.RUN, sites=(alias.site,))
    else:
        run = Command(verb=Verb.RUN, sites="all", tags=(alias.tag or "",))
    return Case(text=f"/run {alias.phrase}", outcome=Outcome.COMMAND, commands=(run,))


def _clash(failure: Failure) -> Clash:
    return Clash(
        phrase=failure.case.text,
        means=failure.case.commands,
        would_mean=failure.got.commands,
    )

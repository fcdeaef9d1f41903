"""A clause becomes a command, or a question, or nothing.

The coverage rule lives here: a command is made only when every word of the clause is explained. What is
left over decides between asking (it looks like a site we don't have, or little is left beside a clear
order) and staying silent. Nothing here starts anything on a guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from parser.commands.clauses import Clause
from parser.commands.drafts import Draft, Stranger, gather
from parser.commands.lattice import Reading
from parser.commands.model import (
    ACTING,
    ALL,
    REPORTS,
    SLOTS,
    Ask,
    Clarification,
    Command,
    Doubt,
    PartialTime,
    Verb,
)
from parser.commands.names import Names
from parser.commands.strangers import Likeness, Strangers
from parser.commands.times import When, offers, when
from parser.commands.verbs import Hesitation, verb_of
from parser.commands.writing import is_cyrillic

#: More unexplained words than this beside a clear order, and it is no order at all.
_MAX_NOISE: Final = 3
_MAX_PAGES: Final = 10_000_000
_MAX_AT_ONCE: Final = 1000
_MAX_ID: Final = 10**9


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one clause came to; exactly one of the first three is set."""

    command: Command | None = None
    question: Clarification | None = None
    #: Why it is no command.
    refused: str = ""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a clause is judged in."""

    reading: Reading
    names: Names
    strangers: Strangers
    #: The present moment in the chat's time zone.
    now: datetime
    #: The message has a question mark.
    is_question: bool = False
    #: The message began with a slash command.
    is_slash: bool = False


def assemble(clause: Clause, scene: Scene) -> Finding:
    """What a clause asks for."""
    draft = gather(clause, scene.reading, scene.names)
    return _Assembly(draft, scene).finding()


class _Assembly:
    def __init__(self, draft: Draft, scene: Scene) -> None:
        self._draft = draft
        self._scene = scene
        self._when = When()

    def finding(self) -> Finding:
        draft = self._draft
        refused = self._refusal()
        if refused:
            return Finding(refused=refused)
        verb = verb_of(draft)
        if verb is None or (verb is Verb.RUN and self._is_idle()):
            return Finding(refused="no command in these words")
        self._when = when(draft.times, self._scene.reading.tokens, self._scene.now)
        if isinstance(verb, Hesitation):
            return self._hesitate(verb)
        command = self._command(verb)
        if not _counts_fit(command):
            return Finding(question=Clarification(ask=Ask.BAD_NUMBER))
        coverage = self._coverage(command)
        if coverage is not None:
            return coverage
        if command.verb not in ACTING and self._has_extras(command):
            return Finding(refused=f"{command.verb.value} cannot take all of this")
        question = self._question(command)
        if question is not None:
            return Finding(question=question)
        return Finding(command=command, doubts=self._doubts(command))

    # what makes it no order at all

    def _refusal(self) -> str:
        draft = self._draft
        if draft.guards:
            return f"{draft.guards[0]}: not an order"
        for order in draft.orders:
            if any(each.quoted for each in self._scene.reading.tokens[order.start : order.end]):
                return "the order is quoted"
            if order.form == "let" and "let" not in draft.requests:
                return "a plan, not an order"
            if order.form == "you" and not self._scene.is_question:
                return "a forecast, not an order"
            if order.form == "gerund" and "gerund" not in draft.requests:
                return "a story, not an order"
        return ""

    # the command

    def _command(self, verb: Verb) -> Command:
        draft, said = self._draft, self._said()
        slots = {name: value for name, value in said.items() if name in SLOTS[verb]}
        if "except" in slots:
            slots["except_"] = slots.pop("except")
        if verb is Verb.RUN:
            slots["sites"] = self._run_sites()
        elif "sites" in SLOTS[verb]:
            slots["sites"] = self._site_ids()
        if verb is Verb.CANCEL and self._cancels_all():
            slots["run"] = ALL
        if verb is Verb.RETRY and self._retries_all():
            slots["only"] = ALL
        return Command(verb=verb, **slots)

    def _said(self) -> dict[str, Any]:
        """Every slot that the words fill, by its name in JSON."""
        draft = self._draft
        verb_takes_run = bool(draft.orders or draft.asks or draft.topics)
        said: dict[str, Any] = {
            "tags": tuple(draft.tags),
            "except": tuple(draft.excluded),
            "limit": _last(draft.limits),
            "concurrency": _last(draft.concurrencies),
            "skip_existing": draft.skip_existing,
            "dry_run": draft.dry_run,
            "reports": self._reports(),
            "at": self._when.at,
            "cron": self._when.cron,
            "run": _last(draft.runs),
            "schedule": _last(draft.schedules),
        }
        if draft.numbers and verb_takes_run:
            self._place_number(said)
        return {name: value for name, value in said.items() if value not in (None, (), False)}

    def _place_number(self, said: dict[str, Any]) -> None:
        """A bare number means what the verb can number: a run, a schedule, a limit."""
        verb = verb_of(self._draft)
        slots = SLOTS[verb] if isinstance(verb, Verb) else ()
        for slot in ("run", "schedule", "limit"):
            if slot in slots and said[slot] is None:
                said[slot] = self._draft.numbers[-1]
                if verb is Verb.RUN:
                    self._draft.doubts[Doubt.BARE_NUMBER] = None
                return

    def _reports(self) -> tuple[str, ...] | None:
        draft = self._draft
        if draft.excluded_reports:
            return tuple(each for each in REPORTS if each not in draft.excluded_reports)
        return tuple(dict.fromkeys(draft.reports)) or None

    def _run_sites(self) -> Any:
        draft = self._draft
        all_sites = draft.everything and draft.has_topic("site") and not draft.tags
        if draft.sites and not all_sites:
            return tuple(draft.sites)
        named = draft.everything or draft.tags or draft.excluded or draft.sites
        return ALL if named else ()

    def _site_ids(self) -> tuple[str, ...]:
        """Sites named, with the sites of the tags: verbs other than run know no tags."""
        catalogue = self._scene.names.catalogue
        tagged = [each for tag in self._draft.tags for each in catalogue.tagged(tag)]
        return tuple(dict.fromkeys([*self._draft.sites, *tagged]))

    def _cancels_all(self) -> bool:
        draft = self._draft
        return draft.everything and not (
            draft.sites or draft.tags or draft.runs or draft.numbers or draft.has_topic("site")
        )

    def _retries_all(self) -> bool:
        draft = self._draft
        return not draft.failed and (draft.everything or draft.whole or draft.again)

    # the coverage rule

    def _coverage(self, command: Command) -> Finding | None:
        """A question or a refusal when words are left over."""
        draft = self._draft
        if not draft.strangers:
            return None
        judged = [(each, self._likeness(each)) for each in draft.strangers]
        if all(self._is_site(each, likeness, command) for each, likeness in judged):
            return Finding(question=self._unknown_site(command, draft.strangers))
        noise = sum(each.end - each.start for each in draft.strangers)
        clear = command.verb is Verb.RUN and draft.names_sites and not self._is_weak()
        if clear and noise <= _MAX_NOISE and all(each.as_object for each in draft.strangers):
            words = tuple(each.words for each in draft.strangers)
            return Finding(
                question=Clarification(
                    ask=Ask.PARTLY_UNDERSTOOD, words=words, options=(command,), draft=command
                )
            )
        return Finding(refused=f"unexplained: {', '.join(each.words for each in draft.strangers)}")

    def _likeness(self, stranger: Stranger) -> Likeness:
        tokens = self._scene.reading.tokens
        return self._scene.strangers.likeness(
            tokens[stranger.start : stranger.end],
            among_cyrillic=any(is_cyrillic(each.text) for each in tokens),
        )

    def _is_site(self, stranger: Stranger, likeness: Likeness, command: Command) -> bool:
        if not stranger.as_object or "sites" not in SLOTS[command.verb]:
            return False
        if self._scene.is_slash:
            return True
        strong = command.verb is Verb.RUN and not self._is_weak()
        return likeness >= (Likeness.MAYBE if strong else Likeness.SURE)

    def _is_weak(self) -> bool:
        """A verb that means many things: "collect", "scan"."""
        orders = self._draft.orders
        return not orders or all(each.values.get("weak") for each in orders)

    def _is_idle(self) -> bool:
        """A weak verb without anything of ours beside it: "collect", "go over the shops"."""
        draft = self._draft
        return self._is_weak() and not (draft.names_sites or draft.has_topic("run") or draft.strangers)

    def _unknown_site(self, command: Command, strangers: Sequence[Stranger]) -> Clarification:
        words = strangers[0].words
        candidates = self._scene.names.suggest(words)
        bucket = "except_" if strangers[0].excluded else "sites"
        return Clarification(
            ask=Ask.UNKNOWN_SITE,
            words=tuple(each.words for each in strangers),
            candidates=candidates,
            options=_with_each(command, bucket, candidates),
            draft=command,
        )

    # what must be asked about a command whose words are all explained

    def _question(self, command: Command) -> Clarification | None:
        draft = self._draft
        if draft.choices:
            return self._choose_site(command)
        if draft.correction:
            return _asking(Ask.CORRECTION, command)
        if self._when.ask:
            return self._ask_time(command)
        if self._has_extras(command) or self._contradicts(command):
            return _asking(Ask.UNSUPPORTED, command)
        if command.verb is Verb.RUN and not command.sites:
            return _asking(Ask.NOTHING_NAMED, command, replace(command, sites=ALL))
        if command.verb in ACTING and self._may_be_no_order(command):
            return _asking(Ask.IS_IT_AN_ORDER, command)
        return None

    def _choose_site(self, command: Command) -> Clarification:
        choice = self._draft.choices[0]
        bucket = "except_" if choice.excluded else "sites"
        ids = choice.ids or self._scene.names.suggest(choice.words)
        return Clarification(
            ask=Ask.AMBIGUOUS_SITE if choice.ids else Ask.UNKNOWN_SITE,
            words=(choice.words,),
            candidates=ids,
            options=_with_each(command, bucket, ids),
            draft=command,
        )

    def _ask_time(self, command: Command) -> Clarification:
        ask = self._when.ask or Ask.VAGUE_TIME
        partial = self._when.partial
        return Clarification(
            ask=ask,
            options=timed_options(command, partial, self._scene.now) if partial else (),
            draft=command,
            when=partial,
        )

    def _has_extras(self, command: Command) -> bool:
        """Whether something was said that the verb cannot take."""
        draft, slots = self._draft, SLOTS[command.verb]
        said = {
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

    def _contradicts(self, command: Command) -> bool:
        draft = self._draft
        if len(set(draft.limits)) > 1 or len(set(draft.concurrencies)) > 1 or len(set(draft.runs)) > 1:
            return True
        if command.verb is Verb.UNSCHEDULE and draft.everything:
            return True
        if command.verb is Verb.RUN and command.except_:
            return command.sites != ALL
        return command.reports == ()

    def _may_be_no_order(self, command: Command) -> bool:
        draft, scene = self._draft, self._scene
        if scene.is_slash:
            return False
        polite = draft.requests - {"leave"}
        if scene.is_question and not polite and not _asks_you(draft):
            return True
        removes_run = command.verb is Verb.CANCEL and not command.sites
        if removes_run and any(each.name == "remove" for each in draft.orders):
            return True
        if any(each.form == "noun" for each in draft.orders):
            return command != Command(verb=command.verb)
        if command.verb is Verb.RUN and self._is_weak() and draft.orders:
            return not (draft.sites or (draft.everything and draft.has_topic("site")))
        by_tag = bool(draft.tags) and not (draft.has_topic("site") or draft.has_topic("run"))
        return command.verb is not Verb.RUN and by_tag

    def _hesitate(self, hesitation: Hesitation) -> Finding:
        if self._draft.strangers:
            return Finding(refused="unexplained words beside a doubtful order")
        if hesitation is Hesitation.WHICH_RETRY:
            number = (self._draft.runs or self._draft.numbers)[-1]
            if not _is_id(number):
                return Finding(question=Clarification(ask=Ask.BAD_NUMBER))
            retry = Command(verb=Verb.RETRY, run=int(number), only=ALL)
            return Finding(question=_asking(Ask.AMBIGUOUS_RUN, retry, retry, replace(retry, only="failed")))
        verb = Verb.CANCEL if hesitation is Hesitation.CANCEL_SITES else Verb.RUN
        command = self._command(verb)
        if not _counts_fit(command):
            return Finding(question=Clarification(ask=Ask.BAD_NUMBER))
        return Finding(question=_asking(Ask.IS_IT_AN_ORDER, command))

    def _doubts(self, command: Command) -> tuple[Doubt, ...]:
        draft = self._draft
        doubts = dict(draft.doubts)
        if command.at or command.cron:
            doubts[Doubt.SCHEDULED] = None
        if command.verb is Verb.CANCEL and command.run == ALL:
            doubts[Doubt.EVERYTHING] = None
        if draft.reason:
            doubts[Doubt.WORDS_IGNORED] = None
        infinitive = any(each.form == "inf" for each in draft.orders) and not draft.requests
        no_verb = not draft.orders and command.verb in ACTING
        if infinitive or no_verb or "leave" in draft.requests:
            doubts[Doubt.WEAK_ORDER] = None
        return tuple(doubts)


def timed_options(command: Command, partial: PartialTime, now: datetime) -> tuple[Command, ...]:
    """The command at each time that a partial one may have meant."""
    return tuple(replace(command, at=each.at, cron=each.cron) for each in offers(partial, now))


def _asking(ask: Ask, draft: Command, *options: Command) -> Clarification:
    return Clarification(ask=ask, options=options or (draft,), draft=draft)


def _with_each(command: Command, bucket: str, ids: Sequence[str]) -> tuple[Command, ...]:
    """The command with each id added to its sites or its exceptions."""
    own = getattr(command, bucket)
    before = () if own == ALL else own
    options = []
    for each in ids:
        more = tuple(dict.fromkeys((*before, each)))
        changed = {bucket: more} if bucket == "sites" else {"except_": more, "sites": ALL}
        options.append(replace(command, **changed))  # type: ignore[arg-type] # by slot name
    return tuple(options)


def _asks_you(draft: Draft) -> bool:
    return any(each.form == "you" for each in draft.orders)


def _last(values: Sequence[Any]) -> Any:
    return values[-1] if values else None


def _is_id(value: float | str | None) -> bool:
    return isinstance(value, int | float) and value == value // 1 and 0 < value < _MAX_ID


def _counts_fit(command: Command) -> bool:
    """Whether every number is one that can be meant."""
    return (
        _fits(command.limit, _MAX_PAGES)
        and _fits(command.concurrency, _MAX_AT_ONCE)
        and _fits(command.schedule, _MAX_ID)
        and (command.run == ALL or _fits(command.run, _MAX_ID))
    )


def _fits(value: int | str | None, most: int) -> bool:
    return value is None or (
        isinstance(value, int | float) and value == value // 1 and 0 < value <= most
    )

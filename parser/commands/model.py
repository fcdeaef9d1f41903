"""The words of the command reader: what a person asked, as values.

A `Command` is a verb with its slots. One class serves all verbs, because faces, storage and HTTP pass
commands around without asking which one it is; `SLOTS` says which slots a verb has. An
`Interpretation` is all that one message gave: commands, or a typed question back, or nothing. What
the bot must remember between messages, the `Context`, goes through JSON and comes back equal.

No sentence for people is made here: a face words facts, doubts and questions by their kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Literal, TypeAlias

from parser.commands.errors import CommandError

All: TypeAlias = Literal["all"]
ALL: Final = "all"


class Verb(StrEnum):
    """What a command asks for."""

    RUN = "run"
    CANCEL = "cancel"
    RETRY = "retry"
    PAUSE = "pause"
    RESUME = "resume"
    PROGRESS = "progress"
    STATUS = "status"
    REPORT = "report"
    CHANGES = "changes"
    SITES = "sites"
    HISTORY = "history"
    SCHEDULES = "schedules"
    UNSCHEDULE = "unschedule"
    HELP = "help"


#: Verbs that change something: only a sentence that is certainly an order may become one of them.
ACTING: Final = frozenset(
    {Verb.RUN, Verb.CANCEL, Verb.RETRY, Verb.PAUSE, Verb.RESUME, Verb.UNSCHEDULE}
)

REPORTS: Final = ("full", "seo", "diff", "xlsx")

#: The slots of each verb, by their names in JSON.
SLOTS: Final[Mapping[Verb, tuple[str, ...]]] = {
    Verb.RUN: (
        "sites",
        "except",
        "tags",
        "limit",
        "concurrency",
        "skip_existing",
        "dry_run",
        "reports",
        "at",
        "cron",
    ),
    Verb.CANCEL: ("run", "sites"),
    Verb.RETRY: ("run", "sites", "only"),
    Verb.PAUSE: ("run",),
    Verb.RESUME: ("run",),
    Verb.PROGRESS: ("run",),
    Verb.STATUS: (),
    Verb.REPORT: ("run", "sites", "reports"),
    Verb.CHANGES: ("run", "sites"),
    Verb.SITES: (),
    Verb.HISTORY: ("limit",),
    Verb.SCHEDULES: (),
    Verb.UNSCHEDULE: ("schedule",),
    Verb.HELP: (),
}

#: Slots that a reader of the JSON should always see, whatever their value.
_ALWAYS: Final[Mapping[Verb, tuple[str, ...]]] = {Verb.RUN: ("sites",), Verb.RETRY: ("only",)}

_COUNTS: Final = frozenset({"limit", "concurrency", "run", "schedule"})
_LISTS: Final = frozenset({"sites", "except_", "tags", "reports"})
_FLAGS: Final = frozenset({"skip_existing", "dry_run"})


@dataclass(frozen=True, kw_only=True)
class Command:
    """What a person asked: a verb and its slots; a slot at its default was not mentioned."""

    verb: Verb
    #: Site ids, or "all" (of the catalogue, narrowed by `tags` and `except_`).
    sites: tuple[str, ...] | All = ()
    except_: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    #: Pages per site; for `history` the number of runs to show.
    limit: int | None = None
    #: Sites at once.
    concurrency: int | None = None
    skip_existing: bool = False
    dry_run: bool = False
    #: None means all of `REPORTS`.
    reports: tuple[str, ...] | None = None
    #: When to start once; aware.
    at: datetime | None = None
    #: Five cron fields in the chat's time zone; Sunday is 0.
    cron: str | None = None
    run: int | All | None = None
    only: Literal["failed", "all"] = "failed"
    schedule: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The verb and the slots that are not at their default."""
        shown: dict[str, Any] = {"verb": self.verb.value}
        for slot in SLOTS[self.verb]:
            value = getattr(self, _attribute(slot))
            if value != _DEFAULTS[slot] or slot in _ALWAYS.get(self.verb, ()):
                shown[slot] = _to_json(value)
        return shown

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Command":
        """The command that `as_json` wrote; CommandError for anything else."""
        try:
            verb = Verb(data["verb"])
        except (KeyError, ValueError, TypeError) as error:
            raise CommandError("verb", data) from error
        strange = sorted(str(name) for name in data if name not in {"verb", *SLOTS[verb]})
        if strange:
            raise CommandError(strange[0], data[strange[0]])
        slots = {
            _attribute(slot): _slot_from_json(_attribute(slot), data[slot])
            for slot in SLOTS[verb]
            if slot in data
        }
        return cls(verb=verb, **slots)


_DEFAULTS: Final = {
    "except" if each.name == "except_" else each.name: each.default for each in fields(Command)
}


class Outcome(StrEnum):
    """What a message came to."""

    COMMAND = "command"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"


class Ask(StrEnum):
    """What must be asked back before anything happens."""

    NOTHING_NAMED = "nothing_named"
    UNKNOWN_SITE = "unknown_site"
    AMBIGUOUS_SITE = "ambiguous_site"
    VAGUE_TIME = "vague_time"
    BAD_TIME = "bad_time"
    BAD_NUMBER = "bad_number"
    AMBIGUOUS_RUN = "ambiguous_run"
    #: Was it an order at all: a question, a bare noun phrase, a weak verb.
    IS_IT_AN_ORDER = "is_it_an_order"
    #: The order is clear, some words beside it are not.
    PARTLY_UNDERSTOOD = "partly_understood"
    #: The person corrected themselves inside the sentence.
    CORRECTION = "correction"
    #: The verb cannot take what was said with it ("cancel in an hour").
    UNSUPPORTED = "unsupported"
    #: It leans on an earlier message that is not known.
    NO_CONTEXT = "no_context"


class Doubt(StrEnum):
    """Why a reading deserves to be shown back before it is carried out."""

    TYPO = "typo"
    PART_OF_NAME = "part_of_name"
    LAYOUT = "layout"
    TRANSLIT = "translit"
    SCHEDULED = "scheduled"
    EVERYTHING = "everything"
    WEAK_ORDER = "weak_order"
    BARE_NUMBER = "bare_number"
    #: An exception takes nothing away from what was named: "electronics without lamoda".
    IDLE_EXCEPTION = "idle_exception"
    #: So many sites were said, and others are meant by the rest.
    OTHER_COUNT = "other_count"
    WORDS_IGNORED = "words_ignored"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, kw_only=True)
class PartialTime:
    """What is known of a time that still lacks its hour."""

    #: An ISO date, when the day was said.
    day: str | None = None
    #: "morning", "day", "evening" or "night", when that was said.
    part: str | None = None
    #: Day of month, month and day of week of a recurrence that lacks its hour, as cron fields.
    days: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields that are known."""
        return {key: value for key, value in _items(self) if value is not None}


@dataclass(frozen=True, kw_only=True)
class Clarification:
    """A question back, with what is already understood and ready answers."""

    ask: Ask
    #: The words of the message it is about.
    words: tuple[str, ...] = ()
    #: Site ids the words may mean, best first.
    candidates: tuple[str, ...] = ()
    #: Complete commands that a face can offer as buttons, best first.
    options: tuple[Command, ...] = ()
    #: The command as far as it was understood.
    draft: Command | None = None
    #: Other commands of the same message that were understood fully, in order.
    beside: tuple[Command, ...] = ()
    when: PartialTime | None = None

    def as_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back."""
        return {
            "ask": self.ask.value,
            "words": list(self.words),
            "candidates": list(self.candidates),
            "options": [each.as_json() for each in self.options],
            "draft": self.draft.as_json() if self.draft else None,
            "beside": [each.as_json() for each in self.beside],
            "when": self.when.as_json() if self.when else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Clarification":
        """The question that `as_json` wrote; CommandError for anything else."""
        try:
            draft, when = data.get("draft"), data.get("when")
            return cls(
                ask=Ask(data["ask"]),
                words=tuple(map(str, data.get("words", ()))),
                candidates=tuple(map(str, data.get("candidates", ()))),
                options=tuple(map(Command.from_json, data.get("options", ()))),
                draft=Command.from_json(draft) if draft else None,
                beside=tuple(map(Command.from_json, data.get("beside", ()))),
                when=None if when is None else PartialTime(**when),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise CommandError("clarification", data) from error


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a follow-up may lean on; the bot stores one per chat."""

    #: The last command that was carried out in this chat.
    last: Command | None = None
    #: The question that is still open.
    pending: Clarification | None = None
    #: The chat's IANA time zone; None takes the zone of `now`.
    zone: str | None = None

    def as_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back."""
        return {
            "last": self.last.as_json() if self.last else None,
            "pending": self.pending.as_json() if self.pending else None,
            "zone": self.zone,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Context":
        """The context that `as_json` wrote; CommandError for anything else."""
        if not isinstance(data, Mapping):
            raise CommandError("context", data)
        last, pending, zone = data.get("last"), data.get("pending"), data.get("zone")
        return cls(
            last=Command.from_json(last) if last else None,
            pending=Clarification.from_json(pending) if pending else None,
            zone=str(zone) if zone else None,
        )


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One understood thing for a face to word: ("sites", 11), ("except", ("ozon",))."""

    kind: str
    value: int | str | tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Interpretation:
    """All that one message gave."""

    text: str
    language: str
    outcome: Outcome
    #: What to do, in order; empty unless the outcome is `command`.
    commands: tuple[Command, ...] = ()
    #: One English line for logs and `--explain`; never shown as it is to a person.
    why: str = ""
    clarification: Clarification | None = None
    #: Per command, what was understood.
    facts: tuple[tuple[Fact, ...], ...] = ()
    #: Why the reading deserves confirmation, if it does.
    doubts: tuple[Doubt, ...] = ()
    #: Commands the person may have meant; only for `unknown`.
    suggestions: tuple[Command, ...] = ()
    #: The text after keyboard layout or transliteration was put right, when it was.
    read_as: str | None = None
    #: The message asked what would happen: show the commands, start nothing.
    explain_only: bool = False
    #: The person answered "no" to the open question.
    declined: bool = False
    #: A greeting, a thank-you, an "ok": nothing was asked, so nothing is left to understand.
    courtesy: bool = False

    @property
    def certain(self) -> bool:
        """Whether the commands may be carried out without being shown back."""
        return self.outcome is Outcome.COMMAND and not self.doubts and not self.explain_only

    def as_json(self) -> dict[str, Any]:
        """The contract of `progon interpret`, with more keys where there is more to say."""
        shown: dict[str, Any] = {
            "text": self.text,
            "language": self.language,
            "outcome": self.outcome.value,
            "commands": [each.as_json() for each in self.commands],
            "why": self.why,
        }
        if self.clarification:
            shown["clarification"] = self.clarification.as_json()
        if self.doubts:
            shown["doubts"] = [each.value for each in self.doubts]
        if self.explain_only:
            shown["explain_only"] = True
        return shown


def _attribute(slot: str) -> str:
    return "except_" if slot == "except" else slot


def _items(value: PartialTime) -> list[tuple[str, Any]]:
    return [(each.name, getattr(value, each.name)) for each in fields(value)]


def _to_json(value: object) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _slot_from_json(name: str, value: Any) -> Any:
    if name in _LISTS and isinstance(value, list | tuple):
        return tuple(map(str, value))
    if name == "at" and isinstance(value, str):
        return _moment(value)
    if not _fits(name, value):
        raise CommandError(name, value)
    return value


def _fits(name: str, value: Any) -> bool:
    if value is None or name in _FLAGS:
        return (name in _FLAGS) == isinstance(value, bool) and name not in {"only", "sites"}
    if value == ALL:
        return name in {"sites", "run", "only"}
    if name in _COUNTS:
        return type(value) is int and value >= 0
    return isinstance(value, str) and (name == "cron" or (name, value) == ("only", "failed"))


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise CommandError("at", value) from error
    if moment.tzinfo is None:
        raise CommandError("at", value)
    return moment

"""What the chunks of one clause say, gathered into slots before anyone decides what it means.

Gathering follows the order of the words, because a few words change how the following are taken:
after "except" sites and reports are excluded, until something else is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from parser.commands.clauses import Clause
from parser.commands.kinds import EMPTY, Kind
from parser.commands.lattice import Chunk, Reading
from parser.commands.model import SLOTS, Doubt, Verb
from parser.commands.names import Names
from parser.commands.tokens import TokenKind

#: Chunks that keep an "except" going.
_KEEP_EXCEPT: Final = frozenset(
    {Kind.SITE, Kind.TAG, Kind.AND, Kind.GLUE, Kind.FILLER, Kind.PAUSE, Kind.LEFTOVER, Kind.REPORT}
)
_NAMES: Final = frozenset({Kind.SITE, Kind.TAG})
_BETWEEN_WORDS: Final = frozenset({Kind.FILLER, Kind.GLUE, Kind.PAUSE})
#: Chunks after which an unexplained word stands where a site would.
_BEFORE_OBJECT: Final = frozenset(
    {Kind.ORDER, Kind.SITE, Kind.TAG, Kind.EXCEPT, Kind.TOPIC, Kind.ONLY, Kind.REPORT}
)


@dataclass(frozen=True, slots=True)
class Stranger:
    """Neighbouring unexplained tokens start..end of a clause."""

    start: int
    end: int
    words: str
    #: Whether they stand after the verb, where a site would.
    as_object: bool
    excluded: bool
    #: "Site" or "shop" follows.
    is_site: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Words that name several sites, or a tag that no site carries."""

    words: str
    ids: tuple[str, ...]
    excluded: bool


@dataclass
class Draft:
    """The slots of one clause as they were said."""

    orders: list[Chunk] = field(default_factory=list)
    asks: list[Chunk] = field(default_factory=list)
    #: Names of the things mentioned, in order: run, report, schedule, site.
    topics: list[str] = field(default_factory=list)
    requests: set[str] = field(default_factory=set)
    sites: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    excluded_reports: list[str] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)
    #: Limits that only a preposition makes: beside a verb without one they number runs.
    loose_limits: list[float] = field(default_factory=list)
    concurrencies: list[float] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    #: "The second": of what was offered, or of something not said.
    ordinals: list[float] = field(default_factory=list)
    runs: list[float | str] = field(default_factory=list)
    schedules: list[float] = field(default_factory=list)
    times: list[Chunk] = field(default_factory=list)
    #: A recurrence said of the run itself: it schedules a new one and names an old one.
    recurring: list[Chunk] = field(default_factory=list)
    #: "all", and "whole" of one thing.
    everything: bool = False
    whole: bool = False
    #: "... of each site": all of them, if none is named.
    each: bool = False
    failed: bool = False
    #: "Failed" alone, which also ends a story: "the run failed".
    failed_barely: bool = False
    again: bool = False
    only: bool = False
    skip_existing: bool = False
    dry_run: bool = False
    #: The changes themselves were named, not a report on them.
    changes: bool = False
    #: The verb plans ("schedule", "book"): it needs a time.
    plans: bool = False
    #: A report was named before any site: "run the report on ozon".
    report_first: bool = False
    reason: bool = False
    correction: str = ""
    choices: list[Choice] = field(default_factory=list)
    strangers: list[Stranger] = field(default_factory=list)
    guards: list[str] = field(default_factory=list)
    #: Sites already named were excluded: "... leave them alone".
    excludes_back: bool = False
    #: "Colleagues": said to the people of the chat.
    to_people: bool = False
    #: "yes" and "no" said beside the rest.
    answers: list[str] = field(default_factory=list)
    doubts: dict[Doubt, None] = field(default_factory=dict)

    @property
    def names_sites(self) -> bool:
        """Whether anything says which sites."""
        return bool(self.sites or self.tags or self.everything or self.each)

    def has_topic(self, name: str) -> bool:
        """Whether a thing of that name was mentioned."""
        return name in self.topics


def suited(draft: Draft, verb: Verb) -> Draft:
    """The draft with its loose numbers taken as the verb can take them.

    After "run" a number with a mere preposition is a limit or an hour; a verb that knows neither
    numbers its runs with it.
    """
    slots = SLOTS[verb]
    if "limit" in slots:
        return replace(draft, limits=draft.limits + draft.loose_limits)
    if "at" in slots:
        return draft
    hours = [each.values["hour"] for each in draft.times if _is_bare_hour(each)]
    times = [each for each in draft.times if not _is_bare_hour(each)]
    return replace(draft, numbers=draft.numbers + draft.loose_limits + hours, times=times)


def gather(clause: Clause, reading: Reading, names: Names) -> Draft:
    """The draft of one clause."""
    gatherer = _Gatherer(reading, names)
    for place, chunk in enumerate(clause):
        gatherer.take(chunk, clause, place)
    return gatherer.draft


class _Gatherer:
    def __init__(self, reading: Reading, names: Names) -> None:
        self.draft = Draft()
        self._reading = reading
        self._names = names
        self._excluding = False
        #: The sites and tags just named, for "... leave them alone".
        self._just_named: list[tuple[Kind, str]] = []
        self._before: Kind | None = None

    def take(self, chunk: Chunk, clause: Clause, place: int) -> None:
        draft = self.draft
        if chunk.kind not in _KEEP_EXCEPT and not (_is_site_noun(chunk) or self._is_line(chunk)):
            self._excluding = False
        draft.doubts.update(dict.fromkeys(chunk.doubts))
        if chunk.values.get("slip"):
            draft.doubts[Doubt.TYPO] = None
        self._values(chunk)
        match chunk.kind:
            case Kind.SITE | Kind.TAG:
                self._name(chunk)
            case Kind.EXCEPT:
                self._except(chunk, clause, place)
            case Kind.LEFTOVER:
                self._leftover(chunk, is_site=_is_site_noun(*clause[place + 1 : place + 2]))
            case Kind.REPORT:
                kinds = [each.strip() for each in str(chunk.values["report"]).split(",")]
                (draft.excluded_reports if self._excluding else draft.reports).extend(kinds)
            case _:
                self._plain(chunk, clause, place)
        if chunk.kind is Kind.PAUSE and not draft.everything:
            self._just_named.clear()  # "A, leave B alone" leaves B alone; "all, A, B" both
        if chunk.kind not in {*_BETWEEN_WORDS, Kind.AND}:
            self._before = chunk.kind

    def _plain(self, chunk: Chunk, clause: Clause, place: int) -> None:
        draft, values = self.draft, chunk.values
        match chunk.kind:
            case Kind.ORDER:
                draft.orders.append(chunk)
            case Kind.ASK:
                draft.asks.append(chunk)
                draft.numbers.extend([values["limit"]] if "limit" in values else [])
            case Kind.TOPIC:
                self._topic(chunk)
            case Kind.LIMIT:
                loose = bool(values.get("loose"))
                (draft.loose_limits if loose else draft.limits).append(values["limit"])
                draft.sites.extend(values.get("site", ()))
            case Kind.CONCURRENCY:
                draft.concurrencies.append(values["concurrency"])
            case Kind.NUMBER:
                (draft.ordinals if values["ordinal"] else draft.numbers).append(values["n"])
            case Kind.TIME:
                draft.times.append(chunk)
            case _:
                self._manner(chunk, clause, place)

    def _manner(self, chunk: Chunk, clause: Clause, place: int) -> None:
        """How the rest is said: politely, as a question, with a second thought."""
        draft = self.draft
        match chunk.kind:
            case Kind.REQUEST:
                draft.requests.add(chunk.name)
            case Kind.FILLER if chunk.values.get("tag") and _ends(clause, place):
                draft.requests.add("tag")
            case Kind.ADDRESS:
                draft.to_people |= chunk.name == "people"
            case Kind.GUARD if chunk.name == "negation" and _is_answer(clause, place):
                draft.answers.append("no")
            case Kind.GUARD:
                draft.guards.append(chunk.name)
            case Kind.ANSWER:
                draft.answers.append(chunk.name if _pauses(clause, place) else "")
            case Kind.CORRECTION if _says_something(clause[:place]):
                draft.correction = chunk.name or "correction"
            case Kind.REASON:
                draft.reason = True
            case Kind.THEN if self._is_last(chunk):  # "run ozon, then": some time later
                draft.times.append(replace(chunk, kind=Kind.TIME, name="vague"))
            case _:
                pass

    def _is_last(self, chunk: Chunk) -> bool:
        """Whether the message ends with this chunk."""
        return all(each.is_soft for each in self._reading.tokens[chunk.end :])

    def _topic(self, chunk: Chunk) -> None:
        draft = self.draft
        draft.topics.append(chunk.name)
        draft.report_first |= chunk.name == "report" and not draft.names_sites
        if chunk.name == "work" and "report" in chunk.values:  # "an seo audit"
            draft.reports.append(chunk.values["report"])
        if "unit" in chunk.values:  # "a daily run": the run, and how often
            draft.recurring.append(replace(chunk, kind=Kind.TIME, name="every"))

    def _values(self, chunk: Chunk) -> None:
        """What a template states beside its kind: a "test run" is a run and a flag."""
        draft, values = self.draft, chunk.values
        draft.everything |= chunk.kind is Kind.ALL and not values.get("whole")
        draft.everything |= bool(values.get("all"))
        draft.each |= bool(values.get("each"))
        draft.whole |= bool(values.get("whole"))
        if chunk.kind is Kind.FAILED:
            draft.failed_barely = bool(values.get("bare")) and not (draft.only or draft.everything)
        draft.failed |= chunk.kind is Kind.FAILED or bool(values.get("failed"))
        draft.only |= chunk.kind is Kind.ONLY
        draft.again |= chunk.kind is Kind.AGAIN or bool(values.get("again"))
        draft.skip_existing |= bool(values.get("skip_existing"))
        draft.dry_run |= bool(values.get("dry_run"))
        draft.plans |= bool(values.get("plans"))
        draft.changes |= bool(values.get("changes"))
        if "topic" in values:
            draft.topics.append(values["topic"])
        if "run" in values:
            draft.runs.append(values["run"])
        if "schedule" in values:
            draft.schedules.append(values["schedule"])

    def _name(self, chunk: Chunk) -> None:
        if chunk.kind is Kind.TAG:
            tag = chunk.values["ids"][0] if "ids" in chunk.values else None
            tag = tag or self._names.tag_of_concept(chunk.values.get("tag", ""))
            ids: tuple[str, ...] = (tag,) if tag else ()
        else:
            ids = chunk.values["ids"]
        if len(ids) != 1:
            words = self._reading.words(chunk)
            self.draft.choices.append(Choice(words, ids, self._excluding))
            return
        if self._before not in _NAMES:
            self._just_named.clear()
        self._just_named.append((chunk.kind, ids[0]))
        self._put(chunk.kind, ids[0], excluded=self._excluding)

    def _put(self, kind: Kind, name: str, *, excluded: bool) -> None:
        draft = self.draft
        if excluded:
            ids = self._names.catalogue.tagged(name) if kind is Kind.TAG else (name,)
            draft.excluded.extend(each for each in ids if each not in draft.excluded)
        else:
            bucket = draft.tags if kind is Kind.TAG else draft.sites
            if name not in bucket:
                bucket.append(name)

    def _except(self, chunk: Chunk, clause: Clause, place: int) -> None:
        if "site" in chunk.values:
            self._excluding = True
            ids = chunk.values["site"]
            if len(ids) == 1:
                self._put(Kind.SITE, ids[0], excluded=True)
            else:
                self.draft.choices.append(Choice(self._reading.words(chunk), ids, excluded=True))
            return
        if _names_follow([each for each in clause[place + 1 :] if not self._parts_list(each)]):
            self._excluding = True
            return
        if chunk.values.get("soft"):
            return
        if _is_answer(clause, place):
            self.draft.answers.append("no")
            return
        if not chunk.values.get("either") or not self._just_named or self._before not in _NAMES:
            self.draft.guards.append("negation")
        self.draft.excludes_back = True
        for kind, name in self._just_named:
            bucket = self.draft.tags if kind is Kind.TAG else self.draft.sites
            bucket[:] = [each for each in bucket if each != name]
            self._put(kind, name, excluded=True)
        self._just_named.clear()

    def _is_line(self, chunk: Chunk) -> bool:
        """Whether it is a line's end: a list may have a name a line."""
        return chunk.kind is Kind.BREAK and self._reading.words(chunk).isspace()

    def _parts_list(self, chunk: Chunk) -> bool:
        """Whether it stands between "except" and the list after it."""
        is_colon = chunk.kind is Kind.PAUSE and self._reading.words(chunk) == ":"
        return is_colon or self._is_line(chunk)

    def _start_of_name(self, chunk: Chunk) -> int:
        """Where a name that goes on with this chunk was broken off: "h&m" is one name."""
        before = chunk.start - 1
        is_joined = before >= 0 and self._reading.tokens[before].kind is TokenKind.JOINT
        return before if is_joined else chunk.start

    def _leftover(self, chunk: Chunk, *, is_site: bool) -> None:
        draft = self.draft
        last = draft.strangers[-1] if draft.strangers else None
        if last and last.end == self._start_of_name(chunk):
            words = self._reading.text(last.start, chunk.end)
            draft.strangers[-1] = replace(last, end=chunk.end, words=words, is_site=is_site)
            return
        as_object = bool(draft.orders or draft.asks) or self._before is Kind.TOPIC
        as_object = as_object and (self._before in _BEFORE_OBJECT or self._before is Kind.LEFTOVER)
        words = self._reading.words(chunk)
        draft.strangers.append(
            Stranger(chunk.start, chunk.end, words, as_object, self._excluding, is_site)
        )


def _names_follow(chunks: Sequence[Chunk]) -> bool:
    for chunk in chunks:
        if chunk.kind in {Kind.SITE, Kind.TAG, Kind.REPORT, Kind.LEFTOVER}:
            return True
        if chunk.kind not in {Kind.FILLER, Kind.GLUE, Kind.ALL} and not _is_site_noun(chunk):
            return False
    return False


def _pauses(clause: Sequence[Chunk], place: int) -> bool:
    """Whether a comma or a sentence's end follows."""
    return place + 1 == len(clause) or not clause[place + 1].is_word


def _is_answer(clause: Sequence[Chunk], place: int) -> bool:
    """Whether a negation stands before all else, set apart by a comma: "no need, stop it"."""
    before_pause = place + 1 < len(clause) and not clause[place + 1].is_word
    return before_pause and not _says_something(clause[:place])


def _says_something(chunks: Sequence[Chunk]) -> bool:
    return any(each.kind not in EMPTY for each in chunks)


def _ends(clause: Sequence[Chunk], place: int) -> bool:
    """Whether nothing but punctuation follows in the clause."""
    return all(not each.is_word for each in clause[place + 1 :])


def _is_bare_hour(chunk: Chunk) -> bool:
    return chunk.name == "clock" and set(chunk.values) == {"hour"}


def _is_site_noun(*chunks: Chunk) -> bool:
    return any(each.kind is Kind.TOPIC and each.name == "site" for each in chunks)

"""What one clause says, in slots, before anyone decides what it means.

A `Draft` is filled by gathering.py in the order of the words, and read by all that judge the clause.
"""

from dataclasses import dataclass, field, replace

from parser.commands.lattice import Chunk
from parser.commands.model import SLOTS, Doubt, Verb


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
    #: Sites of "not ozon": left out of all, and nothing at all beside sites that are named.
    denied: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    excluded_reports: list[str] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)
    #: Limits that only a preposition makes: beside a verb without one they number runs.
    loose_limits: list[float] = field(default_factory=list)
    concurrencies: list[float] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    #: "Five sites": how many sites the person thinks they named.
    counts: list[float] = field(default_factory=list)
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
    #: "The run and the schedule": no verb takes both.
    two_things: bool = False
    #: "... of each site": all of them, if none is named.
    each: bool = False
    #: "All - ozon": is that without ozon, or ozon?
    dashed: bool = False
    #: "All sites: ozon and wb": those are all.
    listed: bool = False
    #: "All, but ozon only seo": what follows is of ozon alone, and one command cannot say so.
    turned: bool = False
    #: "Clothes on wb": a part of that site, which nobody can run alone.
    within: bool = False
    #: "All and ozon": all of them.
    all_and: bool = False
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
    #: "Of it": what the order before was about.
    refers: bool = False
    #: "A new run", not "the run".
    fresh: bool = False
    #: A report was named before any site: "run the report on ozon".
    report_first: bool = False
    #: A kind of report was named before any site: "download the excel of ozon".
    kind_first: bool = False
    #: "... off the run".
    off_run: bool = False
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
    draft = _numbered(draft, verb)
    if "at" in slots:
        return draft
    hours = [each.values["hour"] for each in draft.times if _is_bare_hour(each)]
    times = [each for each in draft.times if not _is_bare_hour(each)]
    return replace(draft, numbers=draft.numbers + draft.loose_limits + hours, times=times)


def _numbered(draft: Draft, verb: Verb) -> Draft:
    """The draft with "the fifth" as a number, and "number 2" as that of a schedule."""
    if "run" in SLOTS[verb] or verb is Verb.UNSCHEDULE:
        draft = replace(draft, numbers=draft.numbers + draft.ordinals, ordinals=[])
    if verb is Verb.UNSCHEDULE and not draft.schedules and not draft.has_topic("run"):
        numbers = [each for each in draft.runs if not isinstance(each, str)]
        draft = replace(draft, schedules=numbers, runs=[])
    return draft


def _is_bare_hour(chunk: Chunk) -> bool:
    return chunk.name == "clock" and set(chunk.values) == {"hour"}

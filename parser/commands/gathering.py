"""The chunks of one clause gathered into a draft.

Gathering follows the order of the words, because a few words change how the others are taken: after
"except" sites and reports are excluded, until something else is said; "leave it alone" excludes what was
just named; a "no" or an "all" that a comma sets apart before the verb is an interjection.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from parser.commands.clauses import Clause
from parser.commands.drafts import Choice, Draft, Stranger
from parser.commands.kinds import EMPTY, Kind
from parser.commands.lattice import PICTURE, Chunk, Reading
from parser.commands.model import Doubt
from parser.commands.names import Names
from parser.commands.tokens import TokenKind

#: Chunks that keep an "except" going.
_KEEP_EXCEPT: Final = frozenset(
    {Kind.SITE, Kind.TAG, Kind.AND, Kind.GLUE, Kind.FILLER, Kind.PAUSE, Kind.LEFTOVER, Kind.REPORT}
)
#: Chunks that name something to see of a site: "changes on ...".
_VIEWED: Final = frozenset({Kind.TOPIC, Kind.REPORT})
_LISTS: Final = frozenset(":(")
_DASHES: Final = frozenset("-\u2013\u2014\u2212")
_NAMES: Final = frozenset({Kind.SITE, Kind.TAG})
_BETWEEN_WORDS: Final = frozenset({Kind.FILLER, Kind.GLUE, Kind.PAUSE})
#: Chunks after which an unexplained word stands where a site would.
_BEFORE_OBJECT: Final = frozenset(
    {
        Kind.ORDER,
        Kind.ASK,
        Kind.SITE,
        Kind.TAG,
        Kind.EXCEPT,
        Kind.TOPIC,
        Kind.ONLY,
        Kind.REPORT,
    }
)


def gather(clause: Clause, reading: Reading, names: Names) -> Draft:
    """The draft of one clause."""
    gatherer = _Gatherer(reading, names)
    for place, chunk in enumerate(clause):
        gatherer.take(chunk, clause, place)
    return _without_denials(gatherer.draft)


def _without_denials(draft: Draft) -> Draft:
    """The draft without a "not ozon" beside sites that were named: "not ozon, but wb" is wb."""
    if not draft.sites or draft.everything or draft.tags:
        return draft
    idle = {*draft.denied} - {*draft.sites}
    return replace(draft, excluded=[each for each in draft.excluded if each not in idle])


class _Gatherer:
    def __init__(self, reading: Reading, names: Names) -> None:
        self.draft = Draft()
        self._reading = reading
        self._names = names
        self._excluding = False
        #: The sites and tags just named, for "... leave them alone".
        self._just_named: list[tuple[Kind, str]] = []
        #: The reports just named, for "... is not needed".
        self._just_reported: list[str] = []
        self._before: Kind | None = None

    def take(self, chunk: Chunk, clause: Clause, place: int) -> None:
        draft = self.draft
        if self._excluding and self._parts_excluded(chunk):
            return
        if chunk.kind not in _KEEP_EXCEPT and not (_is_site_noun(chunk) or self._is_line(chunk)):
            self._excluding = False
        draft.doubts.update(dict.fromkeys(chunk.doubts))
        if chunk.values.get("slip"):
            draft.doubts[Doubt.TYPO] = None
        self._values(chunk, interjected=_is_answer(clause, place) and _orders_next(clause, place))
        match chunk.kind:
            case Kind.SITE | Kind.TAG:
                self._beside_names(chunk.kind, clause[:place])
                self._name(chunk)
            case Kind.EXCEPT:
                self._except(chunk, clause, place)
            case Kind.LEFTOVER:
                self._leftover(chunk, is_site=_is_site_noun(*clause[place + 1 : place + 2]))
            case Kind.REPORT:
                self._report(chunk, clause, place)
            case _:
                self._plain(chunk, clause, place)
        if chunk.kind is Kind.PAUSE and not draft.everything:
            self._just_named.clear()  # "A, leave B alone" leaves B alone; "all, A, B" both
        if chunk.kind not in {*_BETWEEN_WORDS, Kind.AND}:
            names = chunk.kind is Kind.EXCEPT and "site" in chunk.values  # "but not ozon"
            self._before = Kind.SITE if names else chunk.kind

    def _parts_excluded(self, chunk: Chunk) -> bool:
        """Whether it only stands between what is left out and what follows."""
        if self.draft.excluded and chunk.values.get("contrast"):
            self._excluding = False  # "not ozon, but wb"
            return True
        return (chunk.kind, chunk.name) == (Kind.CORRECTION, "or")  # "all but ozon or wb": neither

    def _report(self, chunk: Chunk, clause: Clause, place: int) -> None:
        """A report; beside a list of excluded sites it is one of the list only after an "and"."""
        if self._before in _NAMES:
            joined = _neighbour(reversed(clause[:place])) is Kind.AND
            self._excluding &= joined and _neighbour(clause[place + 1 :]) is not Kind.ONLY
        kinds = [each.strip() for each in str(chunk.values["report"]).split(",")]
        (self.draft.excluded_reports if self._excluding else self.draft.reports).extend(kinds)
        self.draft.kind_first |= not self.draft.names_sites
        self._just_reported = kinds

    def _plain(self, chunk: Chunk, clause: Clause, place: int) -> None:
        draft, values = self.draft, chunk.values
        match chunk.kind:
            case Kind.ORDER:
                draft.orders.append(chunk)
            case Kind.ASK:
                draft.asks.append(chunk)
                draft.numbers.extend([values["limit"]] if "limit" in values else [])
            case Kind.TOPIC:
                self._topic(chunk, clause[:place])
            case Kind.LIMIT:
                loose = bool(values.get("loose"))
                (draft.loose_limits if loose else draft.limits).append(values["limit"])
                draft.sites.extend(values.get("site", ()))
            case Kind.CONCURRENCY:
                draft.concurrencies.append(values["concurrency"])
            case Kind.NUMBER if _are_sites(*clause[place + 1 : place + 2]):
                draft.counts.append(values["n"])
            case Kind.NUMBER:
                (draft.ordinals if values["ordinal"] else draft.numbers).append(values["n"])
            case Kind.TIME:
                draft.times.append(chunk)
            case Kind.FOLLOW if chunk.name == "run" and draft.names_sites:  # "ozon, run it"
                draft.orders.append(replace(chunk, kind=Kind.ORDER, form="base"))
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

    def _topic(self, chunk: Chunk, before: Sequence[Chunk]) -> None:
        draft = self.draft
        pair = {chunk.name, *draft.topics[-1:]}
        draft.two_things |= pair == {"run", "schedule"} and _neighbour(reversed(before)) is Kind.AND
        draft.topics.append(chunk.name)
        draft.off_run |= bool(chunk.values.get("away"))
        if "count" in chunk.values:
            draft.counts.append(chunk.values["count"])
        draft.report_first |= chunk.name == "report" and not draft.names_sites
        if chunk.name == "work" and "report" in chunk.values:  # "an seo audit"
            draft.reports.append(chunk.values["report"])
        if "unit" in chunk.values:  # "a daily run": the run, and how often
            draft.recurring.append(replace(chunk, kind=Kind.TIME, name="every"))

    def _values(self, chunk: Chunk, *, interjected: bool) -> None:
        """What a template states beside its kind: a "test run" is a run and a flag."""
        draft, values = self.draft, chunk.values
        is_all = chunk.kind is Kind.ALL and not values.get("whole")
        draft.everything |= is_all and not interjected
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
        draft.fresh |= bool(values.get("fresh"))
        draft.refers |= bool(values.get("refers"))
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
            concepts = (chunk.values.get(each, "") for each in ("tag", "wider"))
            tag = tag or next(filter(None, map(self._names.tag_of_concept, concepts)), None)
            ids: tuple[str, ...] = (tag,) if tag else ()
        else:
            ids = chunk.values["ids"]
        beside = self._name_before(chunk)
        if beside is not None:  # "yandex food" is neither of the two
            self.draft.sites.remove(beside.values["ids"][0])
            words = self._reading.text(beside.start, chunk.end)
            self.draft.choices.append(Choice(words, (), self._excluding))
            return
        if len(ids) != 1:
            words = self._reading.words(chunk)
            self.draft.choices.append(Choice(words, ids, self._excluding))
            return
        if self._before not in _NAMES:
            self._just_named.clear()
        self._just_named.append((chunk.kind, ids[0]))
        self._put(chunk.kind, ids[0], excluded=self._excluding)

    def _name_before(self, chunk: Chunk) -> Chunk | None:
        """The only site named so far, where a tag follows it with nothing between."""
        before = next((each for each in self._reading.chunks if each.end == chunk.start), None)
        if before is None or (before.kind, chunk.kind) != (Kind.SITE, Kind.TAG):
            return None
        alone = self.draft.sites == list(before.values["ids"]) and not chunk.values.get("topic")
        return before if alone and not self._excluding else None

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
                self.draft.denied.append(ids[0])
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
        if chunk.values.get("either") and self._before is Kind.REPORT:
            kinds = self._just_reported
            self.draft.reports = [each for each in self.draft.reports if each not in kinds]
            self.draft.excluded_reports.extend(kinds)
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

    def _beside_names(self, kind: Kind, before: Sequence[Chunk]) -> None:
        """What stands between a name and the names before it: a minus, "and", "on", a turn."""
        draft = self.draft
        places = [
            place for place, each in enumerate(before) if each.kind in _NAMES or _is_all(each)
        ]
        if self._excluding or not places:
            return
        last, between = before[places[-1]], before[places[-1] + 1 :]
        kinds = [each.kind for each in between if each.kind is not Kind.FILLER]
        marks = {self._reading.words(each) for each in between if each.kind is Kind.PAUSE}
        of_all = draft.everything and _is_all(last)
        joined = Kind.AND in kinds
        draft.all_and |= of_all and joined
        draft.listed |= of_all and bool(marks & _LISTS)
        draft.dashed |= (
            len(kinds) == 1 and bool(marks & _DASHES) and (of_all or last.kind is Kind.TAG)
        )
        draft.within |= kinds == [Kind.GLUE] and {kind, last.kind} == _NAMES
        turns = any(each.values.get("contrast") for each in between)
        draft.turned |= not joined and (turns or (of_all and "," in marks))

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
        wanted = "need" in draft.requests and self._before is Kind.REQUEST  # "need ikea crawled"
        as_object = bool(draft.orders or draft.asks) or self._before in _VIEWED
        as_object = as_object and (self._before in _BEFORE_OBJECT or self._before is Kind.LEFTOVER)
        words = self._reading.words(chunk)
        draft.strangers.append(
            Stranger(chunk.start, chunk.end, words, as_object or wanted, self._excluding, is_site)
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
    after = clause[place + 1 : place + 2]
    before_pause = bool(after) and not after[0].is_word and after[0].name != PICTURE
    return before_pause and not _says_something(clause[:place])


def _orders_next(clause: Sequence[Chunk], place: int) -> bool:
    """Whether a verb comes right after the pause, as in the interjection "that's all, stop"."""
    return [each.kind for each in clause[place + 2 : place + 3]] == [Kind.ORDER]


def _neighbour(chunks: Iterable[Chunk]) -> Kind | None:
    """The kind of the first of them that means something."""
    return next((each.kind for each in chunks if each.kind not in {Kind.FILLER, Kind.GLUE}), None)


def _says_something(chunks: Sequence[Chunk]) -> bool:
    return any(each.kind not in EMPTY for each in chunks)


def _ends(clause: Sequence[Chunk], place: int) -> bool:
    """Whether nothing but punctuation follows in the clause."""
    return all(not each.is_word for each in clause[place + 1 :])


def _are_sites(*chunks: Chunk) -> bool:
    """Whether a tag follows that is a word for sites: "three marketplaces"."""
    return any(each.kind is Kind.TAG and each.values.get("topic") == "site" for each in chunks)


def _is_all(chunk: Chunk) -> bool:
    """Whether it may be "all sites"."""
    return chunk.kind is Kind.ALL or _is_site_noun(chunk)


def _is_site_noun(*chunks: Chunk) -> bool:
    return any(each.kind is Kind.TOPIC and each.name == "site" for each in chunks)

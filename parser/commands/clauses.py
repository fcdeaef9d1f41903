"""One message, several orders: where one ends and the next begins.

A clause is what belongs to one order. Orders are found by their verbs; the border between two verbs
is the strongest mark between them: a sentence's end or "then", a comma or "and" right before the
second verb, else the last comma, else the last "and". A Russian object may stand before its verb ("run
A and B, but C cancel"), so the border is sought between the verbs, not at the second one. Two verbs
with no mark between them stay together: they are one order said in two words, or no order at all, which
assembly.py judges.

One verb may serve several orders: "run A, then B", "run A at 9 and B at 10", "cancel run 2 and run 3",
"show the history and the schedules". Each part that has its own of what is ordered is then a clause with
the same verb.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise
from typing import Final

from parser.commands.kinds import EMPTY, Kind
from parser.commands.lattice import Chunk

Clause = tuple[Chunk, ...]

_HEADS: Final = frozenset({Kind.ORDER, Kind.ASK})
_STARTS: Final = frozenset({"run", "start"})
_STORY: Final = frozenset({Kind.LEFTOVER, Kind.GUARD})
_MARKS: Final = frozenset({Kind.BREAK, Kind.THEN, Kind.PAUSE, Kind.AND})
_NAMES: Final = frozenset({Kind.SITE, Kind.TAG, Kind.ALL})
#: Slots that each part of a distributed order has for itself.
_OWN: Final = frozenset({Kind.LIMIT, Kind.CONCURRENCY, Kind.TIME})
_VIEWS: Final = frozenset({"report", "schedule", "site"})
_QUIET: Final = frozenset(
    {Kind.FILLER, Kind.REQUEST, Kind.ADDRESS, Kind.GLUE, Kind.PAUSE, Kind.AND, Kind.THEN}
)


def clauses(chunks: Sequence[Chunk]) -> list[Clause]:
    """The clauses in order; one clause when there is at most one head."""
    chunks = without_reasons(chunks)
    heads = [place for place, each in enumerate(chunks) if each.kind in _HEADS]
    borders = [0]
    for before, after in pairwise(heads):
        border = _border(chunks, before, after)
        if border is not None:
            borders.append(border)
    borders.append(len(chunks))
    found = [tuple(chunks[start:end]) for start, end in pairwise(borders) if start < end]
    return [part for clause in _merged(found) for part in _distributed(clause)]


def without_reasons(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks without what gives a reason, from "because" to the end of its sentence.

    What is explained after such a word is part of the order: "so that only the seo report".
    """
    kept: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        if chunk.kind is Kind.REASON:
            end = _sentence_end(chunks, place)
            if any(each.kind in _STORY for each in chunks[place + 1 : end]):
                kept.append(chunk)
                place = end
                continue
            chunk = replace(chunk, kind=Kind.FILLER)
        kept.append(chunk)
        place += 1
    return kept


def _sentence_end(chunks: Sequence[Chunk], start: int) -> int:
    ends = (place for place in range(start, len(chunks)) if chunks[place].kind is Kind.BREAK)
    return next(ends, len(chunks))


def _border(chunks: Sequence[Chunk], before: int, after: int) -> int | None:
    """The place of the first chunk of the second clause."""
    marks = [
        (_strength(chunks, place, after), place)
        for place in range(before + 1, after)
        if chunks[place].kind in _MARKS
    ]
    return max(marks)[1] + 1 if marks else None


def _strength(chunks: Sequence[Chunk], place: int, head: int) -> int:
    kind = chunks[place].kind
    if kind in {Kind.BREAK, Kind.THEN}:
        return 4
    if all(each.kind in _QUIET for each in chunks[place + 1 : head]):
        return 3
    return 2 if kind is Kind.PAUSE else 1


def _merged(found: list[Clause]) -> list[Clause]:
    """Clauses that only narrow the run before them, joined to it.

    "Run all, drop ozon" excludes; "run all and send only the seo" chooses the report.
    """
    joined: list[Clause] = []
    for clause in found:
        before = joined[-1] if joined else ()
        if _only_shows(before) and not _acts(clause):
            joined[-1] = clause  # "tell me: what has changed?"
        elif _has_order(clause, {"show"}) and _says_it_again(clause) and _looks(before):
            continue  # "where's my report? send it"
        elif _has_order(before, _STARTS) and _narrows(clause):
            joined[-1] = (*before, *map(_as_narrowing, clause))
        else:
            joined.append(clause)
    return joined


def _distributed(clause: Clause) -> list[Clause]:
    """The orders that one verb gives; usually one."""
    heads = [place for place, each in enumerate(clause) if each.kind in _HEADS]
    if len(heads) != 1:
        return [clause]
    parts = _parts if _has_order(clause, _STARTS) else _part_others
    for place in range(heads[0] + 1, len(clause)):
        first, rest = clause[:place], clause[place + 1 :]
        if clause[place].kind in _MARKS and parts(clause[place], first, rest):
            verb = [each for each in first if each.kind in {Kind.ORDER, Kind.REQUEST}]
            return [first, *_distributed((*verb, *rest))]
    return [clause]


def _parts(mark: Chunk, first: Clause, rest: Clause) -> bool:
    """Whether a mark parts two runs: both name sites, and both have a slot of the same kind."""
    before, after = ({_slot_kind(each) for each in part} for part in (first, rest))
    if not (before & _NAMES and after & _NAMES) or _begins_with_except(rest):
        return False
    return mark.kind is Kind.THEN or bool(before & after & _OWN)


def _part_others(_: Chunk, first: Clause, rest: Clause) -> bool:
    """Whether both parts name a run, or both name something to see."""
    if {each.kind for each in first} & {Kind.RUN, Kind.NUMBER}:
        own = [each.kind for each in rest if each.kind not in EMPTY]
        return own[:1] in ([Kind.RUN], [Kind.NUMBER])
    if any(each.kind is Kind.SCHEDULE for each in first):
        own = [each.kind for each in rest if each.kind not in EMPTY]
        return own[:1] == [Kind.SCHEDULE]
    shows = _has_order(first, {"show"}) or any(each.kind is Kind.ASK for each in first)
    return shows and _sees_something(first) and _names_view(rest)


def _sees_something(clause: Clause) -> bool:
    return any(each.kind is Kind.ASK for each in clause) or _names_view(clause)


def _names_view(clause: Clause) -> bool:
    """Whether a report, a list of schedules or of sites is all that a part names."""
    content = [each for each in clause if each.kind not in {*EMPTY, *_HEADS}]
    return len(content) == 1 and content[0].kind is Kind.TOPIC and content[0].name in _VIEWS


def _slot_kind(chunk: Chunk) -> Kind:
    """The chunk's kind; a bare number beside limits is one, and "now" is a time."""
    if chunk.values.get("now"):
        return Kind.TIME
    return Kind.LIMIT if chunk.kind is Kind.NUMBER else chunk.kind


def _begins_with_except(clause: Clause) -> bool:
    words = (each.kind for each in clause if each.kind not in _QUIET)
    return next(words, None) in {Kind.EXCEPT, Kind.CORRECTION}


def _narrows(clause: Clause) -> bool:
    kinds = {each.kind for each in clause}
    if _has_order(clause, {"run"}) and all(
        each.kind is not Kind.ORDER or each.values.get("dry_run") for each in clause
    ):
        return not kinds - {Kind.ORDER, *EMPTY}
    if (_has_order(clause, _STARTS) and _says_it_again(clause)) or _only_urges(clause):
        return True
    about_a_run = any(
        each.kind is Kind.TOPIC and each.name in {"run", "schedule"} for each in clause
    )
    if _has_order(clause, {"remove"}):
        return bool(kinds & {Kind.SITE, Kind.TAG}) and not about_a_run and Kind.RUN not in kinds
    if (
        not kinds & {Kind.REPORT, Kind.LIMIT}
        or kinds & {Kind.SITE, Kind.TAG, Kind.RUN, Kind.ALL}
        or about_a_run
    ):
        return False
    return _has_order(clause, {"show", "make"}) or _is_weak(clause)


def _only_shows(clause: Clause) -> bool:
    """Whether a clause is "show", "tell me" and nothing else: it introduces the next."""
    content = [each for each in clause if each.kind not in EMPTY]
    return len(content) == 1 and content[0].kind is Kind.ORDER and content[0].name == "show"


def _acts(clause: Clause) -> bool:
    """Whether a clause has a verb that does more than show: "tell Tom: run it" is no order."""
    return any(each.kind is Kind.ORDER and each.name != "show" for each in clause)


def _looks(clause: Clause) -> bool:
    """Whether a clause only asks to see something."""
    heads = [each for each in clause if each.kind in _HEADS]
    return bool(heads) and all(each.kind is Kind.ASK or each.name == "show" for each in heads)


def _only_urges(clause: Clause) -> bool:
    """Whether a clause is "do", "put it on" and nothing else, after what is to be done."""
    content = [each for each in clause if each.kind not in EMPTY]
    urges = all(each.kind is Kind.ORDER and each.name in {"make", "put"} for each in content)
    return bool(content) and urges


def _says_it_again(clause: Clause) -> bool:
    """Whether a clause only tells to start "it", which the clause before has named."""
    content = [each for each in clause if each.kind not in {*EMPTY, Kind.ORDER}]
    return bool(content) and all(each.kind is Kind.TOPIC and each.name == "it" for each in content)


def _is_weak(clause: Clause) -> bool:
    """Whether the verbs start nothing by themselves, as in "download it as excel"."""
    orders = [each for each in clause if each.kind is Kind.ORDER]
    return bool(orders) and all(each.values.get("weak") for each in orders)


def _as_narrowing(chunk: Chunk) -> Chunk:
    if chunk.kind is not Kind.ORDER:
        return chunk
    if chunk.values.get("dry_run"):
        return replace(chunk, kind=Kind.FLAG)
    if chunk.name == "remove":
        return replace(chunk, kind=Kind.EXCEPT, name="", values={"either": True})
    return replace(chunk, kind=Kind.FILLER, name="", values={})


def _has_order(clause: Clause, names: AbstractSet[str]) -> bool:
    return any(each.kind is Kind.ORDER and each.name in names for each in clause)

"""What people say around an order: causes, feelings, apologies, thanks.

    "I started run 26 by accident, please cancel it"
    "run 52 hangs, kill it"
    "the boss needs fresh prices, so could you run ozon?"

The message is cut at its commas, sentence ends and words like "so". A piece that is an order by itself is
the order; a piece that tells something is an aside, and is judged only for what could make the order
none: a condition, somebody else's words, a negation that takes it back. What an aside names is what "it"
in the order means. A piece that is neither leaves the message to the coverage rule: nothing is dropped
here that might be a part of the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from parser.commands.grammar import Grammar
from parser.commands.kinds import Kind
from parser.commands.lattice import Chunk, Reading
from parser.commands.pieces import OBJECTS, STARTS, THEREFORE, TOLD, Piece, Role, gives, pieces_of
from parser.commands.tokens import TokenKind

_LEFT_OUT: Final = frozenset({Role.ASIDE, Role.TAKEN_BACK})
#: What "it" may be.
_NAMED: Final = frozenset({Kind.SITE, Kind.RUN, Kind.SCHEDULE, Kind.TOPIC})
#: Slots that an aside after the order may not hold: they may be meant for it.
_SLOTS: Final = (Kind.REPORT, Kind.LIMIT, Kind.FLAG, Kind.CONCURRENCY, Kind.ONLY)
_ENDS: Final = frozenset({"cancel", "pause", "remove", "unschedule"})
_SHOWS: Final = frozenset({"show"})
#: With more words than this around it an order is asked about.
_MOST_WORDS: Final = 40


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """A message without its asides."""

    chunks: tuple[Chunk, ...]
    #: The asides leave it open whether the order is meant.
    doubtful: bool
    #: The sentence of an order ends with a question mark.
    is_question: bool
    #: Words after the order, which a slip may have made unknown, are among what is left out.
    may_hide: bool


def without_asides(reading: Reading, grammar: Grammar) -> Pruned | None:
    """The reading's chunks without what is said around the order; None where no order stands out."""
    pieces = _with_lists_told(pieces_of(reading, grammar))
    roles = {each.role for each in pieces}
    if Role.UNCLEAR in roles or Role.ORDER not in roles:
        return None
    if not roles & _LEFT_OUT or not _all_in_place(pieces):
        return None
    kept = _kept(pieces)
    orders = [each for each in pieces if each.role is Role.ORDER]
    if not _is_plain(orders, kept, pieces):
        return None
    asked = any(_asks(each, reading) for each in orders)
    return Pruned(
        chunks=tuple(kept),
        doubtful=_is_doubtful(pieces, kept),
        is_question=asked,
        may_hide=_may_hide(pieces),
    )


def _may_hide(pieces: Sequence[Piece]) -> bool:
    first = next(place for place, each in enumerate(pieces) if each.role is Role.ORDER)
    return any(each.role in _LEFT_OUT and each.has(Kind.LEFTOVER) for each in pieces[first:])


def _kept(pieces: Sequence[Piece]) -> list[Chunk]:
    """What is not left out; an order about "it" gets what the asides before it name."""
    kept: list[Chunk] = []
    named: list[Chunk] = []
    for piece in pieces:
        if piece.role in _LEFT_OUT:
            named = [each for each in piece.chunks if each.kind in _NAMED] or named
            continue
        if piece.role is Role.ORDER:
            kept += _antecedents(piece, named)
        kept += map(_as_order, piece.chunks) if named else piece.chunks
    return kept


def _as_order(chunk: Chunk) -> Chunk:
    """An order that leans on the asides, like "run it", as the order it is."""
    if chunk.kind is not Kind.FOLLOW:
        return chunk
    return replace(chunk, kind=Kind.ORDER, name="run", form="base", values={})


def _with_lists_told(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with those that go on with what an aside lists: "I ran A, B and C, so run D"."""
    told: list[Piece] = []
    for piece in pieces:
        goes_on = piece.role is Role.PART and piece.border in {",", "and"} and told
        lists = goes_on and told[-1].role is Role.ASIDE and piece.has(*OBJECTS)
        told.append(replace(piece, role=Role.ASIDE) if lists else piece)
    return told


def _all_in_place(pieces: Sequence[Piece]) -> bool:
    """Whether every aside stands where it can change nothing."""
    after: Piece | None = None
    for place, piece in enumerate(pieces):
        following = pieces[place + 1 :]
        if piece.role is Role.ORDER:
            after = piece
        elif piece.role is Role.TAKEN_BACK:
            if not _is_put_right(piece, following):
                return False
        elif piece.role is Role.ASIDE and not (
            _follows_well(piece, after) if after else _leads_well(piece, following)
        ):
            return False
    return True


def _is_put_right(piece: Piece, following: Sequence[Piece]) -> bool:
    """Whether another order comes right after one that is forbidden: "don't cancel it, pause it"."""
    wanted = following[0] if following and following[0].role is Role.ORDER else None
    if wanted is None:
        return False
    names = _orders(piece) & _orders(wanted)
    return not names or wanted.has(*OBJECTS)


def _leads_well(piece: Piece, following: Sequence[Piece]) -> bool:
    """Whether an aside before the order leaves it an order.

    After somebody else's words, or words about somebody else, a comma may open a quotation: what
    follows must be a request, or begin a sentence of its own.
    """
    if not (piece.is_of_others or piece.is_reported):
        return True
    borders: set[str] = set()
    for each in following:
        borders.add(each.border)
        if each.role is Role.ORDER:
            asked = any(chunk.kind is Kind.REQUEST and chunk.name == "you" for chunk in each.chunks)
            return asked or bool({Kind.BREAK.value, THEREFORE} & borders)
    return False


def _follows_well(piece: Piece, order: Piece) -> bool:
    """Whether an aside after the order takes nothing of it back."""
    if piece.is_reported or piece.has(Kind.ASK, Kind.CORRECTION, Kind.ANSWER, *_SLOTS):
        return False
    told = {each.name for each in piece.chunks if each.kind is Kind.ORDER and each.form in TOLD}
    if told and not (told <= STARTS and _orders(order) & _ENDS):  # "cancel it, I started it"
        return False
    if "negation" not in piece.guards and not piece.has(Kind.EXCEPT):
        return True
    return bool(_orders(order) & _ENDS) and _has_subject(piece)


def _has_subject(piece: Piece) -> bool:
    return "person" in piece.guards or piece.has(Kind.TOPIC, Kind.RUN)


def _orders(piece: Piece) -> set[str]:
    heads = (each for each in piece.chunks if gives(each) or each.kind is Kind.FOLLOW)
    names = {"run" if each.kind is Kind.FOLLOW else each.name for each in heads}
    return {"run" if each in STARTS else each for each in names}


def _antecedents(piece: Piece, named: Sequence[Chunk]) -> list[Chunk]:
    """What "it" of an order is: a run of the asides, or their sites where a run is started."""
    kinds = {each.kind for each in piece.chunks}
    refers = piece.has(Kind.FOLLOW) or any(each.name == "it" for each in piece.chunks)
    if refers and _orders(piece) & _SHOWS:
        return [each for each in named if each.name == "report"][:1]
    runs = _one_of(Kind.RUN, named)
    sites = [each for each in named if each.kind is Kind.SITE]
    if not kinds & OBJECTS:
        wanted = sites if _orders(piece) & {"run"} else runs or sites
        run = [each for each in named if each.kind is Kind.TOPIC and each.name == "run"]
        return wanted or _one_of(Kind.SCHEDULE, named) or run[:1]
    if kinds & OBJECTS <= {Kind.FAILED} and not _orders(piece) & {"run"}:
        return runs
    return sites if refers and not kinds & {Kind.SITE, Kind.TAG, Kind.ALL, Kind.SCHEDULE} else []


def _one_of(kind: Kind, named: Sequence[Chunk]) -> list[Chunk]:
    """The only one of a kind that was named."""
    own = [each for each in named if each.kind is kind]
    return own[:1] if len({tuple(each.values.items()) for each in own}) == 1 else []


def _asks(piece: Piece, reading: Reading) -> bool:
    """Whether the sentence of a piece ends with a question mark."""
    rest = reading.tokens[piece.chunks[0].start :]
    end = next((each.text for each in rest if each.kind is TokenKind.BREAK), "")
    return "?" in end


def _is_plain(orders: Sequence[Piece], kept: Sequence[Chunk], pieces: Sequence[Piece]) -> bool:
    """Whether the orders say by their form that they are orders, and of what, asides or no."""
    chunks = [chunk for each in orders for chunk in each.chunks]
    heads = [each for each in chunks if each.kind is Kind.ORDER]
    if all(each.name in _SHOWS for each in heads):
        return True
    requests = {each.name for each in chunks if each.kind is Kind.REQUEST}
    if "want" in requests or any(each.form == "noun" for each in heads):
        return False
    if any(each.form == "inf" for each in heads) and not requests:
        return False
    if any(each.kind in {*OBJECTS, Kind.LEFTOVER} for each in kept):
        return True
    is_vague = any(each.kind is Kind.TOPIC and each.name == "it" for each in chunks)
    return _names_run(kept) or (not is_vague and pieces[-1].role is not Role.ASIDE)


def _names_run(chunks: Sequence[Chunk]) -> bool:
    return any(each.kind is Kind.TOPIC and each.name in {"run", "schedule"} for each in chunks)


def _is_doubtful(pieces: Sequence[Piece], kept: Sequence[Chunk]) -> bool:
    """Whether so much is told, or so little ordered, that a person must say they meant it."""
    told = [each for each in pieces if each.role is Role.ASIDE]
    words = sum(chunk.end - chunk.start for each in told for chunk in each.chunks)
    starts = any(each.kind is Kind.ORDER and each.name in STARTS for each in kept)
    objects = OBJECTS if starts else OBJECTS - {Kind.ALL}  # "cancel everything": of whose?
    names = any(each.kind in objects for each in kept) or _names_run(kept)
    reported = any(each.is_reported for each in told)
    return words > _MOST_WORDS or not names or (reported and not _requested(kept))


def _requested(kept: Sequence[Chunk]) -> bool:
    return any(each.kind is Kind.REQUEST and each.name == "you" for each in kept)

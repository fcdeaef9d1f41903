"""A message cut into the pieces it is said in, each with its role: order, part of one, or aside.

The cuts are commas, sentence ends, words like "so", and an "and" or "but" before a verb. What may be left
out is decided in asides.py; here a piece is only told from its own words and its place before or after the
order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from parser.commands.grammar import Grammar
from parser.commands.kinds import EMPTY, Kind
from parser.commands.lattice import PICTURE, Chunk, Reading
from parser.commands.telling import Telling

#: What an order may be about; with one of them it needs nothing from the asides.
OBJECTS: Final = frozenset(
    {Kind.SITE, Kind.TAG, Kind.ALL, Kind.RUN, Kind.NUMBER, Kind.SCHEDULE, Kind.FAILED}
)
#: Forms of our verbs that tell and never order.
TOLD: Final = frozenset({"done", "wish", "gerund", "let", "you"})
STARTS: Final = frozenset({"run", "start"})
_ENDS: Final = frozenset({"cancel", "pause"})
#: The border that "so" makes: what goes before is a cause.
THEREFORE: Final = "therefore"
_HEADS: Final = frozenset({Kind.ORDER, Kind.ASK})
_BORDERS: Final = frozenset({Kind.PAUSE, Kind.BREAK, Kind.THEN, Kind.REASON})
#: Guards beside which nothing is an order, wherever they stand.
_SPOILS: Final = frozenset({"condition", "idiom"})
#: Verbs of everyday life, which mean a run only beside something of ours.
_EVERYDAY: Final = frozenset({"check", "show", "make", "put"})


class Role(Enum):
    """What a piece does in its message."""

    ORDER = auto()
    #: Slots without a verb, or courtesies.
    PART = auto()
    ASIDE = auto()
    #: "don't cancel it": what is wanted instead follows.
    TAKEN_BACK = auto()
    UNCLEAR = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring chunks that were said in one breath."""

    chunks: tuple[Chunk, ...]
    role: Role
    #: What parts it from the piece before.
    border: str
    #: Somebody else is its subject: "he", "they".
    is_of_others: bool = False
    #: It tells what somebody said.
    is_reported: bool = False

    @property
    def guards(self) -> frozenset[str]:
        """The names of its guards."""
        return frozenset(each.name for each in self.chunks if each.kind is Kind.GUARD)

    def has(self, *kinds: Kind) -> bool:
        """Whether a chunk of one of these kinds is in it."""
        return any(each.kind in kinds for each in self.chunks)


def pieces_of(reading: Reading, grammar: Grammar) -> list[Piece]:
    """The pieces of a reading, in order."""
    return _Cutter(reading, grammar).pieces()


def gives(chunk: Chunk) -> bool:
    """Whether a chunk orders or asks by its form."""
    return chunk.kind is Kind.ASK or (chunk.kind is Kind.ORDER and chunk.form not in TOLD)


class _Cutter:
    def __init__(self, reading: Reading, grammar: Grammar) -> None:
        self._reading = reading
        self._grammar = grammar
        self._telling = Telling(reading, grammar)
        #: An order has been given already.
        self._is_after = False
        #: The last order ends or halts a run, and takes no slots.
        self._is_after_end = False
        #: The piece before said "sorry", and no order has been given.
        self._is_sorry = False

    def pieces(self) -> list[Piece]:
        chunks = self._reading.chunks
        found: list[Piece] = []
        start, border = 0, ""
        for place in range(len(chunks) + 1):
            mark = self._border(place) if place < len(chunks) else "end"
            if not mark:
                continue
            own = chunks[start : place if mark == THEREFORE else place + 1]
            if place + 1 < len(chunks) and self._border(place + 1) == THEREFORE:
                mark = THEREFORE
            if own:
                found.append(self._piece(own, border, mark, found[-1:]))
                if found[-1].role is Role.ORDER:
                    self._is_after = True
                    names = {each.name for each in own if each.kind in _HEADS}
                    self._is_after_end = names <= _ENDS
            start, border = place + 1, mark
        return found

    def _border(self, place: int) -> str:
        """How a chunk parts what stands around it; empty if it does not."""
        chunk = self._reading.chunks[place]
        words = self._reading.words(chunk).lower()
        if chunk.kind in _BORDERS:
            return words if chunk.kind is Kind.PAUSE else chunk.name or chunk.kind.value
        if words in self._grammar.therefore:
            return THEREFORE
        joins = chunk.kind is Kind.AND or words in self._grammar.contrasts
        return "and" if joins and self._orders_next(place + 1) else ""

    def _orders_next(self, place: int) -> bool:
        """Whether an order begins at a place, courtesies aside."""
        for chunk in self._reading.chunks[place:]:
            if chunk.kind in _HEADS or chunk.kind is Kind.REQUEST:
                return True
            if chunk.kind not in EMPTY or not chunk.is_word:
                return False
        return False

    def _piece(
        self, chunks: tuple[Chunk, ...], border: str, mark: str, before: Sequence[Piece]
    ) -> Piece:
        if before and self._telling.is_signature(chunks, before[0].chunks):
            return Piece(chunks, Role.ASIDE, border)
        others = self._telling.is_of_others(chunks)
        reported = self._telling.is_reported(chunks)
        return Piece(chunks, self._role(chunks, mark), border, others, reported)

    def _role(self, chunks: tuple[Chunk, ...], mark: str) -> Role:
        guards = {each.name for each in chunks if each.kind is Kind.GUARD}
        strange = [each for each in chunks if each.kind is Kind.LEFTOVER]
        orders = self._orders(chunks, is_plain=not (guards or strange))
        if not (guards or strange or _tells_of_ours(chunks) or self._denies(chunks)):
            return Role.ORDER if orders else self._part(chunks, mark)
        if guards <= {"negation"} and not strange and (orders or _has_objects(chunks)):
            return Role.TAKEN_BACK
        if orders:  # "run ikea": whether that is a site is asked later
            named_after = not guards and self._follow_head(strange, chunks)
            return Role.ORDER if named_after else Role.UNCLEAR
        return Role.ASIDE if self._is_aside(chunks, guards, mark) else Role.UNCLEAR

    def _orders(self, chunks: tuple[Chunk, ...], *, is_plain: bool) -> bool:
        """Whether a piece orders something; a bare topic such as "catalogue" asks only by itself."""
        heads = [each for each in chunks if each.kind is not Kind.ASK or is_plain]
        if self._is_of_own_affairs(chunks) or self._leads_to(chunks):
            return False
        return any(map(self._gives, heads))

    def _is_aside(self, chunks: tuple[Chunk, ...], guards: set[str], mark: str) -> bool:
        """Whether a piece that orders nothing tells something that can change no order."""
        if guards & _SPOILS or mark == ":" or any(map(self._telling.spoils, chunks)):
            return False
        if mark == PICTURE and "negation" in guards:
            return False  # a picture in the midst of "don't run it"
        asks = chunks[0].kind is Kind.GUARD and chunks[0].name == "question"
        if asks and not self._is_after and mark not in {Kind.BREAK.value, THEREFORE}:
            return False  # "what does it mean, cancel run 5"
        self._is_sorry = not self._is_after and (
            _excuses(chunks) or (self._is_sorry and not _has_objects(chunks))
        )
        if self._is_exclaimed(chunks) or self._explains_end(chunks):
            return True
        is_cause = mark == THEREFORE or self._is_sorry
        if is_cause or _tells_of_ours(chunks):
            return True
        return self._telling.tells(chunks, is_after=self._is_after)

    def _is_exclaimed(self, chunks: tuple[Chunk, ...]) -> bool:
        """Whether a few plain words before the order end in a picture: "coffee break"."""
        several = sum(each.kind is Kind.LEFTOVER for each in chunks) > 1  # one may be a name
        is_end = several and chunks[-1].name == PICTURE and not self._is_after
        return is_end and self._telling.is_of_plain_words(chunks)

    def _explains_end(self, chunks: tuple[Chunk, ...]) -> bool:
        """Whether plain words after "stop" or "pause" tell what for: "stop the run, power cut"."""
        return self._is_after_end and self._telling.is_of_plain_words(chunks)

    def _part(self, chunks: tuple[Chunk, ...], mark: str) -> Role:
        """Slots go on with the order; a cause before "so" and "I need it for ..." tell why."""
        self._is_sorry = not self._is_after and _excuses(chunks)
        kinds = {each.kind for each in chunks}
        topics = {each.name for each in chunks if each.kind is Kind.TOPIC}
        why = Kind.REQUEST in kinds and "it" in topics and not kinds & {*OBJECTS, Kind.LIMIT}
        if why or mark == THEREFORE or self._is_of_own_affairs(chunks):
            return Role.ASIDE
        needs = any(each.kind is Kind.REQUEST and each.name == "need" for each in chunks)
        return Role.ORDER if needs and topics & {"report", "run"} else Role.PART

    def _follow_head(self, strange: Sequence[Chunk], chunks: Sequence[Chunk]) -> bool:
        """Whether unexplained words stand where sites would: after the verb that starts a run."""
        starts = [each.start for each in chunks if each.kind is Kind.ORDER and each.name in STARTS]
        excepts = any(each.kind is Kind.EXCEPT for each in chunks)  # "start without me"
        return bool(starts) and not excepts and all(each.start > starts[0] for each in strange)

    def _gives(self, chunk: Chunk) -> bool:
        """Whether a chunk gives an order: a verb in a form for it, or "run it"."""
        if chunk.kind is Kind.FOLLOW:
            first = self._reading.tokens[chunk.start].text
            return first in self._grammar.order_words
        return gives(chunk)

    def _denies(self, chunks: tuple[Chunk, ...]) -> bool:
        """Whether a piece before the order only says what is not wanted."""
        content = [each for each in chunks if each.kind not in EMPTY]
        denies = content and content[0].kind is Kind.EXCEPT and content[0].values.get("either")
        return bool(denies) and not self._is_after

    def _leads_to(self, chunks: tuple[Chunk, ...]) -> bool:
        """Whether somebody says what can be done now, before they order it: "we can go on now"."""
        content = [each for each in chunks if each.kind not in EMPTY]
        if self._is_after or not content or content[0].kind is not Kind.GUARD:
            return False
        guards = {each.name for each in content if each.kind is Kind.GUARD}
        forms = {each.form for each in content if each.kind in _HEADS}
        mine = self._telling.begins_with_own_subject(content[0])
        return mine and guards <= {"person", "question"} and forms <= {"base", "inf"}

    def _is_of_own_affairs(self, chunks: tuple[Chunk, ...]) -> bool:
        """Whether somebody tells what they have to do themselves: "I need to check something"."""
        heads = [each for each in chunks if each.kind in _HEADS]
        wants = any(each.kind is Kind.REQUEST and each.name == "want" for each in chunks)
        wants |= any(map(self._telling.has_subject, heads))
        ours = any(each.kind in {*OBJECTS, Kind.TOPIC} for each in chunks)
        return wants and not ours and all(each.name in _EVERYDAY for each in heads)


def _tells_of_ours(chunks: Sequence[Chunk]) -> bool:
    """Whether a verb of ours is in it in a form that tells: "started run 5"."""
    return any(each.kind is Kind.ORDER and each.form in TOLD for each in chunks)


def _has_objects(chunks: Sequence[Chunk]) -> bool:
    return any(each.kind in OBJECTS for each in chunks)


def _excuses(chunks: Sequence[Chunk]) -> bool:
    """Whether a piece begins like "sorry" and names nothing of ours."""
    return any(each.kind is Kind.CORRECTION for each in chunks) and not _has_objects(chunks)

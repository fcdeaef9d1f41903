"""Finds pages with nearly the same text by the distance of their SimHashes, without all pairs.

If the word sets of two texts have the Jaccard similarity J, the expected share of differing bits is
angle/pi, where cos(angle) = 2J/(1+J) (Charikar 2002). So 90 % of common words is 26.3 bits of 256, and
26 bits or fewer is the threshold here.

Candidates are found by the first 64 bits. Those of near duplicates differ in 6 or 7 bits, as a rule in
at most 10, and then agree in at least two of their eight bytes. So for each of the 28 pairs of bytes,
numbers that share both bytes are put into one bucket, and compared only within it: nearly linear for
unrelated texts. Candidates are then judged by all 256 bits. Up to a thousand texts all pairs are
compared directly. Everything that grows with the site is kept in arrays, some 70 bytes a page. A shop
whose pages are all alike makes huge buckets; there each number is compared only with its neighbours in
sorted order, and the counts are lower bounds.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, pairwise
from math import acos, cos, pi
from threading import Event

from parser.pages.simhash import BITS, LONG_BITS
from storage.report_work import REST, Fingerprints, NearDuplicate

MOST_BITS = 26  #: most bits, of all, in which near duplicates differ
#: shortest text that is compared: in a shorter one a single other word is more than the tolerated tenth
FEWEST_WORDS = 19
MOST_OF_NUMBER = 10  #: of the first 64
_BYTES = 8
_HALF = 32
_LOW = 0x7F7F7F7F7F7F7F7F
_HIGH = 0x8080808080808080
_FEW = 1000  # texts of which all pairs are compared: a tenth of a second
_FULL_BUCKET = 256  # up to here all pairs are compared
_NEIGHBOURS = 32


class Interrupted(Exception):
    """The search was stopped: its result is not needed any more."""


def similarity(distance: int, bits: int = BITS) -> float:
    """Percent of the words two texts have in common, estimated from the number of differing bits.

    Texts without common words differ in about half of the bits; more than half also counts as 0.
    """
    cosine = max(0.0, cos(pi * distance / bits))
    return 100 * cosine / (2 - cosine)


def expected_distance(jaccard: float) -> float:
    """The mean distance in bits of texts with this Jaccard similarity of words, 0 to 1."""
    return LONG_BITS * acos(2 * jaccard / (1 + jaccard)) / pi


def near_duplicates(
    pages: Fingerprints, stop: Event, *, few: int = _FEW
) -> Iterator[NearDuplicate]:
    """For each page with near duplicates: how many there are, and the closest (of equals the first).

    Pages with identical main text are not near duplicates of each other. All the work is done before
    this returns, so call it in a thread; the iterator only yields the results.

    Raises:
        Interrupted: `stop` was set.
    """
    near = _Near(pages)
    find = _all_pairs if len(near.numbers) <= few else _candidate_pairs
    for one, other, distance in find(near, stop):
        near.meet(one, other, distance)
    return near.found()


class _Near:
    """The near duplicates of each text, in columns; a text is identified by its place."""

    def __init__(self, pages: Fingerprints) -> None:
        self.numbers = array("Q")  #: the first 64 bits of each text
        self._pages = pages
        self._starts = array("I")  # where the pages of each text begin, and at last the end
        known = None
        for row, text in enumerate(zip(pages.simhashes, pages.contents, strict=True)):
            if text != known:
                self.numbers.append(text[0])
                self._starts.append(row)
                known = text
        self._starts.append(len(pages.simhashes))
        self._around = array("I", bytes(4 * len(self.numbers)))
        # the distance in the upper half, the other's place in the lower: the least is the closest
        self._closest = array("Q", b"\xff" * (8 * len(self.numbers)))

    def wholes(self) -> list[int]:
        """All bits of each text."""
        rest, starts = self._pages.rest, self._starts
        return [
            number << 8 * REST | rest(starts[place]) for place, number in enumerate(self.numbers)
        ]

    def distance(self, one: int, other: int) -> int:
        """In how many of all bits two texts differ."""
        rest, starts = self._pages.rest, self._starts
        first = self.numbers[one] ^ self.numbers[other]
        return first.bit_count() + (rest(starts[one]) ^ rest(starts[other])).bit_count()

    def meet(self, one: int, other: int, distance: int) -> None:
        starts = self._starts
        for here, there in ((one, other), (other, one)):
            self._around[here] += starts[there + 1] - starts[there]
            self._closest[here] = min(self._closest[here], distance << _HALF | there)

    def found(self) -> Iterator[NearDuplicate]:
        ids, starts = self._pages.address_ids, self._starts
        for place, count in enumerate(self._around):
            if not count:
                continue
            distance, closest = divmod(self._closest[place], 1 << _HALF)
            for address_id in ids[starts[place] : starts[place + 1]]:
                yield NearDuplicate(
                    address_id=address_id,
                    pages=count,
                    distance=distance,
                    closest=ids[starts[closest]],
                )


def _all_pairs(near: _Near, stop: Event) -> Iterator[tuple[int, int, int]]:
    """Places of near duplicates with their distance, each pair once."""
    wholes = near.wholes()
    for one, whole in enumerate(wholes):
        if stop.is_set():
            raise Interrupted
        for other, second in enumerate(wholes[one + 1 :], one + 1):
            distance = (whole ^ second).bit_count()
            if distance <= MOST_BITS:
                yield (one, other, distance)


def _candidate_pairs(near: _Near, stop: Event) -> Iterator[tuple[int, int, int]]:
    """The same, looked for among candidates."""
    for one, other in _close_pairs(near.numbers, stop):
        distance = near.distance(one, other)
        if distance <= MOST_BITS:
            yield (one, other, distance)


def _close_pairs(numbers: "array[int]", stop: Event) -> Iterator[tuple[int, int]]:
    """Places of numbers few bits apart, each pair once."""
    columns = _columns(numbers)
    for first, second in combinations(range(_BYTES), 2):
        marker = 0x80 << 8 * first
        before = (0x80 << 8 * second) - 1
        for bucket in _buckets(columns[first], columns[second]):
            if stop.is_set():
                raise Interrupted
            for one, other in _candidates(numbers, bucket):
                difference = numbers[one] ^ numbers[other]
                if (
                    difference.bit_count() <= MOST_OF_NUMBER
                    and _agreeing(difference) & before == marker  # so no pair is found twice
                ):
                    yield (one, other)


def _columns(numbers: "array[int]") -> list[bytes]:
    """Each byte of all numbers, from the lowest."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    data = numbers.tobytes()
    return [data[place::_BYTES] for place in range(_BYTES)]


def _buckets(first: bytes, second: bytes) -> Iterator[list[int]]:
    """Places of numbers that have both bytes in common; two at least (a counting sort)."""
    pairs = bytearray(2 * len(first))
    pairs[::2], pairs[1::2] = first, second
    both = memoryview(pairs).cast("H")
    counts = {pair: count for pair, count in Counter(both).items() if count > 1}
    ends = list(accumulate(counts.values(), initial=0))
    nexts = dict(zip(counts, ends[:-1], strict=True))
    ordered = array("I", bytes(4 * ends[-1]))
    for place, pair in enumerate(both):
        if pair in nexts:
            ordered[nexts[pair]] = place
            nexts[pair] += 1
    for start, end in pairwise(ends):
        yield list(ordered[start:end])


def _candidates(numbers: Sequence[int], bucket: list[int]) -> Iterator[tuple[int, int]]:
    return combinations(bucket, 2) if len(bucket) <= _FULL_BUCKET else _neighbours(numbers, bucket)


def _neighbours(numbers: Sequence[int], bucket: list[int]) -> Iterator[tuple[int, int]]:
    bucket.sort(key=numbers.__getitem__)
    for place, one in enumerate(bucket):
        for other in bucket[place + 1 : place + 1 + _NEIGHBOURS]:
            yield (one, other)


def _agreeing(difference: int) -> int:
    """A mask of the high bit of each byte that is zero in `difference`, i.e. equal in both."""
    return ~((difference & _LOW) + _LOW | difference) & _HIGH

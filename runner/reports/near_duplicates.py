"""Pages that say nearly the same, found by the distance of their SimHashes without comparing all pairs.

For sets of words of which two texts share the part J (Jaccard), the expected share of differing bits
is angle/pi, where the cosine of the angle is 2J/(1+J) (Charikar 2002). So 90 % of common words is 6.6
bits of 64, and 6 bits or fewer is the threshold here. Measured with `parser.pages.simhash` on random
texts of 60 to 500 words: 6.1 to 6.7 bits on average at 90 %, 9.7 at 80 %, 12.3 at 70 %.

Two numbers that differ in at most 6 bits agree in at least two of their eight bytes. So for each of
the 28 pairs of bytes the numbers that share both with another are sorted by them, and only within a
bucket of equals they are compared: exact, and for scattered texts nearly linear; in a small site hardly
any number gets that far. Everything that grows with the site stands in arrays, some 45 bytes a page. A
shop whose pages are all alike makes huge buckets; there each number is compared with its neighbours in
sorted order only, and the counts are lower bounds.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, pairwise
from math import acos, cos, pi
from threading import Event

from storage.report_work import Fingerprints, NearDuplicate

BITS = 64
MOST_BITS = 6  #: that near duplicates differ in
_BYTES = 8
_HALF = 32
_FULL_BUCKET = 256  # up to here all pairs are compared
_NEIGHBOURS = 32


class Interrupted(Exception):
    """Nobody waits for the answer any more."""


def similarity(distance: int) -> float:
    """Percent of the words that two texts have in common, estimated from the distance."""
    cosine = cos(pi * distance / BITS)
    return 100 * cosine / (2 - cosine)


def expected_distance(jaccard: float) -> float:
    """The mean distance of texts that have this part of their words in common, 0 to 1."""
    return BITS * acos(2 * jaccard / (1 + jaccard)) / pi


def near_duplicates(pages: Fingerprints, stop: Event) -> Iterator[NearDuplicate]:
    """For each page that has near duplicates: how many, and the closest, the first of equals.

    Pages of exactly the same main text are no near duplicates of each other. The work is done before
    it returns, which is for a thread of its own; what was found is given out one by one.

    Raises:
        Interrupted: `stop` was set.
    """
    near = _Near(pages)
    numbers = near.numbers
    for one, other in _close_pairs(numbers, stop):
        near.meet(one, other, (numbers[one] ^ numbers[other]).bit_count())
    return near.found()


class _Near:
    """What is known of each number's neighbourhood, in columns; a number is spoken of by its place."""

    def __init__(self, pages: Fingerprints) -> None:
        self.numbers = array("Q")
        self._pages = pages
        self._starts = array("I")  # where the pages of each number begin, and at last the end
        for row, number in enumerate(pages.simhashes):
            if not self.numbers or number != self.numbers[-1]:
                self.numbers.append(number)
                self._starts.append(row)
        self._starts.append(len(pages.simhashes))
        self._around = array("I", bytes(4 * len(self.numbers)))
        # the distance in the upper half, the other's place in the lower: the least is the closest
        self._closest = array("Q", b"\xff" * (8 * len(self.numbers)))

    def meet(self, one: int, other: int, distance: int) -> None:
        starts = self._starts
        for here, there in ((one, other), (other, one)):
            self._around[here] += starts[there + 1] - starts[there]
            self._closest[here] = min(self._closest[here], distance << _HALF | there)

    def found(self) -> Iterator[NearDuplicate]:
        for place in range(len(self.numbers)):
            start, end = self._starts[place], self._starts[place + 1]
            for first, last in self._texts(start, end):
                count = self._around[place] + (end - start) - (last - first)
                if not count:
                    continue
                distance, closest = self._nearest(place, first, last)
                for address_id in self._pages.address_ids[first:last]:
                    yield NearDuplicate(
                        address_id=address_id, pages=count, distance=distance, closest=closest
                    )

    def _texts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The rows of each text of a number."""
        contents, first = self._pages.contents, start
        for row in range(start + 1, end):
            if contents[row] != contents[first]:
                yield first, row
                first = row
        yield first, end

    def _nearest(self, place: int, first: int, last: int) -> tuple[int, int]:
        """Another text of the same number is nearest of all."""
        ids, start, end = self._pages.address_ids, self._starts[place], self._starts[place + 1]
        if first > start:
            return 0, ids[start]
        if last < end:
            return 0, ids[last]
        distance, closest = divmod(self._closest[place], 1 << _HALF)
        return distance, ids[self._starts[closest]]


def _close_pairs(numbers: "array[int]", stop: Event) -> Iterator[tuple[int, int]]:
    """Places of numbers at most `MOST_BITS` apart, each pair once."""
    columns = _columns(numbers)
    for first, second in combinations(range(_BYTES), 2):
        for bucket in _buckets(columns[first], columns[second]):
            if stop.is_set():
                raise Interrupted
            for one, other in _candidates(numbers, bucket):
                difference = numbers[one] ^ numbers[other]
                if difference.bit_count() <= MOST_BITS and _agree_first(difference) == (
                    first,
                    second,
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


def _agree_first(difference: int) -> tuple[int, int]:
    """The first two bytes that are equal, counted from the lowest: so no pair is found twice."""
    agreeing = [place for place in range(_BYTES) if not difference >> 8 * place & 255]
    return agreeing[0], agreeing[1]

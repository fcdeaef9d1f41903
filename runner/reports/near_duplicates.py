"""Pages that say nearly the same, found by the distance of their SimHashes without comparing all pairs.

For sets of words of which two texts share the part J (Jaccard), the expected share of differing bits
is angle/pi, where the cosine of the angle is 2J/(1+J) (Charikar 2002). So 90 % of common words is 6.6
bits of 64, and 6 bits or fewer is the threshold here. Measured with `parser.pages.simhash` on random
texts of 60 to 500 words: 6.1 to 6.7 bits on average at 90 %, 9.7 at 80 %, 12.3 at 70 %.

Two numbers that differ in at most 6 bits agree in at least two of their eight bytes. So for each of
the 28 pairs of bytes the numbers are sorted into buckets by those two, and only within a bucket they
are compared: exact, and for scattered texts nearly linear. A shop whose pages are all alike makes huge
buckets; there each number is compared with its neighbours in sorted order only, and the counts are
lower bounds.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import acos, cos, pi
from threading import Event

from storage.report_work import Fingerprint, NearDuplicate

BITS = 64
MOST_BITS = 6  #: that near duplicates differ in
_BYTES = 8
_FULL_BUCKET = 256  # up to here all pairs are compared
_NEIGHBOURS = 32
_BREATH = 4096  # numbers between two looks at the clock


class Interrupted(Exception):
    """Nobody waits for the answer any more."""


def similarity(distance: int) -> float:
    """Percent of the words that two texts have in common, estimated from the distance."""
    cosine = cos(pi * distance / BITS)
    return 100 * cosine / (2 - cosine)


def expected_distance(jaccard: float) -> float:
    """The mean distance of texts that have this part of their words in common, 0 to 1."""
    return BITS * acos(2 * jaccard / (1 + jaccard)) / pi


def near_duplicates(fingerprints: Sequence[Fingerprint], stop: Event) -> list[NearDuplicate]:
    """For each page that has near duplicates: how many, and the closest, the first of equals.

    Pages of exactly the same main text are no near duplicates of each other. Made for a thread of its
    own.

    Raises:
        Interrupted: `stop` was set.
    """
    texts: defaultdict[int, dict[int, list[int]]] = defaultdict(dict)
    for page in fingerprints:
        texts[page.simhash % (1 << BITS)].setdefault(page.content, []).append(page.address_id)
    near = _Near([[*pages.values()] for pages in texts.values()])
    numbers = list(texts)
    for one, other in _close_pairs(numbers, stop):
        near.meet(one, other, (numbers[one] ^ numbers[other]).bit_count())
    return list(near.found())


class _Near:
    """What is known of each number's neighbourhood; numbers are spoken of by their place."""

    def __init__(self, texts: Sequence[Sequence[Sequence[int]]]) -> None:
        self._texts = texts
        self._pages = [sum(map(len, of_number)) for of_number in texts]
        self._around = [0] * len(texts)
        self._closest: list[tuple[int, int] | None] = [None] * len(texts)

    def meet(self, one: int, other: int, distance: int) -> None:
        self._around[one] += self._pages[other]
        self._around[other] += self._pages[one]
        for here, there in ((one, other), (other, one)):
            found = (distance, there)
            known = self._closest[here]
            if known is None or found < known:
                self._closest[here] = found

    def found(self) -> Iterator[NearDuplicate]:
        for place, of_number in enumerate(self._texts):
            for text in of_number:
                count = self._around[place] + self._pages[place] - len(text)
                if not count:
                    continue
                distance, closest = self._nearest(place, text)
                for address_id in text:
                    yield NearDuplicate(
                        address_id=address_id, pages=count, distance=distance, closest=closest
                    )

    def _nearest(self, place: int, text: Sequence[int]) -> tuple[int, int]:
        """Another text of the same number is nearest of all."""
        for other in self._texts[place]:
            if other is not text:
                return 0, other[0]
        found = self._closest[place]
        assert found is not None  # noqa: S101 - something was counted
        return found[0], self._texts[found[1]][0][0]


def _close_pairs(numbers: Sequence[int], stop: Event) -> Iterator[tuple[int, int]]:
    """Places of numbers at most `MOST_BITS` apart, each pair once."""
    for first, second in combinations(range(_BYTES), 2):
        for bucket in _buckets(numbers, first, second, stop):
            for one, other in _candidates(numbers, bucket):
                difference = numbers[one] ^ numbers[other]
                if difference.bit_count() <= MOST_BITS and _agree_first(difference) == (
                    first,
                    second,
                ):
                    yield (one, other)


def _buckets(numbers: Sequence[int], first: int, second: int, stop: Event) -> Iterator[list[int]]:
    """Places of numbers that have two bytes in common, where there are two such at least."""
    buckets: defaultdict[int, list[int]] = defaultdict(list)
    right, left = 8 * first, 8 * second
    for place, number in enumerate(numbers):
        buckets[(number >> right & 255) << 8 | (number >> left & 255)].append(place)
        if place % _BREATH == 0 and stop.is_set():
            raise Interrupted
    for bucket in buckets.values():
        if len(bucket) > 1:
            if stop.is_set():
                raise Interrupted
            yield bucket


def _candidates(numbers: Sequence[int], bucket: list[int]) -> Iterator[tuple[int, int]]:
    if len(bucket) <= _FULL_BUCKET:
        yield from combinations(bucket, 2)
        return
    bucket.sort(key=numbers.__getitem__)
    for place, one in enumerate(bucket):
        for other in bucket[place + 1 : place + 1 + _NEIGHBOURS]:
            yield (one, other)


def _agree_first(difference: int) -> tuple[int, int]:
    """The first two bytes that are equal, counted from the lowest: so no pair is found twice."""
    agreeing = [place for place in range(_BYTES) if not difference >> 8 * place & 255]
    return agreeing[0], agreeing[1]

"""A 64-bit SimHash of a set of words: texts that share most words differ in few bits.

Charikar's construction: each word votes with its own 64-bit hash on every bit. The votes are counted
for all bits at once in one long integer of 64 lanes, and the lanes of a word are remembered, as the
pages of a site share most words: a page costs one addition per distinct word. Words count once, so
that a long footer does not drown a short description, and order does not matter.

Near duplicates of one site: up to 3 differing bits of 64, the figure of Manku, Jain and Das Sarma
(WWW 2007) for web pages; finding them among many is the reports' work.
"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import blake2b

BITS = 64
_LANE = 16  # bits of one counter
_HALF = 1 << (_LANE - 1)
_MOST_WORDS = _HALF - 1
_ONE_EACH = sum(1 << (_LANE * lane) for lane in range(BITS))
_AS_DIGITS = bytes(b"01"[byte >> 7] for byte in range(256))
_REMEMBERED = 60_000  # words; about 15 MB
#: what changes by itself from one load to the next: times, dates with times, tokens, long numbers
_volatile = re.compile(
    r"[\W_]*(?:\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:[ap]m)?"
    r"|\d{4}-\d{2}-\d{2}t\d{2}:\d{2}\S*|1\d{9}|1[6-9]\d{11}"
    r"|(?=[a-z_+/=-]*\d)(?=[\d_+/=-]*[a-z])[a-z0-9_+/=-]{20,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[\W_]*",
    re.IGNORECASE | re.ASCII,
).fullmatch
_word = re.compile(r"[^\W_]").search


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """The hash of a set of tokens, and all tokens known so far that did not take part in one."""

    value: int | None  #: signed, as databases keep 64 bits; None for no words
    volatile: AbstractSet[str]
    not_words: AbstractSet[str]


def of_tokens(tokens: AbstractSet[str]) -> Fingerprint:
    """The fingerprint of distinct tokens; punctuation and volatile ones have no vote."""
    if len(_lanes) > _REMEMBERED:
        _lanes.forget()
    spread = [*map(_lanes.__getitem__, tokens)]
    voters = len(spread) - spread.count(0)
    value = None
    if 0 < voters <= _MOST_WORDS:
        value = _majority(sum(spread), voters)
    return Fingerprint(value=value, volatile=_lanes.volatile, not_words=_lanes.not_words)


def distance(one: int, other: int) -> int:
    """In how many bits two hashes differ."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()


class _Lanes(dict[str, int]):
    """The votes of each token, made when first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.volatile: set[str] = set()
        self.not_words: set[str] = set()

    def __missing__(self, token: str) -> int:
        lanes = 0
        if not _word(token):
            self.not_words.add(token)
        elif _volatile(token):
            self.volatile.add(token)
        else:
            lanes = _spread(_hash(token))
        self[token] = lanes
        return lanes

    def forget(self) -> None:
        self.clear()
        self.volatile = set()
        self.not_words = set()


_lanes = _Lanes()


def _hash(token: str) -> int:
    digest = blake2b(token.casefold().encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _spread(value: int) -> int:
    """Each bit of a hash at the bottom of its lane."""
    lanes = b"".join(b"\0\1" if bit == "1" else b"\0\0" for bit in f"{value:0{BITS}b}")
    return int.from_bytes(lanes, "big")


def _majority(total: int, voters: int) -> int:
    """The bits whose lane counted more than half of the voters.

    What is added lifts just those lanes over the half of their range, so that their top bits are the
    answer; they are picked out of the bytes as digits of a binary number.
    """
    lifted = total + _ONE_EACH * (_HALF - voters // 2 - 1)
    tops = lifted.to_bytes(BITS * _LANE // 8, "big")[:: _LANE // 8].translate(_AS_DIGITS)
    value = int(tops, 2)
    return value - (1 << BITS) if value >> (BITS - 1) else value

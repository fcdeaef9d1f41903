"""A SimHash of a set of words: texts that share most words differ in few bits.

Charikar's construction: each word votes with its own hash on every bit, and the majority decides. The
hashes of words are remembered, as the pages of a site share most words, with each bit in a byte of its
own: so one addition of long integers counts the votes on all bits. Words count once, so that a long
footer does not drown a short description, and order does not matter.

It has 256 bits: the first 64, a number that databases keep, find what may be alike, and the rest proves
it. Of 64 bits alone, one pair in forty of pages with 70 % of their words in common looks like one with
90 %, and the pages of a template are many. Finding near duplicates among many is the reports' work.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

BITS = 64  #: of the value
LONG_BITS = 256  #: of the value and the rest
_REST_BITS = LONG_BITS - BITS
_REMEMBERED = 20_000  # words; about 8 MB
_MOST = 65_000  # words of one text; their votes are counted in 16 bits
_IN_A_BYTE = 255  # votes
_EVEN = int.from_bytes(b"\0\xff" * (LONG_BITS // 2))  # every other byte
_ONES = int.from_bytes(b"\0\1" * (LONG_BITS // 2))  # the lowest bit of all 16
_TOP = 1 << 15
_as_bytes, _as_digits = bytes.maketrans(b"01", b"\0\1"), bytes.maketrans(b"\0\1", b"01")
#: what changes by itself from one load to the next: times, dates with times, tokens, long numbers
_volatile = re.compile(
    r"[\W_]*(?:\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:[ap]m)?"
    r"|\d{4}-\d{2}-\d{2}t\d{2}:\d{2}\S*|1\d{9}|1[6-9]\d{11}"
    r"|(?=[a-z_+/=-]*\d)(?=[\d_+/=-]*[a-z])[a-z0-9_+/=-]{20,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[\W_]*",
    re.IGNORECASE | re.ASCII,
).fullmatch
_REST_MASK = (1 << _REST_BITS) - 1
_word = re.compile(r"[^\W_]").search


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """The hash of a set of tokens, and all tokens known so far that did not take part in one."""

    value: int | None  #: signed, as databases keep 64 bits; None for no words
    rest: str | None  #: the other 192 bits, hexadecimal
    volatile: AbstractSet[str]
    not_words: AbstractSet[str]


def of_tokens(tokens: Iterable[str]) -> Fingerprint:
    """The fingerprint of distinct tokens; punctuation and volatile ones have no vote.

    Tokens in the order of their text are looked up in half the time of a set's order: the words of a
    site were remembered in that order.
    """
    if len(_hashes) > _REMEMBERED:
        _hashes.forget()
    votes = [*map(_hashes.__getitem__, islice(tokens, _MOST))]
    voters = len(votes) - votes.count(0)
    whole = _majority(votes, voters) if voters else None
    return Fingerprint(
        value=None if whole is None else _signed(whole >> _REST_BITS),
        rest=None if whole is None else f"{whole & _REST_MASK:048x}",
        volatile=_hashes.volatile,
        not_words=_hashes.not_words,
    )


def distance(one: int, other: int) -> int:
    """In how many bits two hashes differ."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()


class _Hashes(dict[str, int]):
    """The hash of each token, a bit in each byte, made when first asked for; 0 for those that do not vote."""

    def __init__(self) -> None:
        super().__init__()
        self.volatile: set[str] = set()
        self.not_words: set[str] = set()

    def __missing__(self, token: str) -> int:
        value = 0
        if not _word(token):
            self.not_words.add(token)
        elif _volatile(token):
            self.volatile.add(token)
        else:
            folded = token.casefold().encode("utf-8", "replace")
            digest = blake2b(folded, digest_size=LONG_BITS // 8).digest()
            bits = f"{int.from_bytes(digest):0{LONG_BITS}b}".encode()
            value = int.from_bytes(bits.translate(_as_bytes))
        self[token] = value
        return value

    def forget(self) -> None:
        self.clear()
        self.volatile = set()
        self.not_words = set()


_hashes = _Hashes()


def _majority(votes: list[int], voters: int) -> int:
    """The bits that more than half of the `voters` have set.

    As many votes are added as bytes can hold; then every other byte is added on as 16 bits, of which
    the highest becomes set where the sum is above half.
    """
    even = odd = 0
    for start in range(0, len(votes), _IN_A_BYTE):
        counts = sum(votes[start : start + _IN_A_BYTE])
        even += counts & _EVEN
        odd += counts >> 8 & _EVEN
    up_to_half = (_TOP - 1 - voters // 2) * _ONES
    tops = _TOP * _ONES
    bits = (even + up_to_half & tops) >> 15 | (odd + up_to_half & tops) >> 7
    return int(bits.to_bytes(LONG_BITS).translate(_as_digits), 2)


def _signed(value: int) -> int:
    return value - (1 << BITS) if value >> (BITS - 1) else value

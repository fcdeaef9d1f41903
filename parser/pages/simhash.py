"""A SimHash of a set of words: texts that share most words differ in few bits.

Charikar's construction: each word votes with its own 64-bit hash on every bit, and the majority
decides. The hashes of words are remembered, as the pages of a site share most words; the votes on
one bit are counted by one operation on a long integer. Words count once, so that a long footer does
not drown a short description, and order does not matter.

It has 256 bits: the first 64, a number that databases keep, find what may be alike, and the rest proves
it. Of 64 bits alone, one pair in forty of pages with 70 % of their words in common looks like one with
90 %, and the pages of a template are many. Finding near duplicates among many is the reports' work.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import blake2b

BITS = 64  #: of the value
LONG_BITS = 256  #: of the value and the rest
_REST_BITS = LONG_BITS - BITS
_BYTES = LONG_BITS // 8
_REMEMBERED = 30_000  # words; about 6 MB
#: what changes by itself from one load to the next: times, dates with times, tokens, long numbers
_volatile = re.compile(
    r"[\W_]*(?:\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:[ap]m)?"
    r"|\d{4}-\d{2}-\d{2}t\d{2}:\d{2}\S*|1\d{9}|1[6-9]\d{11}"
    r"|(?=[a-z_+/=-]*\d)(?=[\d_+/=-]*[a-z])[a-z0-9_+/=-]{20,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[\W_]*",
    re.IGNORECASE | re.ASCII,
).fullmatch
_REST_MASK = (1 << _REST_BITS) - 1
_SIZES = (BITS // 8, _REST_BITS // 8)  # bytes of the hashes of a word
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
    votes = b"".join(map(_hashes.__getitem__, tokens))
    whole = _majority(votes) if votes else None
    return Fingerprint(
        value=None if whole is None else _signed(whole >> _REST_BITS),
        rest=None if whole is None else f"{whole & _REST_MASK:048x}",
        volatile=_hashes.volatile,
        not_words=_hashes.not_words,
    )


def distance(one: int, other: int) -> int:
    """In how many bits two hashes differ."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()


class _Hashes(dict[str, bytes]):
    """The hash of each token, made when first asked for; empty for those that do not vote."""

    def __init__(self) -> None:
        super().__init__()
        self.volatile: set[str] = set()
        self.not_words: set[str] = set()

    def __missing__(self, token: str) -> bytes:
        value = b""
        if not _word(token):
            self.not_words.add(token)
        elif _volatile(token):
            self.volatile.add(token)
        else:
            folded = token.casefold().encode("utf-8", "replace")
            value = b"".join(blake2b(folded, digest_size=size).digest() for size in _SIZES)
        self[token] = value
        return value

    def forget(self) -> None:
        self.clear()
        self.volatile = set()
        self.not_words = set()


_hashes = _Hashes()


def _majority(votes: bytes) -> int:
    """The bits that more than half of the hashes have set; `votes` are the hashes, one by one.

    The bytes at one place of all hashes are read as one long integer, of which a mask leaves the votes
    on a single bit.
    """
    voters = len(votes) // _BYTES
    lowest = int.from_bytes(b"\1" * voters, "big")
    masks = [lowest << bit for bit in reversed(range(8))]
    half = voters // 2
    value = 0
    for place in range(_BYTES):
        column = int.from_bytes(votes[place::_BYTES], "big")
        for mask in masks:
            value = value << 1 | ((column & mask).bit_count() > half)
    return value


def _signed(value: int) -> int:
    return value - (1 << BITS) if value >> (BITS - 1) else value

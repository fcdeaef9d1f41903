"""A SimHash of a set of words: texts that share most words differ in few bits.

Charikar's construction: each word votes with its own hash on every bit, and the majority decides. The
hashes of words are remembered, as the pages of a site share most words, with a hexadecimal digit for
each bit: so one addition of long integers counts the votes on all bits. Words count once, so that a
long footer does not drown a short description, and order does not matter.

It has 256 bits: the first 64, a number that databases can store, find candidates, and the rest confirms
them. By 64 bits alone, one in forty pairs of pages with 70 % of their words in common looks like one
with 90 %, and a template has many pages. The reports search for near duplicates.
"""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

BITS = 64  #: of the value
LONG_BITS = 256  #: of the value and the rest
_REST_BITS = LONG_BITS - BITS
_REMEMBERED = 20_000  # words; about 6 MB
_MOST = 65_000  # words of one text; their votes are counted in 16 bits
#: by the width of fields: how many numbers can be added, and every other field
_SUMS = {4: (15, int("0f" * (LONG_BITS // 2), 16)), 8: (17, int("00ff" * (LONG_BITS // 4), 16))}
_DIGIT = 4  # bits of a hexadecimal digit, which holds one bit of a hash
_LOWEST = int("0001" * (LONG_BITS // 4), 16)  # the lowest bit of all 16
_TOP = 1 << 15
#: what changes by itself from one load to the next: times, dates with times, tokens, long numbers
_volatile = re.compile(
    r"[\W_]*(?:\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:[ap]m)?"
    r"|\d{4}-\d{2}-\d{2}t\d{2}:\d{2}\S*|1\d{9}|1[6-9]\d{11}"
    r"|(?=[a-z_+/=-]*\d)(?=[\d_+/=-]*[a-z])[a-z0-9_+/=-]{20,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[\W_]*",
    re.IGNORECASE,
).fullmatch
_REST_MASK = (1 << _REST_BITS) - 1
_word = re.compile(r"[^\W_]").search
#: signs of scripts that put no spaces anywhere, for a class of characters: kana and Chinese
DENSE = (
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U000323af"
)
#: of those that put them between sentences alone and whose words only a dictionary can tell apart, without
#: their digits: Thai, Lao, Burmese, Khmer and the Tai scripts, Unicode's "complex context" (UAX 14, SA)
_COMPLEX = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u109a-\u109f"
    "\u1780-\u17d3\u17dc\u17dd\u1950-\u19c9\u1a20-\u1a7c\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaadf"
)
_unspaced = re.compile(f"[{DENSE}{_COMPLEX}]").search
_SPACED = f"[^\\W_{DENSE}{_COMPLEX}]"
#: a character of the first, three letters of the second with the vowels and tones that stand above and below
#: them, and what is written between in letters of others: "1,299" and "Wi-Fi" are one
_words_within = re.compile(
    f"[{DENSE}]|(?:[{_COMPLEX}](?:(?!\\w)[{_COMPLEX}])*){{1,3}}|{_SPACED}(?:[-.,:/'\u2019]?{_SPACED})*"
).findall


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """The hash of a set of tokens, and all tokens known so far that did not take part in one."""

    value: int | None  #: signed, as databases keep 64 bits; None for no words
    rest: str | None  #: the other 192 bits, hexadecimal
    volatile: AbstractSet[str]
    not_words: AbstractSet[str]
    #: all tokens known so far of scripts without spaces, with how many words each of them is
    dense: Mapping[str, int]


def of_tokens(tokens: Iterable[str], pairs: Iterable[tuple[str, str]] = ()) -> Fingerprint:
    """The fingerprint of distinct tokens; punctuation and volatile ones have no vote.

    Pairs of characters vote like tokens. Their hash is made from the cached hashes of both: there are
    too many pairs to cache.

    Pass tokens in the order of the text: that halves the lookup time compared with a set's order,
    because a site's words were cached in that order.
    """
    if len(_hashes) > _REMEMBERED:
        _hashes.forget()
    votes = [*map(_hashes.__getitem__, islice(tokens, _MOST))]
    votes += [
        _hashes[one] ^ _hashes[other] >> _DIGIT for one, other in islice(pairs, _MOST - len(votes))
    ]
    voters = len(votes) - votes.count(0)
    whole = _majority(votes, voters) if voters else None
    return Fingerprint(
        value=None if whole is None else _signed(whole >> _REST_BITS),
        rest=None if whole is None else f"{whole & _REST_MASK:048x}",
        volatile=_hashes.volatile,
        not_words=_hashes.not_words,
        dense=_hashes.dense,
    )


def distance(one: int, other: int) -> int:
    """In how many bits two hashes differ."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()


def long_distance(one: int, one_rest: str, other: int, other_rest: str) -> int:
    """In how many of all bits two hashes differ; each is its value and the hexadecimal rest."""
    return distance(one, other) + (int(one_rest, 16) ^ int(other_rest, 16)).bit_count()


class _Hashes(dict[str, int]):
    """The hash of each token, a digit for each bit, made when first asked for; 0 for those that do not vote."""

    def __init__(self) -> None:
        super().__init__()
        self.volatile: set[str] = set()
        self.not_words: set[str] = set()
        self.dense: dict[str, int] = {}

    def __missing__(self, token: str) -> int:
        value = 0
        if token.isalpha() or (_word(token) and not _volatile(token)):
            folded = token.casefold().encode("utf-8", "replace")
            digest = blake2b(folded, digest_size=LONG_BITS // 8).digest()
            value = int(f"{int.from_bytes(digest):b}", 16)
            if not token.isascii() and _unspaced(token):
                self.dense[token] = len(_words_within(token))
        else:
            (self.volatile if _word(token) else self.not_words).add(token)
        self[token] = value
        return value

    def forget(self) -> None:
        self.clear()
        self.volatile = set()
        self.not_words = set()
        self.dense = {}


_hashes = _Hashes()


def _majority(votes: list[int], voters: int) -> int:
    """The bits that more than half of the `voters` have set.

    The counts grow from 4 to 8 and to 16 bits, of which the highest becomes set where the sum is above half.
    """
    up_to_half = (_TOP - 1 - voters // 2) * _LOWEST
    tops = _TOP * _LOWEST
    bits = 0
    for place, half in enumerate(_halves(votes, 4)):
        for further, quarter in enumerate(_halves(half, 8)):
            bits |= (sum(quarter) + up_to_half & tops) >> (15 - 4 * place - 8 * further)
    return int(f"{bits:x}", 2)


def _halves(numbers: list[int], width: int) -> tuple[list[int], list[int]]:
    """Sums of as many numbers as their fields can hold: the even fields and the odd ones, twice as wide."""
    most, even = _SUMS[width]
    sums = [sum(numbers[start : start + most]) for start in range(0, len(numbers), most)]
    return [one & even for one in sums], [one >> width & even for one in sums]


def _signed(value: int) -> int:
    return value - (1 << BITS) if value >> (BITS - 1) else value

"""Fingerprints under which similar texts are near."""

from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages.simhash import BITS, LONG_BITS, distance, of_tokens

WORDS = st.frozensets(st.from_regex(r"[a-z]{2,9}", fullmatch=True), min_size=1, max_size=600)


@given(WORDS)
def test_each_bit_is_the_majority_of_the_words_hashes(words: frozenset[str]) -> None:
    """Counting in long integers gives what a loop over bits and words gives."""
    hashes = [int.from_bytes(blake2b(word.encode(), digest_size=32).digest()) for word in words]
    votes = [sum(value >> bit & 1 for value in hashes) for bit in range(LONG_BITS)]
    whole = sum(1 << bit for bit, count in enumerate(votes) if 2 * count > len(words))
    found, value = of_tokens(words), whole >> (LONG_BITS - BITS)
    assert found.value == (value - (1 << BITS) if value >> 63 else value)
    assert found.rest == whole.to_bytes(32).hex()[16:]


def test_a_book_has_a_fingerprint() -> None:
    """More words than any counter of the sums holds: the first 65,000 of them vote."""
    words = [f"word{number}" for number in range(70_000)]
    found = of_tokens(words)
    assert found.value is not None
    assert (found.value, found.rest) == (
        of_tokens(words[:65_000]).value,
        of_tokens(words[:65_000]).rest,
    )
    assert found.value != of_tokens(words[:1000]).value


def test_one_changed_word_in_a_hundred_moves_few_bits() -> None:
    """Near duplicates are near; different texts differ in about half of the bits."""
    words = {f"word{number}" for number in range(100)}
    one = of_tokens(words).value
    near = of_tokens(words - {"word7"} | {"changed"}).value
    far = of_tokens({f"other{number}" for number in range(100)}).value
    assert one is not None
    assert near is not None
    assert far is not None
    assert distance(one, near) <= 6
    assert distance(one, far) > 20


def test_case_and_volatile_tokens_have_no_vote() -> None:
    """A clock, a session token and punctuation change nothing."""
    assert (
        of_tokens({"чайник", "белый"}).value
        == of_tokens({"Чайник", "БЕЛЫЙ", "12:45", "—", "1732180000"}).value
    )


@pytest.mark.parametrize(
    "token",
    ["(12:45)", "abcdefab-abcd-abcd-abcd-abcdefabcdef", "a1_b2_c3_d4_e5_f6_g7", "«1732180000»"],
)
def test_volatile_tokens_are_told_from_words(token: str) -> None:
    """By their form, whatever marks stand around; what holds a word of any alphabet beside stays."""
    assert of_tokens([token]).volatile >= {token}
    words = {"слово,", "кое-что", "2,5-кратный", "(12:45),слово", "в_1732180000"}
    assert of_tokens(words).volatile.isdisjoint(words)


def test_nothing_but_punctuation_has_no_value() -> None:
    """A page without words is near to nothing."""
    found = of_tokens({"—", "|"})
    assert (found.value, found.rest) == (None, None)

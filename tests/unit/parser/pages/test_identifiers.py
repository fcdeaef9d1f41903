"""Trade item numbers and their check digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages.identifiers import gtin_holds, looks_like_gtin, read_gtin


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("4006381333931", "4006381333931", "gtin13"), ("EAN: 4006381333931", "4006381333931", "gtin13"),
        (4006381333931, "4006381333931", "gtin13"), ("96385074", "96385074", "gtin8"),
        ("036000291452", "036000291452", "gtin12"), ("10012345678902", "10012345678902", "gtin14"),
        ("978-3-16-148410-0", "9783161484100", "isbn13"), ("ISBN-13: 9783161484100", "9783161484100", "isbn13"),
    ],
)  # fmt: skip
def test_a_number_with_the_right_check_digit_is_read(text: object, value: str, kind: str) -> None:
    """Separators and labels fall away, leading zeros stay."""
    found = read_gtin(text)
    assert found is not None
    assert (found.value, found.type) == (value, kind)


@pytest.mark.parametrize(
    "text", ["4006381333932", "400638133393", "00000000", "", "abc", "4006381333931 and more", None]
)
def test_a_number_that_fails_is_none(text: object) -> None:
    """A wrong digit, a wrong length, nothing but zeros."""
    assert read_gtin(text) is None


def test_ten_digits_are_an_isbn_only_where_the_page_says_so() -> None:
    """As a GTIN ten digits do not exist; an X may end an ISBN."""
    assert read_gtin("0-306-40615-2") is None
    assert read_gtin("0-306-40615-2", isbn=True) is not None
    assert read_gtin("ISBN: 080442957X", isbn=True) is not None
    assert read_gtin("0-306-40615-3", isbn=True) is None


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_exactly_one_last_digit_holds(digits: str) -> None:
    """Of the ten ways to end a number one is right, unless all would be zeros."""
    right = [digit for digit in "0123456789" if gtin_holds(digits + digit)]
    assert len(right) == (1 if digits.strip("0") else 0)


def test_a_wrong_number_still_looks_like_one() -> None:
    """So that a wrong digit can be told from a word in the wrong place."""
    assert looks_like_gtin("4006381333932")
    assert not looks_like_gtin("AB-12")

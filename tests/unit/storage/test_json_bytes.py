"""JSON that Progon writes for itself."""

import json
from decimal import Decimal
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import json_bytes

_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(value=_VALUES, sort_keys=st.booleans())
def test_what_is_written_is_read_again_by_anybody(*, value: object, sort_keys: bool) -> None:
    """Whole numbers of any length, floats to the last bit, every character."""
    text = json_bytes.dump(value, sort_keys=sort_keys)
    assert json_bytes.load(text) == value
    assert json.loads(text) == value


@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_sorted_keys_are_sorted_as_the_library_sorts_them(value: dict[str, object]) -> None:
    """A hash over the text stays what it was when the library wrote it."""
    told = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert json_bytes.dump(value, sort_keys=True) == told.encode()


def test_what_json_has_not_is_text() -> None:
    """Decimals keep their zeros; paths and their like are told as they print."""
    value = {"price": Decimal("1290.00"), "path": PurePosixPath("a/b")}
    assert json_bytes.load(json_bytes.dump(value)) == {"price": "1290.00", "path": "a/b"}


@pytest.mark.parametrize("sort_keys", [False, True])
def test_half_a_surrogate_pair_costs_itself_alone(*, sort_keys: bool) -> None:
    """UTF-8 has no bytes for it, and PostgreSQL would refuse the batch."""
    told = json_bytes.dump({"b": "x\ud800y", "a": "ж"}, sort_keys=sort_keys)
    assert json_bytes.load(told) == {"b": "x?y", "a": "ж"}


def test_what_is_no_json_is_refused() -> None:
    """With the kind of error that callers of the library's reader expect."""
    with pytest.raises(ValueError, match=r"malformed|truncated"):
        json_bytes.load(b'{"a": ')

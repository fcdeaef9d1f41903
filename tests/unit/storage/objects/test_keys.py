import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.objects.errors import InvalidKeyError
from storage.objects.keys import LONGEST_KEY, LONGEST_NAME, can_begin_a_key, check_key

NAMES = st.text(min_size=1, max_size=12)


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_good_key_stays_inside(names: list[str]) -> None:
    """A key that passes never leads out of its root and comes back as it was."""
    key = "/".join(names)
    try:
        assert check_key(key) == key
    except InvalidKeyError:
        return
    parts = key.split("/")
    assert not {"", ".", ".."} & set(parts)
    assert "\0" not in key
    assert len(key.encode()) <= LONGEST_KEY


@pytest.mark.parametrize(
    "key", ["a" * LONGEST_NAME, "/".join(["abc"] * 256), "ё" * 127, "a.b..c/d."]
)
def test_longest_keys_pass(key: str) -> None:
    """The limits themselves are allowed; they count bytes of UTF-8."""
    assert check_key(key) == key


@pytest.mark.parametrize("key", ["a" * (LONGEST_NAME + 1), "/".join(["abc"] * 257), "ё" * 128])
def test_longer_keys_do_not(key: str) -> None:
    """One byte more is refused, and the message holds no more than ASCII."""
    with pytest.raises(InvalidKeyError) as caught:
        check_key(key)
    assert str(caught.value).isascii()


@pytest.mark.parametrize(
    ("prefix", "can"),
    [("", True), ("a", True), ("a/", True), ("a/b", True), ("/", False), ("a//", False), ("../", False), ("a/.", False)],
)  # fmt: skip
def test_prefixes(prefix: str, *, can: bool) -> None:
    """A prefix that no key can have finds nothing anywhere."""
    assert can_begin_a_key(prefix) is can

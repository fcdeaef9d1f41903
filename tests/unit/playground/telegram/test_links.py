import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.telegram.text.links import InvalidLinkError, checked_link, mentioned_user_id


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("ya.ru", "http://ya.ru/"),
        ("HTTPS://YA.ru/Path?q=1#f", "https://ya.ru/Path?q=1#f"),
        ("http://user:p%20w@ya.ru:8080?x", "http://user:p%20w@ya.ru:8080/?x"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("tg:resolve?domain=x", "tg://resolve?domain=x"),
        ("tg://user?id=1", "tg://user?id=1"),
        ("http://сайт.рф/ a", "http://сайт.рф/%20a"),
    ],
)
def test_checked(link: str, kept: str) -> None:
    """A link is kept in the server's form, with its scheme and path."""
    assert checked_link(link) == kept


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("", "URL host is empty"),
        ("localhost", "Wrong HTTP URL"),
        ("ftp://ya.ru", "Unsupported URL protocol"),
        ("javascript:alert(1)", "Wrong port number specified in the URL"),
        ("http://ya.ru:0/", "Wrong port number specified in the URL"),
        ("http://ya.ru:99999/", "Wrong port number specified in the URL"),
        ("http://y a.ru/", "Disallowed character in URL host"),
        ("http://%zz.ru/", "Wrong percent-encoded symbol in URL host"),
        ("tg://a.b", "Unallowed characters in URL host"),
        ("tg:http://x", "Wrong tg URL"),
        (".", "Host is invalid"),
    ],
)
def test_refused(link: str, reason: str) -> None:
    """A link that leads nowhere is refused with TDLib's reason."""
    with pytest.raises(InvalidLinkError) as caught:
        checked_link(link)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("link", "user_id"),
    [
        ("tg://user?id=42", 42),
        ("TG:user/?x=1&id=42#f", 42),
        ("tg://user?id=x", 0),
        ("tg://users?id=42", 0),
        ("https://t.me/anna", 0),
    ],
)
def test_mentioned(link: str, user_id: int) -> None:
    """Only a link of the form tg://user?id=N names a person."""
    assert mentioned_user_id(link) == user_id


@given(st.text(alphabet="htp:/[]@.%?#0 9aа\0", max_size=30))
def test_any_link(link: str) -> None:
    """Any link is kept or refused, and what is kept is kept again as it is."""
    try:
        kept = checked_link(link)
    except InvalidLinkError:
        return
    assert checked_link(kept) == kept

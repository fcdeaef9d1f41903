import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.telegram.text.detection import detected
from playground.telegram.text.entities import utf16_length


def _found(text: str) -> list[tuple[str, str]]:
    encoded = text.encode("utf-16-le")
    return [
        (e.kind.value, encoded[2 * e.offset : 2 * e.end].decode("utf-16-le"))
        for e in detected(text)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", [("bot_command", "/start")]),
        ("/run@shop_bot now", [("bot_command", "/run@shop_bot")]),
        ("/run, /stop.", [("bot_command", "/run"), ("bot_command", "/stop")]),
        ("/прогони", []),
        ("a/b /c/d /e@ /f@ab", []),
        ("http/run", []),
        ("@anna and @ab and x@anna", [("mention", "@anna")]),
        ("@anna_very_long_name_of_over_thirty_two", []),
        ("да @shop_bot!", [("mention", "@shop_bot")]),
        ("#tag #1 #a#b #тег", [("hashtag", "#tag"), ("hashtag", "#тег")]),
        ("$USD $usd", [("cashtag", "$USD")]),
        ("anna.b+c@example.com!", [("email", "anna.b+c@example.com")]),
        ("see https://ya.ru/a(b)?c=1#d).", [("url", "https://ya.ru/a(b)?c=1#d")]),
        ("ya.ru, full.csv, reports.zip", [("url", "ya.ru"), ("url", "reports.zip")]),
        ("сайт.рф/x", [("url", "сайт.рф/x")]),
        ("http://a.nosuchtld:8080/x", [("url", "http://a.nosuchtld:8080/x")]),
        ("127.0.0.1:8080/x and 1.2.3", [("url", "127.0.0.1:8080/x")]),
        ("http://localhost/x 3.14 v1.2", []),
        ("tg://resolve?domain=x", [("url", "tg://resolve?domain=x")]),
        ("a..b.com -x-.com", []),
        ("😀 @anna", [("mention", "@anna")]),
    ],
)
def test_detection(text: str, found: list[tuple[str, str]]) -> None:
    """The server marks what its own expressions match, and nothing else."""
    assert _found(text) == found


@given(st.text(alphabet="a1@/.#$:-_ а😀ru", max_size=40))
def test_any_text(text: str) -> None:
    """What is detected lies in the text, one thing after another."""
    end = 0
    for entity in detected(text):
        assert end <= entity.offset < entity.end <= utf16_length(text)
        end = entity.end

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.telegram.text.entities import Entity, utf16_length
from playground.telegram.text.html_text import HtmlError, parse_html
from tests.unit.playground.telegram.stage import corpus

_KINDS = {
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "PreCode": "pre",
    "TextUrl": "text_link",
    "CustomEmoji": "custom_emoji",
    "FormattedDate": "date_time",
}


def _shown(entity: Entity) -> tuple[str, int, int, str]:
    time = f"{entity.unix_time} {entity.date_time_format}" if entity.unix_time else ""
    argument = entity.url or entity.language or entity.custom_emoji_id or time
    return entity.kind.value, entity.offset, entity.length, argument


def _expected(row: dict[str, Any]) -> tuple[str, int, int, str]:
    argument = row.get("arg", "")
    if emoji := re.search(r"int64>\((\d+)\)", argument):
        argument = emoji[1]
    elif time := re.fullmatch(r".*\{(\d+), (\d+)\}", argument):
        flags = int(time[2])
        letters = ["r" * (flags & 1), "w" * bool(flags & 32)]
        letters += ["D" if flags & 16 else "d" * bool(flags & 8)]
        letters += ["T" if flags & 4 else "t" * bool(flags & 2)]
        argument = f"{time[1]} {''.join(letters)}"
    kind = _KINDS.get(row["type"], row["type"].lower())
    return kind, row["offset"], row["length"], argument


def test_tdlib_cases() -> None:
    """All 89 cases of TDLib's own test give its texts, entities and errors."""
    rows = [json.loads(row) for row in corpus("parse_html.jsonl").read_text().splitlines()]
    assert len(rows) == 89
    for row in rows:
        if row["ok"]:
            text, entities = parse_html(row["input"])
            assert text == row["text"]
            assert list(map(_shown, entities)) == list(map(_expected, row["entities"])), row
        else:
            with pytest.raises(HtmlError, match=re.escape(row["error"]) + r"\Z"):
                parse_html(row["input"])


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("a &lt; b &#38; c &#x26;", "a < b & c &", []),
        ("&#0; &#x110000; &nbsp;", "&#0; &#x110000; &nbsp;", []),
        ("<B>x</B>", "x", [("bold", 0, 1, "")]),
        ("😀<b>😀</b>", "😀😀", [("bold", 2, 2, "")]),
        ("<a href='tg://user?id=42'>x</a>", "x", [("text_mention", 0, 1, "")]),
        (
            "<a href='HTTP://Ya.RU:080/a b'>x</a>",
            "x",
            [("text_link", 0, 1, "http://ya.ru:80/a%20b")],
        ),
        ("<a href='javascript:alert(1)'>x</a>", "x", []),
        ("<a href='//'>x</a>", "x", []),
        ("<span class='tg-spoiler'>x</span>", "x", [("spoiler", 0, 1, "")]),
        ("<tg-time unix='0' format='r'>x</tg-time>", "x", []),
        ("<tg-time unix='7'>x</tg-time>", "x", [("date_time", 0, 1, "7 ")]),
        ("<code class='language-py'>x</code>", "x", [("code", 0, 1, "")]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1, "")]),
        ("a > b", "a > b", []),
    ],
)
def test_reading(markup: str, text: str, entities: list[tuple[str, int, int, str]]) -> None:
    """Text and entities are read as the server reads them."""
    read, found = parse_html(markup)
    assert (read, list(map(_shown, found))) == (text, entities)


@pytest.mark.parametrize(
    ("markup", "error"),
    [
        ("<", "Unclosed start tag at byte offset 0"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b ", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<b aba ", 'Unclosed start tag "b" at byte offset 0'),
        ("<b>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='0'>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time unix='1' format='rr'>x</tg-time>", "Invalid date format used"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("\ud800", "Text must be encoded in UTF-8"),
    ],
)
def test_refusals(markup: str, error: str) -> None:
    """A markup that cannot be read is refused in the server's words."""
    with pytest.raises(HtmlError) as caught:
        parse_html(markup)
    assert str(caught.value) == error


_PIECES = st.lists(
    st.one_of(
        st.text(max_size=4),
        st.sampled_from(
            [
                *("<b>", "</b>", "<i>", "</i>", "</>", "<code>", "</code>", "<pre>", "</pre>"),
                *("<a href='", "'>", "</a>", "<tg-emoji emoji-id=", "&lt;", "&#", "&#x1F600;"),
                *("<span class=tg-spoiler>", "</span>", "<tg-time unix=1 format=", ">", "\0"),
                *("<blockquote expandable>", "</blockquote>", "&#xD800;", "tg://user?id=1"),
            ]
        ),
    ),
    max_size=12,
).map("".join)


@given(_PIECES)
def test_any_markup(markup: str) -> None:
    """Any text is read or refused; entities lie inside the text and are not empty."""
    try:
        text, entities = parse_html(markup)
    except HtmlError:
        return
    end = utf16_length(text)
    assert all(e.offset >= 0 and e.length > 0 and e.end <= end for e in entities)

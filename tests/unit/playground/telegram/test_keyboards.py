import json
from typing import Any

import pytest

from playground.telegram.api.call import Call
from playground.telegram.api.keyboards import NO_MARKUP, Markup, read_markup
from playground.telegram.errors import BadRequest


def _read(markup: Any) -> Markup:
    return read_markup(Call(method="sendmessage", arguments={"reply_markup": json.dumps(markup)}))


def _inline(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def test_kept_buttons() -> None:
    """Of a button its text, its look and the first of its actions are kept."""
    (row,) = _read(
        _inline(
            {"text": "a", "url": "ya.ru", "callback_data": "x", "colour": 1},
            {"text": "b", "callback_data": "x", "style": "danger", "icon_custom_emoji_id": 7},
            {"text": "c", "copy_text": {"text": "run"}},
            {"text": "", "callback_data": "skipped"},
            {"text": "d", "switch_inline_query": ""},
            {"text": "e", "disabled": {}},
        )
    ).inline
    assert row == (
        {"text": "a", "url": "http://ya.ru/"},
        {"text": "b", "callback_data": "x", "style": "danger", "icon_custom_emoji_id": "7"},
        {"text": "c", "copy_text": {"text": "run"}},
        {"text": "d", "switch_inline_query": ""},
        {"text": "e", "disabled": {}},
    )


@pytest.mark.parametrize(
    "markup", [{}, {"inline_keyboard": []}, {"inline_keyboard": [[]]}, {"remove_keyboard": False}]
)
def test_no_keyboard(markup: dict[str, Any]) -> None:
    """Markup that shows nothing is none."""
    assert _read(markup) == NO_MARKUP


def test_keyboards_for_the_client() -> None:
    """A keyboard to show or to take away is not one under the message."""
    shown = _read({"keyboard": [["a", {"text": "b"}]], "resize_keyboard": True})
    assert shown.other is not None
    assert shown.other["keyboard"] == [[{"text": "a"}, {"text": "b"}]]
    assert _read({"remove_keyboard": True}).other == {"remove_keyboard": True}
    assert not shown.inline


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (None, "Object expected as reply markup"),
        ({"inline_keyboard": None}, 'Field "inline_keyboard" must be of type Array'),
        (
            {"inline_keyboard": [{"text": "a"}]},
            'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"inline_keyboard": [["a"]]}, "InlineKeyboardButton must be an Object"),
        (_inline({"callback_data": "x"}), 'Can\'t find field "text"'),
        (_inline({"text": "a"}), "Text buttons are unallowed in the inline keyboard"),
        (_inline({"text": "a", "callback_data": ""}), "Text buttons are unallowed"),
        (_inline({"text": "a", "callback_data": "x", "style": "red"}), "Invalid button style"),
        (_inline({"text": "a", "web_app": {}}), 'Can\'t find field "url"'),
        ({"keyboard": [[5]]}, "KeyboardButton must be a String or an Object"),
    ],
)
def test_unreadable(markup: Any, reason: str) -> None:
    """Markup that cannot be read is refused in the server's words."""
    with pytest.raises(BadRequest) as caught:
        _read(markup)
    assert reason in caught.value.message


def test_reason_of_a_button() -> None:
    """What is wrong with a button is said after the place where it is wrong."""
    with pytest.raises(BadRequest) as caught:
        _read(_inline({"text": "a"}))
    assert caught.value.description == (
        "Bad Request: can't parse inline keyboard button: "
        "Text buttons are unallowed in the inline keyboard"
    )


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "a", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "ж" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        (
            {"text": "a", "url": "x"},
            "inline keyboard button URL 'x' is invalid: Wrong HTTP URL",
        ),
    ],
)
def test_refused_buttons(button: dict[str, Any], reason: str) -> None:
    """A button beyond the limits is refused by the server itself, without a place."""
    with pytest.raises(BadRequest) as caught:
        _read(_inline(button))
    assert caught.value.description == f"Bad Request: {reason}"


def test_largest_data() -> None:
    """Callback data of 64 bytes is good, whatever the characters."""
    assert _read(_inline({"text": "a", "callback_data": "ж" * 32})).inline


@pytest.mark.parametrize(("rows", "width", "fits"), [(13, 8, False), (12, 8, True), (1, 9, False)])
def test_size(rows: int, width: int, *, fits: bool) -> None:
    """A keyboard has at most a hundred buttons, eight in a row."""
    row = [{"text": "a", "callback_data": "x"}] * width
    markup = {"inline_keyboard": [row] * rows}
    if fits:
        assert len(_read(markup).inline) == rows
    else:
        with pytest.raises(BadRequest, match="reply markup is too long"):
            _read(markup)

"""Reply markup as a bot sends it: read, checked, and what is kept of it.

The order of the checks and the words are those of `Client::get_inline_keyboard_button`; the
limits are the server's (`BUTTON_DATA_INVALID`, at most 100 buttons, 8 in a row).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.telegram.api.call import Call
from playground.telegram.errors import BadRequest
from playground.telegram.json_fields import Json, array, boolean, mapping, string
from playground.telegram.text.links import InvalidLinkError, checked_link
from playground.telegram.world.values import Keyboard

MAX_CALLBACK_DATA = 64
MAX_COPIED_TEXT = 256
MAX_BUTTONS = 100
MAX_IN_ROW = 8

_STYLES = frozenset({"danger", "success", "primary"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Markup:
    """A keyboard under the message, or one for the person's client."""

    inline: Keyboard = ()
    other: Mapping[str, Any] | None = None


NO_MARKUP = Markup()


def read_markup(call: Call) -> Markup:
    """The `reply_markup` of a call."""
    value = call.json("reply_markup", "reply keyboard markup JSON object")
    if value is None and not call.text("reply_markup"):
        return NO_MARKUP
    if not isinstance(value, dict):
        raise BadRequest("Object expected as reply markup")
    keyboard = _rows(value, "keyboard", "keyboard button", _keyboard_button)
    inline = _rows(value, "inline_keyboard", "inline keyboard button", _inline_button)
    if keyboard:
        return Markup(other=value | {"keyboard": [list(row) for row in keyboard]})
    if inline:
        return Markup(inline=_checked(inline))
    if boolean(value, "remove_keyboard") or boolean(value, "force_reply"):
        return Markup(other=value)
    return NO_MARKUP


def _rows(value: Json, name: str, title: str, read_button: Callable[[Any], Json]) -> Keyboard:
    """The rows of a keyboard; buttons without a text and rows without a button are skipped."""
    rows: list[tuple[Json, ...]] = []
    for row in array(value, name):
        if not isinstance(row, list):
            of = " of the InlineKeyboardMarkup" if name == "inline_keyboard" else ""
            raise BadRequest(f'Field "{name}"{of} must be an Array of Arrays')
        try:
            buttons = [read_button(button) for button in row]
        except BadRequest as error:
            raise BadRequest(f"Can't parse {title}: {error.message}") from None
        rows.append(tuple(button for button in buttons if button["text"]))
    return tuple(row for row in rows if row)


def _keyboard_button(button: Any) -> Json:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict):
        raise BadRequest("KeyboardButton must be a String or an Object")
    string(button, "text")
    return button


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise BadRequest("InlineKeyboardButton must be an Object")
    kept: Json = {"text": string(button, "text")}
    icon = string(button, "icon_custom_emoji_id", "")
    style = string(button, "style", "")
    if style and style not in _STYLES:
        raise BadRequest("Invalid button style specified")
    kept |= {"icon_custom_emoji_id": icon} if icon else {}
    kept |= {"style": style} if style else {}
    return kept | _action(button)


def _action(button: Json) -> Json:
    """What the button does: the first of its actions, in the server's order."""
    for name in ("url", "callback_data"):
        value = string(button, name, "")
        if value:
            return {name: value}
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in button:
            return {name: string(button, name)}
    for name, field in _OBJECT_ACTIONS.items():
        if name in button:
            action = mapping(button, name)
            if field:
                string(action, field)
            return {name: action}
    raise BadRequest("Text buttons are unallowed in the inline keyboard")


# The actions that are objects, with the field each must have.
_OBJECT_ACTIONS = {
    "switch_inline_query_chosen_chat": "",
    "login_url": "url",
    "web_app": "url",
    "copy_text": "text",
    "disabled": "",
}


def _checked(keyboard: Keyboard) -> Keyboard:
    """The keyboard with its links in the server's form; refused above a limit."""
    if sum(map(len, keyboard)) > MAX_BUTTONS or max(map(len, keyboard)) > MAX_IN_ROW:
        raise BadRequest("Reply markup is too long")
    return tuple(tuple(_checked_button(button) for button in row) for row in keyboard)


def _checked_button(button: Json) -> Json:
    data = button.get("callback_data", "")
    if len(data.encode(errors="surrogatepass")) > MAX_CALLBACK_DATA:
        raise BadRequest("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 0 < len(button["copy_text"]["text"]) <= MAX_COPIED_TEXT:
        raise BadRequest("BUTTON_COPY_TEXT_INVALID")
    if "url" not in button:
        return button
    url = button["url"]
    try:
        return button | {"url": checked_link(url)}
    except InvalidLinkError as error:
        raise BadRequest(f"Inline keyboard button URL '{url}' is invalid: {error}") from None

"""A message of the chat as text for a terminal: bold is bold, buttons are numbered."""

from prompt_toolkit.formatted_text import StyleAndTextTuples

from bot.console.chat_client import Shown

_STYLES = {"bold": "bold", "italic": "italic", "code": "fg:ansicyan", "underline": "underline"}


def painted(message: Shown, *, numbered_from: int = 1) -> StyleAndTextTuples:
    """Text with styles, and the row of buttons below it."""
    parts = _styled(message)
    for number, button in enumerate(message.buttons, start=numbered_from):
        first_of_row = button.column == 0
        parts.append(("", "\n" if first_of_row else "  "))
        parts.append(("reverse", f" :{number} {button.text} "))
    return parts


def plain(message: Shown) -> str:
    """Without styles, for a pipe."""
    return message.text


def _styled(message: Shown) -> StyleAndTextTuples:
    """Entities count in UTF-16 units, so the text is cut in that encoding."""
    units = message.text.encode("utf-16-le")
    marks: list[set[str]] = [set() for _ in range(len(units) // 2)]
    for entity in message.entities:
        style = _STYLES.get(entity["type"])
        if style:
            for place in range(entity["offset"], entity["offset"] + entity["length"]):
                marks[place].add(style)
    parts: StyleAndTextTuples = []
    start = 0
    for place in range(1, len(marks) + 1):
        if place == len(marks) or marks[place] != marks[start]:
            text = units[start * 2 : place * 2].decode("utf-16-le")
            parts.append((" ".join(sorted(marks[start])), text))
            start = place
    return parts

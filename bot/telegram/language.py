"""Which language a message is answered in: the one it is written in, if that can be recognised."""

_CYRILLIC = range(0x400, 0x530)


def spoken(text: str, read_as: str, *, otherwise: str) -> str:
    """The language of a message; `otherwise` if it has none, like a slash command or an emoji."""
    if any(ord(letter) in _CYRILLIC for letter in text):
        return "ru"
    if text.startswith("/") or not any(letter.isalpha() for letter in text):
        return otherwise
    return read_as

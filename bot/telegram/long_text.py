"""A reply that is longer than a message: several messages, cut between lines."""

from collections.abc import Iterator

#: Telegram's limit, in UTF-16 code units after the markup is read; we count the markup too
_MOST = 4096


def in_messages(text: str, most: int = _MOST) -> Iterator[str]:
    """The text in pieces that fit, cut between lines: our markup never spans lines."""
    piece, *lines = text.split("\n")
    for line in lines:
        longer = f"{piece}\n{line}"
        if _length(longer) > most:
            yield piece
            piece = line
        else:
            piece = longer
    yield piece


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

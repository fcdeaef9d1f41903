"""Replies that are longer than a message."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.long_text import in_messages


@given(st.lists(st.text(alphabet="aя🛒 ", max_size=20)), st.integers(min_value=40, max_value=90))
def test_nothing_is_lost_and_every_piece_fits(lines: list[str], most: int) -> None:
    """Put together again the pieces are the text; a piece counts as Telegram counts."""
    text = "\n".join(lines)
    pieces = list(in_messages(text, most))
    assert "\n".join(pieces) == text
    assert all(len(piece.encode("utf-16-le")) <= 2 * most for piece in pieces)


def test_what_fits_is_one_message() -> None:
    """Also the empty text, and a single line that nothing could cut."""
    assert list(in_messages("a\nb", 3)) == ["a\nb"]
    assert list(in_messages("", 3)) == [""]
    assert list(in_messages("abcdef", 3)) == ["abcdef"]

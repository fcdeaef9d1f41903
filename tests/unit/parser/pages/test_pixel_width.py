"""How wide titles and descriptions are in Google's results."""

import pytest

from parser.pages import lexicon
from parser.pages.pixel_width import description_pixels, title_pixels


def test_widths_are_arials() -> None:
    """Advance widths of Arial in 1/2048 em: A 1366, i 455, space 569, Cyrillic capital ZHE 1891."""
    widths = {
        char: width
        for width, chars in lexicon.table("arial_widths")["widths"].items()
        for char in chars
    }
    assert [widths[char] for char in "Ai Ж"] == [1366, 455, 569, 1891]


def test_a_title_is_set_at_20_pixels_and_a_description_at_14() -> None:
    """One hundred letters "n" of 1139/2048 em."""
    assert title_pixels("n" * 100) == round(100 * 1139 * 20 / 2048)
    assert description_pixels("n" * 100) == round(100 * 1139 * 14 / 2048)


@pytest.mark.parametrize(
    ("text", "pixels"), [("", 0), ("e\u0301", title_pixels("e")), ("\u200b", 0), ("漢字", 40)]
)
def test_characters_without_a_width_of_their_own(text: str, pixels: int) -> None:
    """Combining and invisible ones take no room, ideographs a whole square."""
    assert title_pixels(text) == pixels


def test_russian_is_wider_than_its_letters_count() -> None:
    """Sixty Russian letters need more room than sixty English ones."""
    assert title_pixels("Широкие щётки для мощных машин") > title_pixels(
        "Wide brushes for big machines!"
    )

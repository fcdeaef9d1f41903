"""How wide a text is in Google's desktop results, where titles and descriptions are cut by pixels.

Titles are set in Arial at 20 px, descriptions at 14 px. The widths are Arial's own
(`vocabulary/arial_widths.yaml`), Latin and Cyrillic alike: a Russian title of 60 letters is wider
than an English one, which counting letters or bytes does not see.
"""

from functools import cache, lru_cache
from unicodedata import category, combining, east_asian_width

from parser.pages import lexicon

TITLE_SIZE = 20  #: px
DESCRIPTION_SIZE = 14  #: px
_DIGIT = 1139
_INVISIBLE = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})


@lru_cache(maxsize=512)
def title_pixels(text: str) -> int:
    """The width of a title, rounded to whole pixels."""
    return _pixels(text, TITLE_SIZE)


@lru_cache(maxsize=512)
def description_pixels(text: str) -> int:
    """The width of a description, rounded to whole pixels."""
    return _pixels(text, DESCRIPTION_SIZE)


def _pixels(text: str, size: int) -> int:
    widths = _widths()
    units = sum(map(widths.__getitem__, text))
    return round(units * size / int(lexicon.table("arial_widths")["units_per_em"]))


class _Widths(dict[str, int]):
    """Widths by character; those that the table lacks are guessed once by their kind."""

    def __missing__(self, char: str) -> int:
        if combining(char) or category(char) in _INVISIBLE:
            width = 0
        elif east_asian_width(char) in {"W", "F"}:
            width = int(lexicon.table("arial_widths")["units_per_em"])
        else:
            width = _DIGIT
        self[char] = width
        return width


@cache
def _widths() -> _Widths:
    table = lexicon.table("arial_widths")["widths"]
    return _Widths({char: width for width, chars in table.items() for char in chars})

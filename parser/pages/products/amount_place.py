"""One amount on a page: where it stands, how well, and what stands with it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from parser.pages import availability, lexicon
from parser.pages.currencies import currency_code
from parser.pages.document import HEADINGS, Node, ancestors, text_of
from parser.pages.prices import ShownPrice, read_shown
from parser.pages.text import words_of_line

_behind_colon = re.compile(r"(?<!\d):\W{0,4}\d").search  # a time of day announces nothing
_RIGHT_BESIDE = 7.5  # a score that only a price right beside the heading has
_CALLED = 6.0  # a score without what the name of another amount takes from it
_CELL_DEPTH = 3  # steps up from an amount to the row of its table
_MOST_WORDS = 7  # beside an amount; more tell of something


@dataclass(kw_only=True, slots=True)
class Place:
    """One amount on the page."""

    node: Node
    shown: ShownPrice
    own_score: float  #: without comparison to others
    struck: bool
    is_crossed: bool  #: struck by a line or a name, not by being called regular
    near: int
    foreign: bool
    kind: str  #: tag and class
    score: float = 0.0
    is_asked_around: bool = False  #: the words around it were read
    repeated: bool = False  #: one of many of its kind with different amounts: a card of a list
    is_named: bool = False  #: the element calls itself a price's

    @property
    def is_plain(self) -> bool:
        """Whether its element is a price's, or says nothing but the amount: no gift, no threshold."""
        return self.is_named or _is_amount_alone(self.shown.raw)

    @property
    def is_told(self) -> bool:
        """Whether it only comes up in a sentence. Headings are none, nor is what a colon announces."""
        if self.is_plain or not self.is_in_sentence or self.node.tag in HEADINGS:
            return False
        return not _behind_colon(self.shown.raw)

    @property
    def is_clear(self) -> bool:
        """Whether it stands right beside the heading, with its currency and not in a sentence."""
        is_near = self.score >= _RIGHT_BESIDE
        return is_near and self.shown.currency is not None and not self.is_in_sentence

    @property
    def is_called_price(self) -> bool:
        """Whether its element near the heading calls itself a price's, and no delivery's or instalment's."""
        return self.is_named and self.score >= _CALLED

    @property
    def is_of_price_list(self) -> bool:
        """Whether it stands in a table of several things or services, each with an amount of its own.

        A row that calls its amount a price belongs to one thing, with its delivery below.
        """
        around = (self.node, *ancestors(self.node, _CELL_DEPTH))
        row = next((node for node in around if node.tag == "tr"), None)
        if row is None or row.parent is None or _is_price_row(row):
            return False
        rows = [one for one in row.parent.iter() if one.tag == "tr"]
        return sum(map(_has_amount, rows)) > 1 and not any(map(_is_price_row, rows))

    @property
    def is_in_sentence(self) -> bool:
        """Whether more words stand with it than a label has."""
        return words_of_line(self.shown.raw) > _MOST_WORDS


@lru_cache(maxsize=4096)
def _is_amount_alone(text: str) -> bool:
    """Whether it is called a price, or no words stand with it but of taxes, currencies and the stock."""
    if lexicon.pattern("products", "price_nouns").search(text):
        return True
    if (stock := availability.from_words(text)) is not None:
        text = text.replace(stock.raw, " ")
    words = lexicon.pattern("products", "price_words").sub(" ", text).split()
    return all(currency_code(word) is not None for word in words if any(map(str.isalpha, word)))


def _has_amount(row: Node) -> bool:
    shown = read_shown(text_of(row), bare=False)
    return shown is not None and shown.currency is not None


def _is_price_row(row: Node) -> bool:
    return bool(lexicon.pattern("products", "price_nouns").search(text_of(row)))

"""When a main text counts as changed."""

from collections.abc import Sequence
from dataclasses import replace

from parser.pages import text
from parser.pages.records import Seo
from runner.reports.changes import changes_of
from tests.unit.runner.reports.test_changes import KNOWN, URL, fate, pair, side

PAGES = 60
WORDS = 300


def words_of(page: int) -> list[str]:
    """The text of a page; no two share a word."""
    return [f"word{page}x{number}" for number in range(WORDS)]


def is_told(now: Sequence[str], base: Sequence[str]) -> bool:
    """Whether the change of the text has a row."""
    first, second = (
        replace(side(None), seo=Seo(content_hash=main.content_hash, simhash=main.simhash, simhash_rest=main.simhash_rest))
        for main in (text.measure(" ".join(now)), text.measure(" ".join(base)))
    )  # fmt: skip
    line = replace(pair(first, second, fate("page", 200)), entity="page", key=URL)
    return "content_hash" in [one.field for one in changes_of(line, KNOWN)]


def test_a_price_is_no_other_text() -> None:
    """One or two words of three hundred are not worth a row, whichever pages they stand on."""
    for page in range(PAGES):
        words = words_of(page)
        assert not is_told([*words[1:], "12990"], words), page
    texts = [words_of(page) for page in range(PAGES)]
    told = [is_told([*words[2:], "12990", "14990"], words) for words in texts]
    assert sum(told) <= PAGES // 20


def test_a_rewritten_text_is_told() -> None:
    """A sentence or two of it: one word in fifteen."""
    texts = [words_of(page) for page in range(PAGES)]
    told = [is_told([*words[20:], *(f"new{n}" for n in range(20))], words) for words in texts]
    assert sum(told) >= PAGES - PAGES // 20

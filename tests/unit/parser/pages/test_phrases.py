"""Long patterns that are tried only where one of their words stands."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.pages import lexicon
from parser.pages.phrases import Phrases, anchors


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"in\s+stock", {"stock"}), (r"нет в наличии|sold out", {"наличии", "sold"}), (r"(?:out|low)\s+of\s+stock", {"stock"}),
        (r"colou?r", {"colo"}), (r"ab+cd", {"bcd"}), (r"[Ss]tock", {"tock"}), (r"\bPRE-?order", {"order"}), (r"(?:maybe)?really", {"really"}),
        (r"(?!never)always", {"always"}), (r"(?<=not )here", {"here"}), (r"x{2,3}yes", {"xyes"}), (r"x{0,3}yes", {"yes"}), (r"(?P<a>one|two)", {"one", "two"}),
        (r"(?:a(?:bc|de)f)+", {"bc", "de"}), (r"\d+|stock", set()), (r"(?:stock)?", set()), (r".*", set()), ("", set()), (r"Straße", {"strasse"}),
        (r"[]x]words", {"words"}), (r"a\|bcd", {"bcd"}), (r"(?:sold|\d)\s+out", {"out"}),
    ],
)  # fmt: skip
def test_the_words_a_pattern_cannot_do_without_are_found(pattern: str, words: set[str]) -> None:
    """The longest of each alternative; none where one alternative needs none."""
    assert anchors(pattern) == words


STATES = sorted(lexicon.table("availability")["words"])


@pytest.mark.parametrize("state", STATES)
@given(data=st.data())
@settings(max_examples=25)
def test_no_phrase_of_the_vocabulary_escapes(state: str, data: st.DataObject) -> None:
    """Whatever a pattern matches, in any case, holds one of its words."""
    pattern = data.draw(st.sampled_from(lexicon.table("availability")["words"][state]))
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE)))
    assert lexicon.phrases("availability", "words").may_match(text)
    assert lexicon.phrases("availability", "words", state).search(text) is not None


@given(st.text())
def test_the_same_is_found_as_without_looking_for_words(text: str) -> None:
    """On texts that hold a phrase and on texts that hold none."""
    for name in STATES:
        pattern = lexicon.pattern("availability", "words", name)
        for tried in (text, f"{text} In Stock {text}"):
            found = lexicon.phrases("availability", "words", name).search(tried)
            expected = pattern.search(tried)
            assert (found and found.span()) == (expected and expected.span())


@pytest.mark.parametrize("text", ["TÜKENDİ", "tükendı", "OUT OF ſTOCK", "SOLD OUT"])
def test_letters_that_only_case_folding_makes_equal_are_equal(text: str) -> None:
    """Dotted and dotless i, long s: what the regular expression takes for the same letter."""
    pattern = r"tükendi|out\s+of\s+stock|sold\s+out"
    assert re.search(pattern, text, re.IGNORECASE)
    assert Phrases(pattern).search(text)


def test_what_is_remembered_of_a_word_changes_no_answer() -> None:
    """A word that was met before, alone or beside others, is judged as at first; forgetting is no harm."""
    phrases = Phrases(r"sold\s+out|нет\s+в\s+наличии")
    texts = ["Sold out", "cold pout", "12,50", "Нет\xa0в наличии", "нет", "unsold outlet", ""]
    first = [phrases.may_match(text) for text in texts]
    assert first == [True, False, False, True, False, True, False]
    for number in range(30_000):
        phrases.may_match(f"word{number}")
    assert [phrases.may_match(text) for text in texts] == first

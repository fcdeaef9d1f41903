"""Misspelled words of the grammar: "rnu", "exept", "schedul".

Only a word that nothing else explains is looked at, and only near words of the grammar are offered:
one slip up to seven letters, two beyond. Three rules keep typos from making orders: a word that the
dictionary knows is no slip; neither is one that ends like a story ("runned", "retrying"); and where a
form that tells a story is as near as the order ("canceld": "cancel" or "canceled"), it is the story.
"""

import re
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from parser.commands.grammar import Grammar, Language
from parser.commands.numbers import Numerals
from parser.commands.writing import is_cyrillic

#: A letter said twice or more: "stoooop".
_DRAWN_OUT: Final = re.compile(r"(.)\1+")
_LONG: Final = 8
_SHORT: Final = 3


class Speller:
    """Offers words of the grammar for a word that is none."""

    def __init__(self, grammar: Grammar, numerals: Numerals) -> None:
        self._grammar = grammar
        self._languages = tuple(grammar.languages.values())
        self._known = grammar.vocabulary | numerals.words
        self._by_letter: dict[str, list[str]] = {}
        short = frozenset().union(*(each.short for each in self._languages))
        for word in sorted(self._known - grammar.slips):
            if len(word) > _SHORT or word in grammar.order_words or word in short:
                self._by_letter.setdefault(word[:1], []).append(word)
        for word in sorted(grammar.story_words - self._known):
            self._by_letter.setdefault(word[:1], []).append(word)

    def is_known(self, word: str) -> bool:
        """Whether the word belongs to the grammar or to a dictionary."""
        if word in self._known:
            return True
        language = self._language(word)
        return language is not None and (
            word in language.common or word in language.objects or language.morphology.knows(word)
        )

    def nearest(self, word: str) -> tuple[str, ...]:
        """The grammar's words nearest to a word, all equally near; empty when none is near."""
        plain = _DRAWN_OUT.sub(r"\1", word)
        if plain != word and plain in self._known:
            return (plain,)
        near = self._near(word)
        stories = self._grammar.story_words
        orders = frozenset() if stories.isdisjoint(near) else self._grammar.order_words
        kept = (each for each in near if each in self._known and each not in orders)
        return tuple(each for each in kept if self._may_be(word, each))

    def tells(self, word: str) -> bool:
        """Whether a word is, or misspells, a form of a verb that tells and never orders."""
        stories = self._grammar.story_words
        return word in stories or not stories.isdisjoint(self._near(word))

    def _near(self, word: str) -> tuple[str, ...]:
        """The words nearest to a word, those that tell among them."""
        allowed = 1 if len(word) < _LONG else 2
        near = [
            each
            for letter in dict.fromkeys((word[:1], word[1:2]))
            for each in self._by_letter.get(letter, ())
            if abs(len(each) - len(word)) <= allowed
        ]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=allowed, limit=12)
        if not found:
            return ()
        best = min(distance for _, distance, _ in found)
        return tuple(name for name, distance, _ in found if distance == best)

    def _may_be(self, word: str, name: str) -> bool:
        """Whether a slip of `name` could look like `word`."""
        if min(len(word), len(name)) <= _SHORT and sorted(word) != sorted(name):
            return len(word) < len(name)
        return name not in self._grammar.order_words or not self._tells_a_story(word, name)

    def _tells_a_story(self, word: str, name: str) -> bool:
        language = self._language(word)
        endings = language.endings if language else ()
        return any(word.endswith(end) and not name.endswith(end) for end in endings)

    def _language(self, word: str) -> Language | None:
        cyrillic = is_cyrillic(word)
        return next((each for each in self._languages if each.cyrillic == cyrillic), None)

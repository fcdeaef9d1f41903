"""Misspelled words of the grammar: "rnu", "exept", "schedul".

Only a word that nothing else explains is looked at, and only near words of the grammar are offered:
one slip up to seven letters, two beyond, and of those as near the likelier slips (slips.py). Three rules
keep typos from making orders: a word that the dictionary knows is no slip, unless two of its letters are
swapped; neither is one that ends like a story ("runned", "retrying"); and where a form that tells a story
is as near as the order ("canceld": "cancel" or "canceled"), it is the story.
"""

import re
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from parser.commands.grammar import Grammar, Language
from parser.commands.numbers import Numerals
from parser.commands.slips import is_drawn_out, is_plain, plainest, swaps
from parser.commands.writing import is_cyrillic

#: A letter said twice or more: "stoooop".
_DRAWN_OUT: Final = re.compile(r"(.)\1+")
_LONG: Final = 8
#: A word that lacks two letters has at least so many.
_LEAST_SHORTENED: Final = 5
_LETTERS_LEFT_OUT: Final = 2
#: In shorter words only plain slips are believed.
_LEAST_ODD: Final = 6
#: In shorter words too many swaps make another word.
_LEAST_SWAPPED: Final = 5
_SHORT: Final = 3


class Speller:
    """Offers words of the grammar for a word that is none."""

    def __init__(self, grammar: Grammar, numerals: Numerals) -> None:
        self._near = lru_cache(maxsize=4096)(self._found_near)
        self._grammar = grammar
        self._languages = tuple(grammar.languages.values())
        self._known = grammar.vocabulary | numerals.words
        self._spelt: set[str] = set()
        #: Words by their first letter and their length.
        self._by_letter: dict[tuple[str, int], list[str]] = {}
        #: Words by what follows their first letter, which a slip may change or leave out.
        self._by_tail: dict[str, list[str]] = {}
        short = frozenset().union(*(each.short for each in self._languages))
        for word in sorted(self._known - (grammar.slips - grammar.senses.keys())):
            if len(word) > _SHORT or word in grammar.order_words or word in short:
                self._add(word)
        for word in sorted(grammar.story_words - self._known):
            self._add(word)

    def is_known(self, word: str) -> bool:
        """Whether the word belongs to the grammar or to a dictionary."""
        if word in self._known:
            return True
        language = self._language(word)
        return language is not None and (
            word in language.common or word in language.objects or language.morphology.knows(word)
        )

    def is_ours(self, word: str) -> bool:
        """Whether the word belongs to the grammar."""
        return word in self._known

    def drawn_out(self, word: str) -> str:
        """The grammar's word that this is with a letter said more than once; empty if it is none."""
        plain = _DRAWN_OUT.sub(r"\1", word)
        least = _SHORT - 1 if is_drawn_out(word) else _SHORT
        return plain if len(plain) >= least and plain != word and plain in self._known else ""

    def nearest(self, word: str) -> tuple[str, ...]:
        """The grammar's words nearest to a word, all equally near; empty when none is near."""
        plain = self.drawn_out(word)
        if plain:
            return (plain,)
        near = self._near(word)
        stories = self._grammar.story_words
        orders = frozenset() if stories.isdisjoint(near) else self._grammar.order_words
        kept = (each for each in near if each in self._known and each not in orders)
        return tuple(each for each in kept if self._may_be(word, each))

    def mistaken(self, word: str) -> tuple[str, ...]:
        """The grammar's words that a word of the dictionary becomes with one letter less or a swap.

        A letter said twice, or two neighbours swapped: a dictionary knows more than people write.
        """
        if len(word) < _LEAST_SWAPPED:
            return ()
        plain = self.drawn_out(word)
        if plain:
            return (plain,)
        found = set(swaps(word)) & self._spelt
        return () if found & self._grammar.story_words else tuple(sorted(found))

    def tells(self, word: str) -> bool:
        """Whether a word is, or misspells, a form of a verb that tells and never orders."""
        stories = self._grammar.story_words
        return word in stories or not stories.isdisjoint(self._near(word))

    def _add(self, word: str) -> None:
        self._spelt.add(word)
        self._by_letter.setdefault((word[:1], len(word)), []).append(word)
        self._by_tail.setdefault(word[1:], []).append(word)

    def _found_near(self, word: str) -> tuple[str, ...]:
        """The words nearest to a word, those that tell among them."""
        allowed = 1 if len(word) < _LONG else 2
        near = [
            each
            for letter in dict.fromkeys((word[:1], word[1:2]))
            for size in range(len(word) - allowed, len(word) + allowed + 1)
            for each in self._by_letter.get((letter, size), ())
        ]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=allowed, limit=12)
        distances = {name: distance for name, distance, _ in found}
        if len(word) > _SHORT:
            tails = (*self._by_tail.get(word[1:], ()), *self._by_tail.get(word, ()))
            distances.update(dict.fromkeys(tails, 1))
        if not distances and len(word) >= _LEAST_SHORTENED:
            return self._lengthened(word)
        best = min(distances.values(), default=0)
        nearest = [name for name, distance in distances.items() if distance == best]
        return tuple(plainest(word, nearest) if best == 1 else nearest)

    def _lengthened(self, word: str) -> tuple[str, ...]:
        """The words that lack two letters in `word`, if none of them is a verb's."""
        size = len(word) + _LETTERS_LEFT_OUT
        same = self._by_letter.get((word[0], size), ())
        found = tuple(each for each in same if _is_within(word, each))
        verbs = self._grammar.order_words | self._grammar.story_words
        return () if verbs & set(found) else found

    def _may_be(self, word: str, name: str) -> bool:
        """Whether a slip of `name` could look like `word`."""
        if min(len(word), len(name)) <= _SHORT and sorted(word) != sorted(name):
            return len(word) < len(name)
        if max(len(word), len(name)) < _LEAST_ODD and not is_plain(word, name):
            return False
        return name not in self._grammar.order_words or not self._tells_a_story(word, name)

    def _tells_a_story(self, word: str, name: str) -> bool:
        language = self._language(word)
        endings = language.endings if language else ()
        return any(word.endswith(end) and not name.endswith(end) for end in endings)

    def _language(self, word: str) -> Language | None:
        cyrillic = is_cyrillic(word)
        return next((each for each in self._languages if each.cyrillic == cyrillic), None)


def _is_within(word: str, longer: str) -> bool:
    """Whether the letters of a word stand in a longer one in this order."""
    letters = iter(longer)
    return all(letter in letters for letter in word)

"""Words that no reading explains: could they be the name of a site we don't have?

"Run aliexpress" must be asked about; "run the idea past legal" must be left alone. Nothing but the words
themselves tells them apart: a name is a word that no dictionary knows, and no misspelled thing of another
world, or is quoted, or is an address, or is in the other alphabet. A word of the dictionary is a name
where shops are often called so (`brands`), or may be one where it has a capital letter. Where a language
has no dictionary here, its list of frequent words stands in for one.
"""

from collections.abc import Sequence
from enum import IntEnum
from functools import cached_property
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from parser.commands.grammar import Grammar, Language
from parser.commands.slips import is_plain
from parser.commands.tokens import Token, TokenKind
from parser.commands.writing import is_cyrillic, is_latin

_OF_WORDS: Final = frozenset({TokenKind.WORD, TokenKind.NUMBER})
#: Traits of a known word that may be a name where an object stands.
_OF_NAMES: Final = frozenset({"noun", "named"})
#: Shorter words are too near to one another.
_LEAST_MISSPELLED: Final = 5


class Likeness(IntEnum):
    """How much some words look like the name of a site."""

    NONE = 0
    MAYBE = 1
    SURE = 2


class Strangers:
    """Judges unexplained words by the dictionaries of all languages."""

    def __init__(self, grammar: Grammar) -> None:
        self._cyrillic = [each for each in grammar.languages.values() if each.cyrillic]
        self._orders = grammar.order_words
        self._latin = [each for each in grammar.languages.values() if not each.cyrillic]

    def likeness(
        self, words: Sequence[Token], *, among_cyrillic: bool, before: Token | None = None
    ) -> Likeness:
        """How much these neighbouring tokens look like one name; `before` stands before them.

        An article makes a common noun of a word that is not written as a name: "restart the router".
        """
        letters = [each for each in words if each.kind is not TokenKind.JOINT]
        shaped = _by_shape(words, letters)
        if shaped is not None:
            return shaped
        is_title = letters[0].raw[:1].isupper()
        if before and not is_title and any(before.text in each.articles for each in self._latin):
            return Likeness.NONE
        named = [each for each in letters[:-1] if not self._describes(each)] + letters[-1:]
        return _together([self._of_word(each, among_cyrillic=among_cyrillic) for each in named])

    def is_idle(self, token: Token) -> bool:
        """Whether an unexplained word only says how, like an adverb or an interjection."""
        word = token.text
        if token.kind is not TokenKind.WORD:
            return False
        if is_cyrillic(word):
            return any(
                word not in each.common
                and each.morphology.knows(word)
                and each.morphology.traits(word) == {"adverb"}
                for each in self._cyrillic
            )
        return any(each.adverbs and word.endswith(each.adverbs) for each in self._latin)

    def tells(self, token: Token) -> bool:
        """Whether an unexplained word is a verb, which makes another sentence of it."""
        languages = self._cyrillic if is_cyrillic(token.text) else self._latin
        return token.text in self._orders or any(
            each.morphology.tells(token.text)
            or each.morphology.commands(token.text)
            or (bool(each.verb_ends) and token.text.endswith(each.verb_ends))
            for each in languages
        )

    def _describes(self, token: Token) -> bool:
        """Whether the word is an adjective, which a name may begin with."""
        return is_cyrillic(token.text) and any(
            token.text not in each.common and _is_adjective(each.morphology.traits(token.text))
            for each in self._cyrillic
        )

    def _of_word(self, token: Token, *, among_cyrillic: bool) -> Likeness:
        word = token.text
        if is_cyrillic(word):
            found = (self._by_dictionary(token, each) for each in self._cyrillic)
            return max(found, default=Likeness.NONE)
        if not is_latin(word) or len(word) < 2:  # noqa: PLR2004 # a letter is no name
            return Likeness.NONE
        frequent = any(word in each.common or word in each.objects for each in self._latin)
        if not frequent:
            is_common = any(
                each.noun_ends and word.endswith(each.noun_ends) for each in self._latin
            )
            return Likeness.MAYBE if is_common else Likeness.SURE
        return Likeness.MAYBE if among_cyrillic else Likeness.NONE

    def _by_dictionary(self, token: Token, language: Language) -> Likeness:
        word, own = token.text, language.morphology
        first = own.first_forms(word)
        if word in language.common or first & language.objects:
            return Likeness.NONE
        if first & language.brands:
            return Likeness.SURE
        traits = own.traits(word)
        if own.knows(word):
            may_be = traits & _OF_NAMES and "verb" not in traits and token.raw[:1].isupper()
            return Likeness.MAYBE if may_be else Likeness.NONE
        return Likeness.NONE if traits == {"verb"} or self._misspells(word) else Likeness.SURE

    def _misspells(self, word: str) -> bool:
        """Whether a word is one slip away from a thing that is never a site."""
        if len(word) < _LEAST_MISSPELLED:
            return False
        near = [each for letter in {word[0], word[1]} for each in self._things.get(letter, ())]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=1)
        return any(is_plain(word, thing) for thing, _, _ in found)

    @cached_property
    def _things(self) -> dict[str, list[str]]:
        """All forms of the things that are never a site, by their first letter."""
        things: dict[str, list[str]] = {}
        for language in self._cyrillic:
            for word in sorted(language.objects):
                for form in language.morphology.forms(word):
                    things.setdefault(form[:1], []).append(form)
        return things


def _is_adjective(traits: frozenset[str]) -> bool:
    """Whether the traits are those of an adjective, which may also stand for a noun."""
    return "other" in traits and traits <= {"other", "noun"}


def _by_shape(words: Sequence[Token], letters: Sequence[Token]) -> Likeness | None:
    """What signs, digits, quotation marks and capitals alone decide."""
    if any(each.kind is TokenKind.URL for each in words):
        return Likeness.SURE
    if not letters or any(each.kind not in _OF_WORDS for each in letters):
        return Likeness.NONE
    if len(letters) < len(words) or all(each.quoted for each in letters):
        return Likeness.SURE
    several = len(letters) > 1
    if any(each.kind is TokenKind.NUMBER for each in letters):
        glued = all(each.glued for each in letters[1:])
        return Likeness.SURE if several and glued else Likeness.NONE
    capitals = several and all(each.raw[:1].isupper() for each in letters)
    return Likeness.SURE if capitals else None


def _together(found: Sequence[Likeness]) -> Likeness:
    """One word, or two of which an unknown one vouches for the other."""
    if len(found) == 1:
        return found[0]
    if len(found) > 2:  # noqa: PLR2004 # a sentence, not a name
        return Likeness.NONE
    return Likeness.MAYBE if Likeness.SURE in found else min(found)

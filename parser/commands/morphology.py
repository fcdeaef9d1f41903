"""Word forms: all that the grammar asks of a language's morphology, in five questions.

Russian is answered by pymorphy3; a language that declares none lists its forms in its own file. Forms
are spread out once, when the grammar is built, from what forms.py keeps of them; reading a message is a
dictionary look-up, and only words that no grammar knows are put to pymorphy3 while reading (`knows`, about 6 microseconds).
"""

from collections.abc import Iterable, Sequence
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from parser.commands.forms import WrittenForms
from parser.commands.writing import fold

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

#: Marks of an order's form, as templates see them: "imp" an order, "inf" an infinitive,
#: "let" what follows "let us", "you" a future that asks ("will you run ...?"), and "base" where one
#: form serves the order and the infinitive.
ORDER_FORMS: Final = ("imp", "inf", "let", "you", "base")
#: Mark of every other form of a verb: it tells or asks and never orders ("ran", "is running").
STORY: Final = "story"


class Morphology(Protocol):
    """What a language must be able to say about its words."""

    def forms(self, word: str) -> Iterable[str]:
        """Every form of a noun, an adjective or a numeral given in its first form."""

    def verb_forms(self, verb: str) -> Iterable[tuple[str, str]]:
        """(form, mark) for each form of a verb; marks: `ORDER_FORMS` and `STORY`."""

    def knows(self, word: str) -> bool:
        """Whether the word is in the dictionary as it stands."""

    def traits(self, word: str) -> frozenset[str]:
        """What the word may be: of "noun", "verb", "person", "animate", "named", "adverb", "other".

        An animate noun that can't be the object of a verb as it stands is "named".
        """

    def first_forms(self, word: str) -> frozenset[str]:
        """The dictionary forms the word may belong to."""

    def tells(self, word: str) -> bool:
        """Whether the word may be all a clause tells: "fell", "is ready"."""

    def commands(self, word: str) -> bool:
        """Whether the word may be an order."""


class NoMorphology:
    """A language whose files list every form; it knows no word beyond them."""

    def forms(self, word: str) -> Iterable[str]:
        """The word itself."""
        return (word,)

    def verb_forms(self, verb: str) -> Iterable[tuple[str, str]]:
        """The word itself: one form for all."""
        return [(verb, "base")]

    def knows(self, word: str) -> bool:
        """Nothing is known."""
        del word
        return False

    def traits(self, word: str) -> frozenset[str]:
        """Nothing is known."""
        del word
        return frozenset()

    def first_forms(self, word: str) -> frozenset[str]:
        """The word itself."""
        return frozenset({word})

    def tells(self, word: str) -> bool:
        """Nothing is known."""
        del word
        return False

    def commands(self, word: str) -> bool:
        """Nothing is known."""
        del word
        return False


class EnglishMorphology(NoMorphology):
    """The endings of English verbs; all else is listed in the language's file."""

    def verb_forms(self, verb: str) -> Iterable[tuple[str, str]]:
        """The word itself, and stories with the last letter doubled or a last "e" dropped."""
        stem = verb.removesuffix("e")
        stems = {verb, stem, stem + stem[-1]}
        third = verb + ("s" if verb.endswith("e") else "es")
        told = {verb + "s", third} | {s + end for s in stems for end in ("ed", "ing", "er")}
        return [(verb, "base"), *((form, STORY) for form in sorted(told))]


class RussianMorphology:
    """pymorphy3, asked as little as possible: loading it takes about 0.1 s and a parse about 50 us."""

    def __init__(self, written: WrittenForms) -> None:
        self._written = written
        self.knows = lru_cache(maxsize=8192)(self._knows)
        self.traits = lru_cache(maxsize=8192)(self._traits)
        self.first_forms = lru_cache(maxsize=8192)(self._first_forms)
        self.tells = lru_cache(maxsize=8192)(self._tells)
        self.commands = lru_cache(maxsize=8192)(self._commands)

    @cached_property
    def _analyzer(self) -> "MorphAnalyzer":
        """The dictionary, imported and opened by the first word that no grammar knows."""
        from pymorphy3 import MorphAnalyzer  # noqa: PLC0415 # most runs of the console need none

        return MorphAnalyzer(lang="ru")

    def forms(self, word: str) -> Iterable[str]:
        """Every case and number; of a participle the same voice and tense only."""
        written = self._written.of(f"{word}~")
        return self._nominal_forms(word) if written is None else [form for form, _ in written]

    def verb_forms(self, verb: str) -> Iterable[tuple[str, str]]:
        """Imperatives, the infinitive, "let us ...", "will you ...", and all that tells."""
        written = self._written.of(f"{verb}!")
        return self._marked_forms(verb) if written is None else written

    def _parses(self, word: str) -> "Sequence[Parse]":
        """What the dictionary says of a word, or guesses; nothing of letters that have no names.

        pymorphy3 asks for the names of letters, and raises where Unicode only numbers them (Tangut).
        """
        try:
            found: Sequence[Parse] = self._analyzer.parse(word)
        except ValueError:
            return ()
        return found

    def _nominal_forms(self, word: str) -> set[str]:
        parses = self._parses(word)
        if not parses:
            return {fold(word)}
        own = [p for p in parses if fold(p.normal_form) == fold(word) and p.tag.POS in _NOMINAL]
        chosen = own[0] if own else parses[0]
        if chosen.tag.POS == "PRTF":
            grammemes = {"PRTF", chosen.tag.tense, chosen.tag.voice}
            return {fold(f.word) for f in chosen.lexeme if grammemes <= f.tag.grammemes}
        return {fold(f.word) for f in chosen.lexeme} | {fold(word)}

    def _marked_forms(self, verb: str) -> set[tuple[str, str]]:
        infinitives = [p for p in self._parses(verb) if p.tag.POS == "INFN"]
        if not infinitives:
            return {(fold(verb), "imp")}
        found = ((fold(f.word), _mark(f.tag.grammemes)) for f in infinitives[0].lexeme)
        return {(word, mark) for word, mark in found if mark}

    def _knows(self, word: str) -> bool:
        return bool(self._analyzer.word_is_known(word))

    def _traits(self, word: str) -> frozenset[str]:
        return frozenset(_trait(p.tag.grammemes) for p in self._parses(word))

    def _first_forms(self, word: str) -> frozenset[str]:
        return frozenset(fold(p.normal_form) for p in self._parses(word))

    def _tells(self, word: str) -> bool:
        found = [p.tag.grammemes for p in self._parses(word)]
        return any(each & _PREDICATES and "impr" not in each for each in found)

    def _commands(self, word: str) -> bool:
        found = self._parses(word) if self.knows(word) else ()
        return any({"VERB", "impr"} <= p.tag.grammemes for p in found[:1])


@cache
def morphology(name: str) -> Morphology:
    """The morphology a language file asks for by name."""
    if name == "pymorphy3":
        return RussianMorphology(WrittenForms("ru"))
    return EnglishMorphology() if name == "english" else NoMorphology()


_NOMINAL: Final = frozenset({"NOUN", "ADJF", "NUMR", "NPRO", "PRTF"})
_PEOPLE: Final = frozenset({"Name", "Surn", "Patr"})
_ADVERBIAL: Final = frozenset({"ADVB", "INTJ", "PRCL"})
#: A finite verb, a short participle or adjective, a word like "it is time".
_PREDICATES: Final = frozenset({"VERB", "PRTS", "ADJS", "PRED"})
_VERBAL: Final = frozenset({"VERB", "INFN", "GRND"})


def _mark(grammemes: frozenset[str]) -> str:
    if {"VERB", "impr"} <= grammemes:
        return "imp" if "excl" in grammemes else "let"
    if "INFN" in grammemes:
        return "inf"
    if {"VERB", "futr", "1per", "plur"} <= grammemes:
        return "let"
    if {"VERB", "futr", "2per", "sing"} <= grammemes:
        return "you"
    is_rare = {"GRND", "perf", "Fimp"} <= grammemes  # a second gerund that nobody writes
    return "" if is_rare else STORY


def _trait(grammemes: frozenset[str]) -> str:
    if grammemes & _PEOPLE:
        return "person"
    if "NOUN" in grammemes:
        if "anim" not in grammemes:
            return "noun"
        return "named" if "nomn" in grammemes else "animate"
    if "Subx" in grammemes:  # an adjective used as a noun
        return "noun"
    if grammemes & _ADVERBIAL and "Prdx" not in grammemes:  # "it is too early" says what, not how
        return "adverb"
    return "verb" if grammemes & _VERBAL else "other"

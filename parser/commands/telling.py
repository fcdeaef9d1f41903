"""What single words and pieces of a message tell, for pieces.py: who does what, and whose words they are."""

from collections.abc import Sequence
from typing import Final

from parser.commands.grammar import Grammar, Language
from parser.commands.kinds import EMPTY, Kind
from parser.commands.lattice import Chunk, Reading
from parser.commands.writing import is_cyrillic

#: Guards that show that a piece tells something.
_TELLS: Final = frozenset({"question", "plan", "reported"})
#: Shorter words that end like a past form are as often none: "need", "bed".
_LEAST_PAST: Final = 5
#: More words than these between two marks are a sentence.
_FEW_WORDS: Final = 4
_ABLE_TO_FAIL: Final = frozenset({Kind.SITE, Kind.RUN, Kind.TOPIC})


class Telling:
    """Answers questions about the words of one reading."""

    def __init__(self, reading: Reading, grammar: Grammar) -> None:
        self._reading = reading
        self._grammar = grammar

    def words(self, chunk: Chunk) -> set[str]:
        """The folded words of a chunk."""
        return {each.text for each in self._reading.tokens[chunk.start : chunk.end]}

    def text(self, chunks: Sequence[Chunk]) -> str:
        """The folded words of a piece, without its punctuation."""
        tokens = self._reading.tokens[chunks[0].start : chunks[-1].end]
        return " ".join(each.text for each in tokens if not each.is_soft)

    def tells(self, chunks: Sequence[Chunk], *, is_after: bool) -> bool:
        """Whether a piece has a subject, a verb or a state of a story; states only before the order."""
        kinds = {each.kind for each in chunks}
        told = self._grammar.telling | self._grammar.subjects
        if any(each.kind is Kind.GUARD and each.name in _TELLS for each in chunks):
            return True
        if any(self.words(each) & told for each in chunks) or any(map(self._is_verb, chunks)):
            return True
        failed = Kind.FAILED in kinds and bool(kinds & _ABLE_TO_FAIL)
        return not is_after and (failed or self._is_state(chunks))

    def is_of_others(self, chunks: Sequence[Chunk]) -> bool:
        """Whether somebody else is its subject: "he", "they"."""
        return any(self.words(each) & self._grammar.others for each in chunks)

    def is_reported(self, chunks: Sequence[Chunk]) -> bool:
        """Whether it tells what somebody said."""
        return any(map(self._reports, chunks))

    def spoils(self, chunk: Chunk) -> bool:
        """Whether a word waits for something, takes back, is quoted, or orders what is not ours."""
        if self.words(chunk) & self._grammar.spoiling:
            return True
        return chunk.kind is Kind.LEFTOVER and self._commands(chunk)

    def begins_with_own_subject(self, chunk: Chunk) -> bool:
        """Whether a chunk is "I" or "we"."""
        return bool(self.words(chunk) & self._grammar.subjects - self._grammar.others)

    def has_subject(self, chunk: Chunk) -> bool:
        """Whether a pronoun that is a subject is in a chunk."""
        return not self.words(chunk).isdisjoint(self._grammar.subjects)

    def is_of_plain_words(self, chunks: Sequence[Chunk]) -> bool:
        """Whether a piece is a few words of a dictionary, and perhaps a time, and names nothing."""
        strange = [each for each in chunks if each.kind is Kind.LEFTOVER]
        rest = {each.kind for each in chunks} - {Kind.LEFTOVER, Kind.TIME, *EMPTY}
        few = 0 < len(strange) <= _FEW_WORDS
        return few and not rest and self._are_everyday(strange)

    def is_signature(self, chunks: Sequence[Chunk], before: Sequence[Chunk]) -> bool:
        """Whether it is a name after the words that end a letter."""
        words = [each for each in chunks if each.is_word]
        tokens = [self._reading.tokens[each.start] for each in words]
        is_name = all(each.kind is Kind.LEFTOVER for each in words)
        is_name = is_name and all(each.raw[:1].isupper() for each in tokens)
        return is_name and self.text(before) in self._grammar.signoffs

    def _is_state(self, chunks: Sequence[Chunk]) -> bool:
        """Whether a piece tells a state in plain words of a dictionary: "run 5 is an hour old"."""
        strange = [each for each in chunks if each.kind is Kind.LEFTOVER]
        text = self.text(chunks) + " "
        begins = any(text.startswith(each + " ") for each in self._grammar.states)
        if not strange or not (begins or any(each.kind is Kind.RUN for each in chunks)):
            return False
        return all(map(self._is_plain_word, strange))

    def _is_plain_word(self, chunk: Chunk) -> bool:
        token = self._reading.tokens[chunk.start]
        language = self._language(token.text)
        known = language.morphology.knows(token.text) and token.text not in language.brands
        return known and token.raw[:1].islower()

    def _are_everyday(self, strange: Sequence[Chunk]) -> bool:
        """Whether words are written as no name and a dictionary knows them.

        Where a language has a list of frequent words alone, one of them vouches for the others.
        """
        tokens = [self._reading.tokens[each.start] for each in strange]
        known = [self._is_known(each.text) for each in tokens]
        if not all(each.raw[:1].islower() for each in tokens):
            return False
        return all(known) or (any(known) and not any(is_cyrillic(each.text) for each in tokens))

    def _is_known(self, word: str) -> bool:
        language = self._language(word)
        if word in language.brands:
            return False
        listed = word in language.common or word in language.objects
        return listed or language.morphology.knows(word)

    def _is_verb(self, chunk: Chunk) -> bool:
        """Whether an unexplained word tells what somebody or something does."""
        if chunk.kind is not Kind.LEFTOVER:
            return False
        word = self._reading.tokens[chunk.start].text
        language = self._language(word)
        if language.morphology.knows(word):
            return language.morphology.tells(word)
        is_past = bool(language.verb_ends) and word.endswith(language.verb_ends)
        return is_past and len(word) >= _LEAST_PAST

    def _reports(self, chunk: Chunk) -> bool:
        """Whether it is a verb of somebody's words: "asked", "wrote"."""
        if chunk.kind is Kind.GUARD and chunk.name == "reported":
            return self.words(chunk).isdisjoint(self._grammar.opinions)
        if chunk.kind is not Kind.LEFTOVER:
            return False
        word = self._reading.tokens[chunk.start].text
        first = self._language(word).morphology.first_forms(word)
        return not first.isdisjoint(self._grammar.reporting)

    def _commands(self, chunk: Chunk) -> bool:
        """Whether an unexplained word gives an order that is not ours, or is quoted."""
        token = self._reading.tokens[chunk.start]
        return token.quoted or self._language(token.text).morphology.commands(token.text)

    def _language(self, word: str) -> Language:
        """The language a word is written in, by its letters."""
        cyrillic = is_cyrillic(word)
        languages = self._grammar.languages.values()
        return next(each for each in languages if each.cyrillic == cyrillic)

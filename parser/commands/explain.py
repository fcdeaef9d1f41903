"""Why a message was read as it was: for `progon interpret --explain` and for whoever adds a word."""

from collections.abc import Iterator
from dataclasses import dataclass

from parser.commands.grammar import Grammar
from parser.commands.kinds import Kind
from parser.commands.lattice import Chunk, Reading
from parser.commands.model import Interpretation, Outcome
from parser.commands.writing import is_cyrillic


@dataclass(frozen=True, kw_only=True)
class Word:
    """One token: as written, as folded, its dictionary forms, and the part it became."""

    raw: str
    folded: str
    first_forms: tuple[str, ...]
    became: str


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The way from a text to its interpretation."""

    interpretation: Interpretation
    words: tuple[Word, ...]
    left_over: tuple[str, ...]

    @property
    def text(self) -> str:
        """The explanation in plain text: a token a line, the verdict last."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        read = self.interpretation
        if read.read_as is not None:
            yield f"read as: {read.read_as}"
        width = max((len(each.raw) for each in self.words), default=0)
        for each in self.words:
            forms = "/".join(each.first_forms)
            yield f"  {each.raw:<{width}}  {each.became}" + (f"  ({forms})" if forms else "")
        if self.left_over:
            yield f"left over: {', '.join(self.left_over)}"
        if read.doubts:
            yield f"doubts: {', '.join(each.value for each in read.doubts)}"
        yield f"{read.outcome.value}: {read.why}"
        if read.outcome is Outcome.CLARIFY and read.clarification:
            for option in read.clarification.options:
                yield f"  option: {option.as_json()}"


def explanation(
    interpretation: Interpretation, reading: Reading | None, grammar: Grammar
) -> Explanation:
    """The explanation of an interpretation that came from a reading, or from none."""
    if reading is None:
        return Explanation(interpretation=interpretation, words=(), left_over=())
    words = [
        Word(
            raw=token.raw,
            folded=token.text,
            first_forms=_first_forms(token.text, grammar),
            became=_label(chunk),
        )
        for chunk in reading.chunks
        for token in reading.tokens[chunk.start : chunk.end]
    ]
    left_over = tuple(reading.words(each) for each in reading.leftovers)
    return Explanation(interpretation=interpretation, words=tuple(words), left_over=left_over)


def _label(chunk: Chunk) -> str:
    label = f"{chunk.kind.value}.{chunk.name}" if chunk.name else chunk.kind.value
    shown = {
        name: "|".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in chunk.values.items()
    }
    if chunk.kind is Kind.LEFTOVER:
        return "left over"
    details = ", ".join(f"{name}={value}" for name, value in shown.items() if name != "cost")
    return f"{label} [{details}]" if details else label


def _first_forms(word: str, grammar: Grammar) -> tuple[str, ...]:
    for language in grammar.languages.values():
        if language.cyrillic and is_cyrillic(word):
            return tuple(sorted(language.morphology.first_forms(word)))
    return ()

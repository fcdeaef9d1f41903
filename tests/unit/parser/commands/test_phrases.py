"""The phrases of tests/phrases, replayed: what people type, and what it must come to.

The floors are the product's promise. A single false command fails: nothing that was not an order may
act. See tests/phrases/README.md for the files.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from parser.commands.catalogue import Catalogue
from parser.commands.interpret import Interpreter
from parser.commands.model import ACTING, Ask, Command, Interpretation, Outcome

PHRASES = Path(__file__).parents[3] / "phrases"
SETS = [(language, part) for language in ("ru", "en") for part in ("develop", "held_out", "fresh")]
#: At least so many of a hundred phrases must come out exactly.
FLOORS = {Outcome.COMMAND: 95, Outcome.CLARIFY: 90, Outcome.UNKNOWN: 90}


@dataclass(frozen=True)
class Phrase:
    """One phrase and what it must come to."""

    text: str
    outcome: Outcome
    commands: tuple[Command, ...] = ()
    ask: Ask | None = None


@pytest.mark.parametrize(("language", "part"), SETS)
def test_enough_phrases_come_out_exactly(language: str, part: str) -> None:
    """Of each kind of phrase at least the floor comes out exactly, slot by slot."""
    right: Counter[Outcome] = Counter()
    total: Counter[Outcome] = Counter()
    for phrase, read in _replayed(language, part):
        total[phrase.outcome] += 1
        right[phrase.outcome] += (read.outcome, read.commands) == (phrase.outcome, phrase.commands)
    shares = {outcome: 100 * right[outcome] / total[outcome] for outcome in total}
    assert all(shares[outcome] >= FLOORS[outcome] for outcome in shares), shares


@pytest.mark.parametrize(("language", "part"), SETS)
def test_nothing_acts_that_was_no_order(language: str, part: str) -> None:
    """No phrase that is not a command becomes one that acts."""
    false = [
        phrase.text
        for phrase, read in _replayed(language, part)
        if phrase.outcome is not Outcome.COMMAND
        and any(each.verb in ACTING for each in read.commands)
    ]
    assert false == []


@pytest.mark.parametrize(("language", "part"), SETS)
def test_questions_are_mostly_of_the_right_kind(language: str, part: str) -> None:
    """Where a question is asked back, nine of ten times it is about the right thing."""
    asked = [
        (phrase.ask, read.clarification.ask)
        for phrase, read in _replayed(language, part)
        if phrase.ask and read.clarification
    ]
    assert sum(want is got for want, got in asked) >= 0.9 * len(asked)


@pytest.mark.parametrize(("language", "part"), SETS)
def test_the_language_is_told(language: str, part: str) -> None:
    """Nineteen of twenty commands are told to be in the language they are in."""
    told = [
        read.language == language
        for phrase, read in _replayed(language, part)
        if phrase.outcome is Outcome.COMMAND and not phrase.text.startswith("/")
    ]
    assert sum(told) >= 0.95 * len(told)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_each_phrase_stands_where_its_hash_puts_it(language: str) -> None:
    """A third of the phrases is held out, chosen by the phrase alone."""
    for part in ("develop", "held_out"):
        for phrase in _phrases(language, part):
            assert _is_held_out(phrase.text) == (part == "held_out"), phrase.text


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_phrase_is_written_twice(language: str) -> None:
    """A phrase stands in one set only."""
    counts = Counter(
        phrase.text
        for part in ("develop", "held_out", "fresh")
        for phrase in _phrases(language, part)
    )
    assert [text for text, count in counts.items() if count > 1] == []


def _is_held_out(phrase: str) -> bool:
    return hashlib.sha256(phrase.encode()).digest()[0] % 3 == 0


def _replayed(language: str, part: str) -> Iterator[tuple[Phrase, Interpretation]]:
    for path in sorted((PHRASES / language / part).glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        interpreter = _interpreter(PHRASES / data["catalogue"])
        now = datetime.fromisoformat(data["now"])
        for phrase in _of_file(path):
            yield phrase, interpreter.interpret(phrase.text, now=now)


_INTERPRETERS: dict[Path, Interpreter] = {}


def _interpreter(path: Path) -> Interpreter:
    if path not in _INTERPRETERS:
        catalogue = Catalogue.from_json(json.loads(path.read_text("utf-8")))
        _INTERPRETERS[path] = Interpreter(catalogue)
    return _INTERPRETERS[path]


def _phrases(language: str, part: str) -> Iterator[Phrase]:
    for path in sorted((PHRASES / language / part).glob("*.yaml")):
        yield from _of_file(path)


def _of_file(path: Path) -> Iterator[Phrase]:
    data = yaml.safe_load(path.read_text("utf-8"))
    for group in data.get("commands", ()):
        commands = tuple(map(Command.from_json, group["are"]))
        for text in group["say"]:
            yield Phrase(text, Outcome.COMMAND, commands)
    for ask, texts in data.get("clarify", {}).items():
        for text in texts:
            yield Phrase(text, Outcome.CLARIFY, ask=None if ask == "other" else Ask(ask))
    for text in data.get("unknown", ()):
        yield Phrase(text, Outcome.UNKNOWN)

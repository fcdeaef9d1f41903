"""What reading one message costs, as multiples of cutting it into tokens and nothing more.

Every phrase of `tests/phrases` is read: orders, questions back and talk, in both languages. The best of
several rounds counts, since times of a machine that others use say little; what is asserted is a ratio of
two times of the same minute.
"""

import json
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import median

import pytest
import yaml

from parser.commands.catalogue import Catalogue
from parser.commands.interpret import Interpreter
from parser.commands.tokens import tokenise

pytestmark = pytest.mark.benchmark

PHRASES = Path(__file__).parents[1] / "phrases"
NOW = datetime.fromisoformat("2026-11-20T12:00:00+03:00")
ROUNDS = 3
#: Telegram's longest message.
LONGEST = 4096
#: Times the cutting into tokens: twice of what was measured, so that only a real regression fails.
MOST = 45.0
#: Times a median phrase: the longest messages of talk, of names and of nonsense.
MOST_LONG = 40.0


@pytest.fixture(scope="module")
def interpreter() -> Interpreter:
    """Over twenty shops; building it is not measured."""
    data = json.loads((PHRASES / "catalogue.json").read_text("utf-8"))
    return Interpreter(Catalogue.from_json(data))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_reading_costs_some_cuttings(
    interpreter: Interpreter, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The median phrase is read in so many times the time of cutting it into tokens."""
    texts = _phrases(language)
    cutting = _best(texts, tokenise)
    reading = _best(texts, lambda text: interpreter.interpret(text, now=NOW))
    ratio = median(reading) / median(cutting)
    slowest = sorted(reading)[int(0.95 * len(reading))]
    with capsys.disabled():
        print(  # noqa: T201 - what a benchmark is for
            f"\n{language}: {len(texts)} phrases, median {median(reading) * 1e6:.0f} us,"
            f" 95 of 100 within {slowest * 1e6:.0f} us; {ratio:.1f} x cutting"
        )
    assert ratio < MOST


@pytest.mark.parametrize(
    "piece",
    [
        "прогони озон, ",
        "а вчера мы долго обсуждали прогон ",
        "прогони последовательность площадок вайлдберриз-и-спортмастер, ",
        "йцу qwe 1 ",
    ],
)
def test_the_longest_message_costs_some_phrases(
    interpreter: Interpreter, piece: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A message of Telegram's full length costs so many median phrases, whatever it says."""
    phrase = median(_best(_phrases("ru"), lambda text: interpreter.interpret(text, now=NOW)))
    long_text = (piece * LONGEST)[:LONGEST]
    (longest,) = _best([long_text], lambda text: interpreter.interpret(text, now=NOW))
    with capsys.disabled():
        print(f"\n{piece!r} to {LONGEST}: {longest * 1e3:.1f} ms")  # noqa: T201 - as above
    assert longest < MOST_LONG * phrase


def _phrases(language: str) -> list[str]:
    texts: list[str] = []
    for path in sorted((PHRASES / language).rglob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        texts.extend(text for group in data.get("commands", ()) for text in group["say"])
        texts.extend(text for group in data.get("clarify", {}).values() for text in group)
        texts.extend(data.get("unknown", ()))
    return texts


def _best(texts: list[str], step: Callable[[str], object]) -> list[float]:
    """Seconds of each text, the best of all rounds."""
    best = [float("inf")] * len(texts)
    for _ in range(ROUNDS):
        for place, text in enumerate(texts):
            started = time.perf_counter()
            step(text)
            best[place] = min(best[place], time.perf_counter() - started)
    return best

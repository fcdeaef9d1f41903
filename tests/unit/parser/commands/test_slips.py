"""Slips: which wrong spelling is the likelier one, and what one slip does to phrases that read rightly."""

import json
import random
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from parser.commands.catalogue import Catalogue
from parser.commands.interpret import Interpreter
from parser.commands.model import ACTING, Command, Outcome
from parser.commands.slips import is_plain, plainest, struck_beside, swaps
from parser.commands.writing import neighbours

PHRASES = Path(__file__).parents[3] / "phrases"
#: A slip is put into words at least so long.
LEAST = 4
#: Of a hundred phrases with one slip in one word, so many still read exactly.
EXACT = 90
#: Of ten thousand, at most so many act otherwise than the person meant.
OTHERWISE = 50


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("прогнои", "прогони"),
        ("кроме", "кромее"),
        ("ззапусти", "запусти"),
        ("хапусти", "запусти"),
        ("азон", "озон"),
        ("cancle", "cancel"),
        ("excet", "except"),
        ("runn", "run"),
    ],
)
def test_fingers_and_ears_make_plain_slips(word: str, meant: str) -> None:
    """A swap, a letter lost or doubled, a key beside the right one and another vowel are plain."""
    assert is_plain(word, meant)


@pytest.mark.parametrize(("word", "meant"), [("excet", "excel"), ("canceld", "cancel")])
def test_other_changes_are_not_plain(word: str, meant: str) -> None:
    """A letter from the other end of the keyboard is no plain slip."""
    assert not is_plain(word, meant)


def test_the_plainer_word_is_chosen() -> None:
    """Of two words that are as near, the one that a finger slips from is meant."""
    assert plainest("excet", ["excel", "except"]) == ["except"]
    assert plainest("zzz", ["aaa"]) == ["aaa"]


def test_a_key_has_the_keys_around_it_as_neighbours() -> None:
    """The keys beside, above and below, in either alphabet."""
    assert set(neighbours("s")) == set("adwezx")
    assert "щ" in neighbours("з")
    assert neighbours("1") == ""


def test_swaps_and_strikes_undo_a_slip() -> None:
    """The right word is among those that one swap or one key away make of the wrong one."""
    assert "прогони" in set(swaps("прогнои"))
    assert "озон" in set(struck_beside("ощон"))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_one_slip_leaves_most_phrases_as_they_were(language: str) -> None:
    """With one slip in one word nine of ten phrases read exactly, and hardly any acts otherwise."""
    came_to = Counter[str]()
    for path in sorted((PHRASES / language / "develop").glob("*.yaml")):
        came_to += _of_file(path, random.Random(path.name))
    total = sum(came_to.values())
    assert came_to["exact"] * 100 >= EXACT * total, came_to
    assert came_to["otherwise"] * 10_000 <= OTHERWISE * total, came_to


def _of_file(path: Path, chance: random.Random) -> Counter[str]:
    data = yaml.safe_load(path.read_text("utf-8"))
    catalogue = Catalogue.from_json(json.loads((PHRASES / data["catalogue"]).read_text("utf-8")))
    interpreter, now = Interpreter(catalogue), datetime.fromisoformat(data["now"])
    came_to = Counter[str]()
    for group in data.get("commands", ()):
        meant = tuple(map(Command.from_json, group["are"]))
        for text in group["say"]:
            slipped = _slipped(text, chance)
            if slipped and interpreter.interpret(text, now=now).commands == meant:
                read = interpreter.interpret(slipped, now=now)
                acts = any(each.verb in ACTING for each in read.commands)
                wrong = "otherwise" if acts else "shown"
                right = "exact" if read.commands == meant else wrong
                came_to[right if read.outcome is Outcome.COMMAND else read.outcome.value] += 1
    return came_to


def _slipped(text: str, chance: random.Random) -> str:
    """The text with one slip in one of its longer words; empty when it has none."""
    words = text.split(" ")
    places = [place for place, each in enumerate(words) if each.isalpha() and len(each) >= LEAST]
    if not places or text.startswith("/"):
        return ""
    place = chance.choice(places)
    word = words[place]
    at = chance.randrange(len(word) - 1)
    beside = neighbours(word[at].lower()) or word[at]
    words[place] = chance.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
            word[:at] + chance.choice(beside) + word[at + 1 :],
        ]
    )
    return " ".join(words)

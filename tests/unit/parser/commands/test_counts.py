"""How many sites somebody says, and how many they name."""

from datetime import datetime

import pytest

from parser.commands.interpret import Interpreter
from parser.commands.model import Doubt


@pytest.mark.parametrize(
    "text",
    [
        "прогони все 20 площадок",
        "прогони все 19 площадок кроме озона",
        "прогони 2 площадки: озон и вб",
        "прогони все три маркетплейса",
        "run all 20 sites",
    ],
)
def test_a_number_that_fits_the_sites_is_no_doubt(
    text: str, interpreter: Interpreter, now: datetime
) -> None:
    """As many sites are named, or there are as many."""
    read = interpreter.interpret(text, now=now)
    assert read.commands
    assert read.commands[0].limit is None
    assert Doubt.OTHER_COUNT not in read.doubts


@pytest.mark.parametrize(
    "text",
    [
        "прогони все 5 площадок",
        "прогони все три магазина",
        "прогони 3 площадки: озон и вб",
        "прогони пять маркетплейсов",
        "run all 5 sites",
    ],
)
def test_a_number_that_does_not_fit_is_confirmed_first(
    text: str, interpreter: Interpreter, now: datetime
) -> None:
    """Twenty sites are not the five somebody has in mind."""
    read = interpreter.interpret(text, now=now)
    assert read.commands
    assert Doubt.OTHER_COUNT in read.doubts

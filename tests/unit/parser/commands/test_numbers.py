"""Numbers in digits and words."""

from datetime import datetime

import pytest

from parser.commands.grammar import load_grammar
from parser.commands.interpret import Interpreter
from parser.commands.model import Ask
from parser.commands.numbers import Numerals
from parser.commands.tokens import tokenise

NUMERALS = Numerals(load_grammar())


def first_number(text: str) -> float | None:
    """The value of the first number of a text."""
    found = NUMERALS.find(tokenise(text))
    return found[0].value if found else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100", 100),
        ("100к", 100_000),
        ("1.5k", 1500),
        ("1,500", 1500),
        ("10 000", 10_000),
        ("1 500", 1500),
        ("полсотни", 50),
        ("полторы тысячи", 1500),
        ("сто пятьдесят", 150),
        ("двести сорок три", 243),
        ("пять тысяч двести", 5200),
        ("пару сотен", 200),
        ("сто тысяч", 100_000),
        ("a couple hundred", 200),
        ("a couple of hundred", 200),
        ("half a thousand", 500),
        ("two hundred and fifty", 250),
        ("fifteen hundred", 1500),
        ("a hundred thousand", 100_000),
        ("two and a half", 2.5),
        ("twenty five", 25),
    ],
)
def test_values(text: str, value: float) -> None:
    """A number means the same in digits and in words."""
    assert first_number(text) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("восемь тридцать", [8, 30]),
        ("eight thirty", [8, 30]),
        ("9 120", [9, 120]),
        ("5 10", [5, 10]),
    ],
)
def test_a_number_ends_where_the_fall_ends(text: str, values: list[float]) -> None:
    """Two numbers in a row stay two."""
    assert [span.value for span in NUMERALS.find(tokenise(text))] == values


@pytest.mark.parametrize("text", ["14-й", "14й", "23rd", "двадцать третий", "twenty third"])
def test_ordinals(text: str) -> None:
    """An ordinal is told from a plain number."""
    assert NUMERALS.find(tokenise(text))[0].ordinal


@pytest.mark.parametrize("text", ["9" * 40, "1.2.3.4.5", "٣٤", "1e400"])
def test_odd_digits_are_no_amounts(text: str) -> None:
    """Digits nobody means do not raise and are never a whole small number beyond them."""
    for span in NUMERALS.find(tokenise(text)):
        assert span.value == float("inf") or span.value < 10**12


@pytest.mark.parametrize("text", ["/cancel -1", "/report -3", "/retry -2"])
def test_a_negative_number_is_no_run(text: str, interpreter: Interpreter, now: datetime) -> None:
    """The minus is not dropped: "/cancel -1" is not about run 1."""
    read = interpreter.interpret(text, now=now)
    assert read.commands == ()
    assert read.clarification is not None
    assert read.clarification.ask is Ask.BAD_NUMBER

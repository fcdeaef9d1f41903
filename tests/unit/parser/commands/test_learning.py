"""Learned aliases and the cases that guard them."""

from datetime import datetime

import pytest

from parser.commands.catalogue import Catalogue
from parser.commands.errors import CommandError
from parser.commands.interpret import Interpreter
from parser.commands.learning import Case, LearnedAlias
from parser.commands.model import ALL, Command, Outcome, Verb

RUN_ALL = Command(verb=Verb.RUN, sites=ALL)


def test_a_learned_phrase_stands_for_its_commands(catalogue: Catalogue, now: datetime) -> None:
    """Letter case, punctuation and emoji don't matter."""
    alias = LearnedAlias(phrase="Ночная смена", commands=(RUN_ALL,))
    read = Interpreter(catalogue, learned=(alias,)).interpret("ночная смена! 🌙", now=now)
    assert read.commands == (RUN_ALL,)


def test_a_learned_word_names_a_site_in_every_case(catalogue: Catalogue, now: datetime) -> None:
    """A word learned for a site changes like any other name."""
    learned = (
        LearnedAlias(phrase="синяя жаба", site="ozon"),
        LearnedAlias(phrase="мелочь", tag="kids"),
    )
    interpreter = Interpreter(catalogue, learned=learned)
    (run,) = interpreter.interpret("прогони синюю жабу", now=now).commands
    assert run.sites == ("ozon",)
    (run,) = interpreter.interpret("прогони мелочь", now=now).commands
    assert run.tags == ("kids",)


def test_an_alias_that_breaks_a_case_is_found(catalogue: Catalogue, now: datetime) -> None:
    """Replaying known cases tells which phrase an alias would break, and what it would become."""
    case = Case(text="стоп", outcome=Outcome.COMMAND, commands=(Command(verb=Verb.CANCEL),))
    assert Interpreter(catalogue).check([case], now=now) == []
    spoiled = Interpreter(catalogue, learned=(LearnedAlias(phrase="Стоп", commands=(RUN_ALL,)),))
    (failure,) = spoiled.check([case], now=now)
    assert (failure.case, failure.got.commands) == (case, (RUN_ALL,))


def test_aliases_survive_json() -> None:
    """What is stored comes back."""
    for alias in (
        LearnedAlias(phrase="а", commands=(RUN_ALL,)),
        LearnedAlias(phrase="б", site="ozon"),
        LearnedAlias(phrase="в", tag="kids"),
    ):
        assert LearnedAlias.from_json(alias.as_json()) == alias


@pytest.mark.parametrize(
    "data",
    [{}, {"phrase": "x"}, {"phrase": "", "site": "ozon"}, {"phrase": "x", "site": "a", "tag": "b"},
     {"phrase": "x", "commands": [{"verb": "fly"}]}, {"phrase": "!!!", "site": "ozon"}],
)  # fmt: skip
def test_what_is_no_alias_is_refused(data: dict[str, object]) -> None:
    """An alias has a phrase and exactly one meaning."""
    with pytest.raises(CommandError):
        LearnedAlias.from_json(data)

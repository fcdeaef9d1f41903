"""Why a message was read as it was."""

from datetime import datetime

from parser.commands.interpret import Interpreter


def test_every_word_is_accounted_for(interpreter: Interpreter, now: datetime) -> None:
    """Each word has its dictionary forms and the part it became."""
    explained = interpreter.explain("прогони площадки кроме озона", now=now)
    became = {word.folded: (word.became, word.first_forms) for word in explained.words}
    assert became["прогони"] == ("order.run", ("прогнать",))
    assert became["площадки"] == ("topic.site", ("площадка",))
    assert became["озона"][0] == "site [ids=ozon]"
    assert explained.left_over == ()


def test_what_is_left_over_is_told(interpreter: Interpreter, now: datetime) -> None:
    """A message that is no command says which words nothing explains."""
    explained = interpreter.explain("прогони текст через переводчик", now=now)
    assert explained.left_over == ("текст", "через", "переводчик")
    assert "unexplained: текст через переводчик" in explained.text


def test_a_guard_is_told(interpreter: Interpreter, now: datetime) -> None:
    """A negation is given as the reason."""
    assert "negation: not an order" in interpreter.explain("не запускай озон", now=now).text


def test_options_are_listed(interpreter: Interpreter, now: datetime) -> None:
    """A question shows its ready answers."""
    assert "option: {'verb': 'run'" in interpreter.explain("прогони яндекс", now=now).text

"""Lists, forms and options become plain clauses, sign for sign."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.commands.grammar import load_grammar
from parser.commands.layout import flattened, is_titled

GRAMMAR = load_grammar()


def _plain(text: str) -> str:
    return " ".join(flattened(text, GRAMMAR.labels, GRAMMAR.order_words).split())


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("run:\n- ozon\n\u2022 wb", "run:, ozon, wb"),
        ("run:\n1. ozon\n2) wb", "run:, ozon, wb"),
        ("1) run ozon 2) cancel run 5", "run ozon ; cancel run 5"),
        ("- run ozon\n- cancel run 5", "run ozon cancel run 5"),
        ("tasks for the bot:\n- run ozon", "run ozon"),
        ("run\nsites: ozon, wb\npages: 50", "run; ozon, wb;pages 50"),
        ("run dns limit=300 threads=3", "run dns limit 300 threads 3"),
        ("run all --dry-run --limit 50", "run all dry run limit 50"),
        ("run ozon\ndry run: yes\nskip existing: no", "run ozon;dry run ;"),
        ("cron: ozon, daily at 4", "run ozon, daily at 4"),
        ("run ozon / wb && cancel run 5", "run ozon , wb ; cancel run 5"),
    ],
)
def test_layout_becomes_words_and_signs(text: str, plain: str) -> None:
    """Bullets and numbers go, items follow their head, labels say what they name."""
    assert _plain(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "run ozon",
        "all -ozon",
        "- no, run ozon",
        "he said: run ozon",
        "owner: Anna",
        "x=5",
        "git push --force",
        "see https://ozon.ru/?limit=5",
    ],
)
def test_what_has_no_layout_of_ours_stays(text: str) -> None:
    """Speech, other labels and other programs' options are left as they are."""
    assert flattened(text, GRAMMAR.labels, GRAMMAR.order_words) == text


@given(st.text(alphabet="ab1 .)(:=-\n\u2022\u2014*|/&;", max_size=60))
@settings(max_examples=200)
def test_every_place_stays_where_it_was(text: str) -> None:
    """The rewritten text is as long as the message, and its letters stand where they stood."""
    found = flattened(text, GRAMMAR.labels, GRAMMAR.order_words)
    assert len(found) == len(text)
    assert all(new == old for new, old in zip(found, text, strict=True) if new.isalnum())


def test_a_title_stands_over_what_is_told() -> None:
    """Under "minutes:" or "how to:" nothing is an order; under "to do:" it is."""
    assert is_titled("minutes:\n- run ozon", GRAMMAR.labels)
    assert is_titled("how to start:\n- run ozon", GRAMMAR.labels)
    assert not is_titled("to do:\n- run ozon", GRAMMAR.labels)
    assert not is_titled("minutes: run ozon", GRAMMAR.labels)

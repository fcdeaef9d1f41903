"""Texts: both languages have the same keys, every text can be made, and nothing from outside is markup."""

import re
from importlib.resources import files

import pytest
from fluent.syntax import parse
from fluent.syntax.ast import Message, VariableReference
from fluent.syntax.visitor import Visitor

from bot.telegram.texts import LANGUAGES, Markup, Texts


class _Variables(Visitor):  # type: ignore[misc]
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - fluent's name
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """The keys of a language with the variables each text uses."""
    source = (files("bot.locales") / f"{language}.ftl").read_text(encoding="utf-8")
    found = {}
    for entry in parse(source).body:
        assert entry.__class__.__name__ != "Junk", entry.content
        if isinstance(entry, Message):
            variables = _Variables()
            variables.visit(entry)
            assert entry.id.name not in found, f"{language}: {entry.id.name} twice"
            found[entry.id.name] = variables.names
    return found


def test_both_languages_say_the_same_things() -> None:
    """Each key is in both files, with the same variables."""
    russian, english = (messages(language) for language in LANGUAGES)
    assert russian == english


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [0, 1, 2, 5, 21, 1234])
def test_every_text_can_be_made(language: str, number: int) -> None:
    """No text fails for any number, and none is empty."""
    texts = Texts(language)
    for key, variables in messages(language).items():
        assert texts(key, **dict.fromkeys(variables, number)).strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_from_outside_is_never_markup(language: str) -> None:
    """Names with brackets and ampersands are shown, not obeyed; what is Markup stays so."""
    texts = Texts(language)
    shown = texts(
        "history-row", run="1", when="<b>", status=Markup("<i>x</i>"), said="a & <script>"
    )
    assert "&lt;script&gt;" in shown
    assert "a &amp;" in shown
    assert "<i>x</i>" in shown


def test_russian_plurals() -> None:
    """1 страница, 2 страницы, 5 страниц, 21 страница, 1 234 страницы."""
    texts = Texts("ru")
    words = [re.sub(r"\s", " ", texts("board-pages", count=n)) for n in (1, 2, 5, 21, 1234)]
    assert words == ["1 страница", "2 страницы", "5 страниц", "21 страница", "1 234 страницы"]

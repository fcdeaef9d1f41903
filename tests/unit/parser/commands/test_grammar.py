"""The grammar files and their notation."""

import pytest

from parser.commands.errors import GrammarError
from parser.commands.grammar import load_grammar
from parser.commands.lattice import read
from parser.commands.morphology import STORY, RussianMorphology, morphology
from parser.commands.numbers import Numerals
from parser.commands.templates import Choice, Element, parsed
from parser.commands.tokens import tokenise
from parser.commands.writing import sound, swap_layout, to_cyrillic


def test_a_template_is_a_tree() -> None:
    """Brackets nest, classes keep a slot."""
    assert parsed("(a|b c) [<n:limit>]") == Choice(
        (
            (
                Choice(((Element("a"),), (Element("b"), Element("c")))),
                Choice(((Element("<n>", "limit"),),), optional=True),
            ),
        )
    )


@pytest.mark.parametrize("template", ["(a", "a)", "[a|b", "a <n:limit b", "(a]"])
def test_a_broken_template_is_refused(template: str) -> None:
    """A template that does not close its brackets is an error with the template in it."""
    with pytest.raises(GrammarError, match="bracket"):
        parsed(template)


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("не больше 100 страниц на сайт", "limit", {"limit": 100}),
        ("up to 100 pages per site", "limit", {"limit": 100}),
        ("в 5 потоков", "concurrency", {"concurrency": 5}),
        ("5 at a time", "concurrency", {"concurrency": 5}),
    ],
)
def test_the_longest_reading_wins(text: str, kind: str, values: dict[str, int]) -> None:
    """One chunk that explains all is cheaper than several."""
    tokens = tokenise(text)
    grammar = load_grammar()
    reading = read(tokens, grammar, (), Numerals(grammar).find(tokens))
    assert [(each.kind.value, dict(each.values)) for each in reading.chunks] == [(kind, values)]


def test_both_aspects_give_orders() -> None:
    """Each verb of a pair has its imperative and its infinitive, and no past."""
    russian = morphology("pymorphy3")
    marked = {pair for verb in ("запустить", "запускать") for pair in russian.verb_forms(verb)}
    assert {(each, "imp") for each in ("запусти", "запустите", "запускай")} <= marked
    assert {(each, "inf") for each in ("запустить", "запускать")} <= marked
    assert {(each, STORY) for each in ("запустил", "запустили", "запускаю", "запущен")} <= marked


def test_pymorphy_is_asked_by_the_name_the_file_gives() -> None:
    """A language names its morphology; one that names none lists its forms."""
    assert isinstance(morphology("pymorphy3"), RussianMorphology)
    assert list(morphology("none").forms("page")) == ["page"]


@pytest.mark.parametrize(
    ("typed", "meant"), [("ghjujyb dct", "прогони все"), ("кгт фдд", "run all")]
)
def test_layouts(typed: str, meant: str) -> None:
    """The same keys on the other layout."""
    assert swap_layout(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("progoni", "прогони"),
        ("vse", "все"),
        ("eshche", "еще"),
        ("sajty", "сайты"),
        ("saity", "сайты"),
    ],
)
def test_transliteration(typed: str, meant: str) -> None:
    """Latin letters stand for Russian sounds."""
    assert to_cyrillic(typed) == meant


@pytest.mark.parametrize(
    ("one", "other"),
    [("lamoda", "ламода"), ("wb", "вб"), ("citilink", "ситилинк"), ("aliexpress", "алиэкспресс"),
     ("hoff", "хофф"), ("decathlon", "декатлон"), ("eldorado", "эльдорадо"), ("zoozavr", "зоозавр")],
)  # fmt: skip
def test_a_name_sounds_alike_in_both_scripts(one: str, other: str) -> None:
    """One key for a name, whatever alphabet it is written in."""
    assert sound(one) == sound(other)

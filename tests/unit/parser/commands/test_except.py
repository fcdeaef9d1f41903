"""How far an "except" reaches."""

from datetime import datetime

import pytest

from parser.commands.interpret import Interpreter
from parser.commands.model import Doubt


@pytest.mark.parametrize(
    ("text", "sites", "reports"),
    [
        ("run everything except ozon, seo only", ["ozon"], ["seo"]),
        ("run everything except ozon and hoff full report", ["ozon", "hoff"], ["full"]),
        ("run all but ozon, diff and xlsx", ["ozon"], ["diff", "xlsx"]),
        ("run all except ozon and seo only", ["ozon"], ["seo"]),
        ("crawl all but not ozon, xlsx only", ["ozon"], ["xlsx"]),
        ("прогони все, но не озон, сео", ["ozon"], ["seo"]),
        ("прогони всё кроме озона и вб, сео", ["ozon", "wildberries"], ["seo"]),
        ("прогони все кроме озона, полный отчёт", ["ozon"], ["full"]),
        ("прогони все, кроме озона и сео", ["ozon"], ["full", "diff", "xlsx"]),
        ("прогони все кроме озона, без сео", ["ozon"], ["full", "diff", "xlsx"]),
        ("прогони всё кроме озона, вб и хофф", ["ozon", "wildberries", "hoff"], None),
    ],
)
def test_a_report_after_excluded_sites(
    interpreter: Interpreter, now: datetime, text: str, sites: list[str], reports: list[str] | None
) -> None:
    """Only an "and" makes a report one more of what is left out."""
    (command,) = interpreter.interpret(text, now=now).commands
    told = command.as_json()
    assert told["sites"] == "all"
    assert told["except"] == sites
    assert told.get("reports") == reports


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("прогони все - озон", ()),
        ("прогони все площадки — озон", ()),
        ("run all sites - ozon", ()),
        ("прогони маркетплейсы - озон", ("marketplace",)),
    ],
)
def test_a_dash_before_a_name_is_asked_about(
    text: str, tags: tuple[str, ...], interpreter: Interpreter, now: datetime
) -> None:
    """A minus, or "that is": all without ozon, or ozon alone."""
    read = interpreter.interpret(text, now=now)
    assert read.clarification is not None
    without, alone = read.clarification.options
    assert (without.sites, without.except_, without.tags) == ("all", ("ozon",), tags)
    assert (alone.sites, alone.except_, alone.tags) == (("ozon",), (), ())


@pytest.mark.parametrize(
    "text", ["прогони все и озон", "прогони все, и озон тоже", "run everything and ozon too"]
)
def test_all_and_one_is_all(text: str, interpreter: Interpreter, now: datetime) -> None:
    """An "and" takes nothing away."""
    (command,) = interpreter.interpret(text, now=now).commands
    assert command.as_json() == {"verb": "run", "sites": "all"}


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("прогони не озон, а вб", {"sites": ["wildberries"]}),
        ("не озон, а вб прогони", {"sites": ["wildberries"]}),
        ("прогони вб, а не озон", {"sites": ["wildberries"]}),
        ("run not ozon but wb", {"sites": ["wildberries"]}),
        ("crawl wildberries, not ozon", {"sites": ["wildberries"]}),
        ("прогони все, но не озон", {"sites": "all", "except": ["ozon"]}),
        ("прогони все но не озон и не вб", {"sites": "all", "except": ["ozon", "wildberries"]}),
        (
            "прогони все кроме озона, а также вб",
            {"sites": "all", "except": ["ozon", "wildberries"]},
        ),
    ],
)
def test_what_is_denied_beside_a_name_is_not_the_rest(
    text: str, slots: dict[str, object], interpreter: Interpreter, now: datetime
) -> None:
    """Not ozon, "but wb", is wb: neither all the others, nor all without both."""
    (command,) = interpreter.interpret(text, now=now).commands
    assert command.as_json() == {"verb": "run", **slots}


@pytest.mark.parametrize(
    "text",
    [
        "прогони не озон",
        "прогони все кроме озона, а вб до 10 страниц",
        "прогони одежду на вб",
        "прогони озон и вб, но вб только сео",
        "прогони озон, а вб до 50 страниц",
        "прогони все, а озон только сео",
        "прогони все площадки, озон до 10 страниц",
        "run all sites, ozon up to 10 pages",
        "прогони вб по одежде",
        "run clothes on wildberries",
    ],
)
def test_sites_that_can_be_meant_in_two_ways_are_asked_about(
    text: str, interpreter: Interpreter, now: datetime
) -> None:
    """A denial alone, an "except" that turns round, a part of a site: nobody knows which sites."""
    assert interpreter.interpret(text, now=now).clarification is not None


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("прогони маркетплейсы, но без вб, и ещё хофф", [Doubt.IDLE_EXCEPTION]),
        ("прогони маркетплейсы кроме хоффа", [Doubt.IDLE_EXCEPTION]),
        ("прогони маркетплейсы кроме вб", []),
        ("прогони все кроме хоффа", []),
    ],
)
def test_an_exception_that_takes_nothing_away_is_confirmed_first(
    text: str, doubts: list[Doubt], interpreter: Interpreter, now: datetime
) -> None:
    """Who leaves out what was not meant anyway may have meant to add it."""
    read = interpreter.interpret(text, now=now)
    assert read.commands
    assert list(read.doubts) == doubts


@pytest.mark.parametrize(
    "text", ["прогони все сайты: озон и вб", "прогони все площадки (озон, вб)"]
)
def test_a_list_says_which_are_all(text: str, interpreter: Interpreter, now: datetime) -> None:
    """What stands after a colon or between brackets is what is meant by "all"."""
    (command,) = interpreter.interpret(text, now=now).commands
    assert command.as_json() == {"verb": "run", "sites": ["ozon", "wildberries"]}

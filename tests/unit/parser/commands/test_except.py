"""How far an "except" reaches."""

from datetime import datetime

import pytest

from parser.commands.interpret import Interpreter


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


@pytest.mark.parametrize("text", ["прогони все и озон", "run everything and ozon too"])
def test_all_and_one_is_all(text: str, interpreter: Interpreter, now: datetime) -> None:
    """An "and" takes nothing away."""
    (command,) = interpreter.interpret(text, now=now).commands
    assert command.as_json() == {"verb": "run", "sites": "all"}

"""Of what a run has no answer, and which look stands in for it in the next one."""

from dataclasses import replace

import pytest

from runner.reports.unanswered import (
    goes_on_failing,
    is_compared_with_earlier,
    leaves_open,
    missing,
)
from storage.report_rows import Fate, PairLine
from tests.unit.runner.reports.test_changes import fate, pair, side

TOO_LARGE = replace(fate("file", 200), outcome="too_large")


def page(became: Fate, state: str = "page", **known: object) -> PairLine:
    """A page of the base, or of a run before it, and what has become of its address."""
    line = replace(pair(None, side(state=state), became), entity="page")
    return replace(line, **known)  # type: ignore[arg-type] # fields by name


@pytest.mark.parametrize(
    ("became", "is_open"),
    [
        (fate("server_error", 500), True),
        (fate("client_error", 403), True),
        (fate("no_response"), True),
        (fate("bot_wall", 200), True),
        (fate("blocked"), True),
        (fate("unasked"), True),
        (TOO_LARGE, True),
        (fate("absent"), True),
        (fate("client_error", 404), False),
        (fate("redirect", 301), False),
        (fate("file", 200), False),
        (fate("outside"), False),
    ],
)
def test_what_has_no_answer_is_left_open(became: Fate, *, is_open: bool) -> None:
    """Also what robots.txt closes and what no ledger names; a 404 and a redirect are ends."""
    assert leaves_open(page(became), told=False) is is_open


def test_what_has_its_end_is_not_left_open() -> None:
    """A removal that was told, a page that moved, a base that knew nothing itself, a product."""
    gone, down = page(fate("absent")), page(fate("no_response"))
    assert not leaves_open(gone, told=True)
    assert leaves_open(down, told=True)
    elsewhere = replace(side(), url="https://shop.example/elsewhere")
    assert not leaves_open(replace(down, now=elsewhere), told=True)
    assert not leaves_open(page(fate("no_response"), state="blocked"), told=False)
    assert not leaves_open(page(fate("absent"), state="redirect"), told=False)
    assert not leaves_open(replace(down, entity="product"), told=False)


def test_what_no_ledger_names_is_let_go_after_ten_runs() -> None:
    """They are counted while they follow each other, from the first one on."""
    line = page(fate("absent"))
    assert missing(line, 7) == (1, 7)
    assert missing(replace(line, misses=3, missing_since=4), 7) == (4, 4)
    assert missing(page(fate("no_response"), misses=3, missing_since=4), 7) == (0, None)
    assert leaves_open(replace(line, misses=9), told=False)
    assert not leaves_open(replace(line, misses=10), told=False)


@pytest.mark.parametrize(
    ("missed_as", "became", "goes_on"),
    [
        ("server_error", fate("no_response"), True),
        ("blocked", fate("blocked"), True),
        ("blocked", fate("server_error", 500), True),
        ("server_error", fate("blocked"), False),
        ("absent", fate("server_error", 500), False),
        ("unasked", fate("server_error", 500), False),
        ("server_error", fate("client_error", 410), False),
    ],
)
def test_what_the_base_told_is_not_told_again(
    missed_as: str, became: Fate, *, goes_on: bool
) -> None:
    """A failure and a line of robots.txt are told once each; a base that said nothing told nothing."""
    line = page(became, earlier_run=1, missed_as=missed_as)
    assert goes_on_failing(line) is goes_on
    assert not goes_on_failing(replace(line, earlier_run=None))
    answered = became.state == "client_error" or (missed_as, became.state) == (
        "server_error",
        "blocked",
    )
    assert is_compared_with_earlier(line, told=True) is answered

"""Percents of any two amounts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.reports.comparable import change_percent

_amounts = st.decimals("0", "1e15", allow_nan=False, allow_infinity=False, places=15)


@given(_amounts, _amounts)
def test_any_change_has_a_percentage(old: Decimal, new: Decimal) -> None:
    """However far apart they are; only from nothing there is none."""
    told = change_percent(old, new)
    if not old:
        assert told is None
    else:
        assert told is not None
        assert told == pytest.approx(
            100 * (new - old) / old, abs=Decimal("0.005"), rel=Decimal("1e-20")
        )


def test_percents_are_rounded_to_hundredths_where_they_fit() -> None:
    """What a person reads has two decimals; what no person reads is not cut."""
    assert str(change_percent(Decimal(300), Decimal(400))) == "33.33"
    assert change_percent(Decimal("1e-12"), Decimal("1e13")) == Decimal("1e27") - 100

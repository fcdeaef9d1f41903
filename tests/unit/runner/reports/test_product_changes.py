"""What is told of prices at the edges, and of variants that share their number or their colour."""

from dataclasses import replace
from decimal import Decimal

import pytest

from parser.pages.records import Product, Variant
from runner.reports.change import Change, Severity
from runner.reports.changes import changes_of
from tests.unit.runner.reports.test_changes import KNOWN, PRODUCT, pair, side

PLAIN = replace(PRODUCT, schema_price=None, price_min=None)


def told(now: Product, base: Product) -> list[Change]:
    """The rows of a product at the same address."""
    return changes_of(pair(side(now), side(base)), KNOWN)


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        ("100000", "100099.99", None),
        ("100000", "100100", Severity.WARNING),
        ("100000", "129999.99", Severity.WARNING),
        ("100000", "130000", Severity.WARNING),
        ("100000", "130004", Severity.CRITICAL),
        ("100000", "69996", Severity.CRITICAL),
        ("0", "5", Severity.CRITICAL),
        ("5", "0", Severity.CRITICAL),
    ],
)
def test_the_bounds_of_price_changes_are_exact(
    old: str, new: str, severity: Severity | None
) -> None:
    """Less than 0.1 % is not told, more than 30 % is critical: judged before it is rounded for a cell."""
    before, after = (replace(PLAIN, price=Decimal(price)) for price in (old, new))
    assert [change.severity for change in told(after, before)] == ([severity] if severity else [])


RED = Variant(sku="P-1", color="red", price=Decimal(10))
BLUE = replace(RED, color="blue", price=Decimal(12))
SMALL = Variant(color="black", name="Phone 64 GB", price=Decimal(100))
LARGE = replace(SMALL, name="Phone 128 GB", price=Decimal(120))


@pytest.mark.parametrize("pair_of", [(RED, BLUE), (SMALL, LARGE)], ids=["number", "colour"])
def test_variants_that_share_a_name_are_told_apart_by_the_next(
    pair_of: tuple[Variant, Variant],
) -> None:
    """Shops give each form the number of the product: their order is no change, and any price is."""
    first, second = pair_of
    base = replace(PLAIN, price=first.price, variants=(first, second))
    turned = replace(PLAIN, price=second.price, variants=(second, first))
    assert told(turned, base) == []
    dear = replace(base, variants=(first, replace(second, price=Decimal(130))))
    (change,) = told(dear, base)
    assert change.field == "variants"
    assert change.note is not None
    assert (second.color if second.sku else second.name) in change.note


def test_variants_that_nothing_tells_apart_are_one() -> None:
    """The first of them speaks for all."""
    base = replace(PLAIN, variants=(RED, replace(RED, price=Decimal(11))))
    assert told(replace(base, variants=(RED, replace(RED, price=Decimal(12)))), base) == []

"""Too many changes to be true."""

from runner.reports.change import Change, ChangeType, Severity
from runner.reports.mass_change import MassChange, had_lost_products, has_lost_products
from storage.site_report import ProductCounts


def suspicions(
    field: str,
    changed: int,
    *,
    compared: int,
    products: int = 100,
    usual: float | None = None,
    complete: bool = True,
) -> list[str]:
    """What is said of so many changes of one field."""
    guard = MassChange()
    for number in range(changed):
        guard.count(
            Change(
                entity="product",
                key=str(number),
                url="",
                type=ChangeType.CHANGED,
                severity=Severity.WARNING,
                field=field,
            )
        )
    found = guard.suspicions(compared=compared, products=products, usual=usual, complete=complete)
    return list(found)


def test_a_third_of_the_prices_is_too_many() -> None:
    """More than 30 % and at least ten of them."""
    assert suspicions("price", 31, compared=100) == ["price changed on 31 of 100 products (31 %)"]
    assert suspicions("price", 30, compared=100) == []
    assert suspicions("price", 9, compared=10) == []


def test_products_that_pages_do_not_show_any_more_are_counted_among_all() -> None:
    """They have no other side, so they are not among the compared ones."""
    assert suspicions("product", 15, compared=5) == ["product changed on 15 of 20 products (75 %)"]
    assert suspicions("product", 15, compared=35) == []


def test_what_changes_every_day_is_not_suspect() -> None:
    """Stock numbers, ratings and review counts may all change at once."""
    assert suspicions("stock_qty", 100, compared=100) == []


def test_missing_products_are_suspect() -> None:
    """Fewer than 90 % of the usual number, if the run saw everything."""
    assert suspicions("price", 0, compared=89, products=89, usual=100) == [
        "89 products, where the last complete runs had 100"
    ]
    assert suspicions("price", 0, compared=89, products=90, usual=100) == []
    assert suspicions("price", 0, compared=89, products=50, usual=100, complete=False) == []
    assert suspicions("price", 0, compared=0, products=0) == []


def test_a_small_shop_may_lose_a_product_or_two() -> None:
    """Not all of them."""
    assert suspicions("price", 0, compared=3, products=3, usual=5) == []
    assert suspicions("price", 0, compared=2, products=2, usual=5) != []
    assert suspicions("price", 0, compared=0, products=0, usual=1) != []


def test_a_run_that_lost_half_of_the_products_is_no_base_until_the_next_one_agrees() -> None:
    """A broken selector, a shop without prices for a night; or a shop that became smaller."""

    def lost(now: int, before: int | None, usual: float | None = 100, *, missed: int = 0) -> bool:
        counts = ProductCounts(now=now, usual=usual, before=before)
        return has_lost_products(counts) and not had_lost_products(counts, missed=missed)

    assert lost(49, 100)
    assert not lost(50, 100)
    assert not lost(49, 48)
    assert lost(49, 48, missed=2)
    assert lost(0, 2, usual=2)
    assert not lost(1, 4, usual=3)
    assert not lost(0, None, usual=None)

"""What our reading of pages depended on."""

import pytest

from runner.crawl.version import reconfigured


def config(currency: str | None = None, **selectors: str) -> dict[str, object]:
    """A site job's configuration."""
    return {"site": {"id": "shop", "selectors": selectors, "currency": currency}, "policy": {}}


def test_the_same_configuration_reads_the_same() -> None:
    """Whatever else of it differs."""
    now = {**config(price=".price"), "policy": {"attempts": 2}}
    assert reconfigured(now, config(price=".price")) == frozenset()
    assert reconfigured(config(), {}) == frozenset()


@pytest.mark.parametrize(
    ("now", "base", "field"),
    [
        (config(price=".now"), config(price=".price"), "price"),
        (config(price=".now"), config(), "old_price"),
        (config(), config(brand=".brand"), "brand"),
        (config(stock_quantity=".left"), config(), "stock_qty"),
        (config("EUR"), config(), "currency"),
    ],
)
def test_a_selector_that_came_went_or_changed_reads_its_field_anew(
    now: dict[str, object], base: dict[str, object], field: str
) -> None:
    """And whether there is a product at all, which makes a page one of a product; no other field."""
    fields = reconfigured(now, base)
    assert {field, "product", "product_key", "page_type"} <= fields
    assert "category_path" not in fields

"""Cells of full.csv that hold more than one value."""

import json
from collections.abc import Callable
from typing import Any

from parser.pages.records import Product
from runner.reports.full_fields import FIELDS

CELLS: dict[str, Callable[[Any], Any]] = {field.column.name: field.value for field in FIELDS}


def test_attributes_are_json_even_where_they_are_too_many() -> None:
    """The longest are left out; a cell that is cut anywhere could not be read."""
    attributes = {f"k{number:03}": "v" * number for number in range(400)}
    text = CELLS["attributes_json"](Product(name="x", attributes=attributes))
    kept = json.loads(text)
    assert 31_000 < len(text) <= 32_767
    assert list(kept) == sorted(attributes)[: len(kept)]


def test_pictures_are_whole_addresses_even_where_they_are_too_many() -> None:
    """Those that a cell can hold; their number is told all the same."""
    product = Product(
        name="x", images=tuple(f"http://a.example/{n:02};{'y' * 2000}" for n in range(50))
    )
    urls = CELLS["images"](product).split(";")
    assert urls == [url.replace(";", "%3B") for url in product.images[: len(urls)]]
    assert len(urls) == 16
    assert CELLS["images_count"](product) == 50
